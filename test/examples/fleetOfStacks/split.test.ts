import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { assertNowhereElse } from "../../../examples/fleet-of-stacks/elsewhere";
import { readFleet } from "../../../examples/gitops/fleet/read";
import { fleetSchema, type Fleet } from "../../../examples/gitops/fleet/schema";
import { copyExamples, script, shardIn } from "./checkout";

type Declared = Partial<Record<keyof Fleet, Record<string, object>>>;

let world: string;
let folder: string;
beforeEach(() => {
  world = mkdtempSync(join(tmpdir(), "fleet-split-"));
  folder = copyExamples(world);
});
afterEach(() => {
  rmSync(world, { recursive: true });
});

const split = (...args: string[]) => script(folder, ["split.mjs", ...args]);

async function splitFleet(fleet: Declared, ...args: string[]): Promise<Record<string, string[]>> {
  writeFileSync(join(folder, "fleet.yaml"), stringify(fleet));
  const { exitCode, output } = await split(...args);
  if (exitCode !== 0) throw new Error(output);
  return shards();
}

/** The entries of each shard that has any. */
function shards(): Record<string, string[]> {
  const files = readdirSync(join(folder, "shards"))
    .map((file) => file.replace(".yaml", ""))
    .sort();
  const contents = files.map((shard) => {
    const { keys, upgrades, bindings } = fleetSchema.parse(parse(shardIn(folder, shard)));
    return [shard, [keys, upgrades, bindings].flatMap(Object.keys)] as const;
  });
  return Object.fromEntries(contents);
}

const key = (more: object = {}): object => ({ items: [{ item: "A-1" }], ...more });

