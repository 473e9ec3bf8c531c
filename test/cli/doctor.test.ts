import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { delimiter, dirname, join } from "node:path";

import { diagnose, doctorCommand } from "../../cli/doctor";
import type { Diagnosis, Section } from "../../cli/doctor/diagnosis";
import type { Finding } from "../../cli/doctor/finding";
import { knownServers } from "../../cli/doctor/sources";
import { installedVersions, versionFindings, type Versions } from "../../cli/doctor/versions";
import { openStack } from "pulumi-embedded-engine";
import { startSandbox, type Sandbox } from "plesk-sandbox";
import { seededServer } from "../../sandbox/src/pleskXml/seededServer";
import { pulumiPlesk } from "../harness/command";
import { runCommand, temporaryFolder } from "./runCommand";

const versions: Versions = {
  "pulumi-plesk": "0.1.0",
  "Node.js": "22.20.0",
  "@pulumi/pulumi": "3.270.0",
  "Pulumi CLI": "3.270.0",
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    seed: {
      pleskXml: {
        servers: [
          seededServer("alpha"),
          { ...seededServer("secure"), https: "selfSigned" },
          { ...seededServer("other-host"), https: "wrongHost" },
          { ...seededServer("old"), https: "expired" },
        ],
      },
    },
  });
});
afterAll(() => sandbox.close());

const of = (system: string, more: Record<string, string> = {}): Record<string, string> => {
  const known = Object.entries(sandbox.env).filter(([name]) => name.startsWith(`PLESK_${system}_`));
  return { ...Object.fromEntries(known), ...more };
};
const partner30 = (more: Record<string, string> = {}): Record<string, string> => of("PARTNER30", more);
const alpha = (more: Record<string, string> = {}): Record<string, string> => ({
  ...sandbox.plesk.server("alpha").envOf(),
  ...more,
});

const examined = (env: Record<string, string>): Promise<Diagnosis> => diagnose({ config: {}, env }, versions);

async function only(env: Record<string, string>): Promise<Section> {
  const { sections } = await examined(env);
  return alone(sections);
}

const faultsOf = ({ findings }: Section): Finding[] => findings.filter(({ level }) => level === "fault");

async function onlyFault(env: Record<string, string>): Promise<Finding> {
  return alone(faultsOf(await only(env)));
}

function alone<T>(list: readonly T[]): T {
  const [one, ...others] = list;
  if (one === undefined || others.length > 0) throw new Error(`one was expected: ${JSON.stringify(list)}`);
  return one;
}

describe("a diagnosis of what works", () => {
  it("names each setting, where it is from and nothing secret", async () => {
    const diagnosis = await examined({ ...partner30(), ...alpha() });
    expect(diagnosis.faults).toBe(0);
    expect(diagnosis.sections.map(({ title }) => title)).toEqual(["Partner API 3.0", "Plesk server alpha"]);
    expect(diagnosis.sections[1]).toEqual({
      title: "Plesk server alpha",
      settings: [
        {
          key: "plesk:servers.alpha.url",
          value: sandbox.plesk.server("alpha").url,
          source: "PLESK_SERVER_ALPHA_URL",
        },
        { key: "plesk:servers.alpha.login", value: "admin", source: "PLESK_SERVER_ALPHA_LOGIN" },
        { key: "plesk:servers.alpha.password", value: "(secret)", source: "PLESK_SERVER_ALPHA_PASSWORD" },
      ],
      findings: [
        { level: "ok", what: "reached and logged in: the login is an administrator's" },
        { level: "ok", what: "its clock and this machine's agree" },
      ],
    });
    const text = JSON.stringify(diagnosis);
    for (const name of ["PLESK_PARTNER30_PASSWORD", "PLESK_SERVER_ALPHA_PASSWORD"])
      expect(text).not.toContain(sandbox.env[name]);
  });

  it("changes nothing and asks each system once", async () => {
    const before = sandbox.ledger.mark();
    await examined({ ...partner30(), ...alpha() });
    expect(sandbox.ledger.changes({ since: before })).toEqual([]);
    const asked = sandbox.ledger.requests().filter(({ number }) => number > before);
    expect(asked.map(({ endpoint }) => endpoint).sort()).toEqual(["getServer", "listKeys"]);
  });

  it("covers each system that the sandbox's environment names", async () => {
    const diagnosis = await examined(sandbox.env);
    const faulty = diagnosis.sections.filter((section) => faultsOf(section).length > 0);
    expect(faulty.map(({ title }) => title)).toEqual(["Plesk server old", "Plesk server other-host"]);
    expect(diagnosis.sections.map(({ title }) => title)).toEqual([
      "Partner API 3.0",
      "Partner API 1.0",
      "FlexCloud",
      ...["alpha", "old", "other-host", "secure"].map((name) => `Plesk server ${name}`),
    ]);
  });

  it("knows logins of resellers", async () => {
    const reseller = await only(sandbox.plesk.server("alpha").envOf({ login: "north" }));
    expect(faultsOf(reseller)).toEqual([]);
    expect(reseller.findings[0]?.what).toBe("reached and logged in: the login may read subscriptions");
  });
});

