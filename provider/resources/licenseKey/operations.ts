import { saysTerminated } from "../../apis/partnerApi30/errors";
import {
  createKey,
  findKeys,
  modifyKey,
  readKey,
  terminateKey,
  type CreatedKey,
} from "../../apis/partnerApi30/keys";
import type * as wire from "../../apis/partnerApi30/structures";
import type { Call } from "../../endpoint";
import { failure, isFailure, rememberSecret, type Failure } from "../../failure";
import { Interrupted, type Observed, type ResourceSpec } from "../../resource";
import {
  canonicalIp,
  carriesMarker,
  decodeState,
  encodeState,
  everyInput,
  inputNames,
  isUnmatched,
  markedNickname,
  parseInputs,
  plainNickname,
  readInputs,
  type Desired,
  type IpBinding,
  type Item,
  type Key,
  type State,
} from "./model";
import { plan, planDelete, remarks, type KeyStep } from "./plan";

/** A key of an interrupted run is taken over only while it is younger than this. */
const takeOverWithinMs = 24 * 60 * 60 * 1000;

export const licenseKey: ResourceSpec<Desired, State, KeyStep> = {
  name: "LicenseKey",
  inputNames,
  everyInput,
  secretOutputs: ["credentials"],
  parseInputs,
  decodeState,
  encodeState,
  readInputs,
  idOf: ({ key, pending, marker }) => key?.keyId ?? `pending:${marker ?? pending?.since ?? "unmarked"}`,
  fromId: (keyId, origin) => ({
    origin,
    key: unreadKey(keyId),
    credentials: {},
    notVisible: false,
    onGone: "error",
  }),
  replaces: ({ key, notVisible }, { onGone }) =>
    onGone === "replace" && (notVisible || key?.terminated) ? ["items"] : [],
  needsAttention: ({ pending, notVisible }) => pending !== undefined || notVisible,
  plan,
  remarks,
  planDelete,
  countsAsGone: ({ key, notVisible, onGone }) =>
    onGone !== "error" && (notVisible || key?.terminated === true),
  forgets: ({ key, notVisible, onGone }) => onGone === "forget" && (notVisible || key?.terminated === true),
  withPolicies: (state, { onDelete, onGone }) => {
    const { onDelete: _, ...rest } = state;
    return { ...rest, onGone, ...(onDelete === undefined ? {} : { onDelete }) };
  },
  observe,
  assertPossible,
  perform,
};

/**
 * With an id: the key of that id. Without one: the key to adopt, or the one that an interrupted run
 * bought, known by its marker.
 */
async function observe(
  call: Call,
  last: State | undefined,
  desired: Desired | undefined,
): Promise<Observed<State>> {
  if (last !== undefined) assertSameOrigin(call, last);
  if (last?.key !== undefined) return observeKey(call, last, last.key);
  if (last === undefined && desired?.adopt !== undefined) return adopted(call, desired, desired.adopt);
  return observeUnnamed(call, last, desired);
}

