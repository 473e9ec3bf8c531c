/** Ordering an add-on, and waiting until it is there. */
import { readServer, upgradePlesk } from "../../../apis/flexCloud/servers";
import { readServerKey } from "../../../apis/pleskXml/server";
import type { Call } from "../../../call";
import { failure, isFailure, isUnsettled, redact, type Failure } from "../../../failure";
import { Interrupted, unseen } from "../../../converge/resource";
import { notYetFailure, unknownFailure, withConfirmation, withSeen } from "./plan";
import { notedOrder, shows, type CloudStep, type Desired, type Order, type Proof, type State } from "./model";

/** The server and the properties of its Plesk key that prove add-ons. */
export async function lookAtServer(call: Call, state: State, desired: Desired | undefined): Promise<State> {
  const { serverId, accountId } = desired ?? state;
  await call(readServer, { serverId, accountId });
  const pleskServer = desired?.pleskServer ?? state.pleskServer;
  const known = desired === undefined ? state : await withNoted(call, state, desired);
  const declared = { ...known, serverId, pleskServer, ...(accountId === undefined ? {} : { accountId }) };
  const seen = await lookAtPlesk(call, declared, desired);
  return desired === undefined ? seen : withConfirmation(seen, desired);
}

async function lookAtPlesk(call: Call, state: State, desired: Desired | undefined): Promise<State> {
  const properties = propertiesOf(desired?.verify ?? state.verify, state.order?.seenAs);
  if (properties.length === 0) return withSeen({ ...state, live: {} }, desired);
  const key = await call(readServerKey, { server: state.pleskServer });
  const live = Object.fromEntries(properties.map((property) => [property, key[property] ?? null]));
  return withSeen({ ...state, live }, desired);
}

/**
 * With the order of a run that was killed before its state was saved: it may have been taken, so it is waited
 * for. A note on what the state holds has done its work; a newer one is on an order that was sent once more.
 */
async function withNoted(call: Call, state: State, desired: Desired): Promise<State> {
  const { order } = state;
  const { addonTextkey, serverId } = desired;
  if (order !== undefined) {
    const name = noteName(state.origin, { ...state, addonTextkey: order.addonTextkey });
    // What cannot be read matters where an order is to be sent, and stops it there.
    if (!isNewer(await call.journal.read(name).catch(() => undefined), order)) {
      await call.journal.remove(name);
      if (order.addonTextkey === addonTextkey) return state;
    }
  }
  const note = await call.journal.read(noteName(state.origin, desired));
  if (note === undefined) return state;
  const noted = notedOrder.safeParse(note).data?.order;
  call.say(
    noted === undefined
      ? `The note on an order of add-on ${addonTextkey} for server ${serverId} cannot be read (plesk:journal), so it may have been ordered`
      : `Add-on ${addonTextkey} was ordered for server ${serverId} at ${noted.at} by a run that was interrupted, so it is not ordered again: its journal says so (plesk:journal)`,
  );
  const now = call.now();
  const { at, ...known } = noted ?? { at: now.toISOString(), outcome: "unknown" as const };
  // It is asked about once: the next run reads it as what the state holds.
  if (noted === undefined) await writeNote(call, state.origin, desired, { ...known, at });
  const isRecent = now.getTime() - Date.parse(at) <= notedForMs;
  return { ...state, order: { ...known, addonTextkey, at, ...(isRecent ? {} : { outcome: "unknown" }) } };
}

/** Whether a note is on another order than the one that the state holds; in doubt it is. */
function isNewer(note: unknown, { at }: Order): boolean {
  if (note === undefined) return false;
  const noted = notedOrder.safeParse(note).data?.order;
  return noted === undefined || at === undefined || Date.parse(noted.at) > Date.parse(at);
}

/** For how long an order of a killed run is waited for; of an older one nobody knows what has become of it, in milliseconds. */
const notedForMs = 24 * 3600 * 1000;

function noteName(
  origin: string,
  { serverId, addonTextkey }: Pick<Desired, "serverId" | "addonTextkey">,
): string {
  return `${origin} ${serverId} ${addonTextkey}`;
}

function propertiesOf(...proofs: (Proof | "none" | undefined)[]): string[] {
  return proofs.flatMap((proof) => (proof === undefined || proof === "none" ? [] : [proof.property]));
}

/** Sends one step and returns the state after it. */
export function perform(call: Call, { request }: CloudStep, state: State): Promise<State> {
  switch (request.kind) {
    case "order":
      return orderAddOn(call, state, request.declared);
    case "wait":
      return awaitAddOn(call, state, request, deadlineFrom(call.now(), request.declared));
  }
}

/**
 * Orders the add-on, waits while the server is busy, and then until it shows. Once an order may have
 * been taken it is never sent again from here: only reads follow.
 */
