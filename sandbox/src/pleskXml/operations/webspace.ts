import { child, type Element } from "../../xml";
import type { Exchange } from "../exchange";
import type { Account, StoredSubscription } from "../model";
import { PleskError } from "../refusal";
import { type Correlation, errorResult, okResult, recordRefusal } from "../results";
import type { ServerWorld } from "../world";
import type { Node } from "../xml/node";

/** What an operation does with one subscription: gives the nodes of its result, or throws. */
export type Each = (subscription: StoredSubscription) => readonly (Node | undefined)[];

/** How an operation differs from the others in its results. */
export interface Manner {
  /** The schema asks for at least one result. */
  readonly neverEmpty?: boolean;
  /** The assumption about the ids of changes counts. */
  readonly changes?: boolean;
}

/** The results of an operation on subscriptions, one for each that the filter names. */
export function webspaceResults(
  exchange: Exchange,
  operation: Element,
  each: Each,
  manner: Manner = {},
): Node[] {
  const targets = targetsOf(exchange, operation);
  return targets.flatMap((target) => resultOf(exchange, target, each, manner));
}

function resultOf(exchange: Exchange, target: Target, each: Each, manner: Manner): Node[] {
  const { assumptions } = exchange;
  const { found } = target;
  if (found === "unknown") return missing(exchange, target, assumptions.unknownSubscription, manner);
  if (found === "nothing") return missing(exchange, target, assumptions.nothingToShow, manner);
  if (found instanceof PleskError) return refused(exchange, target, found);
  try {
    const nodes = each(found);
    return [okResult(manner.changes ? correlated(exchange, target) : target, nodes)];
  } catch (error) {
    if (!(error instanceof PleskError)) throw error;
    return refused(exchange, target, error);
  }
}

function missing(
  exchange: Exchange,
  target: Target,
  answer: "1013" | "noResult" | "okWithoutId",
  { neverEmpty }: Manner,
): Node[] {
  if (answer === "okWithoutId") return [okResult({ filterId: target.filterId })];
  if (answer === "noResult" && !neverEmpty) return [];
  return refused(exchange, target, new PleskError(1013));
}

function refused({ record, assumptions }: Exchange, target: Target, error: PleskError): Node[] {
  recordRefusal(record, error);
  return [errorResult(error, target, assumptions)];
}

function correlated({ assumptions: { okIds } }: Exchange, { filterId, id }: Target) {
  return { filterId: okIds === "id" ? undefined : filterId, id: okIds === "filterId" ? undefined : id };
}

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
