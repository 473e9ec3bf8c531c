import { pleskLicenseUpgrade } from "../../provider/resources/pleskLicenseUpgrade/spec";
import { settingTables } from "../../provider/settings";
import type { Values } from "pulumi-embedded-engine";
import type { Sandbox, SandboxOptions } from "plesk-sandbox";
import { serversOf } from "./bindingLab";
import { closing, openLab, type Lab } from "./lab";

export interface UpgradeLab extends Lab {
  /** What was paid since the last call, one word for each. */
  charges(): string[];
}

export interface UpgradeLabOptions extends SandboxOptions {
  /** Configuration beside where the sandbox is. */
  config?: (sandbox: Sandbox) => Record<string, string>;
}

/** The systems of a sandbox as the configuration that `configure` is given. */
export function upgradeConfig(sandbox: Sandbox, more: Record<string, string> = {}): Record<string, string> {
  const settings = [...Object.values(settingTables.partner10), ...Object.values(settingTables.flexCloud)];
  const known = settings.flatMap(({ key, env }) => {
    const value = sandbox.env[env];
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    ...Object.fromEntries(known),
    ...serversOf(sandbox),
    "plesk:partner10RetryBudget": "5",
    "plesk:flexCloudRetryBudget": "5",
    "plesk:limits": JSON.stringify({ purchasesPerRun: 20 }),
    ...more,
  };
}

export async function openUpgradeLab({ config, ...options }: UpgradeLabOptions = {}): Promise<UpgradeLab> {
  const lab = await openLab(
    pleskLicenseUpgrade,
    (sandbox) => upgradeConfig(sandbox, config?.(sandbox)),
    options,
  );
  let paid = 0;
  return {
    ...lab,
    charges: () => {
      const all = lab.sandbox.ledger.charges();
      const since = all.slice(paid);
      paid = all.length;
      return since.map(({ item }) => item);
    },
  };
}

export function withUpgradeLab<T>(
  options: UpgradeLabOptions,
  work: (lab: UpgradeLab) => Promise<T>,
): Promise<T> {
  return closing(openUpgradeLab(options), work);
}

/** Plans of one of the seeded keys. */
export function plansOf(keyNumber: string, upgradePlans: string[], more: Values = {}): Values {
  return { partner10: { keyNumber, upgradePlans, ...more } };
}

/** The power pack of the seeded cloud server of alpha. */
export function addonOf(more: Values = {}, others: Values = {}): Values {
  const flexCloud = {
    serverId: "test_server_0013",
    accountId: "demo1234",
    addonTextkey: "plesk.9.linux.powerpack",
    pleskServer: "alpha",
    verify: { property: "powerpack", value: "true" },
    ...more,
  };
  return { flexCloud, ...others };
}
