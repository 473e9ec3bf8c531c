import { saysTerminated } from "../../apis/partner30/errors";
import {
  createKey,
  findKeys,
  modifyKey,
  readKey,
  terminateKey,
  type CreatedKey,
} from "../../apis/partner30/keys";
import type * as wire from "../../apis/partner30/structures";
import type { Call } from "../../call";
import { failure, isFailure, isUnsettled, type Failure } from "../../failure";
import { Interrupted, type Home, type Observed, type ResourceSpec } from "../../converge/resource";
import { assertAddressFree } from "./addresses";
import { knownKey, newState, unreadKey, withLive, type KnownState } from "./answers";
import { adopted, observeUnnamed, searchAfter, settled } from "./find";
import { codec, plainNickname, type Desired, type Key, type State } from "./model";
import { plan, planDelete, remarks, type KeyStep } from "./plan";

export const licenseKey: ResourceSpec<Desired, State, KeyStep> = {
  name: "LicenseKey",
  codec,
  policyNames: ["onDelete", "onGone"],
  idOf: ({ key, pending, marker }) => key?.keyId ?? `pending:${marker ?? pending?.since ?? "unmarked"}`,
  fromId: (keyId, call) => ({ ...newState(call, undefined), key: unreadKey(keyId) }),
  accounts: () => [{ system: "partner30" }],
  homeOf,
  replaces: ({ key, notVisible }, { onGone }) =>
    onGone === "replace" && (notVisible || key?.terminated) ? ["items"] : [],
  needsAttention: ({ pending, notVisible }) => pending !== undefined || notVisible,
  plan,
  planDelete,
  remarks,
  observe,
  perform,
  isMarked: true,
  secretOutputs: ["credentials"],
  countsAsGone: ({ key, notVisible, onGone }) =>
    onGone !== "error" && (notVisible || key?.terminated === true),
  forgets: ({ key, notVisible, onGone }) => onGone === "forget" && (notVisible || key?.terminated === true),
  assertPossible,
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

/** How long a key is read again while the answer is older than what was answered before, in milliseconds. */
const staleForMs = 3000;
const staleReadPauseMs = 1000;

async function freshKey(call: Call, { keyId, lastModificationDate }: Key): Promise<wire.LicenseKey> {
  const read = (): Promise<wire.LicenseKey> => call(readKey, { key: keyId });
  const isOlder = (live: wire.LicenseKey): boolean =>
    Date.parse(live.lastModificationDate ?? "") < Date.parse(lastModificationDate ?? "");
  const deadline = call.now().getTime() + staleForMs;
  const fresh = await call.poll({ deadline, intervalMs: staleReadPauseMs }, async () => {
    const live = await read();
    return isOlder(live) ? undefined : live;
  });
  return fresh ?? read();
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
  if (kinds.includes("owner") && call.account("partner30").accountKind !== "reseller") {
    throw failure({
      kind: "refused",
      property: "ownerId",
      what: "A key can be moved to another owner with reseller credentials only: a customer login would lose sight of it",
      next: "Nothing was sent. Set plesk:partner30AccountKind to reseller if these are reseller credentials, or leave ownerId as it is",
    });
  }
  if (!call.account("partner30").listShowsKeys) assertNothingToLookUp(kinds, desired);
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

/** Some reseller accounts may have to name the owner in every request; it is left out otherwise. */
function ownerOf(call: Call, { ownerId }: Key): wire.KeyBody {
  return call.account("partner30").ownerInEveryRequest && ownerId !== "" ? { ownerId } : {};
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
    if (!isUnsettled(error)) throw error;
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

function homeOf({ origin, key }: State): Home {
  return {
    account: { system: "partner30" },
    origin,
    deed: `${key === undefined ? "This purchase" : `Key ${key.keyId}`} was made`,
    system: "Partner API 3.0",
    setting: "plesk:partner30Url",
    otherwise: "keep the two systems in two stacks",
  };
}
