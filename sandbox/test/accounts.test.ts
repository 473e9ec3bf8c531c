import { ACCOUNTS, type Sandbox, startSandbox } from "../src";
import { ADMIN, Client, DNSSEC, DOCKER, errorOf, executed, MONITORING } from "./client";
import { withSandbox } from "./withSandbox";

let sandbox: Sandbox;
let customer: Client;
let reseller: Client;
withSandbox((started) => {
  sandbox = started;
  customer = new Client(sandbox);
  reseller = new Client(sandbox, "demo-reseller");
});

describe("who sees which keys", () => {
  test("shows a customer its own keys only", async () => {
    const own = await customer.buy();
    const other = await reseller.buy([ADMIN], { ownerId: "10001" });
    expect(await customer.list()).toEqual([own]);
    expect((await customer.call("GET", `keys/${other}`)).status).toBe(403);
    expect((await customer.modify(other, { nickname: "x" })).status).toBe(403);
    expect((await customer.call("DELETE", `keys/${other}`)).status).toBe(403);
  });

  test("opens no foreign key to an activation code", async () => {
    const other = await reseller.buy([ADMIN], { ownerId: "10001" });
    const { activationCode } = sandbox.partner30.key(other);
    const answer = await customer.call("GET", `keys/${activationCode}`);
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain(activationCode);
  });

  test("shows a reseller the keys of its customers and of nobody else", async () => {
    const first = await reseller.buy([ADMIN], { ownerId: "10001" });
    const second = await reseller.buy([ADMIN], { ownerId: "10002" });
    const foreign = await customer.buy();
    expect(await reseller.list()).toEqual([first, second]);
    expect((await reseller.call("GET", `keys/${foreign}`)).status).toBe(403);
  });

  test("shows a reseller nothing of another reseller's customers", async () => {
    const other = {
      login: "other",
      password: "x",
      kind: "reseller" as const,
      resellerId: null,
      suspended: false,
    };
    const accounts = [...ACCOUNTS, { ...other, id: "30000" }];
    const two = await startSandbox({ seed: { partner30: { accounts } } });
    const keyId = await new Client(two, "demo-reseller").buy([ADMIN], { ownerId: "10001" });
    const stranger = new Client(two, "other");
    expect(await stranger.list()).toEqual([]);
    expect((await stranger.call("GET", `keys/${keyId}`)).status).toBe(403);
    expect((await stranger.create([ADMIN], { ownerId: "10001" })).status).toBe(403);
    await two.close();
  });

  test("gives a reseller's customer a login of its own", async () => {
    const keyId = await reseller.buy([ADMIN], { ownerId: "10001" });
    expect(await new Client(sandbox, "demo-reseller-customer-1").list()).toEqual([keyId]);
    expect(await new Client(sandbox, "demo-reseller-customer-2").list()).toEqual([]);
  });
});

describe("the owner of a key", () => {
  test("requires an owner on create with reseller credentials", async () => {
    const answer = await reseller.create([ADMIN]);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details).toMatch(/^ownerId: /);
  });

  test.each(["10000", "20001", "99999"])("refuses the owner %s to a reseller", async (ownerId) => {
    expect((await reseller.create([ADMIN], { ownerId })).status).toBe(403);
    const keyId = await reseller.buy([ADMIN], { ownerId: "10001" });
    expect((await reseller.modify(keyId, { ownerId })).status).toBe(403);
    expect(sandbox.partner30.key(keyId).ownerId).toBe("10001");
  });

  test("takes the customer itself as owner unless one is named", async () => {
    const keyId = await customer.buy();
    expect(sandbox.partner30.key(keyId).ownerId).toBe("20001");
    expect((await customer.create([ADMIN], { ownerId: "20001" })).status).toBe(201);
    expect((await customer.create([ADMIN], { ownerId: "10001" })).status).toBe(403);
  });

  test("lets a reseller change the owner", async () => {
    const keyId = await reseller.buy([ADMIN], { ownerId: "10001" });
    expect((await reseller.modify(keyId, { ownerId: "10002", nickname: "moved" })).status).toBe(200);
    expect(executed(sandbox)).toEqual(["owner", "nickname"]);
  });

  test("refuses a reseller as owner, even where customers may give keys away", async () => {
    sandbox.assumptions.partner30.customerMove = "allowed";
    expect((await customer.modify(await customer.buy(), { ownerId: "10000" })).status).toBe(403);
  });

  test("refuses a suspended account as new owner", async () => {
    const keyId = await reseller.buy([ADMIN], { ownerId: "10001" });
    sandbox.partner30.changeAccount("10002", { suspended: true });
    expect(errorOf(await reseller.modify(keyId, { ownerId: "10002" })).message).toMatch(/suspended/);
  });
});

