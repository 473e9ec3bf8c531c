import type { Method } from "../exchange";
import { downgradeKey } from "./downgradeKey";
import { getAvailableUpgrades } from "./getAvailableUpgrades";
import { getKeyInfo } from "./getKeyInfo";
import { upgradeKey } from "./upgradeKey";

const METHODS: readonly Method[] = [upgradeKey, getKeyInfo, getAvailableUpgrades, downgradeKey];

/** The method of a name as calls spell it; undefined when there is none. */
export function methodOf(name: string): Method | undefined {
  return METHODS.find(({ endpoint }) => name === `partner10.${endpoint}`);
}
