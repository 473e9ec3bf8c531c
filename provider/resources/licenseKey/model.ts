import { isIP } from "node:net";

import { z } from "zod";

import { checkFailures, defined, exactlyOne, wordOr } from "../inputs";
import type { Codec, Parsed } from "../../converge/resource";

/** What should be on a key, keyed by its constant. */
export interface Item {
  item: string;
  quantity?: number;
  externalId?: string;
}

export interface IpBinding {
  address: string;
  restrict?: boolean;
  takeOver?: boolean;
}

/** The declaration, normalised: equal things compare equal. Absent members are not managed. */
export interface Desired {
  /** Sorted by constant. Absent only while a preview does not know it yet. */
  items?: Item[];
  unlistedItems: "remove" | "keep";
  ownerId?: string;
  nickname?: string;
  autoRenew?: boolean;
  suspended?: boolean;
  parent?: { keyId: string } | "detached";
  ipBinding?: IpBinding | "unbound";
  productConfigurationId?: number;
  activation?: { uid: string };
  adopt?: { keyId: string } | { activationCode: string };
  /** What marks a key as bought for this resource; absent where `marker` is false. */
  marker?: string;
  onDelete?: OnDelete;
  onGone: OnGone;
  timeouts?: { ipBinding?: number };
  /** Properties without a value yet (preview). */
  unknown: readonly string[];
}

export type OnDelete = "suspend" | "terminate";
export type OnGone = "error" | "forget" | "replace";

/** The key as last seen. A member that is undefined was not told; null says that there is none. */
export interface Key {
  keyId: string;
  keyNumber?: string;
  ownerId: string;
  /** All items, those that API 3.0 has no constant for included. */
  items: Item[];
  /** Without our marker. */
  nickname: string;
  autoRenew?: boolean;
  suspended: boolean;
  terminated: boolean;
  status?: string;
  parentKeyId?: string | null;
  childKeyIds: string[];
  ipAddress?: string | null;
  restrictIp?: boolean;
  productConfigurationId?: number;
  activationUid?: string;
  creationDate?: string;
  lastModificationDate?: string;
  updateDate?: string;
  expirationDate?: string;
  susExpirationDate?: string;
  susStatus?: string;
}

export interface Credentials {
  activationCode?: string;
  activationLink?: string;
}

/** What a key can be looked up by. */
export type LookUp = { keyId: string } | { activationCode: string } | { nickname: string };

/** What is known of the resource. */
export interface State {
  /** The system that the key was bought on; working on it through another one is refused. */
  origin: string;
  marker?: string;
  /** A purchase without an answer: since when, and under which nickname it would show. */
  pending?: { since: string; nickname: string };
  /** Absent while the purchase is pending. */
  key?: Key;
  credentials: Credentials;
  /** The key was not shown to the login at the last look. */
  notVisible: boolean;
  onDelete?: OnDelete;
  onGone: OnGone;
}

/** A constant of API 3.0; anything else on a key is a feature or licence name (partner-api-3.0.md 4.2). */
const constant = /^[A-Z0-9]+(-[A-Z0-9]+)+$/;

export function isUnmatched({ item }: Pick<Item, "item">): boolean {
  return !constant.test(item);
}

const markerSuffix = / ?#[0-9a-f]{10}$/;

/** With the marker 64 characters: the shortest limit that a system is known to keep for such a field. */
const longestNickname = 52;

const item = z.strictObject({
  item: z.string().trim().min(1, "must not be empty"),
  quantity: z
    .number()
    .int("must be a whole number")
    .positive("must be 1 or more; leave the item out instead")
    .optional(),
  externalId: z.string().optional(),
});

const items = z
  .array(item)
  .min(1, "must name at least one item: a key is bought with what is on it")
  .superRefine((list, context) => {
    list.forEach(({ item: name }, index) => {
      if (list.findIndex((other) => other.item === name) === index) return;
      context.addIssue({
        code: "custom",
        path: [index, "item"],
        message: `${name} is listed twice; list it once, with a quantity if it can be counted`,
      });
    });
  });

const keyId = z
  .string()
  .regex(/^\d+$/, 'must be the digits of a key id, e.g. "12345678" (no prefix, no revision)');

const ipBinding = z
  .strictObject({
    address: z.string().refine((text) => isIP(text) !== 0, "must be an IPv4 or IPv6 address"),
    restrict: z.boolean().optional(),
    takeOver: z.boolean().optional(),
  })
  .superRefine(({ address, restrict }, context) => {
    if (!restrict || isIP(address) !== 6) return;
    const message = "does not work with IPv6: restrictions know IPv4 addresses only";
    context.addIssue({ code: "custom", path: ["restrict"], message });
  });