async function orderAddOn(call: Call, state: State, declared: Desired): Promise<State> {
  const start = call.now();
  const deadline = deadlineFrom(start, declared);
  const { serverId, addonTextkey, confirm, verify } = declared;
  const sent = { addonTextkey, at: start.toISOString(), ...(confirm === undefined ? {} : { confirm }) };
  const note = noteName(state.origin, declared);
  // A note that cannot be read may be on an order that a killed run has sent.
  await call.journal.read(note);
  const settle = async (order: Order, proof: Proof): Promise<State> => {
    const seen = await awaitAddOn(call, { ...state, order }, { declared, proof, order }, deadline);
    await call.journal.remove(note);
    return seen;
  };
  const send = (): Promise<Sent> => sendNoted(call, state.origin, declared, sent);
  const there = await sendWhenFree(call, state, declared, deadline, send);
  if (isFailure(there)) {
    const order: Order = { ...sent, outcome: "unknown" };
    call.say(there.message);
    if (verify !== "none") return settle(order, verify);
    throw new Interrupted<State>({ ...state, order }, unknownFailure(declared, order));
  }
  if (there !== "accepted") return there;
  const order: Order = { ...sent, outcome: "accepted" };
  if (verify !== "none") return settle(order, verify);
  call.say(`Add-on ${addonTextkey} is ordered for server ${serverId}; nothing can tell when it is there`);
  return { ...state, order };
}

/** What an order was answered with; a Failure where nobody knows whether it was taken. */
type Sent = "accepted" | "busy" | Failure;

/** In milliseconds since 1970. */
function deadlineFrom(start: Date, declared: Desired): number {
  return start.getTime() + patienceOf(declared) * 1000;
}

/** How long an add-on may take to show, in seconds. */
function patienceOf({ timeouts }: Desired): number {
  return timeouts?.upgrade ?? 900;
}

/** Reads until the add-on shows; at the deadline the order stays in the state, and the next run goes on. */
async function awaitAddOn(
  call: Call,
  state: State,
  { declared, proof, order }: { declared: Desired; proof: Proof; order: Order },
  deadline: number,
): Promise<State> {
  let last = state;
  const waitingFor = `the key of Plesk server ${declared.pleskServer} to have ${proof.property} = ${proof.value}`;
  try {
    const found = await call.poll({ deadline, waitingFor }, async () => {
      last = (await lookOrLater(call, last, declared)) ?? last;
      return shows(last.live, proof) ? last : undefined;
    });
    if (found !== undefined) return found;
  } catch (error) {
    const { addonTextkey, outcome } = order;
    const taken = outcome === "unknown" ? "was sent for without an answer" : "is ordered";
    throw unseen(last, `Add-on ${addonTextkey} ${taken}`, error);
  }
  throw new Interrupted(last, notYetFailure(declared, proof, order, patienceOf(declared)));
}

/** Sends the order when the server is free; somebody else's work on it may be the same upgrade, so it looks again. */
async function sendWhenFree(
  call: Call,
  state: State,
  desired: Desired,
  deadline: number,
  send: () => Promise<Sent>,
): Promise<"accepted" | Failure | State> {
  const { serverId } = desired;
  let isFirst = true;
  const taken = await call.poll(
    { deadline, waitingFor: `server ${serverId}, which is busy with another operation` },
    async () => {
      const seen = isFirst ? state : await lookAtPlesk(call, state, desired);
      isFirst = false;
      if (desired.verify !== "none" && shows(seen.live, desired.verify)) return seen;
      const answer = await send();
      return answer === "busy" ? undefined : answer;
    },
  );
  if (taken !== undefined) return taken;
  throw failure({
    kind: "timeout",
    what: `Server ${serverId} was busy all the time (PleskStillUpgrading)`,
    source: "upgradePlesk of FlexCloud",
    next: "Nothing was ordered. Run again when it has finished; timeouts.upgrade says how long to wait",
  });
}

/** The order stands in the journal from before it is sent until it is known that nothing was ordered. */
async function sendNoted(
  call: Call,
  origin: string,
  { serverId, accountId, addonTextkey, pleskServer }: Desired,
  sent: Omit<Order, "outcome">,
): Promise<Sent> {
  const name = noteName(origin, { serverId, addonTextkey });
  const { addonTextkey: _, ...order } = sent;
  const note = (outcome: Order["outcome"]): Promise<void> =>
    writeNote(call, origin, { serverId, addonTextkey }, { ...order, outcome });
  try {
    const input = { serverId, accountId, addonTextkey, pleskServer };
    const answer = await call(upgradePlesk, input, () => note("unknown"));
    await (answer === "accepted" ? note("accepted") : call.journal.remove(name));
    return answer;
  } catch (error) {
    if (isUnsettled(error)) return error;
    await call.journal.remove(name);
    throw error;
  }
}

function writeNote(
  call: Call,
  origin: string,
  { serverId, addonTextkey }: Pick<Desired, "serverId" | "addonTextkey">,
  order: Omit<Order, "addonTextkey">,
): Promise<void> {
  return call.journal.write(noteName(origin, { serverId, addonTextkey }), {
    origin,
    serverId: redact(serverId),
    addonTextkey: redact(addonTextkey),
    order,
  });
}

/** A server that cannot be read for a while is no reason to stop waiting. */
async function lookOrLater(call: Call, state: State, desired: Desired): Promise<State | undefined> {
  try {
    return await lookAtPlesk(call, state, desired);
  } catch (error) {
    if (!isFailure(error, "unreachable", "busy")) throw error;
    call.say(error.message);
    return undefined;
  }
}
