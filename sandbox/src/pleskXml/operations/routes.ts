import type { Operation } from "../exchange";
import { addSubscription, removeSubscription } from "./addOns";
import { getServicePlan, getServicePlanAddon } from "./plans";
import { getServer, getWebspace } from "./read";
import { switchSubscription, syncSubscription } from "./switchSubscription";

/** The operations by operator and name, as packets spell them. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  "webspace get": getWebspace,
  "webspace switch-subscription": switchSubscription,
  "webspace sync-subscription": syncSubscription,
  "webspace add-subscription": addSubscription,
  "webspace remove-subscription": removeSubscription,
  "service-plan get": getServicePlan,
  "service-plan-addon get": getServicePlanAddon,
  "server get": getServer,
};

/** The operation of an operator; undefined when there is none. */
export function operationOf(operator: string, name: string): Operation | undefined {
  const spelled = `${operator} ${name}`;
  return Object.hasOwn(OPERATIONS, spelled) ? OPERATIONS[spelled] : undefined;
}
