/** Sending one step of the plan, and what is known after it. */
import { saysTerminated } from "../../apis/partner30/errors";
import { createKey, modifyKey, readKey, terminateKey, type CreatedKey } from "../../apis/partner30/keys";
import type * as wire from "../../apis/partner30/structures";
import type { Call } from "../../call";
import { Interrupted, unseen, type Look } from "../../converge/resource";
import { isFailure, isUnsettled } from "../../failure";
import { withProperty } from "./blame";
import { searchAfter, withoutPending } from "./find";
import type { Desired } from "./model";
import { isTerminatedByNow, settleChange, settleTermination } from "./settle";
import type { KeyStep } from "./plan";
import {
  isTerminated,
  knownKey,
  markerIn,
  newState,
  plainNickname,
  unreadKey,
  withLive,
  type Key,
  type KnownState,
  type State,
} from "./state";

export async function perform(
  call: Call,
  { request }: KeyStep,
  state: State | undefined,
  desired: Desired | undefined,
  { isFree = () => true }: Look = {},
): Promise<State> {
  switch (request.kind) {
    case "create":
      return buy(call, request.body, state, { desired, isFree });
    case "modify":
      return desired === undefined
        ? letGo(call, request.body, knownKey(state))
        : modify(call, request.body, knownKey(state));
    case "terminate":
      return terminate(call, knownKey(state));
  }
}

async function modify(call: Call, body: wire.KeyBody, known: KnownState): Promise<State> {
  const { keyId } = known.key;
  const sent = { ...ownerOf(call, known.key), ...body };
  const live = await blaming(body, call(modifyKey, { keyId, body: sent }));
  // A key that is renamed or healed is known by the marker that it is sent.
  const marker = markerIn(body.nickname ?? "") ?? known.marker;
  const marked = marker === undefined ? known : { ...known, marker };
  return settleChange(call, marked, live, body);
}

/** A refusal names the property that it is about. */
async function blaming<T>(body: wire.KeyBody, sending: Promise<T>): Promise<T> {
  try {
    return await sending;
  } catch (error) {
    throw withProperty(error, body);
  }
}

/** A deletion. That a key keeps its marker is no reason to keep the resource, nor to let the key run on. */
async function letGo(call: Call, body: wire.KeyBody, known: KnownState): Promise<State> {
  const { nickname, ...others } = body;
  const { keyId } = known.key;
  try {
    const state = await modify(call, body, known);
    if (nickname !== undefined && (await keepsMarker(call, known, state)))
      call.say(`Key ${keyId} keeps its marker: the system has left its nickname as it was`);
    return state;
  } catch (error) {
    if (!isFailure(error, "rejected") || nickname === undefined) throw error;
    const state = Object.keys(others).length === 0 ? known : await modify(call, others, known);
    call.say(`Key ${keyId} keeps its marker: ${error.message}`);
    return state;
  }
}

/** A system may leave a nickname as it is that is to be empty, and answer with the key as it was before. */
async function keepsMarker(call: Call, { marker, key }: KnownState, after: State): Promise<boolean> {
  if (marker === undefined || after.mark !== undefined) return false;
  try {
    const live = await call(readKey, { key: key.keyId });
    return markerIn(live.nickname ?? "") === marker;
  } catch (error) {
    if (isFailure(error)) return false;
    throw error;
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
  { desired, isFree }: { desired: Desired | undefined; isFree: (object: string) => boolean },
): Promise<State> {
  const state = withoutPending(last) ?? newState(call.account("partner30"), desired?.marker);
  try {
    return await keepBought(call, state, await blaming(body, call(createKey, body)), body);
  } catch (error) {
    if (!isUnsettled(error)) throw error;
    // From now on, since a request that was given up may have taken long.
    const since = call.systemTime("partner30").toISOString();
    const pending = { since, nickname: body.nickname ?? "" };
    const found = await searchAfter(call, state.marker, { desired, pending, isFree });
    if (found !== undefined) return withLive(state, found, body);
    throw new Interrupted<State>({ ...state, pending }, error);
  }
}

/** From here on the key is paid for: whatever fails, its id is kept. */
async function keepBought(call: Call, state: State, created: CreatedKey, body: wire.KeyBody): Promise<State> {
  if (created.key !== undefined) return withLive(state, created.key, body);
  const keyId = String(created.keyId);
  try {
    return withLive(state, await call(readKey, { key: keyId }), body);
  } catch (error) {
    const key: Key = {
      ...unreadKey(keyId),
      // Until it is read: a key as young as this may not show yet.
      creationDate: call.systemTime("partner30").toISOString(),
      items: [...(body.items ?? [])],
      nickname: plainNickname(body.nickname ?? ""),
    };
    throw unseen({ ...state, key }, `Key ${keyId} was bought`, error);
  }
}

/** Already terminated is as wanted. */
async function terminate(call: Call, state: KnownState): Promise<State> {
  const { keyId, childKeyIds } = state.key;
  if (childKeyIds.length > 0)
    call.say(`Terminating key ${keyId} does not terminate its child keys: ${childKeyIds.join(", ")}`);
  try {
    const answered = await call(terminateKey, { keyId });
    if (answered === undefined || !isTerminated(answered)) await settleTermination(call, state);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const isDone = saysTerminated(error) || (isUnsettled(error) && (await isTerminatedByNow(call, keyId)));
    if (!isDone) throw error;
  }
  return { ...state, key: { ...state.key, terminated: true } };
}
