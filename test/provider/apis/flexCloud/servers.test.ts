import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { readServer, upgradePlesk } from "../../../../provider/apis/flexCloud/servers";
import { refusals } from "../../../../provider/apis/flexCloud/refusals";
import type { Account } from "../../../../provider/account";
import type { Response } from "../../../../provider/endpoint";
import { isFailure, type Failure, type FailureFields } from "../../../../provider/failure";
import { readSettings } from "../../../../provider/settings";

const account: Account = {
  system: "flexCloud",
  title: "FlexCloud",
  baseUrl: "https://api.example/",
  login: "me",
  password: "pässword:1",
};
const plesk: Account = {
  system: "pleskXml",
  title: "Plesk server alpha",
  baseUrl: "https://alpha.example:12/",
  login: "admin",
  password: "of the administrator",
  forwardedLogin: { login: "plesk-username", password: "plesk-password" },
};
const server = { serverId: "test_server_0013", accountId: "smith1234" };
const order = { ...server, addonTextkey: "plesk.9.linux.powerpack", pleskServer: "alpha" };

const fixtures = join(__dirname, "..", "..", "..", "fixtures", "flexCloud");
const fixture = (name: string): string => readFileSync(join(fixtures, name), "utf8");
const answer = (status: number, body = ""): Response => ({ status, headers: {}, body });
/** A fixture's name begins with its status. */
const answered = (name: string): Response => answer(Number.parseInt(name), fixture(name));

describe("an order", () => {
  it("is as in the vendor's sample, with what the Plesk server's settings hand on and its port", () => {
    const { method, url, headers, body = "" } = upgradePlesk.encode(account, order, plesk);
    expect({ method, url, headers }).toEqual({
      method: "POST",
      url: "https://api.example/accounts/smith1234/flexcloud/servers/test_server_0013/action",
      headers: {
        authorization: `Basic ${Buffer.from("me:pässword:1", "utf8").toString("base64")}`,
        accept: "application/json",
        "content-type": "application/json; charset=UTF-8",
      },
    });
    expect(JSON.parse(body)).toEqual(JSON.parse(fixture("request.json")));
    expect(upgradePlesk.forwardsLoginOf?.(order)).toEqual({ system: "pleskXml", server: "alpha" });
  });

  it.each([
    ["https://alpha.example:8443/", "8443"],
    ["https://alpha.example/", "443"],
    ["https://alpha.example:443/", "443"],
    ["https://[2001:db8::1]:8443/", "8443"],
    ["http://127.0.0.1/", "80"],
    ["http://127.0.0.1:8880/plesk/", "8880"],
  ])("names for the server at %s the port %s", (baseUrl, port) => {
    const { body = "" } = upgradePlesk.encode(account, order, { ...plesk, baseUrl });
    expect(JSON.parse(body)).toHaveProperty("upgradePlesk.port_number", port);
  });

  it("is one at a time for a server, and is not repeated", () => {
    expect(upgradePlesk.object?.(order)).toBe("test_server_0013");
    expect(upgradePlesk).toMatchObject({ changes: true, safeToRepeat: false });
    expect(readServer).toMatchObject({ changes: false, safeToRepeat: true });
  });
});