const adopt = exactlyOne(
  {
    keyId: keyId.optional(),
    activationCode: z.string().min(1, "must not be empty").optional(),
  },
  'must be { keyId: "12345678" } or { activationCode: "..." }, one of the two',
);

const inputs = z.strictObject({
  items,
  unlistedItems: z.enum(["remove", "keep"]).optional(),
  ownerId: z.string().min(1, "must not be empty").optional(),
  nickname: z
    .string()
    .min(1, "must not be empty; leave it out if it is not to be managed")
    .max(
      longestNickname,
      `must have at most ${longestNickname} characters: with the marker it may be cut off otherwise`,
    )
    .refine((text) => text.trim() === text, "must not begin or end with white space")
    .refine((text) => !markerSuffix.test(text), "must not end like a marker (# and ten hexadecimal digits)")
    .optional(),
  autoRenew: z.boolean().optional(),
  suspended: z.boolean().optional(),
  parent: wordOr("detached", z.strictObject({ keyId })).optional(),
  ipBinding: wordOr("unbound", ipBinding).optional(),
  productConfigurationId: z.number().int("must be a whole number").positive("must be 1 or more").optional(),
  activation: z.strictObject({ uid: z.string().min(1, "must not be empty") }).optional(),
  adopt: adopt.optional(),
  marker: z.boolean().optional(),
  onDelete: z.enum(["suspend", "terminate"]).optional(),
  onGone: z.enum(["error", "forget", "replace"]).optional(),
  timeouts: z
    .strictObject({ ipBinding: z.number().nonnegative("must not be negative").optional() })
    .optional(),
  __marker: z.string().optional(),
});

/** The inputs that a user can declare. */
const inputNames: readonly string[] = Object.keys(inputs.shape).filter((name) => !name.startsWith("__"));

function parseInputs(raw: Record<string, unknown>, unknown: readonly string[]): Parsed<Desired> {
  const shape = unknown.includes("items") ? inputs.partial({ items: true }) : inputs;
  const result = shape.safeParse(raw);
  if (!result.success) return { failures: checkFailures(result.error, inputNames) };
  const { marker, __marker, items: declared, ipBinding: binding, ...rest } = result.data;
  const { onGone = "error", unlistedItems = "remove" } = rest;
  return {
    desired: defined({
      ...rest,
      items: declared?.map((each) => defined(each)).sort(byConstant),
      ipBinding:
        typeof binding === "object"
          ? defined({ ...binding, address: canonicalIp(binding.address) })
          : binding,
      marker: marker === false ? undefined : __marker,
      onGone,
      unlistedItems,
      unknown,
    }) as Desired,
  };
}

/** The nickname as it is sent and searched: the marker is its last word. */
export function markedNickname(nickname: string | undefined, marker: string | undefined): string {
  return [nickname, marker === undefined ? undefined : `#${marker}`]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
}

/** The nickname without any marker. */
export function plainNickname(nickname: string): string {
  return nickname.replace(markerSuffix, "");
}

export function carriesMarker(nickname: string, marker: string): boolean {
  return nickname.endsWith(`#${marker}`);
}

