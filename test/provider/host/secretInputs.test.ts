import { DEMO_KEYS, startSandbox, type Sandbox, type SandboxOptions } from "plesk-sandbox";
import type { Values } from "pulumi-embedded-engine";

import type { ResourceSpec, Step } from "../../../provider/converge/resource";
import { createHandler, openRunWith } from "../../../provider/host/verbs";
import { noEngine } from "../../../provider/host/engineGuard";
import { hiderOf } from "../../../provider/host/secretInputs";
import { licenseKey } from "../../../provider/resources/licenseKey/spec";
import { pleskLicenseUpgrade } from "../../../provider/resources/pleskLicenseUpgrade/spec";
import { subscriptionPlanBinding } from "../../../provider/resources/subscriptionPlanBinding/spec";
import { quickClock } from "../../harness/clock";
import { configOf } from "../../harness/config";
import { runIn, world } from "../converge/fakeSpec";
import { guidOf } from "../../../sandbox/src/pleskXml/identifiers";

const signature = "4dabf18193072939515e22adb298388d";

interface Told {
  outputs: Values;
  /** Other outputs that it answered, or failed with. */
  more: unknown[];
  ids: string[];
  /** What the handler said and failed with. */
  texts: string[];
}

/** All verbs of a resource with a declaration, first with systems that work and then with a page from each. */
async function tellAll<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  declared: Values,
  seed: SandboxOptions = {},
): Promise<Told> {
  const clock = quickClock();
  const sandbox = await startSandbox({ ...seed, now: () => new Date(clock.now()) });
  const told: Told = { outputs: {}, more: [], ids: [], texts: [] };
  try {
    const say = (sentence: string): void => void told.texts.push(sentence);
    const handler = createHandler(spec, openRunWith({ assertWanted: noEngine, say, clock }));
    const config = configOf(sandbox);
    config["plesk:servers"] = config["plesk:servers"]?.replace('"alpha":', '"server-7706":') ?? "";
    await handler.configure({ config: { get: (key) => config[key], require: (key) => config[key] ?? "" } });
    const attempt = async <T>(work: Promise<T>): Promise<T | undefined> => {
      try {
        return await work;
      } catch (error) {
        const { message, reasons = [], properties, id = "" } = error as Error & Record<string, unknown>;
        told.texts.push(message, ...(reasons as string[]));
        told.more.push(properties);
        told.ids.push(id as string);
        return undefined;
      }
    };
    const marked = (marker: string) => (spec.isMarked ? { __marker: marker } : {});
    const inputs = { ...declared, ...marked("0123456789"), __provider: "text" };
    await attempt(handler.check({}, inputs));
    const made = await attempt(handler.create(inputs));
    if (made === undefined) throw new Error(told.texts.join("\n"));
    told.outputs = made.outs as Values;
    const plain = revealed(made.outs) as Values;
    const found = await attempt(handler.read(made.id, plain));
    told.ids.push(made.id, found?.id ?? "");
    told.more.push(found?.props);
    gatewayBefore(sandbox);
    await attempt(handler.read(made.id, plain));
    await attempt(handler.update(made.id, plain, inputs));
    await attempt(handler.create({ ...inputs, ...marked("9876543210") }));
    await attempt(
      handler.delete(made.id, { ...plain, onDelete: declared.onDelete ?? deletionOf(spec.name) }),
    );
    return told;
  } finally {
    await sandbox.close();
  }
}

function deletionOf(name: string): string {
  return { LicenseKey: "suspend", SubscriptionPlanBinding: "no-plan" }[name] ?? "downgrade";
}

function gatewayBefore(sandbox: Sandbox): void {
  sandbox.faults.inject({ kind: "status", status: 403, times: 1000 });
}

/** Without the values that are marked as secret. */
function unmarked(value: unknown): unknown {
  return mapped(value, () => "marked");
}

/** As the engine hands outputs back. */
function revealed(value: unknown): unknown {
  return mapped(value, (marked) => revealed(marked));
}

function mapped(value: unknown, change: (marked: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => mapped(each, change));
  if (typeof value !== "object" || value === null) return value;
  if (signature in value) return change((value as Values).value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapped(member, change)]));
}

/** Each path of a declaration, without places in lists, with what stands there. */
function leaves(value: unknown, path = ""): [path: string, value: unknown][] {
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, path));
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, member]) =>
    leaves(member, path === "" ? name : `${path}.${name}`),
  );
}

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, name) => (isMarked(inner) ? inner : (inner as Values | undefined)?.[name]),
      value,
    );
}

