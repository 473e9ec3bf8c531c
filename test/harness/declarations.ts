/** Declarations that many stories begin with; all of them fit the sandbox's default seed. */

import type { Values } from "pulumi-embedded-engine";

export type Declared = Record<string, Values>;

export const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
export const languagePack = { item: "FT-PLESK-1-LANGUAGE-PACK-1M" };

/** A binding of one of the seeded subscriptions of alpha, such as `synced` or `locked`. */
export function bindingOf(subscription: string, plan: unknown, more: Values = {}): Values {
  return { server: "alpha", subscription: { name: `${subscription}.alpha.example` }, plan, ...more };
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