describe("faults of settings", () => {
  it.each(["PLESK_PARTNER30_URL", "PLESK_PARTNER30_LOGIN", "PLESK_PARTNER30_PASSWORD"])(
    "are reported where %s is missing",
    async (name) => {
      const { [name]: _, ...rest } = partner30();
      const { what, do: remedy } = await onlyFault(rest);
      expect(what).toMatch(/^Setting plesk:partner30\w+ is not set/);
      expect(remedy).toContain(`Set the environment variable ${name}`);
    },
  );

  it.each([
    ["http://example.com/30/", "must begin with https:"],
    ["https://me:topsecret@example.com/30/", "holds credentials"],
    ["central.plesk.com", "is not a valid URL"],
  ])("are reported where the URL %s is wrong, without its credentials", async (url, what) => {
    const section = await only(partner30({ PLESK_PARTNER30_URL: url }));
    expect(faultsOf(section)[0]?.what).toContain(what);
    expect(JSON.stringify(section)).not.toContain("topsecret");
  });

  it("are reported where nothing is set", async () => {
    const { what, do: remedy } = await onlyFault({});
    expect(what).toBe("no setting of any system is in the environment");
    expect(remedy).toContain("--stack");
  });

  it("are reported where a general setting is broken, and systems are looked at all the same", async () => {
    const { sections, faults } = await examined(partner30({ PLESK_READ_ONLY: "maybe", PLESK_LIMITS: "{" }));
    expect(faults).toBe(1);
    expect(sections.map(({ title }) => title)).toEqual(["Everywhere", "Partner API 3.0"]);
    expect(sections.flatMap(faultsOf)[0]?.what).toContain("plesk:limits must be a JSON object");
  });

  it("are reported where a password ends with a line break, which is not shown and not sent", async () => {
    const before = sandbox.ledger.mark();
    const password = sandbox.env.PLESK_SERVER_ALPHA_PASSWORD ?? "";
    const section = await only(alpha({ PLESK_SERVER_ALPHA_PASSWORD: `${password}\n` }));
    const { what, do: remedy } = alone(faultsOf(section));
    expect(what).toBe("Setting plesk:servers.alpha.password ends with a line break");
    expect(remedy).toContain("PLESK_SERVER_ALPHA_PASSWORD");
    expect(JSON.stringify(section)).not.toContain(password);
    expect(sandbox.ledger.mark()).toBe(before);
  });

  it("are none where the environment sets read-only mode, whatever the configuration says", async () => {
    const config = { "plesk:readOnly": { value: "false" } };
    const { sections } = await diagnose({ config, env: partner30({ PLESK_READ_ONLY: "true" }) }, versions);
    expect(sections[0]).toMatchObject({
      settings: [{ key: "plesk:readOnly", value: "true", source: "PLESK_READ_ONLY" }],
      findings: [],
    });
  });

  it("are reported where a key of the configuration is misspelt", async () => {
    const config = {
      "plesk:partner30TimeOut": { value: "5" },
      "plesk:partner30Timeout": { value: "5" },
      "other:partner30": { value: "5" },
    };
    const { sections } = await diagnose({ config, env: partner30() }, versions);
    expect(sections[0]?.findings.map(({ level, what }) => `${level}: ${what}`)).toEqual([
      "warning: plesk:partner30TimeOut is not a setting of pulumi-plesk and is not read. Did you mean plesk:partner30Timeout?",
    ]);
  });

  it("are reported where a variable is misspelt", async () => {
    const { sections } = await examined(partner30({ PLESK_PARTNER30_TIME_OUT: "5", PLESK_SERVER_URL: "x" }));
    expect(sections[0]?.findings.map(({ level, what }) => `${level}: ${what}`)).toEqual(
      [
        "PLESK_PARTNER30_TIME_OUT is not a setting of pulumi-plesk and is not read. Did you mean PLESK_PARTNER30_TIMEOUT?",
        "PLESK_SERVER_URL is not a setting of pulumi-plesk and is not read",
      ].map((text) => `warning: ${text}`),
    );
  });
});

