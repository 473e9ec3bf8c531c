import type { Sandbox } from "../src";
import { ADMIN, Client, DNSSEC, errorOf, executed, HOST, PACK, PRO } from "./client";
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

describe("creating a key", () => {
  test("answers 201 with a Location and no body", async () => {
    const answer = await client.create([ADMIN]);
    expect([answer.status, answer.text]).toEqual([201, ""]);
    expect(answer.headers.get("location")).toBe(`${sandbox.partner30.url}keys/20000001`);
  });

  test.each(["yes", "true"])("answers with the Full structure for return-key-state=%s", async (value) => {
    const body = { items: [{ externalId: "98765", item: ADMIN }, { item: PACK }], nickname: "web-01" };
    const { json } = await client.call("POST", `keys?return-key-state=${value}`, body);
    expect(json).toEqual({
      ownerId: "20001",
      keyIdentifiers: {
        keyId: 20000001,
        keyNumber: "PLSK.20000001.0001",
        activationCode: expect.stringMatching(/^[A-Z0-9]{6}(-[A-Z0-9]{6}){4}$/) as unknown,
      },
      parentKeyIdentifiers: null,
      childKeyIdentifiers: [],
      activationInfo: { uid: "", activated: false },
      ipAddressBinding: null,
      restrictIPBinding: false,
      nickname: "web-01",
      productConfigurationId: 1,
      items: [
        { item: ADMIN, externalId: "98765" },
        { item: PACK, externalId: null },
      ],
      status: "active",
      terminated: false,
      suspended: false,
      ownerSuspended: false,
      autoRenew: true,
      creationDate: "2026-03-01T12:00:00.000Z",
      lastModificationDate: "2026-03-01T12:00:00.000Z",
      updateDate: "2026-03-22T12:00:00.000Z",
      expirationDate: "2026-04-01T12:00:00.000Z",
      susExpirationDate: null,
      susStatus: "ACTIVE",
      supportExpirationDate: null,
      supportStatus: null,
    });
  });

  test("charges each item and writes what was done into the ledger", async () => {
    await client.buy([ADMIN, PACK]);
    expect(executed(sandbox)).toEqual(["create"]);
    expect(sandbox.ledger.charges()).toEqual([
      { kind: "purchase", item: ADMIN, quantity: 1, keyId: "20000001" },
      { kind: "purchase", item: PACK, quantity: 1, keyId: "20000001" },
    ]);
  });

  test("attaches, binds, activates and names at once", async () => {
    const keyId = await client.buy();
    const child = await client.buy([DNSSEC], {
      parentKeyIdentifiers: { keyId },
      ipAddressBinding: "2001:db8::1",
      activationInfo: { uid: "U-1" },
      nickname: "dns",
    });
    expect(executed(sandbox)).toEqual(["create", "activate", "bindIp", "attach", "nickname"]);
    expect(sandbox.partner30.key(keyId).childKeyIds).toEqual([child]);
  });

  test("takes null for what is not wanted", async () => {
    const members = { parentKeyIdentifiers: null, activationInfo: null, ipAddressBinding: null };
    expect((await client.create([ADMIN], members)).status).toBe(201);
    expect(executed(sandbox)).toEqual(["create"]);
  });

  test("makes nothing and charges nothing when a part of it is refused", async () => {
    const members = { ipAddressBinding: "192.0.2.1", parentKeyIdentifiers: { keyId: 1 } };
    expect((await client.create([DNSSEC], members)).status).toBe(404);
    expect(sandbox.partner30.keys()).toEqual([]);
    expect(sandbox.ledger.charges()).toEqual([]);
    expect(executed(sandbox)).toEqual([]);
  });

  test("does not take an address away when a later part is refused", async () => {
    const first = await client.buy([ADMIN], { ipAddressBinding: "192.0.2.1" });
    const members = { ipAddressBinding: "192.0.2.1", productConfigurationId: 99 };
    expect((await client.create([ADMIN], members)).status).toBe(400);
    expect(sandbox.partner30.key(first).ipAddressBinding).toBe("192.0.2.1");
  });

  test("gives the same ids and activation codes for the same calls", async () => {
    const codes = async () => {
      sandbox.reset();
      await client.buy();
      await client.buy();
      return sandbox.partner30.keys().map(({ keyId, activationCode }) => `${keyId} ${activationCode}`);
    };
    const first = await codes();
    expect(await codes()).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });

  test("needs a provisioningPayload for a cloud product that is provisioned", async () => {
    expect(errorOf(await client.create(["WPC-NOVA-PLSK-START-1M"])).details).toMatch(
      /^provisioningPayload: /,
    );
    const provisioningPayload = { zoneId: "zone", locale: "en-US" };
    expect((await client.create(["WPC-NOVA-PLSK-START-1M"], { provisioningPayload })).status).toBe(201);
  });
});