describe("the address of a server", () => {
  const urls = (named: { serverId: string; accountId?: string }, baseUrl = account.baseUrl) => [
    readServer.encode({ ...account, baseUrl }, named).url,
    upgradePlesk.encode({ ...account, baseUrl }, { ...order, accountId: undefined, ...named }, plesk).url,
  ];

  it("is that of the account's server, or without the account that of the login's", () => {
    expect(urls(server)).toEqual([
      "https://api.example/accounts/smith1234/flexcloud/servers/test_server_0013",
      "https://api.example/accounts/smith1234/flexcloud/servers/test_server_0013/action",
    ]);
    expect(urls({ serverId: "test_server_0013" })).toEqual([
      "https://api.example/servers/test_server_0013",
      "https://api.example/servers/test_server_0013/action",
    ]);
  });

  it("is below the path of the base URL", () => {
    expect(urls({ serverId: "a" }, "http://127.0.0.1:4000/flexcloud/")[0]).toBe(
      "http://127.0.0.1:4000/flexcloud/servers/a",
    );
  });

  it.each(["a/b", "../a", "a?b=c#d", "über server", "%2e", "http://evil.example/", "//evil.example", "a\\b"])(
    "has %j as one part",
    (id) => {
      for (const [url = "", suffix] of urls({ serverId: id, accountId: id }).map(
        (each, at) => [each, ["", "/action"][at]] as const,
      )) {
        expect(url).toBe(
          `https://api.example/accounts/${encodeURIComponent(id)}/flexcloud/servers/${encodeURIComponent(id)}${suffix ?? ""}`,
        );
        expect(new URL(url).href).toBe(url);
      }
    },
  );

  it.each([".", ".."])("cannot have %j as one part", (id) => {
    for (const named of [{ serverId: id }, { serverId: "a", accountId: id }])
      expect(() => urls(named)).toThrow(
        `"${id}" is no id of a server or an account. Nothing was sent. Correct flexCloud.serverId or flexCloud.accountId`,
      );
  });
});

describe("the answer to an order", () => {
  const errorid = "errorid 59e0b3dd-2173-432a-8ff5-60efe16e83bf";
  const busy = "Some task is in processing for this instance. please wait for a while";
  const noLogin = `WrongPleskAuthentication; Could not login to Plesk vm, check your VM login information; ${errorid}`;

  /** The documented ones come first, then what they could look like otherwise. */
  const answers: Record<string, "accepted" | "busy" | Partial<FailureFields>> = {
    "202.txt": "accepted",
    "400.json": {
      kind: "rejected",
      text: `Bad Request; Multiple actions per request are not allowed; ${errorid}`,
      property: undefined,
    },
    "401.txt": {
      kind: "unauthorized",
      loginRefused: true,
      text: "401 Unauthorized This server could not verify that you are authorized to access",
    },
    "403-credentials.json": { kind: "rejected", property: "flexCloud.pleskServer", text: noLogin },
    "403-port.json": { kind: "rejected", property: "flexCloud.pleskServer", text: noLogin },
    "404-server.json": {
      kind: "not-visible",
      property: "flexCloud.serverId",
      text: `Resource not found; ${errorid}`,
    },
    "404-account.json": {
      kind: "not-visible",
      property: "flexCloud.serverId",
      text: `Resource not found; ${errorid}`,
    },
    "409-busy.json": "busy",
    "409-textkey.json": {
      kind: "rejected",
      property: "flexCloud.addonTextkey",
      text: `WrongAddonTextkey; Please specify proper addon textkey; ${errorid}`,
    },

    "200.json": { kind: "malformed" },
    "302.txt": { kind: "malformed" },
    "400-bare.json": { kind: "rejected", text: '{ "value": "Required" }' },
    "401-page.txt": { kind: "outcome-unknown" },
    "403-other.json": {
      kind: "not-visible",
      property: "flexCloud.serverId",
      text: `forbidden; You are not allowed to access this account; ${errorid}`,
    },
    "404-guid.json": { kind: "not-visible", text: `Resource not found; ${errorid}` },
    "404-noId.json": { kind: "not-visible", text: "Resource not found" },
    "404-page.txt": { kind: "outcome-unknown" },
    "405.json": { kind: "rejected", text: `Method not allowed; ${errorid}`, property: undefined },
    "409-busyIdNull.json": "busy",
    "409-busyOtherDetails.json": "busy",
    "409-busyOtherOrder.json": "busy",
    "409-busyOtherRoot.json": { kind: "rejected", text: `PleskStillUpgrading; ${busy}; ${errorid}` },
    "409-other.json": {
      kind: "rejected",
      property: undefined,
      text: `AddonAlreadyInstalled; ${busy}; ${errorid}`,
    },
    "409-text.txt": { kind: "outcome-unknown" },
    "409-textkeyOtherDetails.json": { kind: "rejected", property: "flexCloud.addonTextkey" },
    "415.txt": { kind: "outcome-unknown", text: "Unsupported Media Type" },
  };

  it("is here for each fixture", () => {
    expect(["request.json", ...Object.keys(answers)].sort()).toEqual(readdirSync(fixtures).sort());
  });

  it.each(Object.entries(answers))("%s is %p", (name, expected) => {
    const response = answered(name);
    if (typeof expected === "string") {
      expect(upgradePlesk.decode(response, order)).toBe(expected);
      return;
    }
    const { message, fields } = failureOf(() => upgradePlesk.decode(response, order));
    expect(fields).toMatchObject(expected);
    expect(fields.loginRefused).toBe(expected.loginRefused);
    expect(message).toMatch(/\(upgradePlesk of FlexCloud( said \d+.*)?\)\. [A-Z]/s);
    if (expected.kind === "malformed") return;
    expect(fields.what).toMatch(
      expected.kind === "outcome-unknown"
        ? /^The answer is not one of FlexCloud but a page\. The request may or may not have been executed$/
        : /^Add-on plesk\.9\.linux\.powerpack could not be ordered for server test_server_0013: [a-zA-Z]/,
    );
    expect(fields.code).toBe(String(response.status));
    expect(message).toContain(`"${fields.text ?? ""}"`);
  });

  it.each([
    '{"message":"no Route matched with those values"}',
    '{"statusCode":404,"message":"Resource not found"}',
    '{"error":{"code":404,"message":"Not found","status":"NOT_FOUND"}}',
    '{"error":"Bad Request"}',
    '{"conflict":{"message":"PleskStillUpgrading","code":503}}',
    '{"fault":{"faultstring":"Gateway Timeout","detail":{}}}',
    "{}",
    "[]",
  ])("is nobody's word where something in front of the system answers in a JSON of its own: %s", (body) => {
    for (const status of [400, 402, 403, 404, 408, 410, 499]) {
      expect(failureOf(() => upgradePlesk.decode(answer(status, body), order)).kind).toBe("outcome-unknown");
      expect(failureOf(() => readServer.decode(answer(status, body), server)).kind).toBe("malformed");
    }
  });

  it("reaches each row of the table", () => {
    const refused = Object.keys(answers).filter((name) => typeof answers[name] !== "string");
    const said = refused.map(
      (name) => failureOf(() => upgradePlesk.decode(answered(name), order)).fields.what,
    );
    for (const { kind, meaning } of refusals)
      if (kind !== "waits") expect(said.some((what) => what.endsWith(`: ${meaning}`))).toBe(true);
  });
});

