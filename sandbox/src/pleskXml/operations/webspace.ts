import { PleskError } from "../errors";
import type { Exchange } from "../exchange";
import type { StoredSubscription } from "../model";
import { errorResult, okResult, recordRefusal } from "../results";
import { type Target, targetsOf } from "../targets";
import type { Element } from "../../xml/element";
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
