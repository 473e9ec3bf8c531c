import type { Sandbox } from "../src";
import { ADMIN, Client, DNSSEC } from "./client";
import { withSandbox } from "./withSandbox";

const NOW = new Date("2026-03-01T12:00:00.000Z");

let sandbox: Sandbox;
let client: Client;
withSandbox(
  (started) => {
    sandbox = started;
    client = new Client(sandbox);
  },
  { now: () => NOW },
);

describe("the list of keys", () => {
  test("lists Short structures", async () => {
    const parent = sandbox.partner30.add({ items: [ADMIN], isEls: true, lastReportingOs: "Ubuntu 20.04" });
    const child = sandbox.partner30.add({ items: [DNSSEC], parentKeyId: parent.keyId });
    const { status, json } = await client.call("GET", "keys");
    expect(status).toBe(200);
    expect(json).toEqual([
      {
        ownerId: "20001",
        keyId: parent.keyId,
        parentKeyId: null,
        isEls: true,
        lastReportingOs: "Ubuntu 20.04",
      },
      {
        ownerId: "20001",
        keyId: child.keyId,
        parentKeyId: parent.keyId,
        isEls: false,
        lastReportingOs: null,
      },
    ]);
  });

  test("lists nothing where nothing fits", async () => {
    expect((await client.call("GET", "keys?nickname=none")).json).toEqual([]);
  });

  test("takes encoded values", async () => {
    const nickname = "web-01 #3f9a2c1d & more";
    const keyId = await client.buy([ADMIN], { nickname });
    expect(await client.list(`?nickname=${encodeURIComponent(nickname)}`)).toEqual([keyId]);
  });

  test.each([
    ["ip-address-binding=192.0.2.1", { ipAddressBinding: "192.0.2.1" }],
    ["ip-address-binding=2001:db8::1", { ipAddressBinding: "2001:db8::1" }],
    ["nickname=web", { nickname: "web" }],
    ["uid=U-1", { uid: "U-1" }],
    ["product=pcs", { product: "pcs" }],
    ["status=expired", { autoRenew: false, expirationDate: "2026-02-01T00:00:00.000Z" }],
    ["status=expiring", { autoRenew: false, expirationDate: "2026-03-03T00:00:00.000Z" }],
    ["status=terminated", { terminated: true }],
    ["status=suspended", { suspended: true }],
    ["type=master", { type: "master" as const }],
    ["type=trial", { type: "trial" as const }],
    ["type=purchased", { type: "purchased" as const }],
    ["type=lease3m", { type: "lease3m" as const }],
    ["type=lease6m", { type: "lease6m" as const }],
    ["type=lease1y", { type: "lease1y" as const }],
    ["type=lease2y", { type: "lease2y" as const }],
    ["type=lease3y", { type: "lease3y" as const }],
    ["type=bundled", { type: "bundled" as const }],
    ["fraud=confirmed_multiuse", { fraud: "confirmed_multiuse" as const }],
    ["fraud=potential_multiuse", { fraud: "potential_multiuse" as const }],
    ["fraud=multiuse", { fraud: "multiuse" as const }],
    ["restrict-ip-binding=true", { restrictIPBinding: true }],
    ["is-els=yes", { isEls: true }],
  ])("finds the key that fits %s", async (query, members) => {
    sandbox.partner30.add({ items: [ADMIN] });
    const { keyId } = sandbox.partner30.add({ items: [ADMIN], ...members });
    expect(await client.list(`?${query}`)).toEqual([keyId]);
  });

  test.each([
    ["status=active", { suspended: true }],
    ["type=lease", { type: "trial" as const }],
    ["type=lease1m", { type: "trial" as const }],
    ["restrict-ip-binding=no", { restrictIPBinding: true }],
    ["is-els=false", { isEls: true }],
  ])("leaves out the key that does not fit %s", async (query, members) => {
    const { keyId } = sandbox.partner30.add({ items: [ADMIN] });
    sandbox.partner30.add({ items: [ADMIN], ...members });
    expect(await client.list(`?${query}`)).toEqual([keyId]);
  });

  test.each([
    "status=ACTIVE",
    "type=yearly",
    "fraud=none",
    "is-els=1",
    "nickname=a&nickname=b",
    "owner=20001",
    "page=2",
  ])("refuses %s", async (query) => {
    expect((await client.call("GET", `keys?${query}`)).status).toBe(400);
  });

  test("moves the end of a key that renews itself", async () => {
    const keyId = await client.buy();
    sandbox.partner30.change(keyId, { expirationDate: "2026-01-15T00:00:00.000Z" });
    expect(await client.read(keyId)).toMatchObject({
      status: "active",
      expirationDate: "2026-03-15T00:00:00.000Z",
    });
  });
});
