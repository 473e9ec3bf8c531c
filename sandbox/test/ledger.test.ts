import { Agent, request } from "node:http";
import { formatEntry, type Sandbox } from "../src";
import { ADMIN, Client, MONITORING, PACK, PRO, SITES } from "./client";
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

describe("the ledger", () => {
  test("says about each request who asked for what, what was done, and what it cost", async () => {
    await client.create([ADMIN], { nickname: "web" });
    expect(sandbox.ledger.requests()).toEqual([
      {
        number: 1,
        time: "2026-03-01T12:00:00.000Z",
        connection: expect.any(Number) as unknown,
        system: "partner30",
        method: "POST",
        path: "/partner30/30/keys",
        endpoint: "createKey",
        account: "demo-customer",
        keyId: "20000001",
        status: 201,
        operations: ["create", "nickname"],
        charges: [{ kind: "purchase", item: ADMIN, quantity: 1, keyId: "20000001" }],
        refusal: null,
        fault: null,
      },
    ]);
  });

  test.each([
    ["GET", "keys", "listKeys"],
    ["GET", "keys/20000001", "readKey"],
    ["PUT", "keys/20000001", "modifyKey"],
    ["DELETE", "keys/20000001", "terminateKey"],
    ["GET", "keys/20000001/retrieve", "retrieveKey"],
    ["GET", "keys/20000001/renew", "renewKey"],
    ["POST", "keys/20000001/renew-sus", "renewSus"],
    ["POST", "keys/20000001/reinstate-sus", "reinstateSus"],
    ["POST", "keys/20000001/convert-to-edition", "convertToEdition"],
    ["GET", "keys/20000001/remaining-activations", "readRemainingActivations"],
    ["POST", "keys/20000001/remaining-activations", "setRemainingActivations"],
    ["GET", "elsewhere", "unknown"],
  ])("calls %s %s %s", async (method, path, endpoint) => {
    await client.call(method, path, method === "PUT" ? {} : undefined);
    expect(sandbox.ledger.requests()).toMatchObject([{ endpoint, path: `/partner30/30/${path}` }]);
  });

  test("finds requests by what they were", async () => {
    const keyId = String(await client.buy());
    await client.call("GET", "keys");
    await client.call("GET", "keys/1");
    await client.call("GET", "keys", undefined, { login: "demo-reseller" });
    const { ledger } = sandbox;
    expect(ledger.requests({ endpoint: "listKeys" })).toHaveLength(2);
    expect(ledger.requests({ endpoint: "listKeys", account: "demo-reseller" })).toHaveLength(1);
    expect(ledger.requests({ method: "POST", system: "partner30", keyId })).toHaveLength(1);
    expect(ledger.requests({ where: ({ status }) => status === 404 })).toHaveLength(1);
    expect(ledger.changes()).toHaveLength(1);
  });

  test("begins anew at a mark and when it is cleared", async () => {
    await client.buy();
    const mark = sandbox.ledger.mark();
    expect(sandbox.ledger.since(mark)).toEqual([]);
    await client.call("GET", "keys");
    expect(sandbox.ledger.since(mark).map(({ endpoint }) => endpoint)).toEqual(["listKeys"]);
    expect(sandbox.ledger.changes({ since: mark })).toEqual([]);
    sandbox.ledger.clear();
    expect([sandbox.ledger.requests(), sandbox.ledger.mark()]).toEqual([[], 0]);
  });

  test("formats requests as a table for the terminal", async () => {
    const keyId = await client.buy([MONITORING, { item: SITES, quantity: 3 }]);
    await client.modify(keyId, { suspended: true, ipAddressBinding: null, activationInfo: { uid: "U-1" } });
    sandbox.faults.inject({ kind: "answerLost" });
    await client.modify(keyId, { suspended: true }).catch(() => undefined);
    expect(sandbox.ledger.format().split("\n")).toEqual([
      "#  request                          status  executed             charged                                            remark",
      "1  POST /partner30/30/keys          201     create on 20000001   purchase 360-MON-1M, purchase 3 x 360-MON-SITE-1M",
      expect.stringMatching(
        /^2 {2}PUT \/partner30\/30\/keys\/20000001 {2}400 .* refused: The operations suspend and/,
      ) as unknown,
      expect.stringMatching(
        /^3 {2}PUT \/partner30\/30\/keys\/20000001 {2}- {7}suspend on .* fault: answerLost$/,
      ) as unknown,
    ]);
  });

  test("tells each request as it is over, until nobody listens", async () => {
    const lines: string[] = [];
    const end = sandbox.ledger.onFinished((entry) => lines.push(formatEntry(entry)));
    await client.buy();
    end();
    await client.buy();
    expect(lines).toEqual([
      `   1  201  POST /partner30/30/keys  | did create on 20000001  | charged purchase ${ADMIN}`,
    ]);
  });

  test("numbers connections, so that keep-alive can be seen", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await get(agent);
    await get(agent);
    agent.destroy();
    await get(new Agent());
    const [first, second, third] = sandbox.ledger.requests().map(({ connection }) => connection);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});

describe("no secret is in the ledger", () => {
  test("holds no secret, whatever the request", async () => {
    const key = sandbox.partner30.key(await client.buy([ADMIN, PACK]));
    const { activationCode } = key;
    const password = sandbox.env.PLESK_PARTNER30_PASSWORD ?? "";
    await client.call("GET", `keys/${activationCode}`);
    await client.call("GET", `keys/${activationCode.toLowerCase()}`);
    await client.call("GET", `keys/${activationCode}/elsewhere/${activationCode}`);
    await client.call("GET", activationCode);
    await client.call("GET", `keys?nickname=x${activationCode}`);
    await client.call("GET", `keys?password=${password}&${activationCode}=1`);
    await client.call("GET", `keys/${password}`);
    await client.call("PUT", `keys/${activationCode}`, { items: [{ item: PRO }, { item: activationCode }] });
    await client.call("PUT", `keys/${key.keyId}`, { [activationCode]: password, nickname: "in the body" });
    await client.call("PUT", `keys/${key.keyId}`, {
      keyIdentifiers: { activationCode: `${activationCode}0` },
    });
    const written = JSON.stringify(sandbox.ledger.requests()) + sandbox.ledger.format();
    for (const secret of [activationCode, activationCode.toLowerCase(), password, "in the body"]) {
      expect(written).not.toContain(secret);
    }
    expect(sandbox.ledger.requests({ endpoint: "readKey" })[0]?.path).toBe(
      "/partner30/30/keys/<activation-code>",
    );
  });
});

async function get(agent: Agent): Promise<void> {
  await new Promise((resolve, reject) => {
    const sent = request(`${sandbox.partner30.url}keys`, { agent }, (response) =>
      response.resume().on("end", resolve),
    );
    sent.on("error", reject).end();
  });
}
