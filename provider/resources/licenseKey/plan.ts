import type { KeyBody } from "../../apis/partner30/structures";
import { failure } from "../../failure";
import type { Mark, Operation, Step } from "../../converge/resource";
import {
  boughtOf,
  changesBetween,
  lifecycle,
  nameWithQuantity,
  takesOver,
  unmarking,
  type Change,
  type OperationClass,
} from "./differences";
import type { Desired } from "./model";
import { markedNickname, type Key, type State } from "./state";

/**
 * The planner: from a key as it is and a key as declared to the requests that lead from one to the
 * other. Pure: no network, no clock, no settings.
 *
 * 1. What differs becomes changes. Each change has one of the system's operation classes and the
 *    member of the body that expresses it.
 * 2. Changes are put into requests so that no two classes of one request conflict, and so that there
 *    are as few requests as possible:
 *
 *    | request  | holds                                                      | why there                                    |
 *    | -------- | ---------------------------------------------------------- | -------------------------------------------- |
 *    | 1 resume | lifecycle, where the key is to run again                   | a suspended key may refuse all that follows  |
 *    | 2 owner  | the move to another owner                                  | conflicts with 1, 3 and 4                    |
 *    | 3 rest   | items, activation, IP, configuration, parent               | combine with each other                      |
 *    | 4 suspend| lifecycle, where the key is to stop                        | last, so that nothing meets a suspended key  |
 *
 *    Item details, nickname and autoRenew conflict with nothing and ride along: with request 3 if
 *    there is one, else with 2, 1 or 4, in this order.
 * 3. Within a request the operations are listed in the order in which the system runs them.
 *
 * A key that is suspended and stays so is changed as it is: to resume it for a moment would switch a
 * server on. A change whose class is not documented (`restrict`, an external id alone) is planned as
 * if it conflicted with owner and lifecycle, which is right under every reading.
 */
export function plan(current: State | undefined, desired: Desired): KeyStep[] {
  // What is to be taken over is there already, or the run stops: it is never bought instead.
  if (current === undefined && adopts(desired)) return [];
  if (current?.key === undefined) return planPurchase(desired, current?.marker ?? desired.marker);
  if (current.key.terminated) return planTerminated(current.key, desired);
  return requestsFor(changesBetween(current.key, desired, current));
}

function adopts({ adopt, unknown }: Desired): boolean {
  return adopt !== undefined || unknown.includes("adopt");
}

/**
 * What deleting does: by `onDelete`, and nothing where it is unset or done already. For a purchase
 * that is pending: what is done to the key as soon as it shows.
 */
export function planDelete({ key, pending, onDelete, marker, mark }: State): KeyStep[] {
  if (onDelete === undefined || key?.terminated || (key ?? pending) === undefined) return [];
  if (onDelete === "suspend") {
    const isMarked = key !== undefined && marker !== undefined && mark === undefined;
    return requestsFor([...(key?.suspended ? [] : [lifecycle(true)]), ...(isMarked ? [unmarking(key)] : [])]);
  }
  // Always the same words: children that come and go must not make it another operation.
  const sentence = "terminate the key";
  const marks: Mark[] = ["removes", "irreversible"];
  return [
    {
      operations: [{ kind: "terminate", sentence, marks, uses: "terminations" }],
      request: { kind: "terminate" },
    },
  ];
}

/** What a user should know beside the steps, in preview. */
export function remarks(
  current: State | undefined,
  desired: Desired,
  { allowTerminate }: { allowTerminate: boolean },
): string[] {
  const unmanaged = current === undefined ? [] : unmanagedChanges(current, desired);
  if (desired.onDelete === "terminate" && !allowTerminate) {
    unmanaged.push(
      'onDelete: "terminate" will be refused, since plesk:limits does not allow it: pulumi config set --path plesk:limits.allowTerminate true',
    );
  }
  const ignored = current && ignoredAdoption(current, desired);
  if (ignored !== undefined) unmanaged.push(ignored);
  const children = current?.key?.childKeyIds ?? [];
  if (desired.onDelete !== "terminate" || children.length === 0) return unmanaged;
  return [
    ...unmanaged,
    `onDelete: "terminate" would leave ${children.length === 1 ? "its child key" : "its child keys"} ${children.join(", ")} alive and billed: terminating a key does not terminate its children`,
  ];
}

/** An `adopt` that names another key than the one that is held; what it names is not to be seen by its code. */
function ignoredAdoption({ key, credentials }: State, { adopt }: Desired): string | undefined {
  if (adopt === undefined || key === undefined) return undefined;
  const [named, isHeld] =
    "keyId" in adopt
      ? [`key ${adopt.keyId}`, adopt.keyId === key.keyId]
      : ["another key", isSameCode(adopt.activationCode, credentials.activationCode)];
  if (isHeld) return undefined;
  return `adopt names ${named}, and this resource holds key ${key.keyId}: adopt is read on create only. Another resource can adopt that key`;
}

/** In whatever writing; a code that is not known may be the same. */
function isSameCode(code: string, known: string | undefined): boolean {
  const letters = (text: string): string => text.replace(/[^a-z0-9]/gi, "").toUpperCase();
  return known === undefined || letters(code) === letters(known);
}

/** What stops the server from working, was not sent from here, and is not declared either way. */
export function unmanagedChanges({ key, outside = {} }: State, desired: Desired): string[] {
  if (key === undefined || key.terminated) return [];
  const { suspended, ownerId, ipAddress } = outside;
  const changes = [
    ...(suspended === undefined || desired.suspended !== undefined
      ? []
      : [
          "was suspended outside of Pulumi, and the program does not say whether it is to be: declare suspended: true or false",
        ]),
    ...(ownerId === undefined || desired.ownerId !== undefined
      ? []
      : [`was moved from owner ${ownerId} to owner ${key.ownerId} outside of Pulumi: declare ownerId`]),
    ...(ipAddress === undefined || desired.ipBinding !== undefined
      ? []
      : [
          `was ${key.ipAddress == null ? `unbound from ${ipAddress}` : `bound to ${key.ipAddress} instead of ${ipAddress}`} outside of Pulumi: declare ipBinding`,
        ]),
  ];
  return changes.map((change) => `Key ${key.keyId} ${change}`);
}

