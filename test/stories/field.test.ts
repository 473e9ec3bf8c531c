import { connect } from "node:net";
import { gzipSync } from "node:zlib";

import { getKeyInfo } from "../../provider/apis/partner10/keys";
import { createKey, readKey } from "../../provider/apis/partner30/keys";
import { readPlans } from "../../provider/apis/pleskXml/plans";
import { nonEmpty } from "../../provider/apis/pleskXml/structures";
import { readWebspace, switchSubscription } from "../../provider/apis/pleskXml/webspaces";
import type { Call } from "../../provider/call";
import type { Failure } from "../../provider/failure";
import { readSettings } from "../../provider/settings";
import { createCall } from "../../provider/transport/call";
import { getLicenseKey } from "../../provider/resources/licenseKey/found";
import { quickClock } from "../harness/clock";
import { admin } from "../harness/declarations";
import { withKeyLab } from "../harness/lab";
import { onRequest, Servers } from "../provider/transport/unrulyServers";

/** Whoever answers as servers, gateways and proxies do; asked over real connections, by the settings of a run. */
const servers = new Servers();
afterEach(() => {
  servers.close();
});

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

/** A server that answers each request alike; `requests` are what it was asked. */
async function answering({
  status = 200,
  headers = {},
  body,
}: Answer): Promise<{ url: string; requests: Buffer[] }> {
  const requests: Buffer[] = [];
  const bytes = Buffer.from(body as string);
  const head = Object.entries({ ...headers, "content-length": bytes.length }).map((each) => each.join(": "));
  const port = await servers.tcp((socket) => {
    onRequest(socket, (request) => {
      requests.push(Buffer.from(request, "latin1"));
      socket.write(
        Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${head.join("\r\n")}\r\n\r\n`), bytes]),
      );
    });
  });
  return { url: `http://127.0.0.1:${port}/`, requests };
}

/** The way to the systems as a run has it, on a clock that does not wait. */
function callBy(env: Record<string, string>): Call {
  const settings = readSettings(() => undefined, env);
  return createCall({
    account: settings.account,
    readOnly: false,
    assertWanted: () => Promise.resolve(),
    say: () => undefined,
    clock: quickClock(),
  });
}

const toAlpha = (url: string, more: Record<string, string> = {}): Call =>
  callBy({
    PLESK_SERVER_ALPHA_URL: url,
    PLESK_SERVER_ALPHA_LOGIN: "admin",
    PLESK_SERVER_ALPHA_PASSWORD: "throw-away-9",
    ...more,
  });
const toPartner30 = (url: string, more: Record<string, string> = {}): Call =>
  callBy({
    PLESK_PARTNER30_URL: url,
    PLESK_PARTNER30_LOGIN: "me",
    PLESK_PARTNER30_PASSWORD: "throw-away-9",
    ...more,
  });
const toPartner10 = (url: string): Call =>
  callBy({ PLESK_PARTNER10_URL: url, PLESK_PARTNER10_LOGIN: "me", PLESK_PARTNER10_PASSWORD: "throw-away-9" });

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  return (await work.then(
    (value) => {
      throw new Error(`it did not fail but gave ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  )) as Failure;
}

const onAlpha = { server: "alpha" };
const shop = { ...onAlpha, subscription: { by: "name", value: nonEmpty("shop.example", "name") } } as const;
const result =
  "<result><status>ok</status><filter-id>shop.example</filter-id><id>7</id><data><gen_info><name>shop.example</name>" +
  "<guid>11111111-2222-3333-4444-555555555555</guid></gen_info></data></result>";
const packet = (content: string): string =>
  `<packet version="1.6.9.1"><webspace>${content}</webspace></packet>`;
const found = packet(`<get>${result}</get>`);
const switched = packet(
  "<switch-subscription><result><status>ok</status><filter-id>shop.example</filter-id><id>7</id></result></switch-subscription>",
);

describe("a page of a gateway in the place of an answer", () => {
  const page = "<html><title>404 Not Found</title></html>";

  it.each(
    [400, 403, 404].flatMap((status) =>
      ["error", "forget", "replace"].flatMap((onGone) =>
        ["", page].map((body) => ({ status, onGone, body })),
      ),
    ),
  )(
    'of $status to a read drops no key and replaces none, with onGone $onGone: "$body"',
    ({ status, onGone, body }) =>
      withKeyLab({}, async (lab) => {
        const web = { items: [admin], nickname: "web", onGone, __marker: "0123456789" };
        await lab.up({ web });
        lab.clock.pass(24 * 3600_000);
        lab.sandbox.faults.inject({ kind: "status", status, body, endpoint: "readKey", times: 50 });
        const message = await lab.refresh();
        expect(message).toContain("The answer is not one of Partner API 3.0 but a page");
        expect(message).not.toMatch(/kept in the state|onGone/);
        lab.sandbox.faults.clear();
        expect(await lab.up({ web })).toBeUndefined();
        expect(lab.charges()).toEqual([admin.item]);
        expect(lab.driver.state.web?.id).toBe(lab.keyId("web"));
      }),
  );

  it("to a purchase is told as such, with nothing sent again and no advice on the declaration", () =>
    withKeyLab({}, async (lab) => {
      const body = "<!DOCTYPE html><title>Just a moment...</title>";
      lab.sandbox.faults.inject({ kind: "status", status: 403, body, endpoint: "createKey", times: 50 });
      const message = await lab.up({ web: { items: [admin], __marker: "0123456789" } });
      expect(message).toContain("The answer is not one of Partner API 3.0 but a page");
      expect(message).toContain("look at plesk:partner30Url");
      expect(message).not.toContain("Correct the declaration");
      const orders = lab.sandbox.ledger.requests().filter(({ endpoint }) => endpoint === "createKey");
      expect(orders).toHaveLength(1);
    }));
});

describe("a proxy that refuses the tunnel", () => {
  it.each(["407 Proxy Authentication Required", "403 Forbidden"])(
    "with %s is named with its answer, is asked once, and nothing was sent",
    async (status) => {
      let tunnels = 0;
      const port = await servers.tcp((socket) => {
        onRequest(socket, () => {
          tunnels += 1;
          socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
        });
      });
      const HTTPS_PROXY = `http://me:throw-away-8@127.0.0.1:${port}`;
      const target = "https://[::ffff:127.0.0.1]:9/";
      const orders = [
        toPartner30(`${target}30/`, { HTTPS_PROXY })(createKey, {}),
        toAlpha(target, { HTTPS_PROXY })(switchSubscription, { ...shop, plan: "none" }),
      ];
      for (const order of orders) {
        const { kind, message } = await failureOf(order);
        expect(kind).toBe("unreachable");
        expect(message).toContain(`the proxy 127.0.0.1:${port} refused the tunnel with ${status}`);
        expect(message).toContain("Check HTTPS_PROXY with its login");
        expect(message).toContain("Nothing was sent");
        expect(message).not.toMatch(/throw-away|may or may not/);
      }
      expect(tunnels).toBe(orders.length);
    },
  );

  it("for a moment is asked again", async () => {
    let tunnels = 0;
    const port = await servers.tcp((socket) => {
      onRequest(socket, () => {
        tunnels += 1;
        socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      });
    });
    const call = toPartner30("https://[::ffff:127.0.0.1]:9/30/", { HTTPS_PROXY: `127.0.0.1:${port}` });
    const { kind, message } = await failureOf(call(createKey, {}));
    expect([kind, message]).toEqual(["unreachable", expect.stringContaining("with 502 Bad Gateway")]);
    expect(tunnels).toBeGreaterThan(1);
  });
});

describe("NO_PROXY", () => {
  it.each(["none.invalid,*", " * ", "::ffff:7f00:1", "[::ffff:7f00:1]"])(
    "that is %j keeps an IPv6 address from the proxy",
    async (list) => {
      let tunnels = 0;
      const proxy = await servers.tcp((socket) => {
        tunnels += 1;
        socket.destroy();
      });
      const port = await servers.tls((socket) => {
        onRequest(socket, () => {
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${found.length}\r\n\r\n${found}`);
        });
      });
      const call = toAlpha(`https://[::ffff:127.0.0.1]:${port}/`, {
        HTTPS_PROXY: `http://127.0.0.1:${proxy}`,
        NO_PROXY: list,
        PLESK_SERVER_ALPHA_INSECURE_SKIP_VERIFY: "true",
      });
      await expect(call(readWebspace, shop)).resolves.toMatchObject({ id: "7" });
      expect(tunnels).toBe(0);
    },
  );
});

describe("a certificate that is not trusted", () => {
  it("is tried once and told with its fingerprint, whatever the budget", async () => {
    let connections = 0;
    const port = await servers.tls(() => undefined);
    const counting = await servers.tcp((socket) => {
      connections += 1;
      const way = connect(port, "127.0.0.1");
      socket.pipe(way).pipe(socket);
    });
    const call = toAlpha(`https://127.0.0.1:${counting}/`);
    const { kind, message } = await failureOf(call(readWebspace, shop));
    expect(kind).toBe("unreachable");
    expect(message).toMatch(/fingerprint/i);
    expect(message).toContain("Set fingerprint or ca of this server");
    expect(connections).toBe(1);
  });
});

describe("text that is not in UTF-8", () => {
  const plan = (name: string): string =>
    `<packet version="1.6.9.1"><service-plan><get><result><status>ok</status><id>1</id><guid>aaaaaaaa-0000-0000-0000-000000000001</guid><name>${name}</name></result></get></service-plan><service-plan-addon><get><result><status>ok</status></result></get></service-plan-addon></packet>`;
  const declaration = '<?xml version="1.0" encoding="ISO-8859-1"?>';
  const header = { "content-type": "text/xml; charset=ISO-8859-1" };

  it.each([
    ["header and declaration", header, declaration],
    ["header", header, ""],
    ["declaration", {}, declaration],
  ])("is read by what its %s says", async (_, headers, start) => {
    const { url } = await answering({ headers, body: Buffer.from(start + plan("Größe L"), "latin1") });
    const plans = await toAlpha(url)(readPlans, { ...onAlpha, owner: "all" });
    expect(plans.map(({ name }) => name)).toEqual(["Größe L"]);
  });

  it("is refused by the name of the encoding where nothing says so, and never shown garbled", async () => {
    const { url } = await answering({ body: Buffer.from(plan("Größe L"), "latin1") });
    const { kind, message } = await failureOf(toAlpha(url)(readPlans, { ...onAlpha, owner: "all" }));
    expect(kind).toBe("malformed");
    expect(message).toContain("is not written in utf-8 (byte ");
    expect(message).not.toContain("\ufffd");
  });

  it("is refused in JSON and XML-RPC alike", async () => {
    const { url } = await answering({ body: Buffer.from('{"nickname":"Gr\xf6\xdfe"}', "latin1") });
    const answers = [
      toPartner30(url)(readKey, { key: "1" }),
      toPartner10(url)(getKeyInfo, { keyNumber: "PLSK.1" }),
    ];
    for (const answer of answers)
      expect((await failureOf(answer)).message).toContain("is not written in utf-8");
  });
});

describe("what a server prints before its XML", () => {
  it("is nothing where it is white space", async () => {
    const { url } = await answering({ body: `\n\n<?xml version="1.0" encoding="UTF-8"?>\n${found}` });
    await expect(toAlpha(url)(readWebspace, shop)).resolves.toMatchObject({ id: "7", name: "shop.example" });
  });

  it("is a fault of the server's output where it is a warning", async () => {
    const { url } = await answering({ body: `Warning: x in /usr/y.php\n<?xml version="1.0"?>${found}` });
    const { kind, message } = await failureOf(toAlpha(url)(readWebspace, shop));
    expect(kind).toBe("malformed");
    expect(message).toContain("Look at the server's output");
  });
});

describe("a content coding that the body does not have", () => {
  it.each(["gzip", "GZIP", "br", "deflate"])(
    "does not keep a plain body from being read: %s",
    async (coding) => {
      const headers = { "content-encoding": coding };
      const read = await answering({ headers, body: found });
      await expect(toAlpha(read.url)(readWebspace, shop)).resolves.toMatchObject({ id: "7" });
      const changed = await answering({ headers, body: switched });
      await expect(
        toAlpha(changed.url)(switchSubscription, { ...shop, plan: "none" }),
      ).resolves.toBeDefined();
      expect([read.requests.length, changed.requests.length]).toEqual([1, 1]);
    },
  );

  it("is refused by name where the body is binary, after one try", async () => {
    const body = gzipSync(found).subarray(5);
    const { url, requests } = await answering({ headers: { "content-encoding": "gzip" }, body });
    const { kind, message } = await failureOf(toAlpha(url)(readWebspace, shop));
    expect([kind, message]).toEqual([
      "malformed",
      expect.stringContaining("says content-encoding gzip and is not"),
    ]);
    expect(requests).toHaveLength(1);
  });
});

describe("a password with letters beyond ASCII", () => {
  it.each(["pass-wörd-1", "pass-€-1"])("goes out as its UTF-8 bytes: %s", async (password) => {
    const { url, requests } = await answering({ body: found });
    await toAlpha(url, { PLESK_SERVER_ALPHA_PASSWORD: password })(readWebspace, shop);
    const [request = Buffer.alloc(0)] = requests;
    expect(request.includes(Buffer.from(`HTTP_AUTH_PASSWD: ${password}\r\n`, "utf8"))).toBe(true);
  });
});

describe("an answer of an XML-RPC server in Java", () => {
  const member = (name: string, value: string): string =>
    `<member><name>${name}</name><value>${value}</value></member>`;
  const keyWith = (more: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?><methodResponse xmlns:ex="http://ws.apache.org/xmlrpc/namespaces/extensions"><params><param><value><struct>${member("resultCode", "<i4>100</i4>")}${member("resultDesc", "ok")}${member(
      "keyInfo",
      `<struct>${member("keyNumber", "PLSK.01304242.0007")}${member("apiKeyType", "PLESK_95_FOR_VPS")}${member("features", `<array><data><value><struct>${member("apiName", "30_DOMAINS")}</struct></value></data></array>`)}${more}</struct>`,
    )}</struct></value></param></params></methodResponse>`;

  it.each([
    ["ex:nil in a member that nobody reads", member("resellerName", "<ex:nil/>")],
    ["ex:i8 in a member that nobody reads", member("clientId", "<ex:i8>4711</ex:i8>")],
    ["ex:dateTime", member("created", "<ex:dateTime>2024-05-01T10:00:00.000+02:00</ex:dateTime>")],
    ["nil for additional keys", member("additionalKeys", "<nil/>")],
    ["nil for the expiration date", member("expirationDate", "<nil/>")],
    ["nil for the key in its place", member("overridingKeyNumber", "<nil/>")],
  ])("is read with %s", async (_, more) => {
    const { url } = await answering({ headers: { "content-type": "text/xml" }, body: keyWith(more) });
    const key = await toPartner10(url)(getKeyInfo, { keyNumber: "PLSK.01304242.0007" });
    expect(key).toMatchObject({ identifiers: ["30_DOMAINS", "PLESK_95_FOR_VPS"] });
  });
});

describe("getLicenseKey by the nickname of a key that was bought here", () => {
  it.each(["exact", "prefix", "substring"] as const)(
    "finds it without its marker where the system compares %s",
    async (nicknameFilter) => {
      await withKeyLab({ assumptions: { partner30: { nicknameFilter } } }, async (lab) => {
        await lab.up({
          web: { items: [admin], nickname: "web-50", __marker: "0123456789" },
          other: { items: [admin], nickname: "web-5", __marker: "1123456789" },
        });
        const call = toPartner30(lab.sandbox.env.PLESK_PARTNER30_URL ?? "", { ...lab.sandbox.env });
        const key = (await getLicenseKey.read(call, { nickname: "web-50" })) as { keyId: string };
        expect(key.keyId).toBe(lab.keyId("web"));
        const { message } = await failureOf(getLicenseKey.read(call, { nickname: "web-51" }));
        expect(message).toContain('No living key with the nickname "web-51"');
      });
    },
  );
});

describe("getLicenseKey by an activation code", () => {
  it.each(["A1A1A1-B2B2B2-C3C3C3-D4D4D4-E5E5E5", "a1a1a1b2b2b2c3c3c3d4d4d4e5e5e5"])(
    "shows it in no failure, in no writing: %s",
    async (activationCode) => {
      const body = `{"code":404,"type":1,"message":"No key has the code ${activationCode.toUpperCase()}."}`;
      for (const status of [404, 400, 500]) {
        const { url } = await answering({ status, body });
        const { message } = await failureOf(getLicenseKey.read(toPartner30(url), { activationCode }));
        expect(message.toLowerCase()).not.toContain(activationCode.toLowerCase());
        expect(message).not.toContain("kept in the state");
      }
    },
  );
});
