/** What is known of a key: how answers become it, and how it is kept in Pulumi's state. */
import { isIP } from "node:net";

import { z } from "zod";

import type * as wire from "../../apis/partner30/structures";
import { rememberSecret } from "../../failure";
import { withoutUndefined } from "../inputs";

const text = z.string().exactOptional();

const item = z.object({ item: z.string(), quantity: z.number().exactOptional(), externalId: text });

/** What is on a key. */
export type Item = z.output<typeof item>;

/** A constant of API 3.0; anything else on a key is a feature or licence name (partner-api-3.0.md 4.2). */
const constant = /^[A-Z0-9]+(-[A-Z0-9]+)+$/;

export function isUnmatched({ item: name }: Pick<Item, "item">): boolean {
  return !constant.test(name);
}

/** What is kept as the system tells it. */
const reportedFacts = z.object({
  status: text,
  creationDate: text,
  lastModificationDate: text,
  updateDate: text,
  expirationDate: text,
  susExpirationDate: text,
  susStatus: text,
});

type ReportedFact = keyof typeof reportedFacts.shape;
const reported = Object.keys(reportedFacts.shape) as ReportedFact[];

const facts = reportedFacts.extend({
  keyId: z.string(),
  keyNumber: text,
  ownerId: z.string(),
  /** Without our marker. */
  nickname: z.string(),
  autoRenew: z.boolean().exactOptional(),
  suspended: z.boolean(),
  terminated: z.boolean(),
  parentKeyId: z.string().nullable().exactOptional(),
  childKeyIds: z.array(z.string()),
  ipAddress: z.string().nullable().exactOptional(),
  restrictIp: z.boolean().exactOptional(),
  productConfigurationId: z.number().exactOptional(),
  activationUid: text,
});

/** The key as last seen. Absent: the system did not say. Null: there is none. */
export interface Key extends z.output<typeof facts> {
  /** All items, those that API 3.0 has no constant for included. */
  items: Item[];
}

const bookkeeping = z.object({
  /** The system that the key was bought on; working on it through another one is refused. */
  origin: z.string(),
  /** A purchase without an answer: since when, and under which nickname it would show. */
  pending: z.object({ since: z.string(), nickname: z.string() }).exactOptional(),
  /** The key was not shown to the login at the last look. */
  notVisible: z.boolean().default(false),
  /** The marker that the nickname carried at the last look, where that is not the resource's; null is none. */
  mark: z.string().nullable().exactOptional(),
  /** The marker that the key carried when it was imported: nobody else's, and not the resource's own either. */
  importedMark: text,
  /** Items with a constant that the declaration does not show; absent where there are none. */
  unlisted: z.array(item).exactOptional(),
  /** How old the key was, in minutes, when it was found by its marker and taken over instead of bought. */
  foundAfter: z.number().exactOptional(),
  /** What stops a server from working although nobody declared it: what was there before each change. */
  outside: z
    .object({ suspended: z.literal(false).exactOptional(), ownerId: text, ipAddress: text })
    .exactOptional(),
});

type Outside = NonNullable<z.output<typeof bookkeeping>["outside"]>;

export const onDelete = z.enum(["suspend", "terminate"]).exactOptional();
export const onGone = z.enum(["error", "forget", "replace"]).default("error");

/** The shape of the outputs, version 1. */
const outputs = z.object({
  items: z.array(item).catch([]),
  key: facts.extend({ unmatchedItems: z.array(item) }).exactOptional(),
  credentials: z.object({ activationCode: text, activationLink: text }).default({}),
  onDelete,
  onGone,
  __marker: text,
  __plesk: bookkeeping,
});
type Outputs = z.output<typeof outputs>;

/** What is known of the resource. */
export interface State
  extends z.output<typeof bookkeeping>, Pick<Outputs, "credentials" | "onDelete" | "onGone"> {
  marker?: string;
  /** Absent while the purchase is pending. */
  key?: Key;
}

export type KnownState = State & { key: Key };

export function knownKey(state: State | undefined): KnownState {
  if (state?.key === undefined) throw new Error("a key is changed before it is known");
  return { ...state, key: state.key };
}

/** The state of a key that is bought, adopted or looked up on a system. */
export function newState({ origin }: Pick<State, "origin">, marker?: string): State {
  return withoutUndefined({ origin, marker, credentials: {}, notVisible: false, onGone: "error" as const });
}

