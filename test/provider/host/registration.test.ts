import * as pulumi from "@pulumi/pulumi";

import { LicenseKey, type LicenseKeyArgs } from "../../../provider";
import { record, type MonitorOptions, type Registration } from "./monitor";

const args: LicenseKeyArgs = { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }], nickname: "web-01" };
const text =
  "exports.handler=()=>require(require.resolve('pulumi-plesk/provider/v1',{paths:['.',require.main.path]})).get('LicenseKey')";

/** The same declaration by Pulumi's own way: what ours has to equal. */
class OwnKey extends pulumi.dynamic.Resource {
  constructor(name: string, options: pulumi.CustomResourceOptions = {}) {
    const props = { ...args, key: undefined, credentials: undefined };
    super({ create: () => Promise.resolve({ id: "1" }) }, name, props, options, "plesk", "LicenseKey");
  }
}

class Shop extends pulumi.ComponentResource {
  constructor(name: string, type = "Shop") {
    super(`test:index:${type}`, name);
  }
}

async function registered(
  program: () => unknown,
  name: string,
  options?: MonitorOptions,
): Promise<Registration> {
  const { registrations } = await record(program, options);
  const found = registrations.get(name) ?? registrations.get(`${name}@shop`);
  if (found === undefined) throw new Error(`${name} was not registered`);
  return found;
}

function key(
  options?: pulumi.CustomResourceOptions,
  more: Partial<LicenseKeyArgs> = {},
): Promise<Registration> {
  return registered(() => new LicenseKey("web", { ...args, ...more }, options), "web");
}

/** The type that the same resource has when the plugin makes it. */
const ofPlugin = expect.objectContaining({
  spec: expect.objectContaining({ name: "", type: "plesk:index:LicenseKey" }) as unknown,
}) as unknown;

