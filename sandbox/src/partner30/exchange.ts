import type { Partner30Assumptions } from "../assumptions";
import type { LedgerRecord } from "../ledgerEntry";
import type { VendorAnswer, VendorRequest } from "../system";
import { keyNumberOf } from "./identifiers";
import type { Account, StoredKey } from "./model";
import type { Query } from "./query";
import { Refusal } from "./refusal";
import { fullStructure } from "./structures";
import type { World } from "./world";

/** One request of an account that has proved who it is. */
export interface Exchange {
  readonly world: World;
  readonly assumptions: Partner30Assumptions;
  readonly account: Account;
  readonly request: VendorRequest;
  readonly record: LedgerRecord;
}

/** The key that a path names, if the account may see it. */
export function addressedKey(
  { world, assumptions, account, record }: Exchange,
  reference: string,
): StoredKey {
  const key = world.find(reference);
  if (!key) throw unknownKey(assumptions, reference);
  if (!owns(world, account, key)) {
    const { foreignKey } = assumptions;
    if (foreignKey === "404")
      throw new Refusal("unknownKey", 404, "The license key was not found.", subject(reference));
    throw new Refusal(
      "foreignKey",
      Number(foreignKey),
      "Access to the license key is denied.",
      subject(reference),
    );
  }
  record.keyId = String(key.keyId);
  return key;
}

/** The refusal of an id or activation code that no key has. */
export function unknownKey(assumptions: Partner30Assumptions, reference: string): Refusal {
  const status = Number(assumptions.unknownKey);
  return new Refusal("unknownKey", status, "The license key was not found.", subject(reference));
}

/** Whether a key is the account's own or, for a reseller, one of its customers'. */
export function owns(world: World, account: Account, key: StoredKey): boolean {
  if (key.ownerId === account.id) return true;
  return account.kind === "reseller" && world.accounts.get(key.ownerId)?.resellerId === account.id;
}

/** Refuses every further action on a terminated key (reference, section 2). */
export function refuseTerminated(key: StoredKey): void {
  if (!key.terminated) return;
  throw new Refusal(
    "terminated",
    400,
    "The license key is terminated. No further actions are allowed.",
    details(key),
  );
}

/** The object of a refusal in the vendor's words. */
export function details(key: StoredKey): string {
  return `Key number = ${keyNumberOf(key)}.`;
}

/** An activation code must not come back in an error message, which ends up in logs. */
function subject(reference: string): string {
  return /^\d+$/.test(reference) ? `Key ID = ${reference}.` : "The key was addressed by its activation code.";
}

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