/** A key of which only the id is known. */
export function unreadKey(keyId: string): Key {
  const nothing = { items: [], nickname: "", suspended: false, terminated: false, childKeyIds: [] };
  return { keyId, ownerId: "", ...nothing };
}

export function decodeState(raw: Record<string, unknown>): State {
  const { items: managed, key: stored, __marker, __plesk, ...policies } = outputs.parse(raw);
  const { unlisted = [], ...kept } = __plesk;
  const key = stored && keyFrom(stored, [...managed, ...unlisted]);
  return withoutUndefined({ ...kept, ...policies, marker: __marker, key });
}

function keyFrom({ unmatchedItems, ...known }: NonNullable<Outputs["key"]>, managed: readonly Item[]): Key {
  const isManaged = (other: Item): boolean => managed.some((each) => each.item === other.item);
  return { ...known, items: [...managed, ...unmatchedItems.filter((other) => !isManaged(other))] };
}

/** Most items with a constant are not here: the host keeps them beside, as the input that they are. */
export function encodeState(state: State, shown: Record<string, unknown>): Record<string, unknown> {
  const { key, marker, credentials, onDelete: _, onGone: _gone, notVisible, ...kept } = state;
  const { items: all = [], ...known } = key ?? {};
  const unlisted = unlistedIn(all, shown.items as readonly Item[] | undefined);
  return withoutUndefined({
    key: key === undefined ? undefined : { ...known, unmatchedItems: all.filter(isUnmatched) },
    credentials: Object.keys(credentials).length > 0 ? credentials : undefined,
    __marker: marker,
    __plesk: withoutUndefined({
      ...kept,
      unlisted: unlisted.length === 0 ? undefined : unlisted,
      notVisible: notVisible || undefined,
    }),
  });
}

/** With `unlistedItems: "keep"`: what is kept is known when it is to be removed one day. */
function unlistedIn(all: readonly Item[], shown: readonly Item[] | undefined): Item[] {
  if (shown === undefined) return [];
  return all.filter((each) => !isUnmatched(each) && !shown.some(({ item }) => item === each.item));
}

/**
 * The state with what an answer says. What an answer leaves out of that which can be set stays as it
 * was sent, else as it was recorded: otherwise it would be sent again and again.
 */
export function withLive(state: State, live: wire.LicenseKey, sent: wire.KeyBody = {}): State {
  const { keyId, keyNumber, activationCode, activationLink } = live.keyIdentifiers;
  const { pending: _, mark: _mark, outside: _outside, ...rest } = state;
  const recorded = { ...state.key, ...present(settingsIn(sent)) };
  for (const secret of [activationCode, activationLink]) if (secret) rememberSecret(secret);
  const key: Key = {
    ...present(reportedIn(live)),
    ...present({
      keyNumber,
      autoRenew: live.autoRenew ?? recorded.autoRenew,
      restrictIp: live.restrictIPBinding ?? recorded.restrictIp,
      productConfigurationId: live.productConfigurationId ?? recorded.productConfigurationId,
      activationUid: activationOf(live, recorded.activationUid),
    }),
    keyId: String(keyId),
    ownerId: live.ownerId,
    items: live.items.map((each) => itemOf(each, recorded.items ?? [])),
    nickname: plainNickname(live.nickname ?? ""),
    suspended: isSuspended(live),
    terminated: isTerminated(live),
    parentKeyId: idOf(live.parentKeyIdentifiers) ?? null,
    childKeyIds: (live.childKeyIdentifiers ?? []).map(idOf).filter((id) => id !== undefined),
    ipAddress: live.ipAddressBinding ? canonicalIp(live.ipAddressBinding) : null,
  };
  const credentials = { ...state.credentials, ...present({ activationCode, activationLink }) };
  return withoutUndefined({
    ...rest,
    key,
    credentials,
    mark: foreignMark(state, live.nickname ?? ""),
    outside: outsideChanges(state, key, sent),
  });
}

function foreignMark({ marker, importedMark }: State, nickname: string): string | null | undefined {
  const mark = markerIn(nickname) ?? null;
  return mark === (marker ?? importedMark ?? null) ? undefined : mark;
}

/** Whoever imports a key takes it over with the marker that it carries, as one who adopts it. */
export function imported({ mark, ...state }: State): State {
  return mark == null ? state : { ...state, importedMark: mark };
}

