import type { Partner30Assumptions } from "../../assumptions";
import type { VendorAnswer } from "../../system";
import { shownInLists, shownToRead } from "../consistency";
import { statusOf } from "../dates";
import { addressedKey, type Call, details, json, owns, refuseTerminated, unknownKey } from "../exchange";
import { FRAUD, LICENSE_TYPES, STATUSES, type StoredKey } from "../model";
import { booleanParameter, choiceParameter, type Query } from "../query";
import { Refusal } from "../refusal";
import { fullStructure, shortStructure } from "../structures";

/** Reads a key (reference, section 4.2). */
export function readKey({ exchange, reference }: Call): VendorAnswer {
  const key = addressedKey(exchange, reference);
  const { readTerminated } = exchange.assumptions;
  if (key.terminated && readTerminated === "400") refuseTerminated(key);
  if (key.terminated && readTerminated === "404") {
    throw new Refusal("unknownKey", 404, "The license key was not found.", details(key));
  }
  const shown = shownToRead(exchange, key);
  if (!shown) throw unknownKey(exchange.assumptions, reference);
  return json(200, fullStructure(exchange.world, shown));
}

/** The documented filters (reference, section 4.3). */
export const FILTERS = [
  "ip-address-binding",
  "nickname",
  "uid",
  "product",
  "status",
  "type",
  "fraud",
  "restrict-ip-binding",
  "is-els",
];

type Test = (key: StoredKey) => boolean;

/** Lists keys in the Short structure (reference, section 4.3). */
export function listKeys({ exchange, query }: Call): VendorAnswer {
  const { world, account, assumptions } = exchange;
  const tests = testsOf(query, assumptions, world.now());
  const combined: Test = (key) =>
    assumptions.filterCombination === "and"
      ? tests.every((test) => test(key))
      : tests.some((test) => test(key));
  const hidden = (key: StoredKey) =>
    key.terminated && assumptions.listTerminated === "filterOnly" && query.get("status") !== "terminated";
  const seesNothing = account.kind === "reseller" && assumptions.resellerList === "nothing";
  const found = shownInLists(world)
    .filter((key) => !seesNothing && owns(world, account, key) && !hidden(key))
    .filter((key) => tests.length === 0 || combined(key))
    .sort((a, b) => a.keyId - b.keyId);
  if (assumptions.listOrder === "newestFirst") found.reverse();
  const limit = assumptions.listLimit === "none" ? found.length : Number(assumptions.listLimit);
  return json(
    200,
    found.slice(0, limit).map((key) => shortStructure(world, key)),
  );
}

function testsOf(query: Query, assumptions: Partner30Assumptions, now: Date): Test[] {
  const tests: Test[] = [];
  const add = <Value>(value: Value | undefined, test: (key: StoredKey, value: Value) => boolean) => {
    if (value !== undefined) tests.push((key) => test(key, value));
  };
  add(query.get("ip-address-binding"), (key, address) => key.ipAddressBinding === address);
  add(query.get("nickname"), (key, wanted) => nicknameFits(key.nickname ?? "", wanted, assumptions));
  add(query.get("uid"), (key, uid) => key.uid === uid);
  add(query.get("product"), (key, product) => key.product === product);
  add(choiceParameter(query, "status", STATUSES), (key, status) => statusOf(key, now) === status);
  add(choiceParameter(query, "type", LICENSE_TYPES), (key, type) => typeFits(key.type, type));
  add(choiceParameter(query, "fraud", FRAUD), (key, fraud) => key.fraud === fraud);
  add(
    booleanParameter(query, "restrict-ip-binding"),
    (key, restricted) => key.restrictIPBinding === restricted,
  );
  add(booleanParameter(query, "is-els"), (key, isEls) => key.isEls === isEls);
  return tests;
}

function nicknameFits(nickname: string, wanted: string, assumptions: Partner30Assumptions): boolean {
  const fold = (text: string) =>
    assumptions.nicknameFilterCase === "insensitive" ? text.toLowerCase() : text;
  switch (assumptions.nicknameFilter) {
    case "exact":
      return fold(nickname) === fold(wanted);
    case "prefix":
      return fold(nickname).startsWith(fold(wanted));
    case "substring":
      return fold(nickname).includes(fold(wanted));
  }
}

/** `lease` is any lease; the sandbox's reading, as the manual only names the values. */
function typeFits(type: string, wanted: string): boolean {
  return type === wanted || (wanted === "lease" && type.startsWith("lease"));
}