describe("reading a key", () => {
  test("finds it by its id and by its activation code", async () => {
    const keyId = await client.buy();
    const { activationCode } = sandbox.partner30.key(keyId);
    const byId = await client.call("GET", `keys/${keyId}`);
    expect(byId.status).toBe(200);
    expect((await client.call("GET", `keys/${activationCode}`)).json).toEqual(byId.json);
  });

  test("shows parent and children with their identifiers", async () => {
    const keyId = await client.buy();
    const child = await client.buy([DNSSEC], { parentKeyIdentifiers: { keyId } });
    const { activationCode, keyNumber } = sandbox.partner30.key(child);
    expect((await client.read(keyId)).childKeyIdentifiers).toEqual([
      { keyId: child, keyNumber, activationCode },
    ]);
    expect((await client.read(child)).parentKeyIdentifiers).toMatchObject({ keyId });
  });

  test("shows unmatched items where constants are expected", async () => {
    const { keyId } = sandbox.partner30.add({
      items: [ADMIN, { item: "Virtuozzo storage", unmatched: true }],
    });
    expect((await client.read(keyId)).items).toEqual([
      { item: ADMIN, externalId: null },
      { item: "Virtuozzo storage", externalId: null },
    ]);
  });

  test("shows that the owner is suspended, as distinct from the key", async () => {
    const keyId = await client.buy();
    sandbox.partner30.changeAccount("20001", { suspended: true });
    expect(await client.read(keyId)).toMatchObject({ ownerSuspended: true, suspended: false });
  });
});

describe("modifying a key", () => {
  test("answers 200 without a body, or with the Full structure when asked", async () => {
    const keyId = await client.buy();
    expect(await client.modify(keyId, { nickname: "a" })).toMatchObject({ status: 200, text: "" });
    const { json } = await client.call("PUT", `keys/${keyId}?return-key-state=yes`, { nickname: "b" });
    expect(json).toMatchObject({ nickname: "b" });
  });

  test("keeps the id in an upgrade, lets the revision grow, and charges what is new", async () => {
    const keyId = await client.buy([ADMIN]);
    const mark = sandbox.ledger.mark();
    await client.setItems(keyId, [PRO, PACK]);
    expect(sandbox.partner30.key(keyId).keyNumber).toBe(`PLSK.${keyId}.0002`);
    expect(sandbox.ledger.charges({ since: mark }).map(({ kind, item }) => [kind, item])).toEqual([
      ["upgrade", PRO],
      ["upgrade", PACK],
    ]);
  });

  test.each([
    ["keyId", (key: Identifiers) => ({ keyId: key.keyId })],
    ["keyNumber", (key: Identifiers) => ({ keyNumber: key.keyNumber })],
    ["activationCode", (key: Identifiers) => ({ activationCode: key.activationCode })],
  ])("compares %s as a guard", async (_, guard) => {
    const first = sandbox.partner30.key(await client.buy());
    const second = sandbox.partner30.key(await client.buy());
    expect((await client.modify(first.keyId, { keyIdentifiers: guard(first), nickname: "x" })).status).toBe(
      200,
    );
    const answer = await client.modify(first.keyId, { keyIdentifiers: guard(second), nickname: "y" });
    expect(answer.status).toBe(400);
    expect(sandbox.partner30.key(first.keyId).nickname).toBe("x");
  });

  test("refuses an outdated key number as guard", async () => {
    const key = sandbox.partner30.key(await client.buy());
    sandbox.partner30.revise(key.keyId);
    const guard = { keyIdentifiers: { keyNumber: key.keyNumber }, nickname: "x" };
    expect((await client.modify(key.keyId, guard)).status).toBe(400);
  });

  test("suspends and resumes", async () => {
    const keyId = await client.buy();
    await client.modify(keyId, { suspended: true });
    expect(await client.read(keyId)).toMatchObject({ suspended: true, status: "suspended" });
    await client.modify(keyId, { suspended: false });
    expect(executed(sandbox)).toEqual(["resume"]);
  });

  test("restricts use to an IPv4 address only", async () => {
    const keyId = await client.buy([ADMIN], { ipAddressBinding: "2001:db8::1" });
    expect((await client.modify(keyId, { restrictIPBinding: true })).status).toBe(400);
    const both = { ipAddressBinding: "192.0.2.1", restrictIPBinding: true };
    expect((await client.modify(keyId, both)).status).toBe(200);
    expect(executed(sandbox)).toEqual(["bindIp", "restrictIp"]);
    expect((await client.modify(keyId, { ipAddressBinding: "2001:db8::2" })).status).toBe(400);
  });

  test("unbinds, detaches and goes back to defaults with null", async () => {
    const keyId = await client.buy();
    const child = await client.buy([DNSSEC], {
      parentKeyIdentifiers: { keyId },
      ipAddressBinding: "192.0.2.1",
      nickname: "x",
      productConfigurationId: 3,
    });
    const nothing = {
      parentKeyIdentifiers: null,
      ipAddressBinding: null,
      nickname: null,
      productConfigurationId: null,
    };
    expect((await client.modify(child, nothing)).status).toBe(200);
    expect(executed(sandbox)).toEqual(["unbindIp", "productConfiguration", "detach", "nickname"]);
  });

  test("works by activation code too", async () => {
    const { activationCode, keyId } = sandbox.partner30.key(await client.buy());
    expect((await client.call("PUT", `keys/${activationCode}`, { nickname: "x" })).status).toBe(200);
    expect(sandbox.ledger.requests().at(-1)?.keyId).toBe(String(keyId));
  });

  test("keeps earlier operations when a later one is refused", async () => {
    const keyId = await client.buy();
    const body = {
      items: [{ item: HOST }],
      ipAddressBinding: "192.0.2.1",
      productConfigurationId: 99,
      nickname: "x",
    };
    expect((await client.modify(keyId, body)).status).toBe(400);
    expect(executed(sandbox)).toEqual(["upgrade", "bindIp"]);
    expect(sandbox.partner30.key(keyId)).toMatchObject({ ipAddressBinding: "192.0.2.1", nickname: null });
  });
});

