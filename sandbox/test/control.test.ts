import type { Sandbox } from "../src";
import { ADMIN, Client } from "./client";
import { withSandbox } from "./withSandbox";

let sandbox: Sandbox;
let client: Client;
withSandbox((started) => {
  sandbox = started;
  client = new Client(sandbox);
});

async function control(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, init);
  return { status: response.status, text: await response.text() };
}

const json = async (...request: Parameters<typeof control>): Promise<unknown> =>
  JSON.parse((await control(...request)).text) as unknown;

describe("the control surface for other processes", () => {
  test("gives the ledger as JSON and as a table, and does not write itself into it", async () => {
    await client.buy();
    expect(await json("GET", "ledger")).toEqual(sandbox.ledger.requests());
    expect(await json("GET", "ledger?since=1")).toEqual([]);
    expect((await control("GET", "ledger?format=text")).text).toBe(`${sandbox.ledger.format()}\n`);
    expect(await json("DELETE", "ledger")).toEqual({});
    expect(sandbox.ledger.requests()).toEqual([]);
  });

  test("gives keys without activation codes", async () => {
    const keyId = await client.buy();
    const { activationCode } = sandbox.partner30.key(keyId);
    for (const path of ["keys", `keys/${keyId}`]) {
      const { text } = await control("GET", path);
      expect(text).toContain(`PLSK.${keyId}.0001`);
      expect(text).not.toContain(activationCode);
    }
  });

  test("changes a key behind everybody's back, and adds one", async () => {
    const keyId = await client.buy();
    await control("POST", `keys/${keyId}`, { nickname: "by hand", suspended: true });
    expect(sandbox.partner30.key(keyId)).toMatchObject({ nickname: "by hand", suspended: true });
    expect(await json("POST", "keys", { items: [ADMIN], type: "purchased" })).toMatchObject({
      madeBy: "elsewhere",
    });
  });

  test("shows and changes assumptions", async () => {
    expect(await json("GET", "assumptions")).toMatchObject({ partner30: { unknownKey: "404" } });
    expect(
      await json("POST", "assumptions", { unknownKey: "400", "partner30.echo": "countsAsOperation" }),
    ).toMatchObject({
      partner30: { unknownKey: "400", echo: "countsAsOperation" },
    });
    expect((await client.call("GET", "keys/1")).status).toBe(400);
  });

  test("injects, lists and takes back faults", async () => {
    await control("POST", "faults", { kind: "tooManyRequests", endpoint: "listKeys" });
    expect(await json("GET", "faults")).toEqual([{ kind: "tooManyRequests", endpoint: "listKeys" }]);
    expect((await client.call("GET", "keys")).status).toBe(429);
    await control("POST", "faults", { kind: "status", status: 500, times: 5 });
    const page = {
      kind: "status",
      status: 404,
      body: "<p>",
      headers: { "Content-Type": "text/plain" },
      forMs: 1,
    };
    const refused = { kind: "refused", code: 400, when: "after", endpoint: "createKey" };
    expect(await json("POST", "faults", page)).toEqual(page);
    expect(await json("POST", "faults", refused)).toEqual(refused);
    await control("DELETE", "faults");
    expect((await client.call("GET", "keys")).status).toBe(200);
  });

  test("goes back to the start", async () => {
    await client.buy();
    await control("POST", "reset");
    expect([sandbox.partner30.keys(), sandbox.ledger.requests()]).toEqual([[], []]);
  });

  test.each([
    ["POST", "faults", { kind: "explosion" }, 400],
    ["POST", "faults", { kind: "slow" }, 400],
    ["POST", "faults", { kind: "refused" }, 400],
    ["POST", "faults", { kind: "status", status: 503, forMs: 0 }, 400],
    ["POST", "assumptions", { unknownKey: "500" }, 400],
    ["POST", "keys", { items: [] }, 400],
    ["POST", "keys/1", { nickname: "x" }, 400],
    ["GET", "keys/1", undefined, 400],
    ["GET", "elsewhere", undefined, 404],
    ["DELETE", "keys/1", undefined, 404],
  ])("answers %s %s with %j by %i and says why", async (method, path, body, status) => {
    const answer = await control(method, path, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ error: expect.any(String) as unknown });
  });

  test("names a member that a key does not have", async () => {
    const keyId = await client.buy();
    const { status, text } = await control("POST", `keys/${keyId}`, { nicname: "x" });
    expect([status, text]).toEqual([400, expect.stringContaining("nicname")]);
  });
});
