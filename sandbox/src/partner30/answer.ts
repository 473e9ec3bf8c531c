import type { VendorAnswer } from "../system";
import type { Exchange } from "./exchange";
import type { StoredKey } from "./model";
import type { Query } from "./query";
import { fullStructure } from "./structures";

/** What an endpoint gets: who asks, the key reference of the path, the checked query. */
export interface Call {
  readonly exchange: Exchange;
  readonly reference: string;
  readonly query: Query;
}

/** An answer with the Full structure if it was asked for. */
export function state(
  { world }: Exchange,
  key: StoredKey,
  wanted: boolean,
  status = 200,
  headers: Record<string, string> = {},
): VendorAnswer {
  const answer = wanted ? json(status, fullStructure(world, key)) : { status, headers: {}, body: "" };
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** An answer with a JSON body. */
export function json(status: number, value: unknown): VendorAnswer {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=UTF-8" },
    body: JSON.stringify(value),
  };
}