describe("the split of a fleet into shards", () => {
  it("leaves the shards of the example as they are, each of which is a valid fleet of its own", async () => {
    const before = shards();
    expect(await split()).toEqual({ exitCode: 0, output: "4 shards, 7 entries\n" });
    expect(shards()).toEqual(before);
    expect(before).toEqual({
      "account-east-1": ["web-east-01"],
      "account-main-1": ["web-01", "web-01-dnssec", "web-02", "web-03"],
      "server-alpha-1": ["shop"],
      "server-beta-1": ["blog"],
    });
    expect(parse(shardIn(folder, "server-alpha-1"))).toMatchObject({
      servers: { alpha: expect.anything() as unknown },
    });
    expect(shardIn(folder, "account-main-1")).not.toContain("servers");
  });

  it("keeps each entry where it is, whatever comes, goes, is renamed or gets another account", async () => {
    rmSync(join(folder, "shards"), { recursive: true });
    const two = { keys: { a: key(), b: key() } };
    expect(await splitFleet(two, "--size", "2")).toEqual({ "account-main-1": ["a", "b"] });
    const more = {
      accounts: { east: { partner30: {} } },
      keys: { "0": key(), a: key(), b: key(), c: key() },
    };
    expect(await splitFleet(more, "--size", "2")).toEqual({
      "account-main-1": ["a", "b"],
      "account-main-2": ["0", "c"],
    });
    const changed = { ...more, keys: { "0": key(), z: key({ formerly: "a" }), b: key({ account: "east" }) } };
    expect(await splitFleet(changed, "--size", "2")).toEqual({
      "account-main-1": ["z", "b"],
      "account-main-2": ["0"],
    });
    const again = { ...changed, keys: { ...changed.keys, d: key(), e: key() } };
    expect(await splitFleet(again, "--size", "2")).toEqual({
      "account-main-1": ["z", "b"],
      "account-main-2": ["0", "d"],
      "account-main-3": ["e"],
    });
    // Its stack has to let go of what it had.
    expect(await splitFleet({ keys: { e: key() } }, "--size", "2")).toMatchObject({ "account-main-1": [] });
  });

  it("keeps together what is attached to each other, and says what to do where that is in two shards", async () => {
    rmSync(join(folder, "shards"), { recursive: true });
    const family = {
      child: key({ parent: { key: "parent" } }),
      parent: key(),
      grandchild: key({ parent: { key: "child" } }),
    };
    expect(await splitFleet({ keys: { a: key(), ...family } }, "--size", "2")).toEqual({
      "account-main-1": ["a"],
      "account-main-2": ["parent", "child", "grandchild"],
    });
    const across = { keys: { a: key({ parent: { key: "parent" } }), ...family } };
    await expect(splitFleet(across)).rejects.toThrow(
      /attached to each other.*account-main-1, account-main-2|account-main-2, account-main-1/,
    );
    const stranger = { keys: { b: key({ parent: { key: "nobody" } }) } };
    await expect(splitFleet(stranger)).rejects.toThrow("keys.b.parent.key names nobody, which is no key");
  });

  it.each([
    [
      { Keys: { "web-01": key() } },
      "fleet.yaml: Keys is none of accounts, servers, keys, upgrades, bindings",
    ],
    [{ keys: null }, "fleet.yaml: keys must be a map; without entries it is {}"],
  ])("lets go of nothing where a group is misspelt or says nothing: %j", async (fleet, output) => {
    const before = shards();
    writeFileSync(join(folder, "fleet.yaml"), stringify(fleet));
    expect(await split()).toEqual({ exitCode: 1, output: `${output}\n` });
    expect(shards()).toEqual(before);
  });

  it("keeps the server and account of what a shard lets go of, which its stack asks for that", async () => {
    const of = (shard: string) => parse(shardIn(folder, shard)) as Record<string, object | undefined>;
    const fleet = parse(readFileSync(join(folder, "fleet.yaml"), "utf8")) as Declared;
    const { blog = {}, ...bindings } = fleet.bindings ?? {};
    const { "web-east-01": _, ...keys } = fleet.keys ?? {};
    await splitFleet({ ...fleet, bindings: { ...bindings, blog: { ...blog, onDelete: "no-plan" } } });
    const { beta: __, ...servers } = fleet.servers ?? {};
    await expect(splitFleet({ ...fleet, servers, keys, bindings })).rejects.toThrow(
      "server-beta-1 has bindings blog with onDelete: no-plan, which needs servers.beta. Take that out of fleet.yaml when the stack has run without it",
    );
    expect(await splitFleet({ ...fleet, keys, bindings })).toMatchObject({
      "server-beta-1": [],
      "account-east-1": [],
    });
    expect(Object.keys(of("server-beta-1").servers ?? {})).toEqual(["beta"]);
    expect(Object.keys(of("account-east-1").accounts ?? {})).toEqual(["east"]);
    await splitFleet({ ...fleet, servers, keys, bindings });
    expect(of("server-beta-1").servers).toBeUndefined();
    // As when the stack could not run.
    await splitFleet({ ...fleet, keys, bindings });
    expect(Object.keys(of("server-beta-1").servers ?? {})).toEqual(["beta"]);
  });

  it.each<[string, Declared]>([
    ["key 7", { keys: { a: key({ adopt: { keyId: "7" } }), b: key({ adopt: { keyId: "7" } }) } }],
    [
      "address 192.0.2.1 of account main",
      {
        keys: {
          a: key({ ipBinding: { address: "192.0.2.1" } }),
          b: key({ ipBinding: { address: "192.0.2.1" } }),
        },
      },
    ],
    [
      'subscription {"name":"a.example"} of server alpha',
      {
        servers: { alpha: { url: "https://alpha.example:8443" } },
        bindings: {
          a: { server: "alpha", subscription: { name: "a.example" }, plan: "none" },
          b: { server: "alpha", subscription: { name: "a.example" }, plan: { name: "Gold" } },
        },
      },
    ],
    [
      "plan PLESK_POWER_PACK of key PLSK.01304242",
      {
        upgrades: {
          a: { partner10: { keyNumber: "PLSK.01304242.0001", upgradePlans: ["PLESK_POWER_PACK"] } },
          b: { partner10: { keyNumber: "PLSK.01304242", upgradePlans: ["OTHER", "PLESK_POWER_PACK"] } },
        },
      },
    ],
  ])("leaves %s to one entry, since no stack sees what another one has", async (object, fleet) => {
    rmSync(join(folder, "shards"), { recursive: true });
    await expect(splitFleet(fleet, "--size", "1")).rejects.toThrow(
      new RegExp(`a and \\w+ b both stand for ${object.replace(/[{}]/g, "\\$&")}: leave it to one of them`),
    );
  });

  it("places nothing where a shard was emptied or an entry is in two, as branches may bring it", async () => {
    const file = join(folder, "shards", "account-main-1.yaml");
    const before = readFileSync(file, "utf8");
    for (const cutOff of ["", "# Made from fleet.yaml\n"]) {
      writeFileSync(file, cutOff);
      expect(await split()).toEqual({
        exitCode: 1,
        output: "account-main-1.yaml is empty: a fleet without entries is {}\n",
      });
      expect(readFileSync(file, "utf8")).toBe(cutOff);
    }
    writeFileSync(file, before);
    const second = join(folder, "shards", "account-main-2.yaml");
    writeFileSync(second, stringify({ keys: { "web-01": key() } }));
    const { exitCode, output } = await split();
    expect([exitCode, output]).toEqual([
      1,
      expect.stringContaining("keys web-01 is in two shards: account-main-1, account-main-2."),
    ]);
    expect(readFileSync(file, "utf8")).toBe(before);
    const fleet = readFleet(file, before);
    expect(() => {
      assertNowhereElse(fleet, file);
    }).toThrow("keys.web-01 is in shards/account-main-2.yaml too: take it out of the file of one");
    // Another stack's mistake stops no other.
    writeFileSync(second, "keys: { web-01: [\n");
    assertNowhereElse({ ...fleet, keys: {} }, file);
  });

  it("says which entries a shard has and fleet.yaml has not: their stack will let go of them", async () => {
    const file = join(folder, "shards", "account-main-1.yaml");
    writeFileSync(
      file,
      shardIn(folder, "account-main-1").replace("  web-02:", "  by-hand: { items: [] }\n  web-02:"),
    );
    expect(await split()).toEqual({
      exitCode: 0,
      output: "account-main-1 lets go of keys by-hand\n4 shards, 7 entries\n",
    });
  });

  it("names stacks so that they can be names in Kubernetes, and never two servers by one", async () => {
    rmSync(join(folder, "shards"), { recursive: true });
    const server = { url: "https://web.example:8443" };
    const names = [
      "Web",
      "web",
      "a-very-long-name-of-a-server-in-a-rack-1",
      "a-very-long-name-of-a-server-in-a-rack-2",
    ];
    const bound = names.map((name, at) => [
      `b${at}`,
      { server: name, subscription: { id: 1 }, plan: "none" },
    ]);
    const placed = await splitFleet({
      servers: Object.fromEntries(names.map((name) => [name, server])),
      bindings: Object.fromEntries(bound) as Record<string, object>,
    });
    expect(Object.keys(placed)).toHaveLength(4);
    for (const name of Object.keys(placed)) expect(name).toMatch(/^[a-z0-9-]{1,36}$/);
  });
});
