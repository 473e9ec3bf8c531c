/** Finding a key without its id: ours from an interrupted run, one to adopt, one to look up. */
import { saysTerminated } from "../../apis/partner30/errors";
import { findKeys, readKey, type KeyFilter } from "../../apis/partner30/keys";
import { liveStatuses } from "../../apis/partner30/structures";
import type * as wire from "../../apis/partner30/structures";
import type { Call } from "../../call";
import { failure, isFailure, rememberSecret, type Failure } from "../../failure";
import type { Observed } from "../../converge/resource";
import { codec, type Desired, type LookUp } from "./model";
import { plan } from "./plan";
import {
  isSuspended,
  isTerminated,
  isUnmatched,
  knownKey,
  markedNickname,
  markerIn,
  newState,
  plainNickname,
  withLive,
  type KnownState,
  type State,
} from "./state";

const searchPauseMs = 1000;

/** How long a key that was found waits before it is taken over: the engine may still name the resource that holds it. */
const takeOverPauseMs = 2000;

/** Whether no other resource of this run holds an object, and none has let go of it. */
type IsFree = (object: string) => boolean;

/** How a key is named among the objects that resources stand for. */
export function keyObject(keyId: string): string {
  return `key ${keyId}`;
}

export async function observeUnnamed(
  call: Call,
  last: State | undefined,
  desired: Desired | undefined,
  isFree: IsFree,
): Promise<Observed<State>> {
  const marker = last?.marker ?? desired?.marker;
  if (marker !== undefined) {
    const found = await searchLong(call, { marker, desired, pending: last?.pending, isFree });
    if (found !== undefined) return { kind: "seen", state: takeOver(call, last, marker, found, desired) };
  }
  if (last?.pending === undefined) return { kind: "absent" };
  const until = Date.parse(last.pending.since) + call.account("partner30").settleWindowMs; // may be Infinity
  if (marker !== undefined && systemTime(call) >= until) return { kind: "absent" };
  return { kind: "pending", state: last, failure: stillPending(last, until) };
}

function systemTime(call: Call): number {
  return call.systemTime("partner30").getTime();
}

function takeOver(
  call: Call,
  last: State | undefined,
  marker: string,
  found: wire.LicenseKey,
  desired: Desired | undefined,
): State {
  const state = withLive(withoutPending(last) ?? newState(call.account("partner30"), marker), found, {
    items: desired?.items ?? [],
  });
  const age = systemTime(call) - Date.parse(found.creationDate ?? "");
  const taken = { ...state, foundAfter: Number.isNaN(age) ? 0 : Math.max(0, Math.floor(age / 60_000)) };
  call.say(foundNotice(taken) ?? "");
  return taken;
}

/** The notice on a key that was found and not bought. */
export function foundNotice({ key, foundAfter }: State): string | undefined {
  if (key === undefined || foundAfter === undefined) return undefined;
  const age =
    foundAfter === 0 ? "less than a minute" : foundAfter === 1 ? "a minute" : `${foundAfter} minutes`;
  return `Took over key ${key.keyId}, which an interrupted run bought for this resource ${age} ago: nothing was bought`;
}

export function withoutPending(state: State | undefined): State | undefined {
  if (state === undefined) return undefined;
  const { pending: _, ...rest } = state;
  return rest;
}

const byHand =
  "To take over a key that you find, remove the resource from the state with `pulumi state delete` and declare adopt: { keyId }; to buy again, remove it and run again";

function stillPending({ marker, pending }: State, until: number): Failure {
  return failure({
    kind: "outcome-unknown",
    help: "pending-purchase",
    what: `The purchase sent at ${pending?.since ?? "?"} got no answer, and no key with its marker shows yet`,
    source: "createKey of Partner API 3.0",
    next:
      marker === undefined
        ? `Look for it by hand: without a marker it cannot be found. ${byHand}`
        : until === Infinity
          ? `It is looked for on each run and never bought again (plesk:partner30SettleWindow). ${byHand}`
          : `It is looked for on each run; from ${new Date(until).toISOString()} on (plesk:partner30SettleWindow), \`pulumi up\` buys again if it still does not show`,
  });
}

/** What is searched for: the key of a resource, as a run that was interrupted would have left it. */
interface Search {
  marker: string;
  desired: Desired | undefined;
  pending: State["pending"];
  isFree: IsFree;
}

