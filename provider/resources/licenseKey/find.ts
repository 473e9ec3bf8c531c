/** Finding a key without its id: ours from an interrupted run, one to adopt, one to look up. */
import { saysTerminated } from "../../apis/partner30/errors";
import { findKeys, readKey } from "../../apis/partner30/keys";
import type * as wire from "../../apis/partner30/structures";
import type { Call } from "../../call";
import { failure, isFailure, rememberSecret, type Failure } from "../../failure";
import type { Observed } from "../../converge/resource";
import { codec, type Desired, type LookUp } from "./model";
import { plan } from "./plan";
import {
  carriesMarker,
  isTerminated,
  isUnmatched,
  knownKey,
  markedNickname,
  newState,
  plainNickname,
  withLive,
  type KnownState,
  type State,
} from "./state";

/** A key of an interrupted run is taken over only while it is younger than this. */
const takeOverWithinMs = 24 * 60 * 60 * 1000;

const searchPauseMs = 1000;

export async function observeUnnamed(
  call: Call,
  last: State | undefined,
  desired: Desired | undefined,
): Promise<Observed<State>> {
  const marker = last?.marker ?? desired?.marker;
  if (marker !== undefined) {
    const found = await searchLong(call, marker, desired, last?.pending);
    if (found !== undefined) {
      const state = withoutPending(last) ?? newState(call.account("partner30"), marker);
      return { kind: "seen", state: withLive(state, found, { items: desired?.items ?? [] }) };
    }
  }
  if (last?.pending === undefined) return { kind: "absent" };
  const until = Date.parse(last.pending.since) + call.account("partner30").settleWindowMs; // may be Infinity
  if (marker !== undefined && call.now().getTime() >= until) return { kind: "absent" };
  return { kind: "pending", state: last, failure: stillPending(last, until) };
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

/** A search that fails has found nothing: the purchase stays pending and is looked for on each run. */
export async function searchAfter(
  call: Call,
  marker: string | undefined,
  desired: Desired | undefined,
  pending: State["pending"],
): Promise<wire.LicenseKey | undefined> {
  if (marker === undefined) return undefined;
  try {
    return await ownKey(call, marker, desired, pending);
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}

/** Searches once, or again and again for as long as plesk:partner30SearchWindow says that lists lag behind. */
async function searchLong(
  call: Call,
  marker: string,
  desired: Desired | undefined,
  pending: State["pending"],
): Promise<wire.LicenseKey | undefined> {
  const windowMs = pending === undefined ? call.account("partner30").searchWindowMs : 0;
  const deadline = call.now().getTime() + windowMs;
  return call.poll({ deadline, intervalMs: searchPauseMs }, () => ownKey(call, marker, desired, pending));
}

/** The live key that carries the marker, if it is as an interrupted run would have left it. */
async function ownKey(
  call: Call,
  marker: string,
  desired: Desired | undefined,
  pending: State["pending"],
): Promise<wire.LicenseKey | undefined> {
  const nicknames = new Set([markedNickname(desired?.nickname, marker), pending?.nickname, `#${marker}`]);
  const ids = new Set<number>();
  for (const nickname of nicknames) {
    if (nickname !== undefined) for (const id of await call(findKeys, { nickname })) ids.add(id);
  }
  const marked: wire.LicenseKey[] = [];
  for (const id of ids) {
    const key = await liveKey(call, String(id));
    if (key !== undefined && carriesMarker(key.nickname ?? "", marker)) marked.push(key);
  }
  const [key, ...others] = marked;
  if (key === undefined) return undefined;
  const isOurs = pending === undefined ? couldBeOurs(call, key, desired) : bornAround(key, pending.since);
  if (others.length > 0 || !isOurs) throw foreignMarker(marked);
  return key;
}

/** Undefined for what an interrupted purchase cannot have left: terminated keys and those not shown. */
export async function liveKey(call: Call, keyId: string): Promise<wire.LicenseKey | undefined> {
  try {
    const key = await call(readKey, { key: keyId });
    return isTerminated(key) ? undefined : key;
  } catch (error) {
    if (isFailure(error) && (saysTerminated(error) || error.kind === "not-visible")) return undefined;
    throw error;
  }
}

/** Nothing is remembered of a killed run, so the key must be young and as it would have been bought. */
function couldBeOurs(call: Call, key: wire.LicenseKey, desired: Desired | undefined): boolean {
  const wanted = desired?.items;
  const live = key.items.filter((each) => !isUnmatched(each)).map(({ item }) => item);
  const sameItems =
    wanted === undefined ||
    (wanted.length === live.length && wanted.every(({ item }) => live.includes(item)));
  const sameOwner = desired?.ownerId === undefined || desired.ownerId === key.ownerId;
  return bornAround(key, call.now().toISOString()) && sameItems && sameOwner;
}

/** A key that does not tell its birth may be of any age. */
function bornAround({ creationDate }: wire.LicenseKey, time: string): boolean {
  const distance = Math.abs(Date.parse(creationDate ?? "") - Date.parse(time));
  return Number.isNaN(distance) || distance < takeOverWithinMs;
}

function foreignMarker(keys: readonly wire.LicenseKey[]): Failure {
  const ids = keys.map(({ keyIdentifiers }) => keyIdentifiers.keyId);
  return failure({
    kind: "refused",
    what: `Nothing was bought: key ${ids.join(" and key ")} already ${ids.length === 1 ? "carries" : "carry"} the marker of this resource, not as an interrupted run would have left it (other items or owner, older than a day, or more than one)`,
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
  const state = withLive(newState(call.account("partner30")), live);
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
  const refused = (what: string, fields: Partial<Failure["fields"]> = {}): Failure =>
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
    if (error.kind === "not-visible") throw refused(error.fields.what, error.fields);
  }
  throw refused("The key is terminated, and a terminated key cannot be used again");
}

/** The arguments that the declaration manages, in the form that `readInputs` fills in. */
function pickDeclared(desired: Desired): Record<string, unknown> {
  return Object.fromEntries(Object.entries(desired).filter(([name]) => name in codec.everyInput));
}

/** The key that something else manages. */
export async function lookUp(call: Call, by: LookUp): Promise<KnownState> {
  const live = await call(readKey, { key: await lookUpKey(call, by) });
  return knownKey(withLive(newState(call.account("partner30")), live));
}

async function lookUpKey(call: Call, by: LookUp): Promise<string> {
  if ("keyId" in by) return by.keyId;
  if ("activationCode" in by) return by.activationCode;
  const found: string[] = [];
  for (const id of await call(findKeys, { nickname: by.nickname })) {
    const { nickname } = (await liveKey(call, String(id))) ?? {};
    if (nickname === by.nickname || plainNickname(nickname ?? "") === by.nickname) found.push(String(id));
  }
  const [keyId, ...others] = found;
  if (keyId !== undefined && others.length === 0) return keyId;
  throw failure({
    kind: "not-visible",
    property: "nickname",
    what:
      keyId === undefined
        ? `No living key with the nickname "${by.nickname}" is shown to this login`
        : `Several keys have the nickname "${by.nickname}": ${found.join(", ")}`,
    next: "Name the key by its keyId",
  });
}