describe("faults of systems", () => {
  it("are reported for a wrong password", async () => {
    expect((await onlyFault(partner30({ PLESK_PARTNER30_PASSWORD: "not this one" }))).do).toContain(
      "Check plesk:partner30Login and plesk:partner30Password",
    );
    for (const system of ["PARTNER10", "FLEX_CLOUD"]) {
      const { do: remedy } = await onlyFault(of(system, { [`PLESK_${system}_PASSWORD`]: "not this one" }));
      expect(remedy).toMatch(/^Nothing more is sent with this login in this run/);
    }
    const fault = await onlyFault(alpha({ PLESK_SERVER_ALPHA_PASSWORD: "not this one" }));
    expect(fault.what).toContain("said 1001");
    expect(fault.do).toContain("Check the server's login, password or secret key");
  });

  it.each([
    ["PLESK_PARTNER30_URL", () => partner30({ PLESK_PARTNER30_URL: `${sandbox.url}/partner30/99/` })],
    ["PLESK_PARTNER10_URL", () => of("PARTNER10", { PLESK_PARTNER10_URL: `${sandbox.url}/elsewhere/` })],
    ["PLESK_FLEX_CLOUD_URL", () => of("FLEX_CLOUD", { PLESK_FLEX_CLOUD_URL: `${sandbox.url}/elsewhere/` })],
    ["PLESK_SERVER_ALPHA_URL", () => alpha({ PLESK_SERVER_ALPHA_URL: `${sandbox.url}/elsewhere/` })],
  ])("are reported for a wrong path in %s", async (name, env) => {
    const { what, do: remedy } = await onlyFault(env());
    expect(what).toMatch(/40[04]/);
    expect(remedy).toContain(name);
  });

  it("are reported where nothing listens and where there is no such host", async () => {
    const refused = await onlyFault(
      partner30({ PLESK_PARTNER30_URL: `http://127.0.0.1:${await freePort()}/` }),
    );
    expect(refused.do).toMatch(/^Nothing listens there: correct the port in PLESK_PARTNER30_URL, or/);
    const unknown = await onlyFault(
      alpha({
        PLESK_SERVER_ALPHA_URL: "https://alpha.invalid:8443/",
        // Around a proxy, which would answer in the place of the name service.
        PLESK_SERVER_ALPHA_FINGERPRINT: "ab".repeat(32),
      }),
    );
    expect(unknown.do).toContain("There is no such host: correct the host name in PLESK_SERVER_ALPHA_URL");
  });

  it("are reported for a server that does not answer, without a second try", async () => {
    sandbox.faults.inject({ kind: "slow", ms: 3000, endpoint: "listKeys" });
    const start = Date.now();
    const fault = await onlyFault(partner30({ PLESK_PARTNER30_TIMEOUT: "0.2" }));
    expect(Date.now() - start).toBeLessThan(2500);
    expect(fault.what).toContain("no answer within 200 ms");
    expect(fault.do).toContain("firewall");
  });

  it.each([
    ["secure", "PLESK_SERVER_SECURE_FINGERPRINT", "nothing"],
    ["other-host", "Use the host name that its certificate is for in PLESK_SERVER_OTHER_HOST_URL", "ca"],
    ["old", "Renew the server's certificate", "ca"],
  ] as const)("are reported where the certificate of %s is not trusted", async (name, remedy, trust) => {
    const before = sandbox.ledger.mark();
    expect((await onlyFault(sandbox.plesk.server(name).envOf({ trust }))).do).toContain(remedy);
    expect(sandbox.ledger.mark()).toBe(before);
  });

  it("are reported where a pinned certificate was changed, and one that is not verified is a warning", async () => {
    const env = sandbox.plesk.server("secure").envOf({ trust: "nothing" });
    const pinned = await onlyFault({ ...env, PLESK_SERVER_SECURE_FINGERPRINT: "ab".repeat(32) });
    expect(pinned.do).toContain("Compare with the server's own certificate");
    const section = await only({ ...env, PLESK_SERVER_SECURE_INSECURE_SKIP_VERIFY: "true" });
    expect(section.findings.map(({ level }) => level)).toEqual(["ok", "warning", "ok"]);
  });

  it("are reported for a reseller's login that is called an administrator's", async () => {
    const env = sandbox.plesk.server("alpha").envOf({ login: "north" });
    const fault = await onlyFault({ ...env, PLESK_SERVER_ALPHA_ACCOUNT_KIND: "administrator" });
    expect(fault.what).toContain("1006");
    expect(fault.do).toContain("set PLESK_SERVER_ALPHA_ACCOUNT_KIND to reseller");
  });

  it.each([
    [-3600, "the clocks differ: the server's is 3600 seconds ahead of this machine's"],
    [90, "the clocks differ: this machine's is 90 seconds ahead of the server's"],
  ])("are reported for a clock that is %i seconds off", async (seconds, what) => {
    const now = Date.now;
    const clock = jest.spyOn(Date, "now").mockImplementation(() => now() + seconds * 1000);
    try {
      const said = (await onlyFault(alpha())).what;
      expect(said.replace(/\d+/, (digits) => String(Math.round(Number(digits) / 10) * 10))).toBe(what);
    } finally {
      clock.mockRestore();
    }
  });
});

