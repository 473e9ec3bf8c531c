/** Ordering an add-on, and waiting until it is there. */
import { readServer, upgradePlesk } from "../../../apis/flexCloud/servers";
import { readServerKey } from "../../../apis/pleskXml/server";
import type { Call } from "../../../call";
import { failure, isFailure, isUnsettled } from "../../../failure";
import { Interrupted } from "../../../converge/resource";
import { notYetFailure, unknownFailure, withConfirmation, withSeen } from "./plan";
import { shows, type CloudState, type CloudUpgrade, type Order, type Proof } from "../model";

/** How long an add-on may take to show, in seconds. */
const defaultDeadline = 900;

/** The server and the properties of its Plesk key that prove add-ons. */
export async function lookAtServer(
  call: Call,
  state: CloudState,
  desired: CloudUpgrade | undefined,
): Promise<CloudState> {
  const { serverId, accountId } = desired ?? state;
  await call(readServer, { serverId, accountId });
  const pleskServer = desired?.pleskServer ?? state.pleskServer;
  const declared = { ...state, serverId, pleskServer, ...(accountId === undefined ? {} : { accountId }) };
  const seen = await lookAtPlesk(call, declared, desired);
  return desired === undefined ? seen : withConfirmation(seen, desired);
}

async function lookAtPlesk(
  call: Call,
  state: CloudState,
  desired: CloudUpgrade | undefined,
): Promise<CloudState> {
  const properties = propertiesOf(desired?.verify ?? state.verify, state.order?.seenAs);
  if (properties.length === 0) return withSeen({ ...state, live: {} }, desired);
  const key = await call(readServerKey, { server: state.pleskServer });
  const live = Object.fromEntries(properties.map((property) => [property, key[property] ?? null]));
  return withSeen({ ...state, live }, desired);
}

function propertiesOf(...proofs: (Proof | "none" | undefined)[]): string[] {
  return proofs.flatMap((proof) => (proof === undefined || proof === "none" ? [] : [proof.property]));
}

/**
 * Orders the add-on, waits while the server is busy, and then until it shows. Once an order may have
 * been taken it is never sent again from here: only reads follow.
 */
export async function ordered(
  call: Call,
  state: CloudState,
  desired: CloudUpgrade,
  deadlineSeconds = defaultDeadline,
): Promise<CloudState> {
  const start = call.now();
  const deadline = start.getTime() + deadlineSeconds * 1000;
  const { addonTextkey, confirm } = desired;
  const sent = { addonTextkey, at: start.toISOString(), ...(confirm === undefined ? {} : { confirm }) };
  try {
    const there = await takenOrThere(call, state, desired, deadline);
    if (there !== "accepted") return there;
  } catch (error) {
    if (!isUnsettled(error)) throw error;
    const unknown = { ...state, order: { ...sent, outcome: "unknown" as const } };
    call.say(error.message);
    if (desired.verify === "none") throw new Interrupted(unknown, unknownFailure(desired, sent));
    return awaited(call, unknown, desired, deadlineSeconds, deadline);
  }
  const accepted = { ...state, order: { ...sent, outcome: "accepted" as const } };
  if (desired.verify !== "none") return awaited(call, accepted, desired, deadlineSeconds, deadline);
  call.say(
    `Add-on ${addonTextkey} is ordered for server ${desired.serverId}; nothing can tell when it is there`,
  );
  return accepted;
}

/** Reads until the add-on shows; at the deadline the order stays in the state, and the next run goes on. */
export async function awaited(
  call: Call,
  state: CloudState,
  desired: CloudUpgrade,
  deadlineSeconds = defaultDeadline,
  deadline = call.now().getTime() + deadlineSeconds * 1000,
): Promise<CloudState> {
  const { verify, pleskServer } = desired;
  if (verify === "none") return state;
  let last = state;
  const waitingFor = `the key of Plesk server ${pleskServer} to have ${verify.property} = ${verify.value}`;
  try {
    const found = await call.poll({ deadline, waitingFor }, async () => {
      last = (await lookOrLater(call, last, desired)) ?? last;
      return shows(last.live, verify) ? last : undefined;
    });
    if (found !== undefined) return found;
  } catch (error) {
    throw error instanceof Error ? new Interrupted(last, error) : error;
  }
  throw new Interrupted(last, notYetFailure(desired, verify, orderOf(last), deadlineSeconds));
}

/** Sends the order when the server is free; somebody else's work on it may be the same upgrade, so it looks again. */
async function takenOrThere(
  call: Call,
  state: CloudState,
  desired: CloudUpgrade,
  deadline: number,
): Promise<"accepted" | CloudState> {
  const { serverId, accountId, addonTextkey, pleskServer } = desired;
  let isFirst = true;
  const taken = await call.poll(
    { deadline, waitingFor: `server ${serverId}, which works on something else` },
    async () => {
      const seen = isFirst ? state : await lookAtPlesk(call, state, desired);
      isFirst = false;
      if (desired.verify !== "none" && shows(seen.live, desired.verify)) return seen;
      const answer = await call(upgradePlesk, { serverId, accountId, addonTextkey, pleskServer });
      return answer === "accepted" ? answer : undefined;
    },
  );
  if (taken !== undefined) return taken;
  throw failure({
    kind: "timeout",
    what: `Server ${serverId} was busy all the time (PleskStillUpgrading)`,
    source: "upgradePlesk of FlexCloud",
    next: "Nothing was ordered. Run again when it is through; timeouts.upgrade says how long to wait",
  });
}

/** A server that cannot be read for a while is no reason to stop waiting. */
async function lookOrLater(
  call: Call,
  state: CloudState,
  desired: CloudUpgrade,
): Promise<CloudState | undefined> {
  try {
    return await lookAtPlesk(call, state, desired);
  } catch (error) {
    if (!isFailure(error, "unreachable", "busy")) throw error;
    call.say(error.message);
    return undefined;
  }
}

function orderOf({ order }: CloudState): Order {
  if (order === undefined) throw new Error("an order is waited for that was never sent");
  return order;
}