function isMarked(value: unknown): boolean {
  return typeof value === "object" && value !== null && signature in value;
}

const sites = [
  { item: "SJ-PLSK-BIZ-1M", externalId: "external-7701" },
  { item: "SJ-PLSK-BIZ-SITE-1M", quantity: 1706 },
];

const key = {
  items: sites,
  unlistedItems: "remove",
  ownerId: "20001",
  nickname: "Nickname-7702",
  autoRenew: false,
  suspended: false,
  ipBinding: { address: "203.0.113.77", restrict: true, takeOver: true },
  productConfigurationId: 3,
  marker: true,
  onDelete: "suspend",
  onGone: "forget",
  timeouts: { ipBinding: 7704 },
};
const adopted = {
  items: [{ item: "PLESK-12-WEB-PRO-1M" }],
  unlistedItems: "keep",
  adopt: { keyId: "13590916" },
};
const attached = { items: [{ item: "ADD-DNSSEC-1M" }], parent: { keyId: "13590918" } };
const activated = { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }], activation: { uid: "uid-7705" } };
const demoKeys: SandboxOptions = { seed: { partner30: { keys: DEMO_KEYS } } };

const binding = (subscription: Values): Values => ({
  server: "server-7706",
  subscription,
  plan: { name: "Business", owner: "admin" },
  addOnPlans: [{ externalId: "extra-disk" }, { name: "Backups" }],
  sync: "always",
  onProblems: "warn",
  onDelete: "no-plan",
});

const upgrade = {
  partner10: {
    keyNumber: "PLSK.10000001.0001",
    upgradePlans: ["PLESK_POWER_PACK"],
    licenseType: "billing",
  },
  onDelete: "downgrade",
};
const expected = {
  partner10: {
    keyNumber: "PLSK.10000002.0003",
    upgradePlans: ["100_DOMAINS_TO_UNLIMITED_DOMAINS"],
    expect: { "100_DOMAINS_TO_UNLIMITED_DOMAINS": "UNLIMITED_DOMAINS" },
  },
};
const addOn = {
  flexCloud: {
    serverId: "test_server_0013",
    accountId: "demo1234",
    addonTextkey: "plesk.9.linux.powerpack",
    pleskServer: "server-7706",
    verify: { property: "powerpack", value: "true" },
  },
  timeouts: { upgrade: 901 },
};

/** Values that say what is to be done; that they are hidden would hide the plan. */
const ownWords = [licenseKey, subscriptionPlanBinding, pleskLicenseUpgrade].flatMap(
  (spec) => spec.ownWords ?? [],
);

/** Outputs that say in another word or as another type what is declared. */
const alsoSecret: Readonly<Record<string, readonly string[]>> = {
  autoRenew: ["key.autoRenew"],
  productConfigurationId: ["key.productConfigurationId"],
  suspended: ["key.suspended", "key.status"],
  "ipBinding.restrict": ["key.restrictIp"],
  "plan.name": ["binding.plan.guid"],
  "addOnPlans.externalId": ["binding.addOnPlans"],
  "partner10.upgradePlans": ["upgrade.appliedPlans", "upgrade.identifiers"],
  "flexCloud.verify.property": ["__plesk.live"],
  "flexCloud.verify.value": ["__plesk.live.powerpack"],
};

interface Case {
  title: string;
  path: string;
  value: unknown;
  tell: () => Promise<Told>;
}

/** Each value of a declaration as the one that is secret. */
function casesOf<D, State, S extends Step>(
  title: string,
  spec: ResourceSpec<D, State, S>,
  declared: Values,
  seed?: SandboxOptions,
): Case[] {
  return leaves(declared).map(([path, value]) => {
    const tell = (): Promise<Told> => tellAll(spec, { ...declared, __secrets: [path] }, seed);
    return { title, path, value, tell };
  });
}

const synced = { guid: guidOf("subscription synced.alpha.example on alpha"), id: 1 };

const cases = [
  ...casesOf("a key that is bought", licenseKey, key, demoKeys),
  ...casesOf("a key that is taken over", licenseKey, adopted, demoKeys),
  ...casesOf("a key that is attached", licenseKey, attached, demoKeys),
  ...casesOf("a key that is activated", licenseKey, activated),
  ...casesOf("a binding by guid", subscriptionPlanBinding, binding({ guid: synced.guid })),
  ...casesOf("a binding by id", subscriptionPlanBinding, binding({ id: synced.id })),
  ...casesOf("a binding by name", subscriptionPlanBinding, binding({ name: "synced.alpha.example" })),
  ...casesOf("a binding by external id", subscriptionPlanBinding, binding({ externalId: "alpha-1" })),
  ...casesOf("an upgrade of a key", pleskLicenseUpgrade, upgrade),
  ...casesOf("an upgrade that is told what to expect", pleskLicenseUpgrade, expected),
  ...casesOf("an add-on of a server", pleskLicenseUpgrade, addOn),
];

