import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startSandbox, type Sandbox } from "plesk-sandbox";
import type { Values } from "pulumi-embedded-engine";

import { diagnose } from "../../cli/doctor";
import type { ResourceSpec, Step } from "../../provider/converge/resource";
import { licenseKey } from "../../provider/resources/licenseKey/spec";
import { pleskLicenseUpgrade } from "../../provider/resources/pleskLicenseUpgrade/spec";
import { subscriptionPlanBinding } from "../../provider/resources/subscriptionPlanBinding/spec";
import { twin, type TwinStack } from "../../engine/test/harness/twin";
import { configOf } from "../harness/config";
import { addonOf, admin, bindingOf, plansOf } from "../harness/declarations";
import { inProcessProvider } from "../harness/inProcess";

const versions = {
  ...{ "pulumi-plesk": "0.1.0", "Node.js": "22.11.0" },
  ...{ "@pulumi/pulumi": "3.270.0", "Pulumi CLI": "3.270.0" },
};

/** What `doctor` says of a configuration, as a failure says it. */
async function faultsOf(config: Record<string, string>): Promise<string[]> {
  const settings = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, { value }]));
  const { sections } = await diagnose({ config: settings, env: {} }, versions);
  return sections
    .flatMap(({ findings }) => findings)
    .filter(({ level }) => level === "fault")
    .map(({ what, do: remedy = "" }) => `${what}. ${remedy}`);
}

/** What the provider says of a declaration with a configuration, before anything is sent. */
async function complaintOf<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  declared: Values,
  config: Record<string, string>,
): Promise<string | undefined> {
  const provider = inProcessProvider(spec);
  await provider.configure(config);
  const { failures } = await provider.check({}, declared);
  return failures[0]?.reason;
}

const key = (config: Record<string, string>) => complaintOf(licenseKey, { items: [admin] }, config);
const upgrade = (config: Record<string, string>) =>
  complaintOf(pleskLicenseUpgrade, plansOf("PLSK.10000001.0001", ["PLESK_POWER_PACK"]), config);
const addOn = (config: Record<string, string>) =>
  complaintOf(pleskLicenseUpgrade, addonOf({ pleskServer: "alpha" }), config);
const binding = (config: Record<string, string>) =>
  complaintOf(subscriptionPlanBinding, bindingOf("synced", "none"), config);

/** The configuration of a server's member. */
function onAlpha(config: Record<string, string>, members: Record<string, string>): Record<string, string> {
  const servers = JSON.parse(config["plesk:servers"] ?? "{}") as Record<string, object>;
  return { ...config, "plesk:servers": JSON.stringify({ alpha: { ...servers.alpha, ...members } }) };
}

describe("a setting that cannot be right", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const general: readonly (readonly [string, typeof key])[] = [
    ["partner30", key],
    ["partner10", upgrade],
    ["flexCloud", addOn],
  ];
  const wrong: readonly (readonly [member: string, value: string])[] = [
    ["Password", "throw-away-9\n"],
    ["Login", " demo"],
    ["Url", "https://alpha.example:8443/"],
    ["Url", "http://somewhere.example/"],
    ["Url", "https://me:throw-away-9@somewhere.example/"],
    ["Timeout", "0"],
    ["Timeout", "3000000"],
    ["RetryBudget", "soon"],
  ];
  const cases = [
    ...general.flatMap(([system, up]) =>
      wrong.map(([member, value]) => ({
        name: `plesk:${system}${member}`,
        value,
        up,
        configure: (config: Record<string, string>) => ({ ...config, [`plesk:${system}${member}`]: value }),
      })),
    ),
    ...wrong
      .filter(([, value]) => !value.includes(":8443"))
      .map(([member, value]) => {
        const name = member.charAt(0).toLowerCase() + member.slice(1);
        return {
          name: `plesk:servers.alpha.${name}`,
          value,
          up: binding,
          configure: (config: Record<string, string>) => onAlpha(config, { [name]: value }),
        };
      }),
  ];

  it.each(cases)(
    "is told by up as by doctor, with nothing sent: $name $value",
    async ({ name, up, configure }) => {
      const config = configure(configOf(sandbox));
      const said = await up(config);
      expect(said).toContain(`Setting ${name} `);
      expect(said).not.toContain("throw-away");
      expect(sandbox.ledger.requests()).toEqual([]);
      // Where to read on is up's own.
      expect(await faultsOf(config)).toContain(said?.split("\n")[0]);
      // Doctor has looked at the other systems.
      await sandbox.close();
      sandbox = await startSandbox();
    },
  );
});

const switching = `
const plesk = require("pulumi-plesk");
new plesk.SubscriptionPlanBinding("shop", {
  server: "alpha", subscription: { name: "synced.alpha.example" }, plan: { name: "Business", owner: "admin" },
});
`;

const purchase = `
const plesk = require("pulumi-plesk");
const own = new plesk.Provider("own", {});
new plesk.LicenseKey("web", { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] }, { provider: own });
`;

/** A stack whose configuration says that everything may be changed. */
function settingsStory(
  name: string,
  program: string,
  env: (sandbox: Sandbox) => Record<string, string>,
  tell: (stack: TwinStack, sandbox: Sandbox) => Promise<void>,
): void {
  twin(name, async (half) => {
    const sandbox = await startSandbox();
    const folder = mkdtempSync(join(__dirname, "program-"));
    try {
      writeFileSync(join(folder, "Pulumi.yaml"), "name: settings\nruntime: nodejs\nmain: index.js\n");
      writeFileSync(join(folder, "index.js"), program);
      const config = { "plesk:readOnly": "false" };
      await tell(
        await half.open({ project: folder, config, env: { ...sandbox.env, ...env(sandbox) } }),
        sandbox,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await sandbox.close();
    }
  });
}

settingsStory(
  "a password with a line break ends preview and up with its name, and nothing is sent",
  switching,
  ({ env }) => ({ PLESK_SERVER_ALPHA_PASSWORD: `${env.PLESK_SERVER_ALPHA_PASSWORD ?? ""}\n` }),
  async ({ preview, up }, { ledger, env }) => {
    for (const { exitCode, output } of [await preview(), await up()]) {
      expect(exitCode).not.toBe(0);
      expect(output).toContain("Setting plesk:servers.alpha.password ends with a line break");
      expect(output).not.toContain(env.PLESK_SERVER_ALPHA_PASSWORD);
    }
    expect(ledger.requests()).toEqual([]);
  },
);

settingsStory(
  "PLESK_READ_ONLY=true holds although the configuration says otherwise, also for explicit providers",
  purchase,
  () => ({ PLESK_READ_ONLY: "true" }),
  async ({ up }, { ledger }) => {
    const { exitCode, output } = await up();
    expect(exitCode).not.toBe(0);
    expect(output).toContain("createKey would change Partner API 3.0, and plesk:readOnly is on");
    expect(ledger.changes()).toEqual([]);
  },
);
