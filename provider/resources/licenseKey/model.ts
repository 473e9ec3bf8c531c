import { z } from "zod";

import type { CheckFailure, Parsed } from "../../resource";

/** What should be on a key, keyed by its constant. */
export interface Item {
  item: string;
  quantity?: number;
  externalId?: string;
}

/** The declaration, normalised: equal things compare equal. Absent members are not managed. */
export interface Desired {
  /** Sorted by constant. Absent only while a preview does not know it yet. */
  items?: Item[];
  nickname?: string;
  adopt?: { keyId: string } | { activationCode: string };
  /** What marks a key as bought for this resource; absent where `marker` is false. */
  marker?: string;
  onDelete?: OnDelete;
  onGone: OnGone;
  /** Properties without a value yet (preview). */
  unknown: readonly string[];
}

export type OnDelete = "suspend" | "terminate";
export type OnGone = "error" | "forget" | "replace";

/** The key as last seen. */
export interface Key {
  keyId: string;
  keyNumber?: string;
  ownerId: string;
  /** All items, those that API 3.0 has no constant for included. */
  items: Item[];
  /** Without our marker. */
  nickname: string;
  status?: string;
  terminated: boolean;
  suspended: boolean;
  creationDate?: string;
  expirationDate?: string;
}

export interface Credentials {
  activationCode?: string;
  activationLink?: string;
}

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

export function isUnmatched({ item }: Item): boolean {
  return !constant.test(item);
}

const markerSuffix = / ?#[0-9a-f]{10}$/;

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

const adopt = z.union(
  [z.strictObject({ keyId }), z.strictObject({ activationCode: z.string().min(1, "must not be empty") })],
  'must be { keyId: "12345678" } or { activationCode: "..." }, one of the two',
);

const inputs = z.strictObject({
  items,
  nickname: z
    .string()
    .min(1, "must not be empty; leave it out if it is not to be managed")
    .refine((text) => !markerSuffix.test(text), "must not end like a marker (# and ten hexadecimal digits)")
    .optional(),
  adopt: adopt.optional(),
  marker: z.boolean().optional(),
  onDelete: z.enum(["suspend", "terminate"]).optional(),
  onGone: z.enum(["error", "forget", "replace"]).optional(),
  __marker: z.string().optional(),
});

/** The inputs that a user can declare. */
export const inputNames: readonly string[] = Object.keys(inputs.shape).filter(
  (name) => !name.startsWith("__"),
);

export function parseInputs(raw: Record<string, unknown>, unknown: readonly string[]): Parsed<Desired> {
  const shape = unknown.includes("items") ? inputs.partial({ items: true }) : inputs;
  const result = shape.safeParse(raw, { reportInput: false });
  if (!result.success) return { failures: result.error.issues.flatMap(checkFailures) };
  const { marker, __marker, onGone = "error", items: declared, ...rest } = result.data;
  return {
    desired: {
      ...defined(rest),
      ...(declared === undefined
        ? {}
        : { items: declared.map((each) => defined(each) as Item).sort(byConstant) }),
      ...(marker === false || __marker === undefined ? {} : { marker: __marker }),
      onGone,
      unknown,
    } as Desired,
  };
}

