import { DEFAULT_SEED, type Sandbox } from "../src";
import { ADMIN, Client, DNSSEC, errorOf, executed } from "./client";
import { withSandbox } from "./withSandbox";

/** A column of the vendor's table, and a body that asks for it and for nothing else. */
interface Column {
  name: string;
  body: (parentId: number) => Record<string, unknown>;
}

const COLUMNS: Column[] = [
  { name: "owner", body: () => ({ ownerId: "10002" }) },
  { name: "lifecycle", body: () => ({ suspended: true }) },
  { name: "activate", body: () => ({ activationInfo: { uid: "U-1" } }) },
  { name: "attach", body: (keyId) => ({ parentKeyIdentifiers: { keyId } }) },
  { name: "upgrade", body: () => ({ items: [{ item: DNSSEC_PRO }] }) },
  { name: "ip", body: () => ({ ipAddressBinding: "192.0.2.1" }) },
  { name: "productConfiguration", body: () => ({ productConfigurationId: 2 }) },
  { name: "rebuildItems", body: () => ({ items: [{ item: DNSSEC, externalId: "1" }] }) },
  { name: "nickname", body: () => ({ nickname: "new" }) },
  { name: "autoRenew", body: () => ({ autoRenew: false }) },
];

/** The items of an add-on key cannot be upgraded, so the test's price list has an edition above it. */
const DNSSEC_PRO = "ADD-DNSSEC-PRO-1M";

/** The table "Conflicting Operations" as it stands in the manual, in its own order of rows and columns. */
const TABLE: Record<string, string> = {
  owner: "- X X X X X X . . .",
  lifecycle: "X - X X X X X . . .",
  activate: "X X - . . . . . . .",
  attach: "X X . - . . . . . .",
  upgrade: "X X . . - . . . . .",
  ip: "X X . . . - . . . .",
  productConfiguration: "X X . . . . - . . .",
  rebuildItems: ". . . . . . . - . .",
  nickname: ". . . . . . . . - .",
  autoRenew: ". . . . . . . . . -",
};

/** The order in which the manual executes them. */
const PRIORITY = [
  "owner",
  "suspend",
  "upgrade",
  "activate",
  "bindIp",
  "productConfiguration",
  "attach",
  "rebuildItems",
  "nickname",
  "autoRenew",
];

const PAIRS = COLUMNS.flatMap((first, row) =>
  COLUMNS.map((second, column) => ({
    first,
    second,
    cell: TABLE[first.name]?.split(" ")[column],
    row,
    column,
  })),
).filter(({ cell, first, second }) => cell !== "-" && !(isItems(first) && isItems(second)));

const { catalog } = DEFAULT_SEED;
const dnssecPro = catalog
  .filter(({ item }) => item === DNSSEC)
  .map((addon) => ({ ...addon, item: DNSSEC_PRO, rank: 1 }));

let sandbox: Sandbox;
let reseller: Client;
withSandbox(
  (started) => {
    sandbox = started;
    reseller = new Client(sandbox, "demo-reseller");
  },
  { seed: { partner30: { catalog: [...catalog, ...dnssecPro] } } },
);

describe("operations in one request", () => {
  test.each(PAIRS.filter(({ cell }) => cell === "X"))(
    "refuses $first.name beside $second.name, and runs nothing",
    async ({ first, second }) => {
      const { keyId, parentId } = await bought();
      const before = sandbox.partner30.key(keyId);
      const answer = await reseller.modify(keyId, { ...first.body(parentId), ...second.body(parentId) });
      expect(answer.status).toBe(400);
      expect(errorOf(answer).message).toMatch(/cannot be performed in one request/);
      expect(executed(sandbox)).toEqual([]);
      expect(sandbox.partner30.key(keyId)).toEqual(before);
    },
  );

  test.each(PAIRS.filter(({ cell }) => cell === "."))(
    "runs $first.name and $second.name in the order of priority",
    async ({ first, second }) => {
      const { keyId, parentId } = await bought();
      const answer = await reseller.modify(keyId, { ...second.body(parentId), ...first.body(parentId) });
      expect([answer.status, answer.text]).toEqual([200, ""]);
      expect(executed(sandbox)).toHaveLength(2);
      expect(executed(sandbox)).toEqual(byPriority(executed(sandbox)));
    },
  );

  test("runs all that go together in the order of priority, whatever the order in the body", async () => {
    const { keyId, parentId } = await bought();
    const columns = COLUMNS.filter(({ name }) => !["owner", "lifecycle", "rebuildItems"].includes(name));
    const body = Object.assign({}, ...columns.map((column) => column.body(parentId)).reverse()) as object;
    expect((await reseller.modify(keyId, body)).status).toBe(200);
    expect(executed(sandbox)).toEqual(
      PRIORITY.filter((name) => !["owner", "suspend", "rebuildItems"].includes(name)),
    );
  });

  test.each([
    ["owner", { ownerId: "10002" }],
    ["suspend", { suspended: true }],
  ])("runs %s before rebuilding, nickname and autoRenew", async (name, body) => {
    const { keyId } = await bought();
    const others = { autoRenew: false, nickname: "new", items: [{ item: DNSSEC, externalId: "1" }] };
    expect((await reseller.modify(keyId, { ...others, ...body })).status).toBe(200);
    expect(executed(sandbox)).toEqual([name, "rebuildItems", "nickname", "autoRenew"]);
  });

  test("refuses to terminate and suspend in one request", async () => {
    const { keyId } = await bought();
    expect((await reseller.modify(keyId, { terminated: true, suspended: true })).status).toBe(400);
    expect(sandbox.partner30.key(keyId)).toMatchObject({ terminated: false, suspended: false });
  });

  test("keeps what a body leaves out", async () => {
    const { keyId } = await bought();
    await reseller.modify(keyId, { nickname: "web", ipAddressBinding: "192.0.2.1" });
    await reseller.modify(keyId, { autoRenew: false });
    expect(sandbox.partner30.key(keyId)).toMatchObject({ nickname: "web", ipAddressBinding: "192.0.2.1" });
  });
});

async function bought(): Promise<{ keyId: number; parentId: number }> {
  const parentId = await reseller.buy([ADMIN], { ownerId: "10001" });
  return { parentId, keyId: await reseller.buy([DNSSEC], { ownerId: "10001" }) };
}

function isItems({ name }: Column): boolean {
  return name === "upgrade" || name === "rebuildItems";
}

function byPriority(names: readonly string[]): string[] {
  return [...names].sort((a, b) => PRIORITY.indexOf(a) - PRIORITY.indexOf(b));
}
