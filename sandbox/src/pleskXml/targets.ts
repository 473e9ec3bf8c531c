import { PleskError } from "./errors";
import type { Exchange } from "./exchange";
import type { Account, StoredSubscription } from "./model";
import type { Correlation } from "./results";
import type { ServerWorld } from "./world";
import { child, type Element } from "../xml/element";

/** What a value of a filter stands for: a subscription, an error, nothing that fits, or an empty choice. */
export interface Target extends Correlation {
  readonly found: StoredSubscription | PleskError | "unknown" | "nothing";
}

/** The subscriptions that an operation is for, value by value of its filter. No value at all means every subscription. */
export function targetsOf({ world, account, assumptions }: Exchange, operation: Element): Target[] {
  const values = child(operation, "filter")?.children ?? [];
  const targets =
    values.length === 0
      ? chosen(world.visibleTo(account), undefined)
      : values.flatMap(({ name, text }) => targetsOfValue(world, account, name, text.trim()));
  if (assumptions.resultOrder === "asAsked") return targets;
  return targets.sort((a, b) => idOf(b) - idOf(a));
}

/** The GUIDs of the subscriptions that a filter names one by one, whoever asks. */
export function subjectsOf(world: ServerWorld, operation: Element): string[] {
  const values = child(operation, "filter")?.children ?? [];
  return values.flatMap(({ name, text }) => find(world, name, text.trim())?.guid ?? []);
}

function targetsOfValue(world: ServerWorld, account: Account, kind: string, value: string): Target[] {
  if (kind.startsWith("owner-")) return ofOwner(world, account, kind, value);
  const subscription = find(world, kind, value);
  const known = { filterId: value, id: kind === "id" ? Number(value) : undefined };
  if (!subscription) return [{ ...known, found: "unknown" }];
  if (world.isVisible(subscription, account)) return [{ ...known, id: subscription.id, found: subscription }];
  const { foreignSubscription } = world.assumptions();
  return [{ ...known, found: foreignSubscription === "1013" ? "unknown" : new PleskError(1006) }];
}

function find(world: ServerWorld, kind: string, value: string): StoredSubscription | undefined {
  const subscriptions = [...world.subscriptions.values()];
  switch (kind) {
    case "id":
      return subscriptions.find(({ id }) => id === Number(value));
    case "guid":
      return world.subscriptions.get(value);
    case "name":
      return subscriptions.find(({ name }) => name === value);
    case "external-id":
      return subscriptions.find(({ externalId }) => externalId === value && value !== "");
    default:
      return undefined;
  }
}

/** Owner filters are for administrators and resellers, who know owners (reference, sections 2 and 4.1). */
function ofOwner(world: ServerWorld, account: Account, kind: string, value: string): Target[] {
  if (account.kind === "customer") return [{ filterId: value, found: new PleskError(1006) }];
  const owner = [...world.accounts.values()].find((it) => identifies(it, kind, value));
  const isKnown = owner && [owner.login, owner.provider, "admin"].includes(account.login);
  if (!isKnown || (account.kind === "reseller" && owner.kind === "administrator")) {
    return [{ filterId: value, found: new PleskError(1015) }];
  }
  return chosen(
    world.visibleTo(account).filter((subscription) => subscription.owner === owner.login),
    value,
  );
}

/** Recorded answers repeat the owner's value; with an empty filter, filter-id equals id (reference, section 3.1). */
function chosen(subscriptions: readonly StoredSubscription[], filterId: string | undefined): Target[] {
  if (subscriptions.length === 0) return [{ filterId, found: "nothing" }];
  return subscriptions.map((found) => ({ filterId: filterId ?? String(found.id), id: found.id, found }));
}

/** Whether a value of an owner filter means this login. */
function identifies(account: Account, kind: string, value: string): boolean {
  if (kind === "owner-id") return account.id === Number(value);
  if (kind === "owner-login") return account.login === value;
  if (kind === "owner-guid") return account.guid === value;
  return value !== "" && account.externalId === value;
}

function idOf({ id }: Target): number {
  return id ?? 0;
}
