import type { Sandbox } from "../src";
import {
  ADMIN,
  Client,
  DNSSEC,
  errorOf,
  executed,
  HOST,
  type Item,
  MONITORING,
  ONE_PACK,
  PACK,
  PRO,
  SITES,
} from "./client";
import { withSandbox } from "./withSandbox";

type List = (string | Item)[];

const UNMATCHED = { item: "Virtuozzo storage", externalId: "9", unmatched: true };

let sandbox: Sandbox;
let client: Client;
withSandbox((started) => {
  sandbox = started;
  client = new Client(sandbox);
});

const sites = (quantity: number) => ({ item: SITES, quantity });

const CHANGES: [what: string, before: List, after: List, operations: string[], charged: string[]][] = [
  ["the same list", [ADMIN, PACK], [ADMIN, PACK], [], []],
  ["another order", [ADMIN, PACK], [PACK, ADMIN], [], []],
  ["a higher edition", [ADMIN], [PRO], ["upgrade"], [PRO]],
  ["one more feature", [ADMIN], [ADMIN, PACK], ["upgrade"], [PACK]],
  ["one feature less", [ADMIN, PACK], [ADMIN], ["upgrade"], []],
  ["another feature", [ADMIN, PACK], [ADMIN, ONE_PACK], ["upgrade"], [ONE_PACK]],
  ["a greater quantity", [MONITORING, sites(2)], [MONITORING, sites(5)], ["upgrade"], [`3 ${SITES}`]],
  ["a smaller quantity", [MONITORING, sites(5)], [MONITORING, sites(2)], ["upgrade"], []],
  ["quantity 0", [MONITORING, sites(5)], [MONITORING, sites(0)], ["upgrade"], []],
  ["quantity 1 for none", [MONITORING, SITES], [MONITORING, sites(1)], [], []],
  ["an external id", [ADMIN], [{ item: ADMIN, externalId: 5 }], ["rebuildItems"], []],
  [
    "external id null",
    [{ item: ADMIN, externalId: "5" }],
    [{ item: ADMIN, externalId: null }],
    ["rebuildItems"],
    [],
  ],
  [
    "a higher plan with its own sites",
    [MONITORING, sites(2)],
    ["360-MON-PRO-1M", { item: "360-MON-PRO-SITE-1M", quantity: 2 }],
    ["upgrade"],
    ["360-MON-PRO-1M", "2 360-MON-PRO-SITE-1M"],
  ],
];

const REFUSED: [why: string, before: List, after: List, message: RegExp][] = [
  ["a lower edition", [HOST], [ADMIN], /downgrade/],
  ["an unknown constant", [ADMIN], [ADMIN, "FT-UNKNOWN-1M"], /not in the price list/],
  ["free text that is not on the key", [ADMIN], [ADMIN, "Virtuozzo storage"], /not in the price list/],
  [
    "an item that is not for sale",
    [ADMIN],
    [ADMIN, "FT-PLESK-CLOUDFLARE-SERVERSHIELD-PLUS-ADVANCED"],
    /price/,
  ],
  ["two bases", [ADMIN], [ADMIN, PRO], /one base item only/],
  ["an add-on beside a main item", [ADMIN], [ADMIN, DNSSEC], /one base item only/],
  ["no base", [ADMIN], [PACK], /not valid/],
  ["a feature of another product", [MONITORING], [MONITORING, PACK], /does not go with/],
  ["sites of another plan", [MONITORING], [MONITORING, "360-MON-PRO-SITE-1M"], /does not go with/],
  ["virtual in place of dedicated", [ADMIN], ["PLESK-12-VPS-WEB-ADMIN-1M"], /not acceptable/],
  ["another billing period", [ADMIN], ["PLESK-12-WEB-ADMIN-1Y"], /billing period/],
  ["an upgrade plan of API 1.0", [PRO], ["PLESK-12-WEB-PRO-TO-PLESK-12-WEB-HOST"], /not in the price list/],
];

describe("the items of a key", () => {
  test.each(CHANGES)("changes items: %s", async (_, before, after, operations, charged) => {
    const keyId = await client.buy(before);
    const mark = sandbox.ledger.mark();
    const answer = await client.setItems(keyId, after);
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(executed(sandbox)).toEqual(operations);
    const written = sandbox.ledger.charges({ since: mark });
    expect(written.map(({ quantity, item }) => (quantity > 1 ? `${quantity} ${item}` : item))).toEqual(
      charged,
    );
    expect(sandbox.partner30.key(keyId).revision).toBe(operations.includes("upgrade") ? 2 : 1);
  });

  test.each(REFUSED)("refuses %s and changes nothing", async (_, before, after, message) => {
    const keyId = await client.buy(before);
    const stored = sandbox.partner30.key(keyId);
    const answer = await client.setItems(keyId, after);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).message).toMatch(message);
    expect(sandbox.partner30.key(keyId)).toEqual(stored);
  });
});

describe("unmatched items", () => {
  test.each([
    ["as they are", UNMATCHED.item, "9", 200],
    ["without the external id", UNMATCHED.item, undefined, 200],
    ["with another external id", UNMATCHED.item, "8", 400],
  ])("takes unmatched items sent back %s", async (_, item, externalId, status) => {
    const { keyId } = sandbox.partner30.add({ items: [ADMIN, UNMATCHED] });
    const echoed = { item, ...(externalId === undefined ? {} : { externalId }) };
    expect((await client.setItems(keyId, [PRO, echoed])).status).toBe(status);
    expect(sandbox.partner30.key(keyId).items[1]).toMatchObject(UNMATCHED);
  });

  test("refuses to leave unmatched items out", async () => {
    const { keyId } = sandbox.partner30.add({ items: [ADMIN, UNMATCHED] });
    expect(errorOf(await client.setItems(keyId, [PRO])).message).toMatch(/must be sent back unchanged/);
  });

  test("refuses an edition beside an unmatched base", async () => {
    const { keyId } = sandbox.partner30.add({ items: [{ item: "Plesk for 10 domains", unmatched: true }] });
    const answer = await client.setItems(keyId, ["Plesk for 10 domains", ADMIN]);
    expect(errorOf(answer).message).toMatch(/cannot be changed/);
  });
});
