import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import {
  byExternalId,
  byId,
  get,
  NO_PLAN,
  packet,
  PleskClient,
  plans,
  SERVER_KEY,
  switchTo,
  sync,
} from "./client";

const NOW = new Date("2026-03-01T12:00:00.000Z");

let sandbox: Sandbox;
let client: PleskClient;
withSandbox(
  (started) => {
    sandbox = started;
    client = new PleskClient(sandbox.plesk.server("alpha"));
  },
  { now: () => NOW },
);

const alpha = () => sandbox.plesk.server("alpha");

describe("the ledger", () => {
  test("says about a packet which server it went to, what it asked for, and what was done to whom", async () => {
    await client.send(packet(get(byId(2)), switchTo(byId(1), byExternalId("business"))));
    expect(sandbox.ledger.requests()).toEqual([
      {
        number: 1,
        time: NOW.toISOString(),
        connection: expect.any(Number) as unknown,
        system: "pleskXml",
        method: "POST",
        path: "/plesk/alpha/enterprise/control/agent.php",
        endpoint: "switchSubscription",
        account: "admin",
        keyId: null,
        server: "alpha",
        requested: ["getWebspace", "switchSubscription"],
        changing: true,
        subjects: [alpha().subscription(2).guid, alpha().subscription(1).guid],
        status: 200,
        operations: ["switchPlan"],
        charges: [],
        refusal: null,
        fault: null,
      },
    ]);
  });

  test.each([
    [get(""), "getWebspace"],
    [switchTo(byId(1), NO_PLAN), "switchSubscription"],
    [sync(byId(1)), "syncSubscription"],
    [
      "<webspace><add-subscription><filter/><plan-guid>x</plan-guid></add-subscription></webspace>",
      "addSubscription",
    ],
    [
      "<webspace><remove-subscription><filter/><plan-guid>x</plan-guid></remove-subscription></webspace>",
      "removeSubscription",
    ],
    [plans(""), "getServicePlan"],
    [plans("", "", "service-plan-addon"), "getServicePlanAddon"],
    [SERVER_KEY, "getServer"],
    ["<customer/>", "unknown"],
  ])("calls %s %s", async (operation, endpoint) => {
    await client.send(packet(operation));
    expect(sandbox.ledger.requests({ server: "alpha", endpoint })).toHaveLength(1);
  });

  test("holds no credential and nothing that a packet says", async () => {
    const { password, secretKeys } = alpha().account("admin");
    const key = secretKeys[0]?.key ?? "";
    await client.send(packet(get(`<name>${password}</name>`)));
    await client.send(packet(get("")), { KEY: key });
    await client.send(packet(get(`<id>${password}</id>`)));
    await client.send(`<packet>${password}`);
    await client.send(packet(SERVER_KEY), {
      HTTP_AUTH_PASSWD: "a wrong secret",
      HTTP_AUTH_LOGIN: "another login",
    });
    const url = `${client.server.endpoint}?password=${password}`;
    await fetch(url, { method: "POST" });
    const text = JSON.stringify(sandbox.ledger.requests()) + sandbox.ledger.format();
    for (const secret of [password, key, "a wrong secret", "another login"])
      expect(text).not.toContain(secret);
    expect(sandbox.ledger.requests()).toHaveLength(6);
  });

  test("formats packets as a table for the terminal", async () => {
    await client.send(packet(sync(byId(4, 99))));
    expect(sandbox.ledger.format().split("\n")[1]).toBe(
      "1  POST /plesk/alpha/enterprise/control/agent.php syncSubscription  200     " +
        `sync on ${alpha().subscription(4).guid}           refused: 1013`,
    );
  });
});

describe("faults", () => {
  test("loses an answer after the work", async () => {
    sandbox.faults.inject({ kind: "answerLost", endpoint: "syncSubscription" });
    await expect(client.send(packet(sync(byId(4))))).rejects.toThrow();
    expect(alpha().subscription(4).synchronized).toBe(true);
    expect(sandbox.ledger.requests()).toMatchObject([
      { status: null, operations: ["sync"], fault: "answerLost" },
    ]);
  });

  test("resets a connection before the work", async () => {
    sandbox.faults.inject({ kind: "resetBefore", endpoint: "switchSubscription" });
    await expect(client.send(packet(switchTo(byId(1), NO_PLAN)))).rejects.toThrow();
    expect(alpha().subscription(1).plan).not.toBeNull();
  });

  test("answers a get with HTML, with half a packet, or with 503", async () => {
    sandbox.faults.inject({ kind: "wrongContentType", endpoint: "getWebspace" });
    expect((await client.send(packet(get("")))).packet?.name).not.toBe("packet");
    sandbox.faults.inject({ kind: "truncated", endpoint: "getWebspace" });
    await expect(client.send(packet(get("")))).rejects.toThrow();
    sandbox.faults.inject({ kind: "status", status: 503, endpoint: "getWebspace" });
    expect((await client.send(packet(get("")))).status).toBe(503);
  });
});
