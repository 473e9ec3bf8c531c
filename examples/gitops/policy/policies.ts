import { isDeepStrictEqual } from "node:util";

import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

/**
 * What a change of the fleet must not do, judged in preview from what is declared, before anything is
 * sent. A policy sees secrets in clear, so none of them repeats more than names and what config.json lists.
 */

const licenseKey = "pulumi-nodejs:dynamic/plesk:LicenseKey";
const licenseUpgrade = "pulumi-nodejs:dynamic/plesk:PleskLicenseUpgrade";
const planBinding = "pulumi-nodejs:dynamic/plesk:SubscriptionPlanBinding";
const providers = "pulumi:providers:pulumi-nodejs";

const noTerminate: ResourceValidationPolicy = {
  name: "no-terminate",
  description: "A key is never terminated from here: that cannot be undone.",
  validateResource: (resource, report) => {
    if (resource.type === licenseKey && resource.props.onDelete === "terminate")
      report('onDelete must not be "terminate"; "suspend" can be undone');
    if (limitsOf(resource).allowTerminate === true) report("plesk:limits must not have allowTerminate");
  },
};

const noOwnerMove: ResourceValidationPolicy = {
  name: "no-owner-move",
  description: "No key is moved to another account: this login would lose sight of it.",
  configSchema: { properties: { owners: texts([]) } },
  validateResource: (resource, report) => {
    const { owners } = resource.getConfig<{ owners: string[] }>();
    const { ownerId } = resource.props as { ownerId?: string };
    if (resource.type === licenseKey && ownerId !== undefined && !owners.includes(ownerId))
      report(`ownerId must be left out, or be one of this policy's owners (${owners.join(", ") || "none"})`);
    if ((limitsOf(resource).ownerMoves ?? 0) > 0) report("plesk:limits must not have ownerMoves");
  },
};

const onlyListedItems: ResourceValidationPolicy = {
  name: "only-listed-items",
  description: "Only what purchasing has agreed to is bought.",
  configSchema: { properties: { items: texts() }, required: ["items"] },
  validateResource: (resource, report) => {
    const { items } = resource.getConfig<{ items: string[] }>();
    for (const item of boughtBy(resource))
      if (!items.includes(item)) report(`${item} is not one of this policy's items`);
  },
};

const onlyAllowedPlans: ResourceValidationPolicy = {
  name: "only-allowed-plans",
  description: "Every subscription is on a plan that we sell.",
  configSchema: {
    properties: { plans: { type: "array", items: { type: ["object", "string"] } } },
    required: ["plans"],
  },
  validateResource: (resource, report) => {
    if (resource.type !== planBinding) return;
    const { plans } = resource.getConfig<{ plans: unknown[] }>();
    const { plan, addOnPlans = [] } = resource.props as { plan: unknown; addOnPlans?: unknown[] };
    for (const each of [plan, ...addOnPlans].map(plain))
      if (!plans.some((allowed) => isDeepStrictEqual(allowed, each)))
        report(`plan ${JSON.stringify(each)} is not one of this policy's plans, written as there`);
  },
};

export const policies = [noTerminate, noOwnerMove, onlyListedItems, onlyAllowedPlans];

function texts(byDefault?: string[]) {
  const schema = { type: "array", items: { type: "string" } } as const;
  return byDefault === undefined ? schema : { ...schema, default: byDefault };
}

/** What a resource buys, by the constants, plans and textkeys that its system sells. */
function boughtBy({ type, props }: ResourceValidationArgs): string[] {
  if (type === licenseKey) return (props.items as { item: string }[]).map(({ item }) => item);
  if (type !== licenseUpgrade) return [];
  const { partner10, flexCloud } = props as {
    partner10?: { upgradePlans: string[] };
    flexCloud?: { addonTextkey: string };
  };
  return [...(partner10?.upgradePlans ?? []), ...(flexCloud === undefined ? [] : [flexCloud.addonTextkey])];
}

/** The limits that a provider of this program was given; those of the environment are the pipeline's. */
function limitsOf({ type, props }: ResourceValidationArgs): {
  ownerMoves?: number;
  allowTerminate?: boolean;
} {
  const limits = type === providers ? (props as Record<string, unknown>)["plesk:limits"] : undefined;
  return typeof limits === "string" ? (JSON.parse(limits) as object) : {};
}

/** Without the wrapping by which a preview notices that a value is not known yet. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