describe("versions", () => {
  it("are those that are installed", async () => {
    const installed = await installedVersions();
    expect(installed["Node.js"]).toBe(process.versions.node);
    expect(installed["@pulumi/pulumi"]).toMatch(/^3\./);
    expect(installed["pulumi-plesk"]).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each<[Partial<Versions>, RegExp]>([
    [{ "@pulumi/pulumi": "3.100.0" }, /@pulumi\/pulumi 3\.100\.0 is too old/],
    [{ "Pulumi CLI": "3.99.1" }, /Pulumi CLI 3\.99\.1 is older/],
    [{ "Pulumi CLI": undefined }, /there is no Pulumi CLI on PATH/],
  ])("%j is a fault", (changed, what) => {
    expect(versionFindings({ ...versions, ...changed })).toEqual([
      expect.objectContaining({ level: "fault", what: expect.stringMatching(what) as string }),
    ]);
  });
});

test("a Node.js below what is supported is a warning, and none else", () => {
  expect(versionFindings(versions)).toEqual([]);
  expect(versionFindings({ ...versions, "Node.js": "20.20.2" })).toEqual([
    {
      level: "warning",
      what: "Node.js 20.20.2 is older than what is supported",
      do: "Install Node.js >=22.19.0",
    },
  ]);
});

describe("the names of servers", () => {
  it("come from the configuration and the environment, each once", () => {
    const servers = JSON.stringify({ "web-1": {}, Mail: {} });
    const env = {
      PLESK_SERVER_WEB_1_PASSWORD: "x",
      PLESK_SERVER_MAIL_URL: "x",
      PLESK_SERVER_DB_2_SECRET_KEY: "x",
      PLESK_SERVER_DB_2_URL: "x",
    };
    expect(knownServers({ config: { "plesk:servers": { value: servers } }, env })).toEqual([
      "Mail",
      "db-2",
      "web-1",
    ]);
  });

  it("are none where plesk:servers is no object", async () => {
    for (const value of ["[]", "{", "7"]) {
      const { sections } = await diagnose({ config: { "plesk:servers": { value } }, env: {} }, versions);
      expect(sections[0]?.findings[0]?.what).toBe("plesk:servers of the configuration holds no server");
    }
  });
});

describe("the command", () => {
  const doctor = (args: string[], env: Record<string, string>) =>
    runCommand(
      doctorCommand(() => Promise.resolve(versions)),
      args,
      env,
    );

  it("ends with exit code 0 or 1, as text or as JSON", async () => {
    const good = await doctor([], partner30());
    expect(good).toMatchObject({ exitCode: 0, stderr: "" });
    expect(good.stdout).toContain("No fault was found.");
    const bad = await doctor(["--format", "json"], partner30({ PLESK_PARTNER30_PASSWORD: "wrong one" }));
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ faults: 1, versions: { "Node.js": "22.20.0" } });
  });

  it("reads the configuration of a stack, and says what stands there in clear or twice", async () => {
    const folder = temporaryFolder();
    try {
      mkdirSync(join(folder, "program"));
      writeFileSync(join(folder, "program", "Pulumi.yaml"), "name: doctored\nruntime: nodejs\n");
      const {
        PLESK_PARTNER30_URL: url = "",
        PLESK_PARTNER30_LOGIN: login = "",
        PLESK_PARTNER30_PASSWORD: password = "",
      } = partner30();
      const stack = await openStack({
        project: join(folder, "program"),
        stateDir: join(folder, "state"),
        config: {
          "plesk:partner30Url": url,
          "plesk:partner30Login": { value: login, secret: true },
          "plesk:partner30Password": password,
        },
      });
      const { engine, workspace } = stack;
      const path = [dirname(engine.command.command), workspace.envVars.PATH].join(delimiter);
      const env = { ...workspace.envVars, PATH: path, PLESK_PARTNER30_LOGIN: "somebody else" };
      const args = ["doctor", "--stack", "dev", "--format", "json"];
      const { stdout, exitCode } = await pulumiPlesk(args, env, workspace.workDir);
      expect(exitCode).toBe(1);
      const { sections } = JSON.parse(stdout) as Diagnosis;
      const partner = sections.find(({ settings }) => settings.length > 0);
      expect(partner?.settings.map(({ source }) => source)).toEqual(
        Array(3).fill("configuration of stack dev"),
      );
      expect(partner?.findings.map(({ level, what }) => `${level}: ${what}`)).toEqual([
        "warning: plesk:partner30Login of the configuration of stack dev is used; the environment variable PLESK_PARTNER30_LOGIN has another value and is not",
        "fault: plesk:partner30Password stands in clear in the settings file of stack dev",
        "ok: reached and logged in: the login may list keys",
        "ok: its clock and this machine's agree",
      ]);
      const adopted = await pulumiPlesk(
        ["adopt", "--from", "partner30", "--stack", "dev"],
        env,
        workspace.workDir,
      );
      expect(adopted.stdout).toContain("Nothing to take over was found");
      expect(stdout).not.toContain(password);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
