/** What differs between a key as it is and a key as declared, one change for each difference. Pure. */
import type { KeyBody } from "../../apis/partner30/structures";
import type { Bought, Mark, Operation } from "../../converge/resource";
import type { Desired, IpBinding } from "./model";
import { canonicalIp, isUnmatched, markedNickname, type Item, type Key, type State } from "./state";

/**
 * The operations that the system derives from a modify request, as Partner API 3.0 names them
 * ("Modifying a License Key": Conflicting Operations).
 */
export type OperationClass =
  | "owner"
  | "lifecycle"
  | "upgrade"
  | "activation"
  | "ipBinding"
  | "productConfiguration"
  | "parent"
  | "items"
  | "nickname"
  | "autoRenew";

/** One difference: its class, and the member of a request's body that settles it. */
export interface Change {
  class: OperationClass;
  operations: Operation[];
  body: KeyBody;
  /** Planned as if it conflicted with owner and lifecycle, whatever the table says of its class. */
  unknownClass?: true;
}

export function changesBetween(key: Key, desired: Desired, marking: Marking): Change[] {
  return [
    suspension(key, desired),
    ownerMove(key, desired),
    ...itemChanges(key, desired),
    activationChange(key, desired),
    ...ipChanges(key, desired),
    productConfigurationChange(key, desired),
    parentChange(key, desired),
    nicknameChange(key, desired, marking),
    autoRenewChange(key, desired),
  ].filter((change) => change !== undefined);
}

function suspension({ suspended }: Key, { suspended: wanted }: Desired): Change | undefined {
  return wanted === undefined || wanted === suspended ? undefined : lifecycle(wanted);
}

export function lifecycle(suspend: boolean): Change {
  const sentence = suspend ? "suspend the key" : "resume the key";
  return {
    class: "lifecycle",
    operations: [{ kind: suspend ? "suspend" : "resume", sentence, marks: [] }],
    body: { suspended: suspend },
  };
}

function ownerMove({ ownerId }: Key, { ownerId: wanted }: Desired): Change | undefined {
  // The owner of a key that was never read is not known, and is seen before anything is sent.
  if (wanted === undefined || wanted === ownerId || ownerId === "") return undefined;
  const sentence = `move the key from owner ${ownerId} to owner ${wanted}`;
  return {
    class: "owner",
    operations: [{ kind: "owner", sentence, marks: ["irreversible"], uses: "ownerMoves" }],
    body: { ownerId: wanted },
  };
}

/**
 * `items` is always the whole list: what is not in it is removed, so unmatched items, unlisted ones that
 * are kept, and what is on the key more than once go back unchanged.
 */
function itemChanges(key: Key, { items: wanted, unlistedItems }: Desired): Change[] {
  if (wanted === undefined) return [];
  const isWanted = ({ item }: Item): boolean => wanted.some((each) => each.item === item);
  const unlisted = key.items.filter((each) => !isWanted(each) && !isUnmatched(each));
  const upgrades = [
    ...wanted.flatMap((each) => upgradesOf(liveItem(key, each), each)),
    ...(unlistedItems === "remove" ? unlisted.map(removal) : []),
  ];
  const details = wanted.flatMap((each) => externalIdChange(liveItem(key, each), each));
  const kept = key.items.filter((each) =>
    isWanted(each) ? each !== liveItem(key, each) : isUnmatched(each) || unlistedItems === "keep",
  );
  const body = {
    items: [...wanted.map((each) => ({ ...echoed(liveItem(key, each)), ...each })), ...kept.map(echoed)],
  };
  return [
    ...(upgrades.length === 0 ? [] : [{ class: "upgrade" as const, operations: upgrades, body }]),
    // Whether external ids alone rebuild the items or upgrade the key is not documented.
    ...(details.length === 0
      ? []
      : [{ class: "items" as const, operations: details, body, unknownClass: true as const }]),
  ];
}

/** An item as it goes back: a single one without its quantity, which items that cannot be counted may refuse. */
function echoed<T extends Item | undefined>(item: T): T {
  if (item?.quantity !== 1) return item;
  const { quantity: _, ...rest } = item;
  return rest as T;
}

function liveItem({ items }: Key, { item }: Item): Item | undefined {
  return items.find((each) => each.item === item);
}

function upgradesOf(live: Item | undefined, wanted: Item): Operation[] {
  if (live === undefined) return [buying(`add ${nameWithQuantity(wanted)}`, boughtOf(wanted))];
  const { quantity } = wanted;
  const counted = live.quantity ?? 1;
  if (quantity === undefined || quantity === counted) return [];
  const sentence = `change the quantity of ${wanted.item} from ${counted} to ${quantity}`;
  return quantity > counted
    ? [buying(sentence, { name: wanted.item, quantity: quantity - counted })]
    : [{ kind: "upgrade", sentence, marks: ["removes"] }];
}

function buying(sentence: string, bought: Bought): Operation {
  return { kind: "upgrade", sentence, marks: ["buys"], uses: "purchases", bought: [bought] };
}

export function boughtOf({ item, quantity = 1 }: Item): Bought {
  return { name: item, quantity };
}

function removal({ item }: Item): Operation {
  return { kind: "upgrade", sentence: `remove ${item}`, marks: ["removes"] };
}

