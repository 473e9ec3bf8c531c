import { failure } from "../../failure";
import type { XmlNode } from "../../wire/xml";

/**
 * A text that holds something. To a Plesk server an empty filter means every subscription that the
 * login may see, and an empty plan value passes its validation too (plesk-xml-api.md section 4.1), so
 * nothing that changes a subscription takes any other text.
 */
export type NonEmpty = string & { readonly [nonEmptyMark]: true };

declare const nonEmptyMark: unique symbol;

/** The text, or a failure where there is nothing in it. */
export function nonEmpty(text: string, what: string): NonEmpty {
  if (text.trim() !== "") return text as NonEmpty;
  throw failure({
    kind: "refused",
    what: `${what} is empty, which to a Plesk server could mean everything`,
    next: "Nothing was sent. Give it a value",
  });
}

/** One subscription, by one of the ways that a filter knows it. */
export interface OneSubscription {
  by: "guid" | "id" | "name" | "external-id";
  value: NonEmpty;
}

/** One plan, by what changing operations accept. */
export interface OnePlan {
  by: "plan-guid" | "plan-external-id";
  value: NonEmpty;
}

/** The filter that lets exactly one value through. Checked once more here, where the packet is made. */
export function filterFor({ by, value }: OneSubscription): XmlNode {
  return ["filter", [[by, nonEmpty(value, `The filter's ${by}`)]]];
}

export function planNode({ by, value }: OnePlan): XmlNode {
  return [by, nonEmpty(value, by)];
}

/** A subscription as the dataset `gen_info` and `subscriptions` show it. */
export interface Webspace {
  /** For life, also through a migration. */
  guid: string;
  /** Of this server only. */
  id: string;
  /** The main domain; can be renamed. */
  name: string;
  externalId: string;
  /** Customised: edits of the plan skip it. */
  locked: boolean;
  /** Whether all that the plans ask for could be provided. */
  synchronized: boolean;
  /** Base plan and add-on plans in no certain order; none for a subscription without a plan. */
  planGuids: string[];
}

/** A service plan or add-on plan. */
export interface Plan {
  guid: string;
  name: string;
  externalId: string;
  /** `admin`, or the id of the reseller whose plan it is. */
  owner: string;
  kind: "base" | "addOn";
}