describe("the refusals", () => {
  it("have a sentence and a next step each, the special ones before the general one of a status", () => {
    for (const { meaning, next } of refusals) {
      expect(meaning).toMatch(/^([a-z]|FlexCloud ).*[^.]$/);
      expect(next).toMatch(/^[A-Z].*[^.]$/);
    }
    const general = refusals.findIndex(({ status, message }) => status === 409 && message === undefined);
    expect(refusals.slice(general + 1).some(({ status }) => status === 409)).toBe(false);
  });
});

describe("a server", () => {
  const told = (members: object) =>
    answer(200, JSON.stringify({ server: { id: server.serverId, ...members } }));

  it.each(["ACTIVE", "PROCESSING", "STOPPED", "BUILD", "SUSPENDED", "DELETED", "UNKNOWN", "RESCUE_MODE", ""])(
    "has the status %j as it is told",
    (status) => {
      expect(readServer.decode(told({ status, flavor: { id: 3 }, metadata: {} }), server)).toEqual({
        status,
      });
    },
  );

  it("is asked for without a body", () => {
    expect(readServer.encode(account, server)).toEqual({
      method: "GET",
      url: "https://api.example/accounts/smith1234/flexcloud/servers/test_server_0013",
      headers: {
        authorization: `Basic ${Buffer.from("me:pässword:1", "utf8").toString("base64")}`,
        accept: "application/json",
      },
    });
  });

  it.each([
    ["404-server.json", "not-visible"],
    ["404-guid.json", "not-visible"],
    ["404-page.txt", "malformed"],
    ["403-other.json", "not-visible"],
    ["401.txt", "unauthorized"],
    ["409-busy.json", "busy"],
    ["400.json", "not-visible"],
    ["302.txt", "malformed"],
    ["202.txt", "malformed"],
  ])("is not shown by %s: %s", (name, kind) => {
    const { message, fields } = failureOf(() => readServer.decode(answered(name), server));
    expect(fields.kind).toBe(kind);
    expect(message).toContain("(readServer of FlexCloud");
    if (kind !== "malformed") expect(fields.what).toContain("Server test_server_0013 could not be read: ");
  });

  it.each([
    [
      "another server's answer",
      { id: "other", status: "ACTIVE" },
      "$.server.id: it is other, not test_server_0013",
    ],
    ["no status", {}, "$.server.status: "],
    ["a status that is no text", { status: 1 }, "$.server.status: "],
    ["an id that is no text", { id: 13, status: "ACTIVE" }, "$.server.id: "],
  ])("is malformed with %s", (_, members, place) => {
    expect(failureOf(() => readServer.decode(told(members), server))).toMatchObject({
      kind: "malformed",
      message: expect.stringContaining(`does not have the documented shape at ${place}`) as unknown,
    });
  });

  it.each(["", "[]", "null", "<html></html>", '{"servers":[]}'])("is malformed as %j", (body) => {
    expect(failureOf(() => readServer.decode(answer(200, body), server)).kind).toBe("malformed");
  });
});

