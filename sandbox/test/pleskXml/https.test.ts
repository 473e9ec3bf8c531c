import { request } from "node:https";
import { TLSSocket } from "node:tls";
import { type CertificateKind, type PleskServer, type Sandbox, startSandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { packet, SERVER_KEY, sync, byId } from "./client";

const KINDS: CertificateKind[] = ["testCa", "selfSigned", "wrongHost", "expired"];

const servers = KINDS.map((https) => ({ name: https, https, subscriptions: [{ name: "a.example" }] }));

let sandbox: Sandbox;
withSandbox(
  (started) => {
    sandbox = started;
  },
  { seed: { pleskXml: { servers } } },
);

interface Trust {
  ca?: string | undefined;
  rejectUnauthorized?: boolean;
  servername?: string;
}

/** Sends a packet as a strict client does; the outcome is the body or the error's code. */
async function outcome(server: PleskServer, trust: Trust, body = packet(SERVER_KEY)): Promise<string> {
  const { password } = server.account("admin");
  const headers = { "Content-Type": "text/xml", HTTP_AUTH_LOGIN: "admin", HTTP_AUTH_PASSWD: password };
  return new Promise((resolve) => {
    const sent = request(server.endpoint, { method: "POST", headers, agent: false, ...trust }, (response) => {
      const { socket } = response;
      const seen = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : undefined;
      response.setEncoding("utf8");
      let text = seen === server.fingerprint ? "" : "another fingerprint ";
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve(text);
      });
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    sent.end(body);
  });
}

const OK = expect.stringContaining("<status>ok</status>") as unknown;

describe("a server with an HTTPS port of its own", () => {
  const CASES: [kind: CertificateKind, trusts: string, outcome: unknown][] = [
    ["testCa", "nothing", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["testCa", "its authority", OK],
    ["selfSigned", "nothing", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["selfSigned", "its authority", OK],
    ["wrongHost", "its authority", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["expired", "its authority", "CERT_HAS_EXPIRED"],
    ["wrongHost", "everything", OK],
    ["expired", "everything", OK],
  ];

  test.each(CASES)("serves %s to a client that trusts %s", async (kind, trusts, expected) => {
    const server = sandbox.plesk.server(kind);
    const ca = trusts === "its authority" ? server.ca : undefined;
    expect(await outcome(server, { ca, rejectUnauthorized: trusts !== "everything" })).toEqual(expected);
  });

  test("keeps refused certificates out of the ledger", async () => {
    await outcome(sandbox.plesk.server("expired"), {});
    expect(sandbox.ledger.requests()).toEqual([]);
  });

  test("answers as localhost too", async () => {
    const server = sandbox.plesk.server("testCa");
    expect(await outcome(server, { ca: server.ca, servername: "localhost" })).toEqual(OK);
  });

  test("writes the same ledger, and knows nothing else", async () => {
    const server = sandbox.plesk.server("testCa");
    await outcome(server, { ca: server.ca });
    expect(server.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/enterprise\/control\/agent\.php$/);
    expect(sandbox.ledger.requests()).toMatchObject([{ server: "testCa", endpoint: "getServer" }]);
  });

  test("applies faults to an HTTPS port", async () => {
    const server = sandbox.plesk.server("testCa");
    for (const kind of ["resetBefore", "answerLost"] as const) {
      sandbox.faults.inject({ kind, server: "testCa" });
      expect(await outcome(server, { ca: server.ca }, packet(sync(byId(1))))).toBe("ECONNRESET");
    }
    expect(sandbox.ledger.requests().map(({ fault }) => fault)).toEqual(["resetBefore", "answerLost"]);
  });

  test("says in its environment what to trust", () => {
    const { env } = sandbox.plesk;
    const { ca, fingerprint } = sandbox.plesk.server("selfSigned");
    expect(env.PLESK_SERVER_SELFSIGNED_FINGERPRINT).toBe(fingerprint);
    expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(env.PLESK_SERVER_TESTCA_CA).toBe(sandbox.plesk.server("expired").ca);
    const self = sandbox.plesk.server("selfSigned");
    expect(self.envOf({ trust: "ca" }).PLESK_SERVER_SELFSIGNED_CA).toBe(ca);
    expect(Object.keys(self.envOf({ trust: "nothing" }))).not.toContain(
      "PLESK_SERVER_SELFSIGNED_FINGERPRINT",
    );
    expect(sandbox.plesk.server("testCa").facts.https).toBe("testCa");
  });
});

test("gives a server without HTTPS nothing to trust", async () => {
  const plain = await startSandbox();
  const { ca, fingerprint } = plain.plesk.server("alpha");
  expect([ca, fingerprint]).toEqual([undefined, undefined]);
  await plain.close();
});
