import { saysTerminated } from "../../apis/partner30/errors";
import { findKeys, readKey } from "../../apis/partner30/keys";
import type * as wire from "../../apis/partner30/structures";
import type { Call } from "../../call";
import type { Home, Look, Observed, ResourceSpec } from "../../converge/resource";
import { failure, isFailure, type Failure } from "../../failure";
import { assertPossible } from "./check";
import { adoptKey, foundNotice, keyObject, observeUnnamed } from "./find";
import { codec, type Desired } from "./model";
import { perform } from "./perform";
import { plan, planDelete, remarks, unmanagedChanges, type KeyStep } from "./plan";
import {
  canonicalIp,
  imported,
  newState,
  unreadKey,
  withLive,
  withoutManaged,
  type Key,
  type State,
} from "./state";

/** Which facts show what is declared. */
const repeats = {
  nickname: ["key.nickname", "__plesk.pending.nickname"],
  ownerId: ["key.ownerId", "__plesk.outside.ownerId"],
  items: ["key.unmatchedItems", "__plesk.unlisted"],
  autoRenew: ["key.autoRenew"],
  suspended: ["key.suspended", "key.status", "__plesk.outside.suspended"],
  parent: ["key.parentKeyId"],
  "ipBinding.address": ["key.ipAddress", "__plesk.outside.ipAddress"],
  "ipBinding.restrict": ["key.restrictIp"],
  productConfigurationId: ["key.productConfigurationId"],
  activation: ["key.activationUid"],
  "adopt.keyId": ["key.keyId", "key.keyNumber"],
};

export const licenseKey: ResourceSpec<Desired, State, KeyStep> = {
  name: "LicenseKey",
  codec,
  policyNames: ["onDelete", "onGone"],
  idOf: ({ key, pending, marker }) => key?.keyId ?? `pending:${marker ?? pending?.since ?? "unmarked"}`,
  fromId: (keyId, call) => ({ ...newState(call.account("partner30")), key: unreadKey(keyId) }),
  accounts: () => [{ system: "partner30" }],
  homeOf,
  replaces: ({ key, notVisible }, { onGone }) =>
    onGone === "replace" && (notVisible || key?.terminated) ? ["items"] : [],
  objectsOf: (state, desired) => [...keysOf(state, desired), ...addressesOf(desired)],
  needsAttention: (state, desired) =>
    state.pending !== undefined || state.notVisible || unmanagedChanges(state, desired).length > 0,
  plan,
  planDelete,
  remarks,
  observe,
  perform,
  imported,
  notice: foundNotice,
  heldElsewhere: ({ key, mark }) =>
    key === undefined || key.terminated || mark == null
      ? undefined
      : `Key ${key.keyId} carries the marker of another resource by now (#${mark}), so deleting it here sends nothing`,
  isMarked: true,
  secretOutputs: ["credentials"],
  // It may hold an activation code.
  secretInputs: ["adopt"],
  repeats,
  ownWords: ["detached", "unbound", "remove", "keep", "suspend", "terminate", "error", "forget", "replace"],
  countsAsGone: ({ key, notVisible, onGone }) =>
    onGone !== "error" && (notVisible || key?.terminated === true),
  forgets: ({ key, notVisible, onGone }) => onGone === "forget" && (notVisible || key?.terminated === true),
  assertPossible,
};

function keysOf(state: State | undefined, desired: Desired | undefined): string[] {
  if (state?.key !== undefined) return [keyObject(state.key.keyId)];
  return desired?.adopt !== undefined && "keyId" in desired.adopt ? [keyObject(desired.adopt.keyId)] : [];
}

/** Each of two keys that are bound to one address in one run sees it free, and the system takes it from one of them. */
function addressesOf(desired: Desired | undefined): string[] {
  const binding = desired?.ipBinding;
  return typeof binding === "object" && !binding.takeOver ? [`address ${canonicalIp(binding.address)}`] : [];
}

/**
 * With an id: the key of that id. Without one: the key to adopt, or the one that an interrupted run
 * bought, known by its marker.
 */
async function observe(
  call: Call,
  last: State | undefined,
  desired: Desired | undefined,
  { isFree = () => true }: Look = {},
): Promise<Observed<State>> {
  if (last?.key !== undefined) {
    const observed = await observeKey(call, last, last.key);
    return { ...observed, state: withoutManaged(observed.state, desired ?? {}) };
  }
  if (last === undefined && desired?.adopt !== undefined) return adoptKey(call, desired, desired.adopt);
  return observeUnnamed(call, last, desired, isFree);
}

async function observeKey(
  call: Call,
  last: State,
  key: Key,
): Promise<Exclude<Observed<State>, { kind: "absent" }>> {
  try {
    const { foundAfter: _, ...rest } = last;
    return { kind: "seen", state: withLive({ ...rest, notVisible: false }, await freshKey(call, key)) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (saysTerminated(error))
      return { kind: "seen", state: { ...last, key: { ...key, terminated: true }, notVisible: false } };
    if (error.kind !== "not-visible") throw error;
    await assertLoginWorks(call, error, key);
    if (isYoung(call, key)) return { kind: "pending", state: last, failure: notShownYet(error) };
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

/** A key that was bought moments ago may not show yet: that is not to be gone. */
function isYoung(call: Call, { creationDate }: Key): boolean {
  const ageMs = call.systemTime("partner30").getTime() - Date.parse(creationDate ?? "");
  return ageMs < call.account("partner30").settleWindowMs;
}

function notShownYet({ fields }: Failure): Failure {
  return failure({
    ...fields,
    next: "It was bought moments ago and may not show yet, so it is kept whatever onGone says (plesk:partner30SettleWindow). Run again later",
  });
}

function keptInvisible({ fields }: Failure): Failure {
  return failure({
    ...fields,
    next: `${fields.next ?? ""}. Should it be gone for good, set onGone: "forget" or "replace"`,
  });
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
