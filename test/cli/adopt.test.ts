import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { adoptCommand } from "../../cli/adopt";
import { giveNames } from "../../cli/adopt/names";
import { DEMO_KEYS, manySubscriptions, startSandbox, type Sandbox, type SandboxOptions } from "plesk-sandbox";
import { runCommand, temporaryFolder, type Said } from "./runCommand";

let sandbox: Sandbox;
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await sandbox.close();
});

const start = async (
  options: SandboxOptions = { seed: { partner30: { keys: DEMO_KEYS } } },
): Promise<void> => {
  sandbox = await startSandbox(options);
};

const silent = { start: () => undefined, step: () => undefined, stop: () => undefined };

function adopt(args: string, env: Record<string, string> = {}): Promise<Said> {
  const out = args.includes("--out") ? [] : ["--out", folder];
  return runCommand(adoptCommand(silent), [...args.split(" "), ...out], { ...sandbox.env, ...env });
}

interface Imports {
  nameTable?: Record<string, string>;
  resources: { name: string; id: string; provider?: string; inputs: object; outputs: object }[];
}

const imports = (): Imports => JSON.parse(readFileSync(join(folder, "import.json"), "utf8")) as Imports;
const names = (): string[] => imports().resources.map(({ name }) => name);
const program = (): string => readFileSync(join(folder, "index.ts"), "utf8");
const reads = (): number => sandbox.ledger.requests().filter(({ endpoint }) => endpoint === "readKey").length;

const customerKey = (keyId: number, more: object = {}) => ({
  keyId,
  ownerId: "20001",
  items: ["PLESK-12-WEB-ADMIN-1M"],
  ...more,
});

