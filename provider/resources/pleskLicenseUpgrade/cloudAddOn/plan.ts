/** Whether a cloud server has its add-on, and what is sent for that. Pure. */
import { failure, type Failure } from "../../../failure";
import { confirmLeftOver, sayAnew, type Confirm } from "../model";
import { shows, type CloudStep, type Desired, type Order, type Proof, type State } from "./model";

/** What has to be done so that the server has the declared add-on. Same in, nothing out. */
export function plan(current: State | undefined, desired: Desired): CloudStep[] {
  if (current === undefined) return [firstOrder(desired)];
  const state = withConfirmation(current, desired);
  if (isThere(state, desired)) return [];
  const { order } = state;
  const isOpen = order?.outcome === "accepted" || order?.outcome === "unknown";
  if (!isOpen || order.addonTextkey !== desired.addonTextkey) return [orderStep(desired)];
  if (desired.verify === "none") throw unknownFailure(desired, order);
  return [waitStep(desired, desired.verify, order)];
}

/** Nothing: FlexCloud has no way to take an add-on away. */
export function planDelete(): CloudStep[] {
  return [];
}

export function remarks(current: State | undefined, { verify, confirm }: Desired): string[] {
  const outcome = current?.order?.outcome;
  const isLeftOver =
    current !== undefined && confirm !== undefined && outcome !== "unknown" && outcome !== "accepted";
  return [
    ...(verify === "none" && current === undefined
      ? [
          'verify is "none": whether the add-on arrives cannot be seen, and a run that is killed may order it twice if plesk:journal is not kept',
        ]
      : []),
    ...(isLeftOver ? [confirmLeftOver] : []),
  ];
}

/** Whether the add-on is there: shown by the Plesk server's key, or, where nothing shows it, by the record. */
export function isThere(
  { order, live }: State,
  { addonTextkey, verify }: Pick<Desired, "addonTextkey" | "verify">,
): boolean {
  if (verify !== "none" && shows(live, verify)) return true;
  if (order?.addonTextkey !== addonTextkey) return false;
  // What proved it once still does, whatever is declared to prove it now.
  if (order.seenAs !== undefined && shows(live, order.seenAs)) return true;
  if (order.outcome === "confirmed") return true;
  return verify === "none" && (order.outcome === "accepted" || order.outcome === "seen");
}

/** What a look at the Plesk server's key tells of the order. */
export function withSeen(state: State, desired: Desired | undefined): State {
  const verify = desired?.verify ?? state.verify;
  const addonTextkey = desired?.addonTextkey ?? state.order?.addonTextkey;
  const seen = { ...state, verify };
  if (verify === "none" || addonTextkey === undefined || !shows(state.live, verify)) return seen;
  const { order } = state;
  const at = order?.addonTextkey === addonTextkey && order.at !== undefined ? { at: order.at } : {};
  return { ...seen, order: { addonTextkey, outcome: "seen", seenAs: verify, ...at } };
}

/** The user's word on an open order; the one that was there already when it was sent does not count. */
export function withConfirmation(state: State, { confirm }: Desired): State {
  const { order, ...others } = state;
  const isOpen = order?.outcome === "accepted" || order?.outcome === "unknown";
  if (!isOpen) return state;
  if (confirm === undefined) {
    // Without the old word, the same one can be said anew.
    const { confirm: _, ...open } = order;
    return { ...others, order: open };
  }
  if (confirm === order.confirm) return state;
  return confirm === "resend" ? others : { ...others, order: { ...order, outcome: "confirmed" } };
}

/** An order whose outcome nothing can show. */
export function unknownFailure(
  { serverId, addonTextkey }: Desired,
  { confirm }: Pick<Order, "confirm">,
): Failure {
  return failure({
    kind: "outcome-unknown",
    help: "outcome-not-known",
    property: "flexCloud.confirm",
    what: `Whether add-on ${addonTextkey} was ordered for server ${serverId} is not known: no answer came`,
    next: `It is not ordered again until that is clear. ${wayOut(confirm, '"applied" if it is there or confirm: "resend"')}, or verify: { property, value } so that the Plesk key tells`,
  });
}

/** An order that has not shown within the time that was given to it. */
export function notYetFailure(
  { serverId, addonTextkey, pleskServer }: Desired,
  { property, value }: Proof,
  { outcome, confirm }: Order,
  seconds: number,
): Failure {
  const isAccepted = outcome === "accepted";
  const sent = isAccepted ? "was accepted" : "was sent without an answer";
  return failure({
    kind: isAccepted ? "timeout" : "outcome-unknown",
    help: "accepted-not-there",
    what: `Add-on ${addonTextkey} for server ${serverId} ${sent}, and after ${seconds} s the key of Plesk server ${pleskServer} does not have ${property} = ${value}`,
    next: `Run again to go on waiting (timeouts.upgrade says how long); it is not ordered again. If it never comes: ${wayOut(confirm, '"resend" to order it once more')}`,
  });
}

function wayOut(confirm: Confirm | undefined, word: string): string {
  return `Look at the server's licence in its panel, then declare confirm: ${word}${sayAnew(confirm)}`;
}

function firstOrder(declared: Desired): CloudStep {
  const { pleskServer, verify } = declared;
  const unless =
    verify === "none"
      ? ""
      : `, unless the key of Plesk server ${pleskServer} has ${verify.property} = ${verify.value}`;
  return orderStep(declared, unless);
}

function orderStep(declared: Desired, unless = ""): CloudStep {
  const { serverId, addonTextkey } = declared;
  const sentence = `order add-on ${addonTextkey} for server ${serverId}${unless}`;
  return {
    system: "flexCloud",
    request: { kind: "order", declared },
    operations: [
      {
        kind: "order",
        sentence,
        marks: ["buys"],
        uses: "purchases",
        bought: [{ name: addonTextkey, quantity: 1 }],
      },
    ],
  };
}

function waitStep(declared: Desired, proof: Proof, sent: Order): CloudStep {
  const sentence = `wait until the Plesk key has ${proof.property} = ${proof.value}; it is ordered already`;
  return {
    system: "flexCloud",
    request: { kind: "wait", declared, proof, order: sent },
    operations: [{ kind: "wait", sentence, marks: [] }],
    sends: false,
  };
}