/** Forgotten once it is back or set by us. */
function outsideChanges({ key: last, outside }: State, live: Key, sent: wire.KeyBody): Outside | undefined {
  const before: Outside = { ...outside };
  if (last !== undefined && last.ownerId !== "") {
    if (!last.suspended && live.suspended) before.suspended ??= false;
    if (last.ownerId !== live.ownerId) before.ownerId ??= last.ownerId;
    if (last.ipAddress != null && last.ipAddress !== live.ipAddress) before.ipAddress ??= last.ipAddress;
  }
  if (!live.suspended || sent.suspended !== undefined) delete before.suspended;
  if (before.ownerId === live.ownerId || sent.ownerId !== undefined) delete before.ownerId;
  if (before.ipAddress === live.ipAddress || sent.ipAddressBinding !== undefined) delete before.ipAddress;
  return Object.keys(before).length === 0 ? undefined : before;
}

/** The state without what the declaration manages: that is not outside of it. */
export function withoutManaged(
  { outside, ...state }: State,
  managed: { suspended?: unknown; ownerId?: unknown; ipBinding?: unknown },
): State {
  if (outside === undefined) return state;
  const left = { ...outside };
  if (managed.suspended !== undefined) delete left.suspended;
  if (managed.ownerId !== undefined) delete left.ownerId;
  if (managed.ipBinding !== undefined) delete left.ipAddress;
  return Object.keys(left).length === 0 ? state : { ...state, outside: left };
}

function reportedIn(live: wire.LicenseKey): Partial<Record<ReportedFact, string | null>> {
  return Object.fromEntries(reported.map((name) => [name, live[name]]));
}

/** What a body sets of that which an answer may leave out. */
function settingsIn(body: wire.KeyBody) {
  return {
    items: body.items,
    autoRenew: body.autoRenew,
    restrictIp: body.restrictIPBinding,
    productConfigurationId: body.productConfigurationId,
    activationUid: body.activationInfo?.uid,
  };
}

/** Null and an empty uid say that there is no activation; only silence leaves what was recorded. */
function activationOf({ activationInfo }: wire.LicenseKey, recorded?: string): string | undefined {
  if (activationInfo === undefined) return recorded;
  return activationInfo?.uid === "" ? undefined : (activationInfo?.uid ?? undefined);
}

export function isSuspended({ suspended, status }: wire.LicenseKey): boolean {
  return suspended ?? status?.toLowerCase() === "suspended";
}

export function isTerminated({ terminated, status }: wire.LicenseKey): boolean {
  return terminated ?? status?.toLowerCase() === "terminated";
}

/** A system may write a constant in capitals whatever was sent: that is no other item. */
function itemOf({ item: name, externalId, quantity }: wire.LicenseItem, known: readonly Item[]): Item {
  const recorded = known.find((other) => other.item.toUpperCase() === name.toUpperCase());
  return {
    item: recorded?.item ?? name,
    ...present({ externalId, quantity: quantity ?? recorded?.quantity }),
  };
}

function idOf(identifiers: { keyId?: number | undefined } | null | undefined): string | undefined {
  return identifiers?.keyId === undefined ? undefined : String(identifiers.keyId);
}

/** Without the members that are null or absent. */
function present<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as never;
}

/** One spelling for each address, so that equal ones compare equal. */
export function canonicalIp(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** The ways in which an address may be written where it is compared as a text. */
export function spellingsOf(address: string): string[] {
  const canonical = canonicalIp(address);
  if (isIP(canonical) !== 6) return [canonical];
  const [before = [], after = []] = canonical.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const groups = [...before, ...zeros, ...after];
  return [canonical, groups.join(":"), groups.map((group) => group.padStart(4, "0")).join(":")];
}

/** A system may write it in capitals, or with blanks behind it. */
export const markerSuffix = / ?#[0-9a-f]{10}\s*$/i;

/** The nickname as it is sent and searched: the marker is its last word. */
export function markedNickname(nickname: string | undefined, marker: string | undefined): string {
  return [nickname, marker === undefined ? undefined : `#${marker}`]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
}

/** The nickname without any marker, in one spelling. */
export function plainNickname(nickname: string): string {
  return nickname.replace(markerSuffix, "").normalize();
}

/** The marker that a nickname carries. */
export function markerIn(nickname: string): string | undefined {
  return markerSuffix.exec(nickname)?.[0].trim().slice(1).toLowerCase();
}
