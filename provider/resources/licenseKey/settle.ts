/** What an accepted request comes to. An answer is believed only where it shows the change; else a read tells. */
import { saysTerminated } from "../../apis/partner30/errors";
import { readKey } from "../../apis/partner30/keys";
import type * as wire from "../../apis/partner30/structures";
import type { Call } from "../../call";
import { unseen } from "../../converge/resource";
import { failure, isFailure, type Failure } from "../../failure";
import { isTerminated, plainNickname, withLive, type Key, type KnownState, type State } from "./state";

/** How long a system may take to show what it has accepted, in milliseconds. */
const settleForMs = 15_000;
const settlePauseMs = 1_500;

/** The state after an accepted change, once it shows. Throws a Failure that says what is there instead. */
export async function settleChange(
  call: Call,
  known: KnownState,
  answered: wire.LicenseKey | undefined,
  body: wire.KeyBody,
): Promise<State> {
  let live = answered;
  const deadline = call.now().getTime() + settleForMs;
  const shown = await call.poll({ deadline, intervalMs: settlePauseMs }, async () => {
    live ??= await readAccepted(call, known);
    const state = withLive(known, live, body);
    const isTaken = listNotTaken(known.key, state, body).length === 0;
    if (!isTaken) live = undefined;
    return isTaken ? state : undefined;
  });
  if (shown !== undefined) return shown;
  const state = withLive(known, await readAccepted(call, known), body);
  throw notTakenFailure(
    "modifyKey",
    known.key,
    listNotTaken(known.key, state, body).join(", ") || "a change that takes long to show",
  );
}

async function readAccepted(call: Call, known: KnownState): Promise<wire.LicenseKey> {
  const { keyId } = known.key;
  try {
    return await call(readKey, { key: keyId });
  } catch (error) {
    throw unseen(known, `The change of key ${keyId} was accepted`, error);
  }
}

/** An accepted termination, once it shows. */
export async function settleTermination(call: Call, known: KnownState): Promise<void> {
  const { key } = known;
  let status: string | undefined;
  const deadline = call.now().getTime() + settleForMs;
  const isDone = await call.poll({ deadline, intervalMs: settlePauseMs }, async () => {
    const live = await terminatedOrLive(call, key.keyId).catch((error: unknown) => {
      throw unseen(known, `The termination of key ${key.keyId} was accepted`, error);
    });
    status = live?.status ?? undefined;
    return live === undefined ? true : undefined;
  });
  if (isDone === undefined) throw notTakenFailure("terminateKey", key, `status ${status ?? "unknown"}`);
}

/** What a termination without a usable answer came to; a read that fails does not tell. */
export async function isTerminatedByNow(call: Call, keyId: string): Promise<boolean> {
  try {
    return (await terminatedOrLive(call, keyId)) === undefined;
  } catch (error) {
    if (isFailure(error)) return false;
    throw error;
  }
}

/** Undefined where the key is terminated, or is not shown any more after a termination was sent. */
async function terminatedOrLive(call: Call, keyId: string): Promise<wire.LicenseKey | undefined> {
  try {
    const live = await call(readKey, { key: keyId });
    return isTerminated(live) ? undefined : live;
  } catch (error) {
    if (isFailure(error) && (saysTerminated(error) || error.kind === "not-visible")) return undefined;
    throw error;
  }
}

/** What the key shows in the place of what was sent. What an answer leaves out counts as taken. */
function listNotTaken(before: Key, { key }: State, body: wire.KeyBody): string[] {
  if (key === undefined) return [];
  const binding = body.ipAddressBinding;
  const differences: [boolean, string][] = [
    [
      body.items !== undefined && !hasItems(before, key, body.items),
      `items ${key.items.map(({ item }) => item).join(", ")}`,
    ],
    [body.ownerId !== undefined && body.ownerId !== key.ownerId, `owner ${key.ownerId}`],
    [
      body.suspended !== undefined && body.suspended !== key.suspended,
      key.suspended ? "suspended" : "not suspended",
    ],
    [
      body.nickname !== undefined && plainNickname(body.nickname) !== key.nickname,
      `nickname "${key.nickname}"`,
    ],
    [body.autoRenew !== undefined && body.autoRenew !== key.autoRenew, `autoRenew ${String(key.autoRenew)}`],
    [
      body.parentKeyIdentifiers !== undefined &&
        (body.parentKeyIdentifiers?.keyId.toString() ?? null) !== (key.parentKeyId ?? null),
      key.parentKeyId == null ? "no parent" : `parent ${key.parentKeyId}`,
    ],
    [binding !== undefined && binding !== (key.ipAddress ?? null), `address ${key.ipAddress ?? "none"}`],
    [
      body.restrictIPBinding !== undefined && body.restrictIPBinding !== key.restrictIp,
      `restrict ${String(key.restrictIp ?? false)}`,
    ],
    [
      body.productConfigurationId !== undefined && body.productConfigurationId !== key.productConfigurationId,
      `product configuration ${key.productConfigurationId ?? "none"}`,
    ],
    [
      body.activationInfo !== undefined && body.activationInfo.uid !== key.activationUid,
      `activation for ${key.activationUid ?? "nothing"}`,
    ],
  ];
  return differences.flatMap(([differs, text]) => (differs ? [text] : []));
}

/** What the system has put on the key beside what was sent is for the next plan to see. */
function hasItems(before: Key, { items }: Key, sent: NonNullable<wire.KeyBody["items"]>): boolean {
  const isIn = (list: readonly { item: string }[], { item }: { item: string }): boolean =>
    list.some((other) => other.item === item);
  return (
    !before.items.some((each) => !isIn(sent, each) && isIn(items, each)) &&
    sent.every(({ item, quantity, externalId }) => {
      const live = items.find((each) => each.item === item);
      return (
        live !== undefined &&
        (quantity === undefined || quantity === (live.quantity ?? 1)) &&
        (externalId === undefined || live.externalId === undefined || externalId === live.externalId)
      );
    })
  );
}

function notTakenFailure(endpoint: string, { keyId }: Key, shown: string): Failure {
  return failure({
    kind: "rejected",
    help: "answered-ok-but",
    what: `${endpoint} was accepted, and after ${settleForMs / 1000} s key ${keyId} still shows ${shown}`,
    source: `${endpoint} of Partner API 3.0`,
    next: "Look at the key in Partner Central, then run again: it goes on from what it finds",
  });
}