/** What is shorter, and what is no text, is found everywhere. */
function isRecognised(value: unknown): value is string | number {
  return (typeof value === "string" || typeof value === "number") && String(value).length >= 4;
}

describe("an input that the user made secret", () => {
  it.each(cases)("shows nowhere in clear: $path of $title", async ({ path, value, tell }) => {
    const { outputs, more, ids, texts } = await tell();
    expect([path, isMarked(at(outputs, path))]).toEqual([path, true]);
    for (const output of alsoSecret[path] ?? [])
      expect([output, isMarked(at(outputs, output))]).toEqual([output, true]);
    if (!isRecognised(value) || ownWords.includes(String(value))) return;
    const clear = leaves(unmarked([outputs, more])).map(([, each]) => String(each));
    expect(clear).not.toContain(String(value));
    expect(ids.join("\n")).not.toContain(String(value));
    expect(texts.join("\n")).not.toContain(String(value));
  });

  it.each([licenseKey, subscriptionPlanBinding, pleskLicenseUpgrade])(
    "may be any input of $name",
    ({ codec }) => {
      const all = [key, adopted, attached, activated, binding({ id: 1 }), upgrade, addOn];
      const told = new Set(all.flatMap(Object.keys));
      expect(codec.inputNames.filter((name) => !told.has(name))).toEqual([]);
    },
  );
});

describe("an output beside a secret", () => {
  it("stays as it is", async () => {
    const { outputs, ids } = await tellAll(licenseKey, { ...key, __secrets: ["nickname"] }, demoKeys);
    const { keyId, ipAddress, status } = outputs.key as Values;
    expect([keyId, ipAddress, status]).toEqual([ids[0], "203.0.113.77", "active"]);
    expect(outputs.ipBinding).toEqual(key.ipBinding);
  });

  it("is marked anew, with nothing sent, when an input becomes secret or is not secret any more", async () => {
    const { outputs } = await tellAll(licenseKey, key, demoKeys);
    const handler = createHandler(licenseKey, () => runIn(world()));
    const plain = { ...(revealed(outputs) as Values), __plesk: { origin: "https://words.example/" } };
    const inputs = { ...key, __marker: "0123456789" };
    const changesOf = async (before: string[], now: string[]): Promise<boolean | undefined> => {
      const [olds, news] = [before, now].map((paths) => (paths.length > 0 ? { __secrets: paths } : {}));
      return (await handler.diff("1", { ...plain, ...olds }, { ...inputs, ...news })).changes;
    };
    await expect(changesOf([], [])).resolves.toBe(false);
    await expect(changesOf([], ["nickname"])).resolves.toBe(true);
    await expect(changesOf(["nickname"], ["nickname"])).resolves.toBe(false);
    await expect(changesOf(["nickname"], [])).resolves.toBe(true);
  });
});

describe("what is said of a resource with secrets", () => {
  it("hides a short secret where it stands for itself, and own words never", () => {
    const hide = hiderOf(licenseKey, {
      nickname: "ab",
      items: [{ item: "X", quantity: 7 }],
      onDelete: "suspend",
      __secrets: ["items.quantity", "nickname", "onDelete"],
    });
    expect(hide('suspend 7 of 17, "ab" in abc, FT-7-1M; then ab.')).toBe(
      "suspend [secret] of 17, [secret] in abc, FT-7-1M; then [secret].",
    );
  });

  it("hides reasons why inputs are refused", async () => {
    const handler = createHandler(licenseKey, () => runIn(world()));
    const item = { item: "Twice-7707" };
    const checked = await handler.check({}, { items: [item, item], __secrets: ["items"] });
    expect(checked.failures?.map(({ reason }) => reason)).toEqual([
      "items[1].item [secret] is listed twice; list it once, with a quantity if it can be counted",
    ]);
  });

  it("takes nothing for a secret that is not known yet", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const hide = hiderOf(licenseKey, { nickname: unknown, __secrets: ["nickname"] });
    expect(hide(unknown)).toBe(unknown);
  });
});