describe("terminating a key", () => {
  test("answers a DELETE with 200, and shows the terminated key", async () => {
    const keyId = await client.buy();
    expect(await client.call("DELETE", `keys/${keyId}`)).toMatchObject({ status: 200, text: "" });
    expect(await client.read(keyId)).toMatchObject({ terminated: true, status: "terminated" });
  });

  test("leaves the children of a terminated key alive", async () => {
    const keyId = await client.buy();
    const child = await client.buy([DNSSEC], { parentKeyIdentifiers: { keyId } });
    await client.call("DELETE", `keys/${keyId}`);
    expect(sandbox.partner30.key(child).terminated).toBe(false);
  });

  test.each([
    ["PUT", "", { nickname: "x" }],
    ["DELETE", "", undefined],
    ["GET", "/retrieve", undefined],
    ["GET", "/renew", undefined],
    ["POST", "/renew-sus", undefined],
    ["POST", "/reinstate-sus", undefined],
    ["POST", "/convert-to-edition?edition=web-pro", undefined],
    ["GET", "/remaining-activations", undefined],
    ["POST", "/remaining-activations?remaining-activations=1", undefined],
  ])("answers %s %s of a terminated key with 400 and type 24204", async (method, action, body) => {
    const keyId = await client.buy();
    sandbox.partner30.terminate(keyId);
    const answer = await client.call(method, `keys/${keyId}${action}`, body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toEqual({
      code: "400",
      type: "24204",
      message: "The license key is terminated. No further actions are allowed.",
      details: `Key number = PLSK.${keyId}.0001.`,
    });
    expect(executed(sandbox)).toEqual([]);
  });

  test("refuses to terminate a purchased key", async () => {
    const { keyId } = sandbox.partner30.add({ items: [ADMIN], type: "purchased" });
    const answer = await client.call("DELETE", `keys/${keyId}`);
    expect(errorOf(answer).message).toMatch(/purchased keys cannot be terminated/);
    expect(sandbox.partner30.key(keyId).terminated).toBe(false);
  });
});

describe("the other commands", () => {
  test("sends the key file as an attachment", async () => {
    const keyId = await client.buy();
    const { status, headers, text } = await client.call("GET", `keys/${keyId}/retrieve`);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toBe(`attachment; filename=PLSK.${keyId}.0001.xml`);
    expect(text).toMatch(/^<\?xml/);
    expect((await client.call("GET", `keys/${keyId}/retrieve?previous-version=yes`)).text).not.toBe(text);
  });

  test("refuses to send the file of an expired key", async () => {
    const keyId = await client.buy();
    sandbox.partner30.change(keyId, { autoRenew: false, expirationDate: "2020-01-01T00:00:00.000Z" });
    expect((await client.call("GET", `keys/${keyId}/retrieve`)).status).toBe(400);
  });

  test("renews a key by a GET that changes it", async () => {
    const keyId = await client.buy();
    const { json } = await client.call("GET", `keys/${keyId}/renew?return-key-state=yes`);
    expect(json).toMatchObject({ expirationDate: "2026-05-01T12:00:00.000Z" });
    expect(executed(sandbox)).toEqual(["renew"]);
  });

  test("moves the end of an active SUS on by a year", async () => {
    const { keyId } = sandbox.partner30.add({
      items: [ADMIN],
      susExpirationDate: "2026-06-16T00:00:00.000Z",
    });
    const { json } = await client.call("POST", `keys/${keyId}/renew-sus?return-key-state=yes`);
    expect(json).toMatchObject({ susExpirationDate: "2027-06-16T00:00:00.000Z", susStatus: "ACTIVE" });
    expect(sandbox.ledger.charges()).toMatchObject([{ kind: "renewal", item: "SUS" }]);
  });

  test("reinstates an expired SUS and sets the external id of its item", async () => {
    const items = [ADMIN, { item: "SUS", unmatched: true }];
    const { keyId } = sandbox.partner30.add({ items, susExpirationDate: "2025-01-01T00:00:00.000Z" });
    expect(await client.read(keyId)).toMatchObject({ susStatus: "EXPIRED" });
    await client.call("POST", `keys/${keyId}/reinstate-sus?externalId=77`);
    expect(await client.read(keyId)).toMatchObject({
      susStatus: "ACTIVE",
      susExpirationDate: "2027-03-01T12:00:00.000Z",
    });
    expect(sandbox.partner30.key(keyId).items[1]?.externalId).toBe("77");
  });

  test.each(["renew-sus", "reinstate-sus"])("refuses %s for a key without SUS", async (action) => {
    expect((await client.call("POST", `keys/${await client.buy()}/${action}`)).status).toBe(400);
  });

  test.each([
    ["web-admin", ADMIN],
    ["web-pro", PRO],
    ["web-host", HOST],
  ])("converts a domain-count key to %s: %s", async (edition, item) => {
    const { keyId } = sandbox.partner30.add({
      items: [{ item: "Plesk 11.x and Later, 100 domains", unmatched: true }],
    });
    const { json } = await client.call(
      "POST",
      `keys/${keyId}/convert-to-edition?edition=${edition}&return-key-state=yes`,
    );
    expect(json).toMatchObject({ items: [{ item, externalId: null }] });
  });

  test("refuses to convert a key that has an edition, and to an unknown edition", async () => {
    const keyId = await client.buy();
    expect((await client.call("POST", `keys/${keyId}/convert-to-edition?edition=web-pro`)).status).toBe(400);
    expect((await client.call("POST", `keys/${keyId}/convert-to-edition?edition=web-max`)).status).toBe(400);
    expect((await client.call("POST", `keys/${keyId}/convert-to-edition`)).status).toBe(400);
  });

  test("reads remaining activations as an array and sets them with 202", async () => {
    const path = `keys/${await client.buy()}/remaining-activations`;
    expect((await client.call("GET", path)).json).toEqual([
      { keyNumber: 20000001, remainingActivations: 10 },
    ]);
    expect(await client.call("POST", `${path}?remaining-activations=0`)).toMatchObject({
      status: 202,
      text: "",
    });
    expect((await client.call("GET", path)).json).toEqual([{ keyNumber: 20000001, remainingActivations: 0 }]);
  });

  test.each(["", "?remaining-activations=-1", "?remaining-activations=two"])(
    "refuses to set the remaining activations to %p",
    async (query) => {
      const path = `keys/${await client.buy()}/remaining-activations`;
      expect((await client.call("POST", path + query)).status).toBe(400);
    },
  );
});

interface Identifiers {
  keyId: number;
  keyNumber: string;
  activationCode: string;
}
