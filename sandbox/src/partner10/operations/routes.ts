import type { Operation } from "../exchange";
import { downgradeKey } from "./downgradeKey";
import { getAvailableUpgrades, getKeyInfo } from "./read";
import { upgradeKey } from "./upgradeKey";

const OPERATIONS: readonly Operation[] = [upgradeKey, getKeyInfo, getAvailableUpgrades, downgradeKey];

/** The method of a name as calls spell it; undefined when there is none. */
export function operationOf(name: string): Operation | undefined {
  return OPERATIONS.find(({ endpoint }) => name === `partner10.${endpoint}`);
}
