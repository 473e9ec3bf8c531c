import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { call, KaClient, LINUX, list, SAMPLE, struct, text } from "./client";

let sandbox: Sandbox;
let client: KaClient;
withSandbox((started) => {
  sandbox = started;
  client = new KaClient(sandbox);
});

const before = "<methodCall><methodName>partner10.getKeyInfo</methodName>";
const parameter = (value: string) => `${before}<params><param>${value}</param></params></methodCall>`;

describe("what is no XML-RPC call is a fault, and nothing is done", () => {
  test.each([
    "",
    "upgradeKey",
    "<methodCall>",
    "<!DOCTYPE x><methodCall/>",
    "<methodCall/>",
    "<methodResponse><methodName>partner10.getKeyInfo</methodName></methodResponse>",
    "<methodCall><params/></methodCall>",
    "<methodCall><methodName>a b</methodName></methodCall>",
    "<methodCall><methodName/></methodCall>",
    "<methodCall><methodName><b/></methodName></methodCall>",
    `${before}<parameters/></methodCall>`,
    `${before}<params/><params/></methodCall>`,
    `${before}text<params/></methodCall>`,
    '<methodCall version="1"><methodName>partner10.getKeyInfo</methodName></methodCall>',
    `${before}<params><value>x</value></params></methodCall>`,
    parameter(""),
    parameter("<string>x</string>"),
    parameter("<value>1</value><value>2</value>"),
    parameter('<value type="int">1</value>'),
    parameter("<value><int>1</int><int>2</int></value>"),
    parameter("<value>1<int>1</int></value>"),
    parameter("<value><i8>1</i8></value>"),
    parameter("<value><nil/></value>"),
    parameter("<value><int>one</int></value>"),
    parameter("<value><int>4294967296</int></value>"),
    parameter("<value><boolean>true</boolean></value>"),
    parameter("<value><double>1e5</double></value>"),
    parameter("<value><dateTime.iso8601>2010-12-12T00:00:00Z</dateTime.iso8601></value>"),
    parameter("<value><base64>?</base64></value>"),
    parameter("<value><string><b/></string></value>"),
    parameter("<value><array/></value>"),
    parameter("<value><array><value>1</value></array></value>"),
    parameter("<value><array><data><string>1</string></data></array></value>"),
    parameter("<value><struct><name>x</name></struct></value>"),
    parameter("<value><struct><member><name>x</name></member></struct></value>"),
    parameter("<value><struct><member><value>x</value><name>x</name></member></struct></value>"),
    parameter(`<value>${struct({ x: "1" }).replace("</struct>", "")}${struct({ x: "2" }).slice(8)}</value>`),
  ])("answers a fault to %s", async (body) => {
    expect(await client.send(body)).toMatchObject({ status: 200, fault: -32700 });
    expect(sandbox.ledger.requests()).toMatchObject([{ endpoint: "unknown", operations: [], account: null }]);
  });
});

describe("each type of XML-RPC is read", () => {
  test.each([
    "<int> 1 </int>",
    "<i4>-1</i4>",
    "<boolean>1</boolean>",
    "<double>-1.5</double>",
    "<dateTime.iso8601>\n20101212T00:00:00</dateTime.iso8601>",
    "<base64>YQ==</base64>",
    "<array><data/></array>",
    "<struct/>",
  ])("reads %s as a value, but as no key number", async (value) => {
    expect((await client.send(call("getKeyInfo", client.authInfo(), value))).fault).toBe(-32602);
  });

  test("reads a value without a type as a text", async () => {
    const untyped = call("getKeyInfo", client.authInfo(), SAMPLE).replaceAll(/<\/?string>/g, "");
    expect((await client.send(untyped)).result.resultCode).toBe(100);
  });
});

describe("what no signature allows is a fault", () => {
  const plan = text("PLESK_POWER_PACK");

  test.each([
    ["upgradeKey", []],
    ["upgradeKey", [plan]],
    ["upgradeKey", [text(LINUX), plan, text("billing"), text("x")]],
    ["upgradeKey", [list([LINUX]), plan]],
    ["upgradeKey", [text(LINUX), plan, list(["billing"])]],
    ["upgradeKey", [text(LINUX), "<array><data><value><int>1</int></value></data></array>"]],
    ["downgradeKey", [text(LINUX), list(["PLESK_POWER_PACK"])]],
    ["downgradeKey", [text(LINUX), plan, text("billing")]],
    ["getKeyInfo", []],
    ["getKeyInfo", ["<int>1</int>"]],
    ["getAvailableUpgrades", [text(LINUX), text("x")]],
  ])("answers a fault to %s with %j", async (method, values) => {
    expect((await client.send(call(method, client.authInfo(), ...values))).fault).toBe(-32602);
    expect(sandbox.ledger.changes()).toEqual([]);
  });

  test("answers a fault to a call without AuthInfo, and to a method that does not exist", async () => {
    expect((await client.send(call("getKeyInfo", text(LINUX)))).fault).toBe(-32602);
    expect((await client.call("createKey", LINUX)).fault).toBe(-32601);
  });

  test("answers a fault to a call that is not sent as text/xml", async () => {
    const body = call("getKeyInfo", client.authInfo(), text(LINUX));
    expect((await client.send(body, { "Content-Type": "application/json" })).fault).toBe(-32600);
    expect((await client.send(body, { "Content-Type": "text/xml; charset=utf-8" })).fault).toBeNull();
  });
});

describe("each signature of upgradeKey works", () => {
  test.each([
    ["one plan", ["PLESK_POWER_PACK"]],
    ["one plan and a licence type", ["PLESK_POWER_PACK", "billing"]],
    ["a list and a licence type", [["PLESK_POWER_PACK"], "purchase"]],
    ["a list", [["PLESK_POWER_PACK"]]],
  ])("takes the signature %s", async (_, parameters) => {
    const { result } = await client.call("upgradeKey", LINUX, ...parameters);
    expect(result).toMatchObject({ resultCode: 100, keyNumber: `${LINUX}.0002` });
  });
});

describe("where calls are sent", () => {
  test("serves the bare prefix as well", async () => {
    const url = `${sandbox.url}/partner10/`;
    const body = call("getKeyInfo", client.authInfo(), text(LINUX));
    const response = await fetch(url, { method: "POST", body, headers: { "Content-Type": "text/xml" } });
    expect(await response.text()).toContain("<int>100</int>");
  });

  test("refuses other paths and other methods", async () => {
    const status = async (method: string, path: string) =>
      (await fetch(`${sandbox.url}/partner10/${path}`, { method })).status;
    expect(await status("POST", "jsonrest")).toBe(404);
    expect(await status("GET", "xmlrpc")).toBe(405);
    expect(sandbox.ledger.requests().map(({ path, endpoint }) => [path, endpoint])).toEqual([
      ["/partner10/<unknown>", "unknown"],
      ["/partner10/xmlrpc", "unknown"],
    ]);
  });
});