async function observeKey(call: Call, last: State, key: Key): Promise<Observed<State>> {
  try {
    return { kind: "seen", state: withLive({ ...last, notVisible: false }, await freshKey(call, key)) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (saysTerminated(error))
      return { kind: "seen", state: { ...last, key: { ...key, terminated: true }, notVisible: false } };
    if (error.kind !== "not-visible") throw error;
    await assertLoginWorks(call, error, key);
    return { kind: "notVisible", state: { ...last, notVisible: true }, failure: keptInvisible(error) };
  }
}

const staleReads = 4;
const staleReadPauseMs = 1000;

/** The key, read again for a while where the answer is older than what was answered before. */
async function freshKey(call: Call, { keyId, lastModificationDate }: Key): Promise<wire.LicenseKey> {
  for (let reads = 1; ; reads++) {
    const live = await call(readKey, { key: keyId });
    const isOlder = Date.parse(live.lastModificationDate ?? "") < Date.parse(lastModificationDate ?? "");
    if (!isOlder || reads === staleReads) return live;
    await call.wait(staleReadPauseMs);
  }
}

/** A 403 may be about the login instead of the key. Only a login that works can tell that a key is not visible. */
async function assertLoginWorks(call: Call, error: Failure, { keyId }: Key): Promise<void> {
  if (!error.fields.code?.startsWith("403")) return;
  await call(findKeys, { nickname: `#${keyId}` });
}

function keptInvisible({ fields }: Failure): Failure {
  return failure({
    ...fields,
    next: `${fields.next ?? ""}. Should it be gone for good, set onGone: "forget" or "replace"`,
  });
}

async function observeUnnamed(
  call: Call,
  last: State | undefined,
  desired: Desired | undefined,
): Promise<Observed<State>> {
  const marker = last?.marker ?? desired?.marker;
  if (marker !== undefined) {
    const found = await searchLong(call, marker, desired, last?.pending);
    if (found !== undefined) {
      const state = settled(last) ?? newState(call, marker);
      return { kind: "seen", state: withLive(state, found, { items: desired?.items ?? [] }) };
    }
  }
  if (last?.pending === undefined) return { kind: "absent" };
  const until = Date.parse(last.pending.since) + call.account("partnerApi30").settleWindowMs; // may be Infinity
  if (marker !== undefined && call.now().getTime() >= until) return { kind: "absent" };
  return { kind: "pending", state: last, failure: stillPending(last, until) };
}

function settled(state: State | undefined): State | undefined {
  if (state === undefined) return undefined;
  const { pending: _, ...rest } = state;
  return rest;
}

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

const byHand =
  "To take over a key that you find, remove the resource from the state with `pulumi state delete` and declare adopt: { keyId }; to buy again, remove it and run again";

const searchPauseMs = 1000;

/** Searches once, or again and again for as long as plesk:partner30SearchWindow says that lists lag behind. */
async function searchLong(
  call: Call,
  marker: string,
  desired: Desired | undefined,
  pending: State["pending"],
): Promise<wire.LicenseKey | undefined> {
  const until = call.now().getTime() + call.account("partnerApi30").searchWindowMs;
  for (;;) {
    const found = await ownKey(call, marker, desired, pending);
    if (found !== undefined || pending !== undefined || call.now().getTime() >= until) return found;
    await call.wait(searchPauseMs);
  }
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
async function liveKey(call: Call, keyId: string): Promise<wire.LicenseKey | undefined> {
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
async function adopted(
  call: Call,
  desired: Desired,
  by: NonNullable<Desired["adopt"]>,
): Promise<Observed<State>> {
  const live = await keyToAdopt(call, by);
  const state = withLive(newState(call, undefined), live);
  const steps = plan(state, desired);
  if (steps.length === 0) return { kind: "seen", state };
  const differences = steps
    .flatMap(({ operations }) => operations.map(({ sentence }) => sentence))
    .join("; ");
  const match = readInputs(state, pickDeclared(desired));
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

async function perform(
  call: Call,
  { request }: KeyStep,
  state: State | undefined,
  desired: Desired | undefined,
): Promise<State> {
  switch (request.kind) {
    case "create":
      return buy(call, request.body, state, desired);
    case "modify": {
      const known = knownKey(state);
      const { keyId } = known.key;
      const { body } = request;
      const live = await call(modifyKey, { keyId, body: { ...ownerOf(call, known.key), ...body } });
      return withLive(known, live ?? (await call(readKey, { key: keyId })), body);
    }
    case "terminate":
      return terminate(call, knownKey(state));
  }
}

/**
 * What only the system can tell, before anything is sent: that the login may move keys, and that an
 * address is free. Which key loses an address that is bound twice is not documented, so it is never
 * left to the system.
 */
async function assertPossible(
  call: Call,
  steps: readonly KeyStep[],
  state: State | undefined,
  desired: Desired,
): Promise<void> {
  const kinds = steps.flatMap(({ operations }) => operations.map(({ kind }) => kind));
  if (kinds.includes("owner") && call.account("partnerApi30").accountKind !== "reseller") {
    throw failure({
      kind: "refused",
      property: "ownerId",
      what: "A key can be moved to another owner with reseller credentials only: a customer login would lose sight of it",
      next: "Nothing was sent. Set plesk:partner30AccountKind to reseller if these are reseller credentials, or leave ownerId as it is",
    });
  }
  if (!call.account("partnerApi30").listShowsKeys) assertNothingToLookUp(kinds, desired);
  if (typeof desired.ipBinding !== "object" || !(kinds.includes("bindIp") || kinds.includes("buy"))) return;
  await assertAddressFree(call, desired.ipBinding, desired.timeouts?.ipBinding ?? 60, state?.key?.keyId);
}

/** With a login whose list does not show its keys neither an earlier purchase nor the holder of an address is found. */
function assertNothingToLookUp(kinds: readonly string[], { marker, ipBinding }: Desired): void {
  const refused = (what: string, next: string): Failure =>
    failure({ kind: "refused", what, next: `Nothing was sent. ${next}` });
  if (kinds.includes("buy") && marker !== undefined) {
    throw refused(
      "A key bought with this login could not be found again by its marker if the run were interrupted, and would be bought twice (plesk:partner30ListShowsKeys is false)",
      "Buy with the customer's own login, or set marker: false and look for the key by hand after an interrupted run",
    );
  }
  const binds = typeof ipBinding === "object" && (kinds.includes("bindIp") || kinds.includes("buy"));
  if (binds && !ipBinding.takeOver) {
    throw refused(
      `Whether another key holds ${ipBinding.address} cannot be looked up with this login (plesk:partner30ListShowsKeys is false)`,
      "Set ipBinding.takeOver: true if the address may be taken from it",
    );
  }
}

/** Waits for an address that another resource of the same run may be giving up. */
async function assertAddressFree(
  call: Call,
  { address, takeOver }: IpBinding,
  timeoutSeconds: number,
  ownKeyId: string | undefined,
): Promise<void> {
  if (takeOver) return;
  const deadline = call.now().getTime() + timeoutSeconds * 1000;
  for (;;) {
    const holder = await holderOf(call, address, ownKeyId);
    if (holder === undefined) return;
    if (call.now().getTime() + addressPollMs > deadline) throw addressTaken(address, holder);
    call.say(`${address} is still bound to key ${holder}; waiting for it to be given up`);
    await call.wait(addressPollMs);
  }
}

const addressPollMs = 2000;

async function holderOf(
  call: Call,
  address: string,
  ownKeyId: string | undefined,
): Promise<string | undefined> {
  for (const id of await call(findKeys, { "ip-address-binding": address })) {
    const key = String(id) === ownKeyId ? undefined : await liveKey(call, String(id));
    if (key?.ipAddressBinding != null && canonicalIp(key.ipAddressBinding) === canonicalIp(address))
      return String(id);
  }
  return undefined;
}

function addressTaken(address: string, holder: string): Failure {
  return failure({
    kind: "refused",
    property: "ipBinding.address",
    what: `${address} is bound to key ${holder}, which would lose it`,
    next: "Nothing was sent. Unbind it there (in the same program, let this resource depend on that one), or set ipBinding.takeOver: true",
  });
}

/** Some reseller accounts may have to name the owner in every request; it is left out otherwise. */
function ownerOf(call: Call, { ownerId }: Key): wire.KeyBody {
  return call.account("partnerApi30").ownerInEveryRequest && ownerId !== "" ? { ownerId } : {};
}

/** The arguments that the declaration manages, in the form that `readInputs` fills in. */
function pickDeclared(desired: Desired): Record<string, unknown> {
  return Object.fromEntries(Object.entries(desired).filter(([name]) => name in everyInput));
}

/**
 * No usable answer to a purchase is settled by searching for the marker; what cannot be found stays
 * pending in the state, with its time. It is never sent a second time from here.
 */
async function buy(
  call: Call,
  body: wire.KeyBody,
  last: State | undefined,
  desired: Desired | undefined,
): Promise<State> {
  const state = settled(last) ?? newState(call, desired?.marker);
  const since = call.now().toISOString();
  try {
    return await bought(call, state, await call(createKey, body), body);
  } catch (error) {
    if (!isFailure(error, "outcome-unknown", "malformed")) throw error;
    const pending = { since, nickname: body.nickname ?? "" };
    const found = await searchAfter(call, state.marker, desired, pending);
    if (found !== undefined) return withLive(state, found, body);
    throw new Interrupted<State>({ ...state, pending }, error);
  }
}

/** From here on the key is paid for: whatever fails, its id is kept. */
async function bought(call: Call, state: State, created: CreatedKey, body: wire.KeyBody): Promise<State> {
  if (created.key !== undefined) return withLive(state, created.key, body);
  const keyId = String(created.keyId);
  try {
    return withLive(state, await call(readKey, { key: keyId }), body);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const key: Key = {
      ...unreadKey(keyId),
      items: [...(body.items ?? [])],
      nickname: plainNickname(body.nickname ?? ""),
    };
    throw new Interrupted<State>({ ...state, key }, error);
  }
}

/** A search that fails has found nothing: the purchase stays pending and is looked for on each run. */
async function searchAfter(
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

/** Already terminated is as wanted. */
async function terminate(call: Call, state: KnownState): Promise<State> {
  const { keyId, childKeyIds } = state.key;
  if (childKeyIds.length > 0)
    call.say(`Terminating key ${keyId} does not terminate its child keys: ${childKeyIds.join(", ")}`);
  try {
    await call(terminateKey, { keyId });
  } catch (error) {
    if (!isFailure(error) || !saysTerminated(error)) throw error;
  }
  return { ...state, key: { ...state.key, terminated: true } };
}

function newState(call: Call, marker: string | undefined): State {
  return {
    origin: call.account("partnerApi30").origin,
    ...(marker === undefined ? {} : { marker }),
    credentials: {},
    notVisible: false,
    onGone: "error",
  };
}

type KnownState = State & { key: Key };

function knownKey(state: State | undefined): KnownState {
  if (state?.key === undefined) throw new Error("a key is changed before it is known");
  return { ...state, key: state.key };
}

function assertSameOrigin(call: Call, { origin, key }: State): void {
  const current = call.account("partnerApi30").origin;
  if (origin === current) return;
  throw failure({
    kind: "refused",
    what: `${key === undefined ? "This purchase" : `Key ${key.keyId}`} was made on ${origin}, and Partner API 3.0 is now configured as ${current}`,
    next: "Nothing was sent. Set plesk:partner30Url back, or keep the two systems in two stacks",
  });
}

/**
 * The state with what an answer says. What an answer leaves out of that which can be set stays as it
 * was sent, else as it was recorded: otherwise it would be sent again and again.
 */
function withLive(state: State, live: wire.LicenseKey, sent: wire.KeyBody = {}): State {
  const { keyId, keyNumber, activationCode, activationLink } = live.keyIdentifiers;
  const { pending: _, ...rest } = state;
  const recorded = { ...state.key, ...present(settingsIn(sent)) };
  for (const secret of [activationCode, activationLink]) if (secret) rememberSecret(secret);
  const key: Key = {
    ...present({
      keyNumber,
      autoRenew: live.autoRenew ?? recorded.autoRenew,
      status: live.status,
      restrictIp: live.restrictIPBinding ?? recorded.restrictIp,
      productConfigurationId: live.productConfigurationId ?? recorded.productConfigurationId,
      activationUid: activationOf(live, recorded.activationUid),
      creationDate: live.creationDate,
      lastModificationDate: live.lastModificationDate,
      updateDate: live.updateDate,
      expirationDate: live.expirationDate,
      susExpirationDate: live.susExpirationDate,
      susStatus: live.susStatus,
    }),
    keyId: String(keyId),
    ownerId: live.ownerId,
    items: live.items.map((item) => itemOf(item, recorded.items ?? [])),
    nickname: plainNickname(live.nickname ?? ""),
    suspended: live.suspended ?? live.status?.toLowerCase() === "suspended",
    terminated: isTerminated(live),
    parentKeyId:
      live.parentKeyIdentifiers?.keyId === undefined ? null : String(live.parentKeyIdentifiers.keyId),
    childKeyIds: (live.childKeyIdentifiers ?? []).flatMap((child) =>
      child.keyId === undefined ? [] : [String(child.keyId)],
    ),
    ipAddress:
      live.ipAddressBinding == null || live.ipAddressBinding === ""
        ? null
        : canonicalIp(live.ipAddressBinding),
  };
  return {
    ...rest,
    key,
    credentials: { ...state.credentials, ...present({ activationCode, activationLink }) },
  };
}

/** What a body sets of that which an answer may leave out. */
function settingsIn(body: wire.KeyBody) {
  return {
    items: body.items as Item[] | undefined,
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

/** A key of which only the id is known. */
function unreadKey(keyId: string): Key {
  return {
    keyId,
    ownerId: "",
    items: [],
    nickname: "",
    suspended: false,
    terminated: false,
    childKeyIds: [],
  };
}

function isTerminated({ terminated, status }: wire.LicenseKey): boolean {
  return terminated ?? status?.toLowerCase() === "terminated";
}

function itemOf({ item, externalId, quantity }: wire.LicenseItem, known: readonly Item[]): Item {
  const recorded = known.find((other) => other.item === item)?.quantity;
  return { item, ...present({ externalId, quantity: quantity ?? recorded }) };
}

/** Without the members that are null or absent. */
function present<T extends Record<string, unknown>>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as never;
}

/** What a key can be looked up by. */
export type LookUp = { keyId: string } | { activationCode: string } | { nickname: string };

/** The key that something else manages. */
export async function lookUp(call: Call, by: LookUp): Promise<KnownState> {
  const live = await call(readKey, { key: await lookUpKey(call, by) });
  return knownKey(withLive(newState(call, undefined), live));
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
