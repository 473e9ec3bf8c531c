import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { CloudClient, pleskKey, SERVER } from "./client";

/** The server of the vendor's samples: its Plesk answers on port 12. */
const SAMPLE_SEED = {
  pleskXml: {
    servers: [{ name: "alpha", accounts: [{ login: "admin", password: "plesk-password" }] }],
  },
  flexCloud: {
    accounts: [{ login: "username", password: "password", accountId: "accountId" }],
    servers: [{ id: SERVER, pleskServer: "alpha", accountId: "accountId", port: "12" }],
  },
};
const PATH = `accounts/accountId/flexcloud/servers/${SERVER}/action`;
const UNAUTHORIZED =
  "401 Unauthorized This server could not verify that you are authorized to access the document you requested. Either " +
  "you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the " +
  "credentials required.";

/** Bodies as printed, but for the login name: Plesk's administrator is always `admin`. */
const body = (changed: Record<string, string> = {}): string =>
  JSON.stringify({
    upgradePlesk: {
      username: "admin",
      password: "plesk-password",
      port_number: "12",
      addon_textkey: "plesk.9.linux.powerpack",
      ...changed,
    },
  });
const NOT_FOUND = error("itemNotFound", "Resource not found", 404, "");
const NO_LOGIN = error(
  "forbidden",
  "WrongPleskAuthentication",
  403,
  "Could not login to Plesk vm, check your VM login information",
);

let sandbox: Sandbox;
let client: CloudClient;
withSandbox(
  (started) => {
    sandbox = started;
    client = new CloudClient(sandbox, "username");
  },
  { seed: SAMPLE_SEED },
);

describe("the vendor's samples are answered to the letter", () => {
  test.each(["application/json", "application/json Charset=UTF-8", "application/json; Charset=UTF-8"])(
    "answers an upgrade to the letter, sent as %s",
    async (type) => {
      const answer = await client.send(PATH, undefined, { raw: body(), headers: { "Content-Type": type } });
      expect([answer.status, answer.text, answer.headers.get("location")]).toEqual([202, "", null]);
      expect(pleskKey(sandbox)).toMatchObject({ powerpack: "true", plesk_key_id: "PLSK.00000001.0002" });
    },
  );

  test("answers to the letter while the server is processing another task", async () => {
    sandbox.flexCloud.change(SERVER, { busy: true });
    const details = "Some task is in processing for this instance. please wait for a while";
    expect(await answered(PATH, body())).toEqual([
      409,
      error("conflict", "PleskStillUpgrading", 409, details),
    ]);
  });

  test("answers unauthorized access to the letter", async () => {
    const headers = { Authorization: `Basic ${btoa("fake_authentication_string")}` };
    const answer = await client.send(PATH, undefined, { raw: body(), headers });
    expect([answer.status, answer.text.trim()]).toEqual([401, UNAUTHORIZED]);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
  });

  test.each<[string, string, string, number, unknown]>([
    [
      "an empty parameter body",
      PATH,
      "{\nempty\n}",
      400,
      error("badRequest", "Bad Request", 400, "Multiple actions per request are not allowed"),
    ],
    [
      "incorrect Plesk credentials",
      PATH,
      body({ username: "fake-plesk-username", password: "fake-plesk-password" }),
      403,
      NO_LOGIN,
    ],
    ["a port that is not there", PATH, body({ port_number: "1222" }), 403, NO_LOGIN],
    [
      "a textkey that is not there",
      PATH,
      body({ addon_textkey: "fake.plesk.addon.textkey" }),
      409,
      error("conflict", "WrongAddonTextkey", 409, "Please specify proper addon textkey"),
    ],
    ["a server that is not there", PATH.replace(SERVER, "fake_server_name"), body(), 404, NOT_FOUND],
    ["an account that is not there", PATH.replace("accountId", "fake_account"), body(), 404, NOT_FOUND],
  ])("answers to the letter: %s", async (_, path, raw, status, printed) => {
    expect(await answered(path, raw)).toEqual([status, printed]);
    expect(sandbox.ledger.changes()).toEqual([]);
  });

  test("answers at the alternative address", async () => {
    expect(await answered(`servers/${SERVER}/action`, body())).toEqual([202, null]);
  });
});

async function answered(path: string, raw: string): Promise<[number, unknown]> {
  const { status, text } = await client.send(path, undefined, { raw });
  return [status, text === "" ? null : JSON.parse(text)];
}

function error(root: string, message: string, code: number, details: string): unknown {
  return { [root]: { message, code, details, errorid: "59e0b3dd-2173-432a-8ff5-60efe16e83bf" } };
}
