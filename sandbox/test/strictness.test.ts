import type { Sandbox } from "../src";
import { ADMIN, type Answer, Client, errorOf, MONITORING, SITES } from "./client";
import { withSandbox } from "./withSandbox";

let sandbox: Sandbox;
let client: Client;
withSandbox((started) => {
  sandbox = started;
  client = new Client(sandbox);
});

const items = [{ item: ADMIN }];

describe("a body is refused with the path of the member", () => {
  const BODIES: [body: unknown, details: RegExp][] = [
    [[], /^body: /],
    ["text", /^body: /],
    [{ items, colour: "red" }, /^body: .*colour/],
    [{ items: { item: ADMIN } }, /^items: /],
    [{ items: [ADMIN] }, /^items\[0\]: /],
    [{ items: [{}] }, /^items\[0\]\.item: /],
    [{ items: [{ item: ADMIN, qty: 1 }] }, /^items\[0\]: .*qty/],
    [{ items: [{ item: MONITORING }, { item: SITES, quantity: "3" }] }, /^items\[1\]\.quantity: /],
    [{ items: [{ item: MONITORING }, { item: SITES, quantity: -1 }] }, /^items\[1\]\.quantity: /],
    [{ items: [{ item: MONITORING }, { item: SITES, quantity: 1.5 }] }, /^items\[1\]\.quantity: /],
    [{ items: [{ item: ADMIN, externalId: true }] }, /^items\[0\]\.externalId: /],
    [{ items, ownerId: null }, /^ownerId: /],
    [{ items, keyIdentifiers: null }, /^keyIdentifiers: /],
    [{ items, parentKeyIdentifiers: "1" }, /^parentKeyIdentifiers: /],
    [{ items, parentKeyIdentifiers: { keyId: "1" } }, /^parentKeyIdentifiers\.keyId: /],
    [{ items, suspended: 1 }, /^suspended: /],
    [{ items, suspended: null }, /^suspended: /],
    [{ items, autoRenew: "yes" }, /^autoRenew: /],
    [{ items, nickname: 5 }, /^nickname: /],
    [{ items, ipAddressBinding: 5 }, /^ipAddressBinding: /],
    [{ items, productConfigurationId: "1" }, /^productConfigurationId: /],
    [{ items, activationInfo: "U-1" }, /^activationInfo: /],
    [{ items, activationInfo: { uid: "" } }, /^activationInfo\.uid: /],
    [{ items, activationInfo: { uid: "U-1", activated: false } }, /^activationInfo\.activated: /],
    [{ items, provisioningPayload: { locale: "en" } }, /^provisioningPayload\.zoneId: /],
    [{ items, keyIdentifiers: { keyId: 1 } }, /^keyIdentifiers: /],
    [{ items, terminated: true }, /^terminated: /],
    [{}, /^items: /],
    [{ items: [] }, /^items: /],
    [{ items: null }, /^items: /],
  ];

  test.each(BODIES)("refuses to create with %j", async (body, details) => {
    const answer = await client.call("POST", "keys", body);
    expectDocumentedError(answer, 400);
    expect(errorOf(answer).details).toMatch(details);
    expect(sandbox.partner30.keys()).toEqual([]);
  });

  test.each([
    [{ keyIdentifiers: {} }, /^keyIdentifiers: /],
    [{ keyIdentifiers: { keyId: 1, colour: "red" } }, /^keyIdentifiers: .*colour/],
    [{ parentKeyIdentifiers: {} }, /^parentKeyIdentifiers: /],
    [{ ipAddressBinding: "192.0.2.256" }, /192\.0\.2\.256/],
    [{ ipAddressBinding: "" }, /IP address/],
    [{ productConfigurationId: 99 }, /99/],
  ])("refuses to modify with %j", async (body, details) => {
    const keyId = await client.buy();
    const answer = await client.modify(keyId, { nickname: "x", ...body });
    expectDocumentedError(answer, 400);
    expect(errorOf(answer).details).toMatch(details);
  });

  test.each(["", " ", "{", "{'items': []}"])("refuses a body of %j", async (raw) => {
    expectDocumentedError(await client.call("POST", "keys", undefined, { raw }), 400);
  });

  test("ignores childKeyIdentifiers", async () => {
    expect((await client.create([ADMIN], { childKeyIdentifiers: "anything" })).status).toBe(201);
  });
});

describe("a request is refused", () => {
  test.each([
    ["without credentials", { Authorization: "" }],
    ["with another scheme", { Authorization: "Bearer x" }],
    ["with an unknown login", { Authorization: `Basic ${btoa("nobody:x")}` }],
    ["with a wrong password", { Authorization: `Basic ${btoa("demo-customer:x")}` }],
    ["without the word Basic", { Authorization: btoa("demo-customer:throw-away-20001-Kq7") }],
  ])("refuses an unknown parameter or value: %s", async (_, headers) => {
    const answer = await client.call("GET", "keys", undefined, { headers });
    expectDocumentedError(answer, 401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(sandbox.ledger.requests().at(-1)?.account).toBeNull();
  });

  test.each([
    ["GET", "key", 404],
    ["GET", "keys/", 404],
    ["GET", "keys/1/", 404],
    ["GET", "keys/1/sso", 404],
    ["GET", "keys/1/retrieve/2", 404],
    ["PUT", "keys", 405],
    ["PATCH", "keys/1", 405],
    ["POST", "keys/1/renew", 405],
    ["GET", "keys/1/renew-sus", 405],
  ])("refuses %s %s", async (method, path, status) => {
    expectDocumentedError(await client.call(method, path), status);
  });

  test("refuses a body where none is taken", async () => {
    expect((await client.call("POST", `keys/${await client.buy()}/renew-sus`, {})).status).toBe(400);
  });

  test("refuses a body that is not declared as JSON", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    expectDocumentedError(await client.call("POST", "keys", { items }, { headers }), 415);
  });

  test.each(["maybe", "1", ""])("refuses return-key-state=%p", async (value) => {
    expect((await client.call("POST", `keys?return-key-state=${value}`, { items })).status).toBe(400);
  });

  test("refuses a path below no system's prefix", async () => {
    expect((await fetch(`${sandbox.url}/elsewhere`)).status).toBe(404);
    expect(sandbox.ledger.requests()).toEqual([]);
  });
});

describe("a request is served", () => {
  test.each(["no", "false"])("serves return-key-state=%s, and a request without a body", async (value) => {
    expect((await client.call("POST", `keys?return-key-state=${value}`, { items })).text).toBe("");
  });

  test("serves the two undocumented parameters of the vendor's modules", async () => {
    expect((await client.call("POST", "keys?retailer=whmcs-ka", { items })).status).toBe(201);
    expect((await client.call("GET", "keys/20000001?return-key-state=yes")).status).toBe(200);
  });

  test("takes strings for booleans", async () => {
    const keyId = await client.buy();
    await client.modify(keyId, { suspended: "true" });
    expect(sandbox.partner30.key(keyId).suspended).toBe(true);
  });
});

function expectDocumentedError(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.json).toEqual({
    code: String(status),
    type: expect.stringMatching(/^\d+$/) as unknown,
    message: expect.any(String) as unknown,
    details: expect.any(String) as unknown,
  });
}
