import type { Exchange } from "../exchange";
import type { Account } from "../model";
import { malformed, Refusal } from "../refusal";
import { asks, type Modification, type PlannedOperation } from "./planned";

/** Moving to another owner. */
export function ownerOperations(modification: Modification): PlannedOperation[] {
  const { exchange, key, body, creating } = modification;
  const { ownerId } = body;
  const needed =
    !creating && exchange.account.kind === "reseller" && exchange.assumptions.ownerOnModify === "required";
  if (needed && ownerId === undefined) throw malformed("ownerId", "is required under reseller credentials.");
  if (!asks(modification, ownerId, key.ownerId) || (needed && ownerId === key.ownerId)) return [];
  const run = () => {
    const owner = receivingOwner(exchange, ownerId);
    if (exchange.assumptions.ownerMoveChildren === "follow") {
      for (const child of exchange.world.childrenOf(key)) child.ownerId = owner.id;
    }
    key.ownerId = owner.id;
  };
  return [{ name: "owner", class: "owner", run }];
}

/** The customer that a key is bought for or moved to, if the account may do that. */
export function receivingOwner({ world, account, assumptions }: Exchange, ownerId: string): Account {
  const owner = world.accounts.get(ownerId);
  const denied = new Refusal(
    "badOwner",
    403,
    "The owner account is not available.",
    `Owner ID = ${ownerId}.`,
  );
  if (!owner) throw denied;
  if (account.kind === "reseller" && owner.resellerId !== account.id) throw denied;
  if (account.kind === "customer" && owner.id !== account.id && assumptions.customerMove === "refused")
    throw denied;
  if (owner.kind === "reseller") throw denied;
  refuseSuspendedOwner({ assumptions, world }, owner.id);
  return owner;
}

/** Refuses work for an owner that the vendor has suspended. */
export function refuseSuspendedOwner(
  { assumptions, world }: Pick<Exchange, "assumptions" | "world">,
  ownerId: string,
): void {
  if (assumptions.suspendedOwner === "refused" && world.accounts.get(ownerId)?.suspended) {
    throw new Refusal("ownerSuspended", 400, "The owner account is suspended.", `Owner ID = ${ownerId}.`);
  }
}