/** One request to the key's system, with the operations that the system derives from it. */
export interface KeyStep extends Step {
  request: { kind: "create"; body: KeyBody } | { kind: "modify"; body: KeyBody } | { kind: "terminate" };
}

/** Create can hold what the manual names for it; the rest follows on the key that it returned. */
function planPurchase(desired: Desired, marker: string | undefined): KeyStep[] {
  const { items = [], nickname, ownerId, parent, ipBinding, activation, unknown } = desired;
  const later = unknown
    .filter((property) => property !== "items")
    .map((property) => `, ${property} not known yet`);
  const sentence = [
    `buy a key with ${items.map(nameWithQuantity).join(", ") || "items that are not known yet"}`,
    ownerId === undefined ? "" : ` for owner ${ownerId}`,
    nickname === undefined ? "" : `, nickname "${nickname}"`,
    typeof parent === "object" ? `, attached to key ${parent.keyId}` : "",
    typeof ipBinding === "object" ? `, bound to ${ipBinding.address}` : "",
    activation === undefined ? "" : `, activated for ${activation.uid}`,
    ...later,
  ].join("");
  const fullNickname = markedNickname(nickname, marker);
  const body: KeyBody = {
    items,
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(fullNickname === "" ? {} : { nickname: fullNickname }),
    ...(typeof parent === "object" ? { parentKeyIdentifiers: { keyId: Number(parent.keyId) } } : {}),
    ...(typeof ipBinding === "object" ? { ipAddressBinding: ipBinding.address } : {}),
    ...(activation === undefined ? {} : { activationInfo: { uid: activation.uid, activated: true } }),
  };
  const operation: Operation = {
    kind: "buy",
    sentence,
    marks: takesOver(ipBinding, ["buys"]),
    uses: "purchases",
    ...(items.length === 0 ? {} : { bought: items.map(boughtOf) }),
  };
  return [
    { operations: [operation], request: { kind: "create", body }, replans: true },
    ...requestsFor(
      changesBetween(keyAfterPurchase(desired), desired, marker === undefined ? {} : { marker }),
    ),
  ];
}

/** What a purchase makes of the declaration. What create cannot set is taken as not returned. */
function keyAfterPurchase({
  items = [],
  ownerId = "",
  nickname = "",
  parent,
  ipBinding,
  activation,
}: Desired): Key {
  return {
    keyId: "",
    ownerId,
    items,
    nickname,
    suspended: false,
    terminated: false,
    childKeyIds: [],
    parentKeyId: typeof parent === "object" ? parent.keyId : null,
    ipAddress: typeof ipBinding === "object" ? ipBinding.address : null,
    ...(activation === undefined ? {} : { activationUid: activation.uid }),
  };
}

/** Nothing can be sent for a terminated key; one that is to be forgotten only waits for the refresh. */
function planTerminated({ keyId }: Key, { onGone }: Desired): KeyStep[] {
  if (onGone === "forget") return [];
  throw failure({
    kind: "rejected",
    help: "terminated",
    what: `Key ${keyId} is terminated, and a terminated key takes no change`,
    next:
      onGone === "error"
        ? 'To buy another, set onGone: "replace", or "forget" to drop it from the state on the next refresh'
        : "Run `pulumi up --refresh`",
  });
}

/**
 * When the system runs an operation of a request, first to last. Owner and lifecycle share the
 * first place: they are never in one request.
 */
export const priority: Record<OperationClass, number> = {
  owner: 1,
  lifecycle: 1,
  upgrade: 2,
  activation: 3,
  ipBinding: 4,
  productConfiguration: 5,
  parent: 6,
  items: 7,
  nickname: 8,
  autoRenew: 9,
};

/** The requests, in order. The body of the suspending one is always tried, also after a rejection. */
function requestsFor(changes: readonly Change[]): KeyStep[] {
  const groups: Record<Place, Change[]> = { resume: [], owner: [], rest: [], suspend: [] };
  for (const change of changes) {
    const place = placeOf(change);
    if (place !== undefined) groups[place].push(change);
  }
  const riders = changes.filter((change) => placeOf(change) === undefined);
  const host =
    (["rest", "owner", "resume", "suspend"] as const).find((place) => groups[place].length > 0) ?? "rest";
  groups[host].push(...riders);
  return places.flatMap((place) => (groups[place].length === 0 ? [] : [request(groups[place], place)]));
}

type Place = "resume" | "owner" | "rest" | "suspend";
const places: readonly Place[] = ["resume", "owner", "rest", "suspend"];

/** Undefined for what rides along with any request. */
function placeOf({ class: operationClass, body, unknownClass }: Change): Place | undefined {
  if (operationClass === "lifecycle") return body.suspended === true ? "suspend" : "resume";
  if (operationClass === "owner") return "owner";
  return priority[operationClass] < priority.items || unknownClass ? "rest" : undefined;
}

function request(changes: readonly Change[], place: Place): KeyStep {
  const ordered = [...changes].sort((a, b) => priority[a.class] - priority[b.class]);
  return {
    operations: ordered.flatMap(({ operations }) => operations),
    request: { kind: "modify", body: Object.assign({}, ...ordered.map(({ body }) => body)) as KeyBody },
    ...(place === "suspend" ? { evenAfterRejection: true } : {}),
  };
}
