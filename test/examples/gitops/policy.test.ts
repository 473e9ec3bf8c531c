import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { ResourceValidationArgs } from "@pulumi/policy";

import { policies } from "../../../examples/gitops/policy/policies";
import { startSandbox } from "plesk-sandbox";
import { full } from "../../harness/full";
import { copyExample, credentials, edit } from "./checkout";
import { cliStory, expectExit, runner } from "./commands";

const example = join(__dirname, "..", "..", "..", "examples", "gitops");
const config = JSON.parse(readFileSync(join(example, "policy", "config.json"), "utf8")) as Record<
  string,
  Record<string, unknown>
>;

/** What the policies say of one resource, with the example's configuration. */
async function violations(type: string, props: Record<string, unknown>): Promise<string[]> {
  const told: string[] = [];
  for (const { name, validateResource, configSchema } of policies) {
    const defaults = Object.entries(configSchema?.properties ?? {}).map(([key, schema]) => [
      key,
      schema.default,
    ]);
    const given = { ...Object.fromEntries(defaults), ...config[name] } as object;
    const resource = { type, props, getConfig: () => given } as unknown as ResourceValidationArgs;
    if (typeof validateResource !== "function") throw new Error(`${name} has no single function`);
    await validateResource(resource, (message) => void told.push(`${name}: ${message}`));
  }
  return told;
}

const key = "pulumi-nodejs:dynamic/plesk:LicenseKey";
const binding = "pulumi-nodejs:dynamic/plesk:SubscriptionPlanBinding";
const upgrade = "pulumi-nodejs:dynamic/plesk:PleskLicenseUpgrade";
const provider = "pulumi:providers:pulumi-nodejs";
const items = [{ item: "PLESK-12-WEB-HOST-1M" }];

it.each<[type: string, props: Record<string, unknown>, told: string[]]>([
  [key, { items, onDelete: "suspend" }, []],
  [
    key,
    { items, onDelete: "terminate" },
    ['no-terminate: onDelete must not be "terminate"; "suspend" can be undone'],
  ],
  [
    key,
    { items, ownerId: "1" },
    ["no-owner-move: ownerId must be left out, or be one of this policy's owners (none)"],
  ],
  [
    key,
    { items: [...items, { item: "GOLD" }] },
    ["only-listed-items: GOLD is not one of this policy's items"],
  ],
  [binding, { plan: { name: "Business", owner: "admin" }, addOnPlans: [{ externalId: "starter" }] }, []],
  [
    binding,
    { plan: { name: "Business" }, addOnPlans: [{ name: "Backups" }] },
    [
      'only-allowed-plans: plan {"name":"Business"} is not one of this policy\'s plans, written as there',
      'only-allowed-plans: plan {"name":"Backups"} is not one of this policy\'s plans, written as there',
    ],
  ],
  [
    upgrade,
    { partner10: { upgradePlans: ["30_DOMAINS_TO_100_DOMAINS", "GOLD"] } },
    ["only-listed-items: GOLD is not one of this policy's items"],
  ],
  [
    upgrade,
    { flexCloud: { addonTextkey: "gold" } },
    ["only-listed-items: gold is not one of this policy's items"],
  ],
  [
    binding,
    { plan: "none" },
    ['only-allowed-plans: plan "none" is not one of this policy\'s plans, written as there'],
  ],
  [provider, { "plesk:limits": '{"purchasesPerRun":9}' }, []],
  [
    provider,
    { "plesk:limits": '{"ownerMoves":1,"allowTerminate":true}' },
    [
      "no-terminate: plesk:limits must not have allowTerminate",
      "no-owner-move: plesk:limits must not have ownerMoves",
    ],
  ],
  // What the plugin makes is judged as what the package makes.
  [
    "plesk:index:LicenseKey",
    { items: [{ item: "GOLD" }] },
    ["only-listed-items: GOLD is not one of this policy's items"],
  ],
  ["plesk:index:SubscriptionPlanBinding", { plan: { name: "Business", owner: "admin" } }, []],
  [
    "plesk:index:PleskLicenseUpgrade",
    { flexCloud: { addonTextkey: "gold" } },
    ["only-listed-items: gold is not one of this policy's items"],
  ],
  [
    "pulumi:providers:plesk",
    { limits: '{"allowTerminate":true}' },
    ["no-terminate: plesk:limits must not have allowTerminate"],
  ],
  ["aws:s3/bucket:Bucket", { items: "none of ours" }, []],
])("the policies judge %s %j", async (type, props, told) => {
  expect(await violations(type, props)).toEqual(told);
});

full(cliStory)(
  "the policy pack lets the example through, and stops an up on the sandbox's stack in its preview",
  async () => {
    const sandbox = await startSandbox();
    const state = mkdtempSync(join(tmpdir(), "fleet-policy-"));
    try {
      // The limits of the stack would stop the same preview before the policies have judged all of it.
      const limits = { PLESK_LIMITS: '{"purchasesPerRun":20,"ownerMoves":1,"allowTerminate":true}' };
      const { run } = runner(state, { ...credentials(sandbox), ...limits });
      const folder = copyExample(join(state, "fleet"), sandbox);
      const pack = ["--policy-pack", "policy", "--policy-pack-config", "policy/config.json"];
      expectExit(0, await run(folder, "pulumi", "stack", "init", "production"));
      const fine = expectExit(0, await run(folder, "pulumi", "up", "--yes", "--non-interactive", ...pack));
      expect(fine.output).toContain("fleet@v1.0.0");
      const before = sandbox.ledger.mark();

      edit(folder, (text) =>
        text
          .replace("onDelete: suspend", "onDelete: terminate")
          .replace("nickname: web-01", 'nickname: web-01\n    ownerId: "20002"')
          .replace("FT-PLESK-1-LANGUAGE-PACK-1M", "FT-PLESK-1-GOLD-1M")
          .replace("plan: { externalId: business }", "plan: { externalId: premium }"),
      );
      const refused = await run(folder, "pulumi", "up", "--yes", "--non-interactive", ...pack);
      expect(refused.exitCode).not.toBe(0);
      for (const { name } of policies) expect(refused.output).toContain(`[mandatory]  ${name}`);
      expect(sandbox.ledger.changes({ since: before })).toEqual([]);
    } finally {
      await sandbox.close();
      rmSync(state, { recursive: true, force: true });
    }
  },
);
