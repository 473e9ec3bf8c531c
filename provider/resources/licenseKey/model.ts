/** What a user declares, and the declaration with what is live in it. */
import { isIP } from "node:net";

import { z } from "zod";

import { liveStatuses } from "../../apis/partner30/structures";
import { notEmpty, parseBy, parseRaw, requirement, withoutUndefined, wordOr } from "../inputs";
import type { CheckFailure, Codec, Parsed } from "../../converge/resource";
import {
  canonicalIp,
  decodeState,
  encodeState,
  isUnmatched,
  markerSuffix,
  onDelete,
  onGone,
  type Item,
  type Key,
  type State,
} from "./state";

/** With the marker 64 characters: the shortest limit that a system is known to keep for such a field. */
const longestNickname = 52;

const item = z.strictObject(
  {
    item: notEmpty,
    quantity: z
      .number()
      .int("must be a whole number")
      .positive("must be 1 or more; leave the item out instead")
      .exactOptional(),
    externalId: z.string().exactOptional(),
  },
  {
    error: ({ code, input }) =>
      code === "invalid_type" && input !== undefined ? 'must be an object: write { item: "..." }' : undefined,
  },
);

const items = z
  .array(item, {
    error: ({ input }) =>
      input === undefined
        ? 'is missing: a key is bought with what is on it, e.g. [{ item: "PLESK-12-WEB-ADMIN-1M" }]'
        : undefined,
  })
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
  })
  .transform((list) => [...list].sort(byConstant));

/** In one spelling, and within what JSON numbers can hold. */
const keyId = z
  .string()
  .refine((id) => !id.startsWith("pending:"), {
    error: "is not known yet: the purchase of that key got no answer. Run `pulumi up` for that key first",
    abort: true,
  })
  .regex(
    /^[1-9]\d{0,14}$/,
    'must be the digits of a key id, e.g. "12345678" (no prefix, no revision, no leading zero, at most 15 digits)',
  );

const ipBinding = z
  .strictObject({
    address: z
      .string()
      .refine((text) => isIP(text) !== 0, "must be an IPv4 or IPv6 address")
      .transform(canonicalIp),
    restrict: z.boolean().exactOptional(),
    takeOver: z.boolean().exactOptional(),
  })
  .superRefine(({ address, restrict }, context) => {
    if (!restrict || isIP(address) !== 6) return;
    const message = "does not work with IPv6: restrictions know IPv4 addresses only";
    context.addIssue({ code: "custom", path: ["restrict"], message });
  });

export type IpBinding = z.output<typeof ipBinding>;

const adopt = z.xor(
  [z.strictObject({ keyId }), z.strictObject({ activationCode: notEmpty })],
  requirement('must be { keyId: "12345678" } or { activationCode: "..." }, one of the two'),
);

export const inputs = z.strictObject({
  items,
  unlistedItems: z.enum(["remove", "keep"]).default("remove"),
  ownerId: notEmpty.exactOptional(),
  nickname: z
    .string()
    .min(1, "must not be empty; leave it out if it is not to be managed")
    .max(
      longestNickname,
      `must have at most ${longestNickname} characters: with the marker it may be cut off otherwise`,
    )
    .refine((text) => text.trim() === text, "must not begin or end with white space")
    .refine((text) => !markerSuffix.test(text), "must not end like a marker (# and ten hexadecimal digits)")
    .transform((text) => text.normalize())
    .exactOptional(),
  autoRenew: z.boolean().exactOptional(),
  suspended: z.boolean().exactOptional(),
  parent: wordOr("detached", z.strictObject({ keyId })).exactOptional(),
  ipBinding: wordOr("unbound", ipBinding).exactOptional(),
  productConfigurationId: z
    .number()
    .int("must be a whole number")
    .positive("must be 1 or more")
    .exactOptional(),
  activation: z.strictObject({ uid: notEmpty }).exactOptional(),
  adopt: adopt.exactOptional(),
  marker: z.boolean().exactOptional(),
  onDelete,
  onGone,
  timeouts: z
    .strictObject({ ipBinding: z.number().nonnegative("must not be negative").exactOptional() })
    .exactOptional(),
  __marker: z.string().exactOptional(),
});

/** The declaration, normalised: equal things compare equal. Absent members are not managed. */
export interface Desired extends Omit<z.output<typeof inputs>, "items" | "marker" | "__marker"> {
  /** Sorted by constant. Absent only while a preview does not know it yet. */
  items?: Item[];
  /** What marks a key as bought for this resource; absent where `marker` is false. */
  marker?: string;
  /** Properties without a value yet (preview). */
  unknown: readonly string[];
}

const lookUp = z.strictObject({
  keyId: keyId.exactOptional(),
  activationCode: notEmpty.exactOptional(),
  nickname: notEmpty.exactOptional(),
});

/** What a key can be looked up by. */
export type LookUp = { keyId: string } | { activationCode: string } | { nickname: string };

export function parseLookUp(raw: Record<string, unknown>): { by: LookUp } | { failures: CheckFailure[] } {
  const parsed = parseRaw(lookUp, raw);
  if ("failures" in parsed) return parsed;
  const [given, ...others] = Object.keys(parsed.data);
  if (given !== undefined && others.length === 0) return { by: parsed.data as LookUp };
  const fault =
    given === undefined
      ? "is missing, and so are activationCode and nickname"
      : `goes without ${others.join(" and ")}`;
  const reason = `${fault}: exactly one of the three says which key is meant`;
  return { failures: [{ property: given ?? "keyId", reason }] };
}

/** What a list of keys can be narrowed to. */
export const listed = z.strictObject({
  status: z
    .enum(liveStatuses)
    .describe("Only keys that the system calls so. Without it terminated ones may be among them.")
    .exactOptional(),
});
export type KeyListed = z.output<typeof listed>;

export const parseListed = parseBy(listed);

/** The inputs that a user can declare. */
const inputNames: readonly string[] = Object.keys(inputs.shape).filter((name) => !name.startsWith("__"));

function parseInputs(raw: Record<string, unknown>, unknown: readonly string[]): Parsed<Desired> {
  const schema = unknown.includes("items") ? inputs.extend({ items: items.exactOptional() }) : inputs;
  const parsed = parseRaw(schema, raw);
  if ("failures" in parsed) return parsed;
  const { marker: isMarked = true, __marker, ...declared } = parsed.data;
  return { desired: withoutUndefined({ ...declared, marker: isMarked ? __marker : undefined, unknown }) };
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
    // Unknown until a new key is read.
    ownerId: key.ownerId === "" ? undefined : key.ownerId,
    nickname: isSameText(declared.nickname, key.nickname) ? declared.nickname : key.nickname,
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

/** Letters with accents can be written in two ways. */
function isSameText(declared: unknown, live: string): boolean {
  return typeof declared === "string" && declared.normalize() === live;
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
  return withoutUndefined({
    item: found.item,
    // An item without a quantity is there once: to the plan the two are equal.
    quantity: wanted.quantity === undefined ? undefined : (found.quantity ?? 1),
    externalId: wanted.externalId === undefined ? undefined : found.externalId,
  });
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

function byConstant(a: { item: string }, b: { item: string }): number {
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