describe("adopt --from partner30", () => {
  it("declares what there is on a key and leaves what there is not alone", async () => {
    await start();
    sandbox.partner30.change(13_590_916, {
      ipAddressBinding: "192.0.2.7",
      restrictIPBinding: true,
      suspended: true,
    });
    expect((await adopt("--from partner30")).stdout).toContain("3 licence keys:");
    expect(program()).toContain(
      [
        'new plesk.LicenseKey("web-01", {',
        '  items: [{ item: "FT-PLESK-5-LANGUAGE-PACKS-1M" }, { item: "PLESK-12-WEB-PRO-1M" }],',
        '  ownerId: "20001",',
        '  nickname: "web-01",',
        "  autoRenew: true,",
        "  suspended: true,",
        "  productConfigurationId: 1,",
        '  ipBinding: { restrict: true, address: "192.0.2.7" },',
        '  adopt: { keyId: "13590916" },',
        "});",
      ].join("\n"),
    );
    expect(program()).toContain('parent: { keyId: "13590916" }');
    expect(program()).not.toMatch(/detached|unbound/);
    expect(sandbox.ledger.changes()).toEqual([]);
  });

  it("writes no activation code and no link anywhere", async () => {
    await start({
      assumptions: { partner30: { activationLink: "always" } },
      seed: { partner30: { keys: DEMO_KEYS } },
    });
    await adopt("--from partner30");
    const { activationCode } = sandbox.partner30.key(13_590_916);
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), "utf8");
      expect(text).not.toContain(activationCode);
      expect(text).not.toMatch(/activation(Code|Link)|credentials/);
    }
  });

  it("writes what is secret once, in the form that an import reads", async () => {
    await start();
    await adopt("--from partner30");
    const [{ id, inputs, outputs } = { id: "", inputs: {}, outputs: {} }] = imports().resources;
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify({ keyId: id }),
    };
    expect([inputs, outputs]).toMatchObject([{ adopt: secret }, { adopt: secret }]);
  });

  it("prints the commands, in order and with both flags", async () => {
    await start();
    const { stdout } = await adopt("--from partner30");
    const commands = [...stdout.matchAll(/^ +\d\. (pulumi \w+.*?)(?: {2,}#.*)?$/gm)].map(
      ([, command]) => command,
    );
    expect(commands).toEqual([
      `pulumi import --file ${join(folder, "import.json")} --generate-code=false --protect=false`,
      "pulumi refresh",
      "pulumi preview --expect-no-changes",
      "pulumi up",
    ]);
  });

  it("leaves terminated keys out, whichever way the system shows them", async () => {
    for (const readTerminated of ["200", "400", "404"] as const) {
      await start({
        assumptions: { partner30: { readTerminated } },
        seed: { partner30: { keys: [customerKey(1), customerKey(2, { terminated: true })] } },
      });
      const { stdout } = await adopt("--from partner30 --force");
      expect(stdout).toMatch(/Left out: key 2: (terminated|not shown to this login)/);
      expect(names()).toEqual(["key-1"]);
      if (readTerminated !== "404") await sandbox.close();
    }
  });

  it("leaves out, with the reason, what cannot be declared, and out of a declaration what cannot be managed", async () => {
    const long = "x".repeat(60);
    await start({
      seed: {
        partner30: {
          keys: [
            customerKey(1, { items: [{ item: "Virtuozzo storage", unmatched: true }] }),
            customerKey(2, { nickname: long }),
          ],
        },
      },
    });
    const { stdout } = await adopt("--from partner30");
    expect(stdout).toContain("Left out: key 1: items must name at least one item");
    expect(names()).toEqual([long]);
    expect(program()).not.toContain("nickname");
  });

  it.each([
    ["--owner 20001", ["key-1", "web-1"]],
    ["--owner 10001", ["db-1"]],
    ["--nickname WEB-*", ["web-1"]],
    ["--nickname *-1", ["web-1", "db-1"]],
    ["--item PLESK-12-*-PRO-*", ["db-1"]],
    ["--status suspended", ["web-1"]],
    ["--owner 20001 --status active", ["key-1"]],
  ])("filters by %s", async (filter, expected) => {
    await start({
      login: "demo-reseller",
      seed: {
        partner30: {
          accounts: [
            {
              id: "10000",
              login: "demo-reseller",
              password: "pass-10000",
              kind: "reseller",
              resellerId: null,
              suspended: false,
            },
            {
              id: "10001",
              login: "one",
              password: "pass-10001",
              kind: "customer",
              resellerId: "10000",
              suspended: false,
            },
            {
              id: "20001",
              login: "two",
              password: "pass-20001",
              kind: "customer",
              resellerId: "10000",
              suspended: false,
            },
          ],
          keys: [
            customerKey(1),
            customerKey(2, { nickname: "web-1", suspended: true }),
            customerKey(3, { ownerId: "10001", nickname: "db-1", items: ["PLESK-12-WEB-PRO-1M"] }),
          ],
        },
      },
    });
    await adopt(`--from partner30 ${filter}`);
    expect(names()).toEqual(expected);
  });

  it("says when lists are cut off, finds what other lists show, and warns of a round number", async () => {
    const keys = Array.from({ length: 130 }, (_, at) =>
      customerKey(at + 1, at < 20 ? { suspended: true } : {}),
    );
    await start({ assumptions: { partner30: { listLimit: "100" } }, seed: { partner30: { keys } } });
    expect((await adopt("--from partner30")).stdout).toContain("cuts its lists off after 100 keys");
    expect(names()).toHaveLength(120);
    await sandbox.close();
    await start({ seed: { partner30: { keys: keys.slice(0, 100) } } });
    expect((await adopt("--from partner30 --force")).stdout).toContain("The list holds exactly 100 keys");
  });

  it("refuses to list with a login whose list does not show its keys", async () => {
    await start();
    await expect(adopt("--from partner30", { PLESK_PARTNER30_LIST_SHOWS_KEYS: "false" })).rejects.toThrow(
      "Use each customer's own login",
    );
  });

  it("goes on where a run was interrupted, and begins anew for another account or after an hour", async () => {
    const keys = Array.from({ length: 20 }, (_, at) => customerKey(at + 1));
    await start({ seed: { partner30: { keys } } });
    const failing = sandbox.faults.inject({
      kind: "status",
      status: 500,
      endpoint: "readKey",
      nth: 15,
      times: 99,
    });
    await expect(adopt("--from partner30", { PLESK_PARTNER30_RETRY_BUDGET: "0.1" })).rejects.toThrow(
      "is not able to answer",
    );
    failing.remove();
    expect(readdirSync(folder)).toEqual([".adopt-resume.jsonl"]);
    const journal = join(folder, ".adopt-resume.jsonl");
    const left = readFileSync(journal, "utf8");
    const since = reads();

    // As a kill in the middle of a line leaves it.
    writeFileSync(journal, left.slice(0, -10));
    const { stderr } = await adopt("--from partner30");
    const [, known = ""] = /(\d+) keys need not be read again/.exec(stderr) ?? [];
    expect(Number(known)).toBeGreaterThan(0);
    expect(reads() - since).toBe(20 - Number(known));
    expect(names()).toHaveLength(20);
    expect(existsSync(journal)).toBe(false);

    for (const stale of [
      left.replace(/"since":"[^"]+"/, '"since":"2020-01-01T00:00:00.000Z"'),
      left.replace(/"source":"/, '"source":"somebody else '),
    ]) {
      writeFileSync(journal, stale);
      expect((await adopt("--from partner30 --force")).stderr).toBe("");
    }
  });

  it("takes over 500 keys, and the answers of the systems stay within the account's limits", async () => {
    const keys = Array.from({ length: 500 }, (_, at) => customerKey(at + 1, { nickname: `web-${at % 250}` }));
    await start({ seed: { partner30: { keys } } });
    await adopt("--from partner30");
    expect(new Set(names()).size).toBe(500);
    expect(names().slice(0, 2)).toEqual(["web-0", "web-1"]);
    expect(names()[250]).toBe("web-0-251");
    expect(reads()).toBe(500);
    expect(sandbox.ledger.changes()).toEqual([]);
  });
});

describe("adopt --from server:<name>", () => {
  const bindings = (): Record<string, unknown>[] => imports().resources.map(({ inputs }) => inputs as never);

  it("declares each subscription with the most readable words for its plans", async () => {
    await start();
    const { stdout } = await adopt("--from server:alpha");
    expect(stdout).toContain("8 plan bindings");
    expect(stdout).toContain("Left out: subscription custom.alpha.example of alpha: it follows no plan");
    expect(bindings()[1]).toMatchObject({
      server: "alpha",
      subscription: { name: "addons.alpha.example" },
      plan: { externalId: "business" },
      addOnPlans: [{ externalId: "extra-disk" }, { name: "Backups" }],
    });
    // Three owners have a plan of this name, and this one has no external id.
    expect(bindings()[6]).toMatchObject({ plan: { guid: expect.any(String) as string } });
  });

  it.each([
    ["--owner blue", ["north-alpha-example"]],
    ["--name S*", ["synced-alpha-example", "short-alpha-example", "south-alpha-example"]],
    ["--plan Unlimited", ["panel-alpha-example"]],
    ["--plan none", ["custom-alpha-example"]],
  ])("filters by %s", async (filter, expected) => {
    await start();
    await adopt(`--from server:alpha ${filter}`);
    expect(names()).toEqual(expected);
  });

  it("says so when nothing fits, with exit code 1 and no file", async () => {
    await start();
    const { stdout, exitCode } = await adopt("--from server:alpha --name nothing.example");
    expect(stdout).toContain("Nothing to take over was found, and nothing was written.");
    expect(exitCode).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("reads a server of 300 subscriptions with two requests", async () => {
    await start({ seed: { pleskXml: { servers: manySubscriptions(1, 300) } } });
    await adopt("--from server:server-1");
    expect(names()).toHaveLength(300);
    expect(sandbox.ledger.requests()).toHaveLength(2);
  });
});

describe("the files", () => {
  it("are one program for several systems, with the servers' names where two would be called the same", async () => {
    const site = { name: "shop.example", plan: null };
    const servers = ["one", "two"].map((name) => ({ name, subscriptions: [site] }));
    await start({ seed: { partner30: { keys: DEMO_KEYS }, pleskXml: { servers } } });
    await adopt("--from partner30 --from server:one --from server:two --plan none");
    expect(names().slice(3)).toEqual(["shop-example", "shop-example-two"]);
  });

  it("are data with --format fleet: without credentials, and with the provider that --provider names", async () => {
    await start();
    const urn = "urn:pulumi:dev::fleet::pulumi:providers:pulumi-nodejs::fleet";
    const { stdout } = await adopt(`--from partner30 --from server:alpha --format fleet --provider ${urn}`);
    expect(stdout).toContain("Make " + join(folder, "fleet.yaml") + " the fleet.yaml of your program");
    expect(stdout).toContain(`  2. pulumi up --target '${urn}'`);
    const fleet = parse(readFileSync(join(folder, "fleet.yaml"), "utf8")) as Record<
      string,
      Record<string, unknown>
    >;
    expect(Object.keys(fleet)).toEqual(["servers", "keys", "bindings"]);
    expect(fleet.servers).toEqual({ alpha: { url: `${sandbox.plesk.server("alpha").url}/` } });
    expect(fleet.keys?.["key-13590917"]).toMatchObject({
      parent: { keyId: "13590916" },
      adopt: { keyId: "13590917" },
    });
    for (const name of [...Object.keys(fleet.keys ?? {}), ...Object.keys(fleet.bindings ?? {})])
      expect(name).toMatch(/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/);
    expect(imports().nameTable).toEqual({ provider: urn });
    expect(new Set(imports().resources.map(({ provider }) => provider))).toEqual(new Set(["provider"]));
    const withoutProvider = await adopt("--from partner30 --format fleet --force");
    expect(withoutProvider.stdout).toContain("write the files again with --provider <URN of it>");
  });

  it("are never written over others, unless --force says so", async () => {
    await start();
    mkdirSync(join(folder, "mine"));
    writeFileSync(join(folder, "mine", "index.ts"), "mine");
    const args = `--from partner30 --out ${join(folder, "mine")}`;
    await expect(adopt(args)).rejects.toThrow(/^Nothing was read or written: .*index\.ts is there already/);
    expect(sandbox.ledger.requests()).toEqual([]);
    await adopt(`${args} --force`);
    expect(readFileSync(join(folder, "mine", "index.ts"), "utf8")).toContain("plesk.LicenseKey");
  });

  it("end at once, before anything is read, where they cannot be written, and leave no folder behind", async () => {
    await start();
    const file = join(folder, "file");
    writeFileSync(file, "");
    for (const [out, reason] of [
      ["/proc/nope", "no such file or directory"],
      ["/proc/nope/deeper", "no such file or directory"],
      [file, "not a directory"],
      [join(file, "below"), "not a directory"],
    ] as const) {
      const begun = Date.now();
      await expect(adopt(`--from partner30 --out ${out}`)).rejects.toThrow(
        new RegExp(`^${out}\\S* cannot be written: ${reason}\\. Name another place with --out$`),
      );
      expect(Date.now() - begun).toBeLessThan(2000);
    }
    await expect(
      adopt(`--from partner30 --out ${join(folder, "new", "deep")}`, { PLESK_PARTNER30_PASSWORD: "wrong" }),
    ).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  it.each([
    ["--from partner10", /Write partner30, or server: and the name/],
    ["--from partner30 --status terminated", /Allowed choices are active, expiring, expired, suspended/],
    ["--out x", /required option '--from <system>'/],
    ["--from server:gamma", /plesk:servers.gamma.url is not set/],
    [
      "--from partner30 --name web-*",
      /^--name is no filter of partner30, so it would let everything through/,
    ],
    ["--from server:alpha --item A*", /^--item is no filter of server:alpha/],
    ["--from partner30 --from server:alpha --owner 20001", /^--owner is an account id for keys and a login/],
  ])("are not begun with %s", async (args, message) => {
    await start();
    await expect(adopt(args)).rejects.toThrow(message);
  });
});

describe("names", () => {
  it("are valid, unique, and those of the older objects stay when newer ones come", () => {
    const key = (id: string, nickname: string) => ({
      resource: "LicenseKey" as const,
      id,
      names: [nickname, `${nickname}-${id}`, `key-${id}`],
      args: {},
      outputs: {},
    });
    const found = [
      key("1", "Büro Müller & Söhne"),
      key("2", "???"),
      key("3", "web.01"),
      key("4", "web 01"),
      key("5", "web-01-4"),
    ];
    expect(giveNames(found).map(({ name }) => name)).toEqual([
      "Buro-Muller-Sohne",
      "2",
      "web-01",
      "web-01-4",
      "web-01-4-5",
    ]);
  });
});