/** One spelling for each address, so that equal ones compare equal. */
export function canonicalIp(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

const storedItem = z.object({
  item: z.string(),
  quantity: z.number().optional(),
  externalId: z.string().optional(),
});
type StoredItem = z.infer<typeof storedItem>;

const text = z.string().optional();

/** The shape of the outputs, version 1. */
const outputs = z.object({
  items: z.array(storedItem).catch([]),
  key: z
    .object({
      keyId: z.string(),
      keyNumber: text,
      ownerId: z.string(),
      unmatchedItems: z.array(storedItem),
      nickname: z.string(),
      autoRenew: z.boolean().optional(),
      suspended: z.boolean(),
      terminated: z.boolean(),
      status: text,
      parentKeyId: z.string().nullish(),
      childKeyIds: z.array(z.string()),
      ipAddress: z.string().nullish(),
      restrictIp: z.boolean().optional(),
      productConfigurationId: z.number().optional(),
      activationUid: text,
      creationDate: text,
      lastModificationDate: text,
      updateDate: text,
      expirationDate: text,
      susExpirationDate: text,
      susStatus: text,
    })
    .optional(),
  credentials: z.object({ activationCode: text, activationLink: text }).optional(),
  onDelete: z.enum(["suspend", "terminate"]).optional(),
  onGone: z.enum(["error", "forget", "replace"]).optional(),
  __marker: text,
  __plesk: z.object({
    origin: z.string(),
    pending: z.object({ since: z.string(), nickname: z.string() }).optional(),
    notVisible: z.boolean().optional(),
  }),
});

function decodeState(raw: Record<string, unknown>): State {
  const {
    items: managed,
    key,
    credentials = {},
    onGone = "error",
    __marker,
    __plesk,
    onDelete,
  } = outputs.parse(raw);
  const { unmatchedItems = [], ...known } = key ?? {};
  return defined({
    origin: __plesk.origin,
    marker: __marker,
    pending: __plesk.pending,
    key: key === undefined ? undefined : defined({ ...known, items: storedItems(managed, unmatchedItems) }),
    credentials: defined(credentials),
    notVisible: __plesk.notVisible ?? false,
    onDelete,
    onGone,
  }) as State;
}

/** The items with a constant are not here: the host keeps them beside, as the input that they are. */
function encodeState(state: State): Record<string, unknown> {
  const { origin, marker, pending, key, credentials, notVisible } = state;
  const { items: all = [], ...known } = key ?? {};
  return defined({
    key: key === undefined ? undefined : { ...known, unmatchedItems: all.filter(isUnmatched) },
    credentials: Object.keys(credentials).length > 0 ? credentials : undefined,
    __marker: marker,
    __plesk: defined({ origin, pending, notVisible: notVisible || undefined }),
  });
}

function storedItems(managed: readonly StoredItem[], unmatched: readonly StoredItem[]): Item[] {
  const isManaged = (other: StoredItem): boolean => managed.some((each) => each.item === other.item);
  return [...managed, ...unmatched.filter((other) => !isManaged(other))].map((each) => defined(each) as Item);
}

/** Inputs that ask for everything. */
const everyInput: Record<string, unknown> = {
  items: [],
  ownerId: "",
  nickname: "",
  autoRenew: false,
  suspended: false,
  parent: "detached",
  ipBinding: "unbound",
  productConfigurationId: 0,
};

/**
 * The declared inputs with what is live in the place of what was declared. Order, spelling and what
 * was left out stay as declared, so that equal things are equal and only changes show.
 */
function readInputs({ key }: State, declared: Record<string, unknown>): Record<string, unknown> {
  if (key === undefined) return declared;
  const live: Record<string, unknown> = {
    items: Array.isArray(declared.items)
      ? liveItems(key.items, declared.items as Item[], declared)
      : undefined,
    ownerId: key.ownerId,
    nickname: key.nickname,
    autoRenew: key.autoRenew,
    suspended: key.suspended,
    parent: liveParent(key, declared.parent),
    ipBinding: liveIpBinding(key, declared.ipBinding),
    productConfigurationId: key.productConfigurationId,
    activation: key.activationUid === undefined ? undefined : { uid: key.activationUid },
  };
  const shown = Object.entries(live).filter(([name, value]) => name in declared && value !== undefined);
  return { ...declared, ...Object.fromEntries(shown) };
}

function liveItems(
  live: readonly Item[],
  declared: readonly Item[],
  { unlistedItems }: Record<string, unknown>,
): Item[] {
  const kept = declared.flatMap((wanted) => {
    const found = live.find((other) => other.item === wanted.item);
    return found === undefined ? [] : [asDeclared(found, wanted)];
  });
  if (unlistedItems === "keep") return kept;
  const added = live.filter(
    (found) => !isUnmatched(found) && !declared.some((wanted) => wanted.item === found.item),
  );
  return [...kept, ...added.sort(byConstant)];
}

/** Members that the declaration leaves out are not managed and not shown. */
function asDeclared(found: Item, wanted: Item): Item {
  return defined({
    item: found.item,
    // An item without a quantity is there once: to the plan the two are equal.
    quantity: wanted.quantity === undefined ? undefined : (found.quantity ?? 1),
    externalId: wanted.externalId === undefined ? undefined : found.externalId,
  }) as Item;
}

function liveParent({ parentKeyId }: Key, declared: unknown): unknown {
  if (parentKeyId === undefined) return declared;
  return parentKeyId === null ? "detached" : { keyId: parentKeyId };
}

function liveIpBinding({ ipAddress, restrictIp }: Key, declared: unknown): unknown {
  if (ipAddress === undefined) return declared;
  if (ipAddress === null) return "unbound";
  const wanted: Partial<IpBinding> = typeof declared === "object" && declared !== null ? declared : {};
  const same = wanted.address !== undefined && canonicalIp(wanted.address) === ipAddress;
  return {
    ...wanted,
    address: same ? wanted.address : ipAddress,
    ...(wanted.restrict === undefined || restrictIp === undefined ? {} : { restrict: restrictIp }),
  };
}

export function byConstant(a: { item: string }, b: { item: string }): number {
  return a.item < b.item ? -1 : 1;
}

export const codec: Codec<Desired, State> = {
  inputNames,
  everyInput,
  parseInputs,
  decodeState,
  encodeState,
  readInputs,
};
