import { doctorCommand } from "../../cli/doctor";
import type { Listing } from "../../cli/doctor/catalog";
import { DEMO_KEYS, startSandbox, type Sandbox, type SandboxOptions } from "plesk-sandbox";
import { runCommand, type Said } from "./runCommand";

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const start = async (seed: SandboxOptions["seed"] = { partner30: { keys: DEMO_KEYS } }): Promise<void> => {
  sandbox = await startSandbox({ seed });
};

const doctor = (args: string, env: Record<string, string> = {}): Promise<Said> =>
  runCommand(doctorCommand(), args.split(" "), { ...sandbox.env, ...env });

async function catalog(args = "", env: Record<string, string> = {}): Promise<Listing[]> {
  const { stdout } = await doctor(`--catalog --format json${args}`, env);
  return (JSON.parse(stdout) as { catalog: Listing[] }).catalog;
}

const named = (listing: Listing | undefined, kind: string): string[] =>
  (listing?.entries ?? []).filter((each) => each.kind === kind).map(({ name }) => name);

describe("doctor --catalog", () => {
  it("counts the items in use on living keys, and lists the plans of each server, by reads only", async () => {
    await start({
      partner30: {
        keys: [
          { keyId: 1, ownerId: "20001", items: ["PLESK-12-WEB-ADMIN-1M", "FT-PLESK-5-LANGUAGE-PACKS-1M"] },
          { keyId: 2, ownerId: "20001", items: ["PLESK-12-WEB-ADMIN-1M"] },
          { keyId: 3, ownerId: "20001", items: [{ item: "Virtuozzo storage", unmatched: true }] },
          { keyId: 4, ownerId: "20001", items: ["PLESK-12-WEB-PRO-1M"], terminated: true },
        ],
      },
    });
    const [keys, , ...servers] = await catalog();
    expect(keys?.entries).toEqual([
      { kind: "item", name: "PLESK-12-WEB-ADMIN-1M", keys: 2 },
      { kind: "item", name: "FT-PLESK-5-LANGUAGE-PACKS-1M", keys: 1 },
      { kind: "item without a constant", name: "Virtuozzo storage", keys: 1 },
    ]);
    expect(servers.map(({ title }) => title)).toEqual(["Plesk server alpha", "Plesk server beta"]);
    expect(named(servers[0], "plan")).toContain("Business");
    expect(named(servers[0], "add-on plan")).toContain("Backups");
    expect(sandbox.ledger.changes()).toEqual([]);
  });

  it("counts the identifiers that Partner API 1.0 has for the same keys, where it knows them", async () => {
    await start({
      partner30: { keys: [{ keyId: 10_000_021, ownerId: "20001", items: ["PLESK-12-WEB-ADMIN-1M"] }] },
      partner10: { keys: [{ keyNumber: "PLSK.10000021.0001", features: ["30_DOMAINS"] }] },
    });
    const number = sandbox.partner30.key(10_000_021).keyNumber;
    const [, identifiers] = await catalog();
    expect(number).toBe("PLSK.10000021.0001");
    expect(identifiers).toMatchObject({
      title: "Partner API 1.0",
      entries: [
        { kind: "on the key", name: "30_DOMAINS", keys: 1 },
        { kind: "on the key", name: "PLESK_10_AND_LATER", keys: 1 },
      ],
    });
    const [items, offer] = await catalog(" --key 10000021");
    expect(named(items, "item")).toEqual(["PLESK-12-WEB-ADMIN-1M"]);
    expect(offer?.title).toBe("Partner API 1.0: key PLSK.10000021.0001");
    expect(named(offer, "on the key")).toEqual(["30_DOMAINS", "PLESK_10_AND_LATER"]);
    expect(named(offer, "on offer")).toContain("30_DOMAINS_TO_100_DOMAINS");
  });

  it("says what a key by its number can be upgraded with, for people", async () => {
    await start();
    const { stdout, exitCode } = await doctor("--catalog --key PLSK.10000001");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Partner API 1\.0: key PLSK\.10000001\n {2}on the key {2}10_DOMAINS\n/);
    expect(stdout).toMatch(/^ {2}on offer {4}PLESK_POWER_PACK$/m);
    expect(sandbox.ledger.changes()).toEqual([]);
  });

  it("says what could not be listed, and lists the rest", async () => {
    await start();
    const { exitCode, stdout } = await doctor("--catalog", { PLESK_SERVER_ALPHA_PASSWORD: "not this one" });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("\nPlesk server alpha\n  problem: The service plans could not be read: ");
    expect(stdout).toMatch(/Plesk server beta\n {2}plan /);
    for (const [key, problem] of [
      ["PLSK.99999999", "the key is not found"],
      ["PLSK.10000003", "the key is terminated"],
      ["99", "Key 99 is not shown to this login"],
    ] as const) {
      const refused = await doctor(`--catalog --key ${key}`);
      expect({ key, exitCode: refused.exitCode }).toEqual({ key, exitCode: 1 });
      expect(refused.stdout).toContain(problem);
    }
  });

  it("shows no activation code and no password", async () => {
    await start();
    const { stdout } = await doctor("--catalog --format json");
    expect(stdout).not.toContain(sandbox.partner30.key(13_590_916).activationCode);
    for (const [name, value] of Object.entries(sandbox.env))
      if (name.endsWith("PASSWORD")) expect(stdout).not.toContain(value);
  });

  it("is refused where nothing is set, and a key without it", async () => {
    await start();
    await expect(runCommand(doctorCommand(), ["--catalog"], {})).rejects.toThrow(
      /^No setting of any system is in the environment\. Set PLESK_PARTNER30_URL for/,
    );
    await expect(doctor("--key 1")).rejects.toThrow("--key goes with --catalog");
  });
});