describe("attaching", () => {
  const REFUSED: [why: string, child: string, parent: string, message: RegExp][] = [
    ["a main key", ADMIN, ADMIN, /Only an add-on key/],
    ["to an add-on key", DNSSEC, DOCKER, /cannot be a parent/],
    ["to a parent that it does not fit", DNSSEC, MONITORING, /does not fit/],
  ];

  test.each(REFUSED)("refuses to attach %s", async (_, child, parent, message) => {
    const keyId = await customer.buy([parent]);
    const answer = await customer.modify(await customer.buy([child]), { parentKeyIdentifiers: { keyId } });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).message).toMatch(message);
  });

  test("refuses to attach a key to itself", async () => {
    const keyId = await customer.buy([DNSSEC]);
    const answer = await customer.modify(keyId, { parentKeyIdentifiers: { keyId } });
    expect(errorOf(answer).message).toMatch(/its own parent/);
  });

  test("refuses with 24204 to attach to a terminated key", async () => {
    const keyId = await customer.buy();
    sandbox.partner30.terminate(keyId);
    const answer = await customer.modify(await customer.buy([DNSSEC]), { parentKeyIdentifiers: { keyId } });
    expect(errorOf(answer).type).toBe("24204");
  });

  test("refuses to attach to another owner's key", async () => {
    const keyId = await reseller.buy([ADMIN], { ownerId: "10001" });
    const child = await reseller.buy([DNSSEC], { ownerId: "10002" });
    expect((await reseller.modify(child, { parentKeyIdentifiers: { keyId } })).status).toBe(400);
  });

  test("refuses a second child of one type, and attaches one of another type", async () => {
    const parentKeyIdentifiers = { keyId: await customer.buy() };
    await customer.buy([DNSSEC], { parentKeyIdentifiers });
    expect((await customer.create([DNSSEC], { parentKeyIdentifiers })).status).toBe(400);
    expect((await customer.create([DOCKER], { parentKeyIdentifiers })).status).toBe(201);
  });

  test("attaches to another parent in one operation", async () => {
    const child = await customer.buy([DNSSEC], { parentKeyIdentifiers: { keyId: await customer.buy() } });
    const keyId = await customer.buy();
    const { keyNumber, activationCode } = sandbox.partner30.key(keyId);
    expect((await customer.modify(child, { parentKeyIdentifiers: { keyNumber } })).status).toBe(200);
    expect(executed(sandbox)).toEqual(["attach"]);
    expect((await customer.modify(child, { parentKeyIdentifiers: { activationCode } })).status).toBe(200);
    expect(executed(sandbox)).toEqual([]);
    expect(sandbox.partner30.key(child).parentKeyId).toBe(keyId);
  });

  test("attaches and binds again to what is there where an echo is an operation", async () => {
    sandbox.assumptions.partner30.echo = "countsAsOperation";
    sandbox.assumptions.partner30.ipTaken = "400";
    const members = { parentKeyIdentifiers: { keyId: await customer.buy() }, ipAddressBinding: "192.0.2.1" };
    const keyId = await customer.buy([DNSSEC], members);
    expect((await customer.modify(keyId, members)).status).toBe(200);
    expect(executed(sandbox)).toEqual(["bindIp", "attach"]);
  });

  test.each([{}, { keyId: 20000001, keyNumber: "PLSK.1.0001" }])(
    "refuses %p as parent",
    async (parentKeyIdentifiers) => {
      await customer.buy();
      expect((await customer.create([DNSSEC], { parentKeyIdentifiers })).status).toBe(400);
    },
  );
});

describe("changes behind everybody's back", () => {
  test("shows changes by hand in the next read and in no ledger", async () => {
    const keyId = await customer.buy();
    const mark = sandbox.ledger.mark();
    sandbox.partner30.change(keyId, { nickname: "by hand", items: [ADMIN, "FT-PLESK-DEVELOPER-PACK-1M"] });
    sandbox.partner30.suspend(keyId);
    sandbox.partner30.revise(keyId);
    expect(sandbox.ledger.since(mark)).toEqual([]);
    expect(await customer.read(keyId)).toMatchObject({ nickname: "by hand", suspended: true });
    sandbox.partner30.resume(keyId);
    expect(sandbox.partner30.key(keyId)).toMatchObject({ suspended: false, keyNumber: `PLSK.${keyId}.0002` });
  });

  test("takes a key out of sight and ends it by hand", async () => {
    const keyId = await customer.buy();
    sandbox.partner30.move(keyId, "10001");
    expect((await customer.call("GET", `keys/${keyId}`)).status).toBe(403);
    sandbox.partner30.terminate(keyId);
    expect(sandbox.partner30.keys({ terminated: true, ownerId: "10001" })).toHaveLength(1);
  });

  test("adds keys that the API did not make", async () => {
    await customer.buy([ADMIN], { nickname: "bought" });
    const { keyId } = sandbox.partner30.add({ items: [DNSSEC], nickname: "elsewhere" });
    expect(sandbox.partner30.keys({ madeBy: "elsewhere" }).map((key) => key.keyId)).toEqual([keyId]);
    expect(sandbox.partner30.keys({ nickname: "bought", item: ADMIN })).toHaveLength(1);
  });

  test("throws for a change of what is not there", () => {
    expect(() => sandbox.partner30.key(1)).toThrow("The sandbox has no key 1.");
    expect(() => sandbox.partner30.changeAccount("1", {})).toThrow("The sandbox has no account 1.");
    expect(() => sandbox.envOf("nobody")).toThrow('no account with the login "nobody"');
  });

  test("returns keys through which nothing can be changed", async () => {
    const key = sandbox.partner30.key(await customer.buy());
    key.items.length = 0;
    expect(sandbox.partner30.key(key.keyId).items).toHaveLength(1);
  });
});