describe("credentials", () => {
  const config: Record<string, string> = {
    "plesk:flexCloudUrl": "https://api.example/",
    "plesk:flexCloudLogin": "hostway-login",
    "plesk:flexCloudPassword": 'ho5tway & "so on"',
    "plesk:servers": JSON.stringify({
      alpha: {
        url: "https://alpha.example:8443/",
        secretKey: "24f8c5e5-fcb5",
        flexCloudLogin: "root",
        flexCloudPassword: 'pl35k & "so on"',
      },
    }),
  };
  const settings = readSettings((name) => config[name], {});
  const [cloud, alpha] = [settings.account("flexCloud"), settings.account("pleskXml", "alpha")];
  const request = upgradePlesk.encode(cloud, order, alpha);
  const { authorization = "" } = request.headers;
  const both = `${alpha.forwardedLogin?.password ?? ""} and ${cloud.password}`;
  const error = (message: string, details: string) =>
    JSON.stringify({ conflict: { message, code: 409, details, errorid: both } });

  const echoes: Record<string, string> = {
    "in an error": error(`no ${both}`, both),
    "in an id": error("WrongAddonTextkey", ""),
    "in a body of another shape": JSON.stringify({ value: both }),
    "as the request itself": request.body ?? "",
    "as its header": `401 Unauthorized ${authorization}`,
    "in a page": `<html>${both.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}`,
  };
  for (let before = 0; before < 90; before++) {
    echoes[`after ${before} characters`] = "x".repeat(before) + both;
    echoes[`after ${before} characters, as a header`] = "x".repeat(before) + authorization;
  }

  it.each(Object.entries(echoes))("are in no message when a server echoes them %s", (_, body) => {
    for (const status of [200, 400, 401, 403, 404, 409, 415]) {
      for (const decode of [
        () => upgradePlesk.decode(answer(status, body), order),
        () => readServer.decode(answer(status, body), server),
      ]) {
        const { message, fields } = failureOf(decode);
        const shown = `${message} ${JSON.stringify(fields)}`;
        for (const secret of ["ho5t", "pl35k", "so on", authorization.slice(6, 16)])
          expect(shown).not.toContain(secret);
      }
    }
  });
});

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