/** A search that fails has found nothing: the purchase stays pending and is looked for on each run. */
export async function searchAfter(
  call: Call,
  marker: string | undefined,
  search: Omit<Search, "marker">,
): Promise<wire.LicenseKey | undefined> {
  if (marker === undefined) return undefined;
  try {
    return await ownKey(call, { marker, ...search });
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}

/** Searches once, or again and again for as long as plesk:partner30SearchWindow says that lists lag behind. */
async function searchLong(call: Call, search: Search): Promise<wire.LicenseKey | undefined> {
  const windowMs = search.pending === undefined ? call.account("partner30").searchWindowMs : 0;
  const deadline = call.now().getTime() + windowMs;
  return call.poll({ deadline, intervalMs: searchPauseMs }, () => ownKey(call, search));
}

/**
 * The key that an interrupted purchase has left. A key that carries the marker and belongs to another
 * resource by now, or that this run has let go of, is passed over; one that an interrupted purchase
 * cannot have left stops the run, and so does one that cannot be read.
 */
async function ownKey(call: Call, search: Search): Promise<wire.LicenseKey | undefined> {
  const marked = await markedKeys(call, search);
  const isFree = ({ keyIdentifiers }: wire.LicenseKey): boolean =>
    search.isFree(keyObject(String(keyIdentifiers.keyId)));
  const [key, ...others] = marked.filter(isFree);
  if (key === undefined) return undefined;
  const fault = others.length > 0 ? "more than one key carries it" : takeOverFault(call, key, search);
  if (fault !== undefined) throw notToBeTakenOver([key, ...others], fault);
  if (search.pending !== undefined) return key;
  await call.wait(takeOverPauseMs);
  return isFree(key) ? key : undefined;
}

async function markedKeys(call: Call, { marker, desired, pending }: Search): Promise<wire.LicenseKey[]> {
  const nicknames = new Set([markedNickname(desired?.nickname, marker), pending?.nickname, `#${marker}`]);
  const keys = new Map<number, wire.LicenseKey | undefined>();
  for (const nickname of nicknames) {
    if (nickname === undefined) continue;
    for (const id of await call(findKeys, { nickname }))
      if (!keys.has(id)) keys.set(id, await readListed(call, id, { nickname }, mayBeOurs));
  }
  return [...keys.values()].filter(
    (key) => key !== undefined && markerIn(key.nickname ?? "") === marker,
  ) as wire.LicenseKey[];
}

const mayBeOurs = {
  question: "carries the marker of this resource",
  next: "Nothing was bought. Use a login that can read it, or declare adopt: { keyId } if it is this resource's key, or marker: false to buy without looking",
};

/**
 * A key that a list shows, undefined where it is terminated. One that is alive and cannot be read may be
 * what is looked for, so it is never passed over.
 */
export async function readListed(
  call: Call,
  id: number,
  filter: KeyFilter,
  { question, next }: { question: string; next: string },
): Promise<wire.LicenseKey | undefined> {
  try {
    const key = await call(readKey, { key: String(id) });
    return isTerminated(key) ? undefined : key;
  } catch (error) {
    if (!isFailure(error) || error.kind === "unreachable" || error.kind === "busy") throw error;
    if (saysTerminated(error) || (error.kind === "not-visible" && !(await isListedAlive(call, id, filter))))
      return undefined;
    throw failure({
      ...error.fields,
      kind: "refused",
      what: `Key ${id} is listed and cannot be read, so whether it ${question} is not known`,
      next,
    });
  }
}

/** A system may show terminated keys in lists and refuse to read them: its status tells which it is. */
async function isListedAlive(call: Call, id: number, filter: KeyFilter): Promise<boolean> {
  for (const status of liveStatuses)
    if ((await call(findKeys, { ...filter, status })).includes(id)) return true;
  return false;
}

/** Undefined for terminated keys and those not shown. */
export async function liveKey(call: Call, keyId: string): Promise<wire.LicenseKey | undefined> {
  try {
    const key = await call(readKey, { key: keyId });
    return isTerminated(key) ? undefined : key;
  } catch (error) {
    if (isFailure(error) && (saysTerminated(error) || error.kind === "not-visible")) return undefined;
    throw error;
  }
}

/**
 * Why a key with the marker is not what an interrupted purchase leaves. Of a killed run nothing is
 * remembered, so the key must be young by the system's clock and as it would have been bought.
 */
function takeOverFault(call: Call, key: wire.LicenseKey, { desired, pending }: Search): string | undefined {
  const windowMs = call.account("partner30").takeOverWindowMs;
  const since = pending === undefined ? systemTime(call) : Date.parse(pending.since);
  const distance = Math.abs(Date.parse(key.creationDate ?? "") - since);
  if (!(distance <= windowMs)) {
    const age = key.creationDate ?? "at an unknown time";
    return `it was bought ${age}, and only a key of the last ${Math.round(windowMs / 60_000)} minutes is taken over (plesk:partner30TakeOverWindow)`;
  }
  if (pending !== undefined) return undefined;
  if (isSuspended(key) && desired?.suspended !== true)
    return "it is suspended, and a purchase leaves an active key";
  const wanted = desired?.items;
  const live = key.items.filter((each) => !isUnmatched(each)).map(({ item }) => item);
  if (
    wanted !== undefined &&
    (wanted.length !== live.length || !wanted.every(({ item }) => live.includes(item)))
  )
    return "it has other items";
  if (desired?.ownerId !== undefined && desired.ownerId !== key.ownerId) return "it has another owner";
  return undefined;
}

function notToBeTakenOver(keys: readonly wire.LicenseKey[], fault: string): Failure {
  const ids = keys.map(({ keyIdentifiers }) => keyIdentifiers.keyId);
  return failure({
    kind: "refused",
    help: "marker-taken",
    what: `Nothing was bought: key ${ids.join(" and key ")} already ${ids.length === 1 ? "carries" : "carry"} the marker of this resource, and not as an interrupted purchase would have left it: ${fault}`,
    next: `If it is this resource's key, add adopt: { keyId: "${ids[0] ?? ""}" }. If not, take the marker off its nickname, or give the resource another name`,
  });
}

/** Adopting writes nothing, so a key that differs from the declaration is an error that shows the match. */
export async function adoptKey(
  call: Call,
  desired: Desired,
  by: NonNullable<Desired["adopt"]>,
): Promise<Observed<State>> {
  const live = await keyToAdopt(call, by);
  const state = withLive(newState(call.account("partner30"), markerIn(live.nickname ?? "")), live);
  const steps = plan(state, desired);
  if (steps.length === 0) return { kind: "seen", state };
  const differences = steps
    .flatMap(({ operations }) => operations.map(({ sentence }) => sentence))
    .join("; ");
  const match = codec.readInputs(state, pickDeclared(desired));
  throw failure({
    kind: "refused",
    property: "adopt",
    what: `Key ${live.keyIdentifiers.keyId} differs from the declaration, and adopting changes nothing: it would ${differences}`,
    next: `These arguments match it: ${JSON.stringify(match)}`,
  });
}

async function keyToAdopt(call: Call, by: NonNullable<Desired["adopt"]>): Promise<wire.LicenseKey> {
  if ("activationCode" in by) rememberSecret(by.activationCode);
  const refusal = (what: string, fields: Partial<Failure["fields"]> = {}): Failure =>
    failure({
      kind: "refused",
      ...fields,
      property: "adopt",
      what,
      next: "Nothing was bought or changed. Name a key that this login can see, or leave adopt out to buy one",
    });
  try {
    const key = await call(readKey, { key: "keyId" in by ? by.keyId : by.activationCode });
    if (!isTerminated(key)) return key;
  } catch (error) {
    if (!isFailure(error, "not-visible") && !(isFailure(error) && saysTerminated(error))) throw error;
    if (error.kind === "not-visible") throw refusal(error.fields.what, error.fields);
  }
  throw refusal("The key is terminated, and a terminated key cannot be used again");
}

/** The arguments that the declaration manages, in the form that `readInputs` fills in. */
function pickDeclared(desired: Desired): Record<string, unknown> {
  return Object.fromEntries(Object.entries(desired).filter(([name]) => name in codec.everyInput));
}

/** The key that something else manages. */
export async function lookUp(call: Call, by: LookUp): Promise<KnownState> {
  const key = await lookUpKey(call, by);
  try {
    return knownKey(withLive(newState(call.account("partner30")), await call(readKey, { key })));
  } catch (error) {
    // There is no state in which it would be kept.
    if (!isFailure(error, "not-visible")) throw error;
    throw failure({ ...error.fields, next: "Name a key that this login can see" });
  }
}

async function lookUpKey(call: Call, by: LookUp): Promise<string> {
  if ("keyId" in by) return by.keyId;
  if ("activationCode" in by) {
    rememberSecret(by.activationCode);
    return by.activationCode;
  }
  const { nickname } = by;
  const listed = await keysNamed(call, nickname, await call(findKeys, { nickname }));
  const found =
    listed.length > 0 ? listed : await keysNamed(call, nickname, await livingKeys(call, nickname));
  const [keyId, ...others] = found;
  if (keyId !== undefined && others.length === 0) return keyId;
  throw failure({
    kind: "not-visible",
    property: "nickname",
    what:
      keyId === undefined
        ? `No living key with the nickname "${nickname}" is shown to this login`
        : `Several keys have the nickname "${nickname}": ${found.join(", ")}`,
    next: "Name the key by its keyId",
  });
}

/** Those keys that have the nickname, with or without a marker. */
async function keysNamed(call: Call, wanted: string, ids: readonly number[]): Promise<string[]> {
  const keys = await Promise.all([...new Set(ids)].map((id) => liveKey(call, String(id))));
  return keys
    .filter((key) => key !== undefined)
    .filter(({ nickname }) => nickname === wanted || plainNickname(nickname ?? "") === wanted.normalize())
    .map(({ keyIdentifiers }) => String(keyIdentifiers.keyId));
}

/** How many keys are read one by one to find one by its nickname. */
const mostLookedThrough = 500;

/** A system that compares whole nicknames does not find one that is followed by a marker which nobody here knows. */
async function livingKeys(call: Call, nickname: string): Promise<number[]> {
  const lists = await Promise.all(liveStatuses.map((status) => call(findKeys, { status })));
  const ids = [...new Set(lists.flat())];
  if (ids.length <= mostLookedThrough) return ids;
  throw failure({
    kind: "not-visible",
    property: "nickname",
    what: `No key is listed under the nickname "${nickname}", and ${ids.length} keys are too many to look for a marker behind it in each`,
    next: "Name the key by its keyId, or by its whole nickname with the marker",
  });
}
