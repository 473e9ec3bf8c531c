import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { readFleet } from "../../../examples/gitops/fleet/read";
import { fleetSchema, loginsOf, parentsFirst } from "../../../examples/gitops/fleet/schema";

const example = join(__dirname, "..", "..", "..", "examples", "gitops");

function mistakesOf(content: string): string[] {
  try {
    readFleet("fleet.yaml", content);
  } catch (error) {
    return (error as Error).message.split("\n");
  }
  return [];
}

describe("fleet.yaml", () => {
  it("is valid as the example has it, and what it leaves out is empty", () => {
    const { servers, keys, upgrades, bindings } = readFleet(
      "fleet.yaml",
      readFileSync(join(example, "fleet.yaml"), "utf8"),
    );
    expect(Object.keys(servers)).toEqual(["alpha", "beta"]);
    expect(Object.keys(keys)).toEqual(["web-01", "web-01-dnssec"]);
    expect(Object.keys(upgrades)).toEqual(["mail-plans", "alpha-powerpack"]);
    expect(Object.keys(bindings)).toEqual(["shop", "blog"]);
    for (const nothing of ["{}", "keys: {}\n"])
      expect(readFleet("fleet.yaml", nothing)).toMatchObject({ servers: {}, keys: {}, bindings: {} });
  });

  it("is refused where it says nothing: a file that was cut off lets go of no entry", () => {
    for (const nothing of ["", "# a comment\n"])
      expect(mistakesOf(nothing)).toEqual(["fleet.yaml is empty: a fleet without entries is {}"]);
  });

  it("has names that an entry had before, which no other entry has now", () => {
    const { keys } = readFleet("fleet.yaml", "keys:\n  web-2: { items: [{ item: A-1 }], formerly: web-1 }\n");
    expect(keys["web-2"]).toMatchObject({ formerly: ["web-1"] });
    expect(
      mistakesOf(
        "keys:\n  a: { items: [{ item: A-1 }], formerly: b }\n  b: { items: [{ item: A-1 }], formerly: [c, a] }\n",
      ),
    ).toEqual([
      "fleet.yaml:2:32: keys.a.formerly names b, which is an entry still",
      "fleet.yaml:3:32: keys.b.formerly names a, which is an entry still",
    ]);
  });

  it("has accounts, whose logins come from variables that begin with their names", () => {
    const { accounts } = readFleet("fleet.yaml", "accounts: { east-1: { partner30: {}, flexCloud: {} } }\n");
    expect(loginsOf("east-1", accounts["east-1"] ?? {})).toEqual({
      EAST_1_PLESK_PARTNER30_LOGIN: "PLESK_PARTNER30_LOGIN",
      EAST_1_PLESK_PARTNER30_PASSWORD: "PLESK_PARTNER30_PASSWORD",
      EAST_1_PLESK_FLEX_CLOUD_LOGIN: "PLESK_FLEX_CLOUD_LOGIN",
      EAST_1_PLESK_FLEX_CLOUD_PASSWORD: "PLESK_FLEX_CLOUD_PASSWORD",
    });
  });

  // UPDATE_SCHEMA=1 writes what it would otherwise compare.
  it("has the editor schema that its own schema makes", () => {
    const file = join(example, "fleet.schema.json");
    const schema = z.toJSONSchema(fleetSchema, { target: "draft-7", io: "input" });
    if (process.env.UPDATE_SCHEMA === "1") writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(schema);
    expect(readFileSync(join(example, "fleet.yaml"), "utf8")).toMatch(
      /^# yaml-language-server: \$schema=fleet\.schema\.json\n/,
    );
  });

  it.each<[what: string, content: string, mistakes: string[]]>([
    ["text that is no YAML", "keys:\n  web: [\n", ["fleet.yaml:3:1: Flow sequence"]],
    [
      "a name that comes twice",
      "keys: {}\nservers: {}\nkeys: {}\n",
      ["fleet.yaml:3:1: Map keys must be unique"],
    ],
    ["a list where names are needed", "keys:\n  - items: []\n", ["fleet.yaml:1:1: keys must be a map"]],
    ["an unknown group", "keys: {}\nlicences: {}\n", ["fleet.yaml:2:1: licences is not known here"]],
    [
      "an unknown argument",
      "keys:\n  web:\n    items: [{ item: A-1 }]\n    nicknam: web\n",
      ["fleet.yaml:4:5: keys.web.nicknam is not known here"],
    ],
    [
      "what is missing, wrong in kind and wrong in value, each on its line and in their order",
      "keys:\n  web:\n    items:\n      - quantity: two\n        item: 5\n    onDelete: kill\n    autoRenew: 1\n  mail: {}\n",
      [
        "fleet.yaml:4:9: keys.web.items[0].quantity must be a whole number",
        "fleet.yaml:5:9: keys.web.items[0].item must be a text; put what looks like a number or a date in quotes",
        "fleet.yaml:6:5: keys.web.onDelete must be suspend or terminate",
        "fleet.yaml:7:5: keys.web.autoRenew must be true or false",
        "fleet.yaml:8:3: keys.mail.items is missing",
      ],
    ],
    [
      "a name that cannot be one",
      "servers:\n  web.1: { url: https://web-1.example:8443 }\n",
      ["fleet.yaml:2:3: servers.web.1 must be letters, digits and hyphens, e.g. web-1"],
    ],
    [
      "a secret",
      "servers:\n  web:\n    url: https://admin:pass@web.example\n    password: hunter2\n",
      [
        "fleet.yaml:3:5: servers.web.url must be the URL of the server without a login, e.g. https://host.example:8443",
        "fleet.yaml:4:5: servers.web.password must not be in this file: credentials come from the environment",
      ],
    ],
    [
      "alternatives: none, two at once, one with a mistake in it",
      [
        "servers: { web: { url: https://web.example } }",
        "bindings:",
        "  one: { server: web, subscription: {}, plan: { name: A, guid: B } }",
        "  two: { server: web, subscription: { name: 5 }, plan: non }",
        "  three: { server: web, subscription: { id: 1 }, plan: { name: A, ownr: admin } }",
        "upgrades:",
        "  both: { partner10: { keyNumber: PLSK.1, upgradePlans: 5 }, flexCloud: {} }",
        "  plans: { partner10: { keyNumber: PLSK.1, upgradePlans: [] } }",
        "",
      ].join("\n"),
      [
        "fleet.yaml:3:23: bindings.one.subscription must have exactly one of guid, id, name and externalId",
        'fleet.yaml:3:41: bindings.one.plan must be "none", or have exactly one of guid, externalId and name, and an owner with a name only',
        "fleet.yaml:4:39: bindings.two.subscription.name must be a text; put what looks like a number or a date in quotes",
        'fleet.yaml:4:50: bindings.two.plan must be "none", or have exactly one of guid, externalId and name, and an owner with a name only',
        "fleet.yaml:5:67: bindings.three.plan.ownr is not known here",
        "fleet.yaml:7:3: upgrades.both must have exactly one of partner10 and flexCloud; onDelete goes with partner10, timeouts with flexCloud",
        "fleet.yaml:8:44: upgrades.plans.partner10.upgradePlans must name at least one plan",
      ],
    ],
    [
      "names of what is not there, and circles",
      [
        "servers: { web: { url: https://web.example } }",
        "keys:",
        "  a: { items: [{ item: A-1 }], parent: { key: b } }",
        "  b: { items: [{ item: A-1 }], parent: { key: a } }",
        "  c: { items: [{ item: A-1 }], parent: { key: a } }",
        "  d: { items: [{ item: A-1 }], parent: { key: e } }",
        "  f: { items: [{ item: A-1 }], parent: { key: d } }",
        "upgrades:",
        "  pack: { flexCloud: { serverId: x, addonTextkey: y, pleskServer: cloud, verify: none } }",
        "bindings:",
        "  shop: { server: mail, subscription: { id: 1 }, plan: none }",
        "",
      ].join("\n"),
      [
        "fleet.yaml:3:42: keys.a.parent.key goes in a circle: a -> b -> a",
        "fleet.yaml:4:42: keys.b.parent.key goes in a circle: b -> a -> b",
        "fleet.yaml:6:42: keys.d.parent.key names e, but keys has only a, b, c, d, f",
        "fleet.yaml:9:54: upgrades.pack.flexCloud.pleskServer names cloud, but servers has only web",
        "fleet.yaml:11:11: bindings.shop.server names mail, but servers has only web",
      ],
    ],
    [
      "a login in an account",
      "accounts: { east: { partner30: { login: me } } }\n",
      [
        "fleet.yaml:1:34: accounts.east.partner30.login must not be in this file: credentials come from the environment",
      ],
    ],
    [
      "an account that is not there",
      "accounts: { east: { partner30: {} } }\nkeys:\n  a: { items: [{ item: A-1 }], account: west }\n",
      ["fleet.yaml:3:32: keys.a.account names west, but accounts has only east"],
    ],
    [
      "a mistake in what an anchor repeats",
      "keys:\n  a: &key\n    items: [{ item: A-1, amount: 2 }]\n  b: *key\n",
      [
        "fleet.yaml:3:26: keys.a.items[0].amount is not known here",
        "fleet.yaml:3:26: keys.b.items[0].amount is not known here",
      ],
    ],
  ])("tells %s with file, line, column and path", (_, content, mistakes) => {
    const told = mistakesOf(content);
    expect(told).toHaveLength(mistakes.length);
    for (const [at, line] of told.entries()) expect(line).toContain(mistakes[at]);
    expect(told.join()).not.toContain("hunter2");
  });

  it("takes keys in any order and gives parents first", () => {
    const item = "items: [{ item: A-1 }]";
    const { keys } = readFleet(
      "fleet.yaml",
      `keys:\n  c: { ${item}, parent: { key: b } }\n  b: { ${item}, parent: { key: a } }\n  a: { ${item}, parent: detached }\n  d: { ${item}, parent: { keyId: "1" } }\n`,
    );
    expect(parentsFirst(keys).map(([name]) => name)).toEqual(["a", "d", "b", "c"]);
  });
});