describe("what a LicenseKey sends to the engine", () => {
  const positions = { sourceposition: undefined, stacktrace: undefined };
  const options = (): pulumi.CustomResourceOptions => ({
    protect: true,
    ignoreChanges: ["nickname"],
    customTimeouts: { create: "5m" },
    aliases: [{ name: "old" }],
  });

  it.each([
    ["without options", (): pulumi.CustomResourceOptions => ({})],
    ["with options", options],
    [
      "with a parent, a dependency and a provider of its own",
      (): pulumi.CustomResourceOptions => {
        class Account extends pulumi.ProviderResource {}
        return {
          parent: new Shop("shop"),
          dependsOn: new Shop("other"),
          provider: new Account("pulumi-nodejs", "account"),
        };
      },
    ],
  ])("equals what pulumi.dynamic.Resource sends, %s", async (_, optionsOf) => {
    const [theirs, ours] = [
      await registered(() => new OwnKey("web", optionsOf()), "web"),
      await registered(() => new LicenseKey("web", args, optionsOf()), "web"),
    ];

    expect({ ...ours.request, ...positions }).toEqual({
      ...theirs.request,
      ...positions,
      object: ours.request.object,
      // Safe defaults, the marker, the plan and the plugin's type: all that ours adds.
      aliasesList: [ofPlugin, ...theirs.request.aliasesList],
      deletebeforereplace: true,
      deletebeforereplacedefined: true,
      retainondelete: true,
      hooks: expect.objectContaining({
        beforeCreateList: ["plesk:plan"],
        beforeUpdateList: ["plesk:plan"],
        afterCreateList: ["plesk:notice"],
        beforeDeleteList: [],
        afterDeleteList: [],
      }) as unknown,
      propertydependenciesMap: [
        ["__marker", { urnsList: [] }],
        ["__resource", { urnsList: [] }],
        ...theirs.request.propertydependenciesMap,
      ].sort(([a], [b]) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    });
    expect(ours.inputs).toEqual({
      ...theirs.inputs,
      __provider: text,
      __marker: expect.stringMatching(/^[0-9a-f]{10}$/) as unknown,
      __resource: ours.request.parent.includes("Shop") ? "test:index:Shop$web" : "web",
    });
  });

  it("does not depend on what is beside it under the same component", async () => {
    const { registrations } = await record(() => {
      const parent = new Shop("shop");
      for (const name of ["a", "b"]) new LicenseKey(name, args, { parent });
    });
    const dependencies = [...registrations.values()].flatMap(({ request }) => request.dependenciesList);
    expect(dependencies).toEqual([]);
  }, 5_000);

  it("holds the text that every state holds, whatever the options", async () => {
    const registrations = [
      await key(),
      await key({ protect: true, retainOnDelete: false, envVarMappings: { EAST: "PLESK_PARTNER30_LOGIN" } }),
      await key({}, { onDelete: "terminate", adopt: { activationCode: "A00000-000000-000000" } }),
    ];
    for (const { inputs } of registrations) expect(inputs.__provider).toBe(text);
    expect(text.length).toBeLessThan(125);
  });

  it("keeps what is adopted a secret, since it may be an activation code", async () => {
    const { inputs } = await key({}, { adopt: { activationCode: "A00000-000000-000000" } });
    expect(inputs.adopt).toEqual({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: { activationCode: "A00000-000000-000000" },
    });
  });

  it("leaves the user's arguments as they are, for as many resources as they like", async () => {
    const mine = { ...args };
    const { registrations } = await record(() => [new LicenseKey("a", mine), new LicenseKey("b", mine)]);
    expect([...registrations.keys()].sort()).toEqual(["a", "b"]);
    expect(mine).toEqual(args);
  });
});

describe("the marker", () => {
  const marker = async (options: MonitorOptions = {}): Promise<unknown> =>
    (await registered(() => new LicenseKey("web", args), "web", options)).inputs.__marker;

  it("is the same in each run, and another in another organisation, project or stack", async () => {
    const markers = [
      await marker(),
      await marker({ organization: "other" }),
      await marker({ project: "other" }),
      await marker({ stack: "other" }),
    ];
    expect(new Set(markers).size).toBe(4);
    expect(await marker()).toBe(markers[0]);
  });

  it("is another in another namespace", async () => {
    const plain = await marker();
    process.env.PLESK_NAMESPACE = "east";
    try {
      expect(await marker()).not.toBe(plain);
    } finally {
      delete process.env.PLESK_NAMESPACE;
    }
  });

  // A URN holds the types of all parents and the resource's own name: two of one name differ by a parent's type.
  it("tells resources of one name under different parents apart", async () => {
    const run = async (): Promise<unknown[]> => {
      const { registrations } = await record(() => {
        for (const type of ["North", "South"]) {
          new LicenseKey("web", args, { parent: new Shop(type.toLowerCase(), type) });
        }
      });
      return ["web@north", "web@south"].map((name) => registrations.get(name)?.inputs.__marker);
    };
    const markers = await run();
    expect(new Set([...markers, await marker()]).size).toBe(3);
    expect(await run()).toEqual(markers);
  });
});

describe("options", () => {
  it.each(["protect", "retainOnDelete", "deleteBeforeReplace", "hooks"] as const)(
    "takes undefined as if it were left out: %s",
    async (option) => {
      const positions = { sourceposition: undefined, stacktrace: undefined };
      const [left, undone] = [await key(), await key({ [option]: undefined })];
      expect({ ...undone.request, ...positions }).toEqual({ ...left.request, ...positions });
    },
  );

  it("give precedence to the user's", async () => {
    const { request } = await key({ retainOnDelete: false, deleteBeforeReplace: false, protect: true });
    expect(request).toMatchObject({ retainondelete: false, deletebeforereplace: false, protect: true });
  });

  it("add the user's hooks to ours", async () => {
    const { request } = await registered(() => {
      const mine = new pulumi.ResourceHook("mine", () => undefined);
      return new LicenseKey("web", args, { hooks: { beforeCreate: [mine], afterCreate: [mine] } });
    }, "web");
    expect(request.hooks).toMatchObject({
      beforeCreateList: ["plesk:plan", "mine"],
      beforeUpdateList: ["plesk:plan"],
      afterCreateList: ["plesk:notice", "mine"],
    });
  });

  it("keep the key when the resource is deleted, unless onDelete says what to do with it", async () => {
    expect((await key()).request.retainondelete).toBe(true);
    expect((await key({}, { onDelete: "suspend" })).request.retainondelete).toBeUndefined();
  });

  it("import is refused with the way that works", async () => {
    await expect(key({ import: "20000001" })).rejects.toThrow(
      'LicenseKey cannot be imported with the import option: Pulumi does not tell a dynamic provider what to import. Use the adopt input instead, e.g. adopt: { keyId: "20000001" }',
    );
  });
});