function externalIdChange(live: Item | undefined, { item, externalId }: Item): Operation[] {
  if (live === undefined || externalId === undefined || externalId === live.externalId) return [];
  return [{ kind: "rebuildItems", sentence: `set the external id of ${item} to ${externalId}`, marks: [] }];
}

function activationChange({ activationUid }: Key, { activation }: Desired): Change | undefined {
  if (activation === undefined || activation.uid === activationUid) return undefined;
  return {
    class: "activation",
    operations: [{ kind: "activate", sentence: `activate the key for ${activation.uid}`, marks: [] }],
    body: { activationInfo: { uid: activation.uid, activated: true } },
  };
}

function ipChanges({ ipAddress, restrictIp }: Key, { ipBinding }: Desired): Change[] {
  if (ipBinding === undefined) return [];
  if (ipBinding === "unbound") return ipAddress == null ? [] : [unbinding(ipAddress)];
  const { address, restrict } = ipBinding;
  return [
    ...(ipAddress != null && canonicalIp(ipAddress) === address ? [] : [binding(ipBinding)]),
    ...(restrict === undefined || restrict === restrictIp ? [] : [restriction(restrict)]),
  ];
}

function unbinding(address: string): Change {
  return {
    class: "ipBinding",
    operations: [{ kind: "unbindIp", sentence: `unbind the key from ${address}`, marks: [] }],
    body: { ipAddressBinding: null },
  };
}

function binding(wanted: IpBinding): Change {
  const from = wanted.takeOver ? ", taking it from any key that holds it" : "";
  return {
    class: "ipBinding",
    operations: [
      { kind: "bindIp", sentence: `bind the key to ${wanted.address}${from}`, marks: takesOver(wanted, []) },
    ],
    body: { ipAddressBinding: wanted.address },
  };
}

export function takesOver(ipBinding: Desired["ipBinding"], marks: Mark[]): Mark[] {
  return typeof ipBinding === "object" && ipBinding.takeOver ? [...marks, "removes"] : marks;
}

function restriction(restrict: boolean): Change {
  const sentence = restrict ? "restrict use to the bound address" : "allow use beside the bound address";
  return {
    class: "ipBinding",
    operations: [{ kind: "restrictIp", sentence, marks: [] }],
    body: { restrictIPBinding: restrict },
    unknownClass: true,
  };
}

function productConfigurationChange(
  key: Key,
  { productConfigurationId: wanted }: Desired,
): Change | undefined {
  if (wanted === undefined || wanted === key.productConfigurationId) return undefined;
  return {
    class: "productConfiguration",
    operations: [
      { kind: "productConfiguration", sentence: `assign product configuration ${wanted}`, marks: [] },
    ],
    body: { productConfigurationId: wanted },
  };
}

function parentChange({ parentKeyId }: Key, { parent }: Desired): Change | undefined {
  if (parent === undefined) return undefined;
  if (parent === "detached") {
    if (parentKeyId == null) return undefined;
    const sentence = `detach the key from key ${parentKeyId}`;
    return {
      class: "parent",
      operations: [{ kind: "detach", sentence, marks: [] }],
      body: { parentKeyIdentifiers: null },
    };
  }
  if (parent.keyId === parentKeyId) return undefined;
  return {
    class: "parent",
    operations: [{ kind: "attach", sentence: `attach the key to key ${parent.keyId}`, marks: [] }],
    body: { parentKeyIdentifiers: { keyId: Number(parent.keyId) } },
  };
}

type Marking = Pick<State, "marker" | "mark">;

function nicknameChange(
  { nickname }: Key,
  { nickname: wanted = nickname, marker: newMarker }: Desired,
  { marker, mark }: Marking,
): Change | undefined {
  // A renamed resource carries its marker along: whoever has its old name must not find its key.
  const isRenamed =
    marker !== undefined && mark === undefined && newMarker !== undefined && newMarker !== marker;
  if (wanted === nickname && !isRenamed) return undefined;
  const sentence = [
    ...(wanted === nickname ? [] : [`set the nickname to "${wanted}"`]),
    ...(isRenamed ? ["mark the key for the resource's new name"] : []),
  ].join(" and ");
  return {
    class: "nickname",
    operations: [{ kind: "nickname", sentence, marks: [] }],
    body: { nickname: markedNickname(wanted, isRenamed ? newMarker : marker) },
  };
}

/** What is let go of on purpose must not be taken for what an interrupted purchase has left. */
export function unmarking({ nickname }: Key): Change {
  return {
    class: "nickname",
    operations: [{ kind: "nickname", sentence: "take the marker off its nickname", marks: [] }],
    body: { nickname },
  };
}

function autoRenewChange({ autoRenew }: Key, { autoRenew: wanted }: Desired): Change | undefined {
  if (wanted === undefined || wanted === autoRenew) return undefined;
  return {
    class: "autoRenew",
    operations: [{ kind: "autoRenew", sentence: `turn autoRenew ${wanted ? "on" : "off"}`, marks: [] }],
    body: { autoRenew: wanted },
  };
}

export function nameWithQuantity({ item, quantity }: Item): string {
  return quantity === undefined ? item : `${quantity} x ${item}`;
}