/** The nickname as it is sent and searched: the marker is its last word. */
export function markedNickname(nickname: string | undefined, marker: string | undefined): string {
  return [nickname, marker === undefined ? undefined : `#${marker}`]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** The nickname without any marker. */
export function plainNickname(nickname: string): string {
  return nickname.replace(markerSuffix, "");
}

export function carriesMarker(nickname: string, marker: string): boolean {
  return nickname.endsWith(`#${marker}`);
}

const storedItem = z.object({
  item: z.string(),
  quantity: z.number().optional(),
  externalId: z.string().optional(),
});
type StoredItem = z.infer<typeof storedItem>;

/** The shape of the outputs, version 1. */
const outputs = z.object({
  items: z.array(storedItem).catch([]),
  nickname: z.string().optional(),
  key: z
    .object({
      keyId: z.string(),
      keyNumber: z.string().optional(),
      ownerId: z.string(),
      unmatchedItems: z.array(storedItem),
      status: z.string().optional(),
      terminated: z.boolean(),
      suspended: z.boolean(),
      creationDate: z.string().optional(),
      expirationDate: z.string().optional(),
    })
    .optional(),
  credentials: z
    .object({ activationCode: z.string().optional(), activationLink: z.string().optional() })
    .optional(),
  onDelete: z.enum(["suspend", "terminate"]).optional(),
  onGone: z.enum(["error", "forget", "replace"]).optional(),
  __marker: z.string().optional(),
  __plesk: z.object({
    origin: z.string(),
    pending: z.object({ since: z.string(), nickname: z.string() }).optional(),
    notVisible: z.boolean().optional(),
  }),
});

export function decodeState(raw: Record<string, unknown>): State {
  const {
    items: managed,
    nickname = "",
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
    key:
      key === undefined
        ? undefined
        : defined({ ...known, items: storedItems(managed, unmatchedItems), nickname }),
    credentials: defined(credentials),
    notVisible: __plesk.notVisible ?? false,
    onDelete,
    onGone,
  }) as State;
}

/** Items and nickname are not here: the host keeps them beside, as the inputs that they are. */
export function encodeState({
  origin,
  marker,
  pending,
  key,
  credentials,
  notVisible,
}: State): Record<string, unknown> {
  return defined({
    key: key === undefined ? undefined : encodeKey(key),
    credentials: Object.keys(credentials).length > 0 ? credentials : undefined,
    __marker: marker,
    __plesk: defined({ origin, pending, notVisible: notVisible || undefined }),
  });
}

function storedItems(managed: readonly StoredItem[], unmatched: readonly StoredItem[]): Item[] {
  const declaredToo = (other: StoredItem): boolean => managed.some(({ item: name }) => name === other.item);
  return [...managed, ...unmatched.filter((other) => !declaredToo(other))].map(
    (each) => defined(each) as Item,
  );
}

function encodeKey({ items: all, nickname: _, ...key }: Key): Record<string, unknown> {
  return { ...key, unmatchedItems: all.filter(isUnmatched) };
}

/**
 * The declared inputs with what is live in the place of what was declared. Order and what was left
 * out stay as declared, so that equal things are equal and only changes show.
 */
export function readInputs({ key }: State, declared: Record<string, unknown>): Record<string, unknown> {
  if (key === undefined) return declared;
  return {
    ...declared,
    ...(Array.isArray(declared.items) ? { items: liveItems(key.items, declared.items as Item[]) } : {}),
    ...(typeof declared.nickname === "string" ? { nickname: key.nickname } : {}),
  };
}

function liveItems(live: readonly Item[], declared: readonly Item[]): Item[] {
  const kept = declared.flatMap((wanted) => {
    const found = live.find((other) => other.item === wanted.item);
    return found === undefined ? [] : [asDeclared(found, wanted)];
  });
  const added = live.filter(
    (found) => !isUnmatched(found) && !declared.some((wanted) => wanted.item === found.item),
  );
  return [...kept, ...added.sort(byConstant)];
}

/** Members that the declaration leaves out are not managed and not shown. */
function asDeclared(found: Item, wanted: Item): Item {
  return defined({
    item: found.item,
    quantity: wanted.quantity === undefined ? undefined : found.quantity,
    externalId: wanted.externalId === undefined ? undefined : found.externalId,
  }) as Item;
}

function byConstant(a: Item, b: Item): number {
  return a.item < b.item ? -1 : 1;
}

/** The object without members that are undefined. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

function checkFailures(issue: z.core.$ZodIssue): CheckFailure[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name) => ({
      property: propertyPath([...issue.path, name]),
      reason: `is not a property here; there are ${inputNames.join(", ")}`,
    }));
  }
  return [{ property: propertyPath(issue.path), reason: issue.message }];
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
}
