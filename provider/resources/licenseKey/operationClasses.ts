/**
 * The operations that the system derives from a modify request, as Partner API 3.0 names and orders
 * them ("Modifying a License Key": Conflicting Operations, Order of Execution). Data, not logic.
 */
export const operationClasses = [
  "owner",
  "lifecycle",
  "upgrade",
  "activation",
  "ipBinding",
  "productConfiguration",
  "parent",
  "items",
  "nickname",
  "autoRenew",
] as const;

export type OperationClass = (typeof operationClasses)[number];

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

const exclusive: readonly OperationClass[] = [
  "owner",
  "lifecycle",
  "upgrade",
  "activation",
  "ipBinding",
  "productConfiguration",
  "parent",
];

/**
 * What may not share a request. The documented table has one rule: owner and lifecycle exclude each
 * other and everything but rebuilding items, the nickname and autoRenew; the rest combines freely.
 */
export const conflicts: Record<OperationClass, readonly OperationClass[]> = {
  owner: exclusive.filter((each) => each !== "owner"),
  lifecycle: exclusive.filter((each) => each !== "lifecycle"),
  upgrade: ["owner", "lifecycle"],
  activation: ["owner", "lifecycle"],
  ipBinding: ["owner", "lifecycle"],
  productConfiguration: ["owner", "lifecycle"],
  parent: ["owner", "lifecycle"],
  items: [],
  nickname: [],
  autoRenew: [],
};
