import { isDeepStrictEqual } from "node:util";

import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

/**
 * What a change of the fleet must not do, judged in preview from what is declared, before anything is
 * sent. A policy sees secrets in clear, so none of them repeats more than names and what config.json lists.
 */

/** The resource of ours that a type names, whether the package or the plugin makes it. */
function nameOf(type: string): string | undefined {
  return /^(?:pulumi-nodejs:dynamic\/plesk|plesk:index):(\w+)$/.exec(type)?.[1];
}

const noTerminate: ResourceValidationPolicy = {
  name: "no-terminate",
  description: "A key is never terminated from here: that cannot be undone.",
  validateResource: (resource, report) => {
    if (nameOf(resource.type) === "LicenseKey" && resource.props.onDelete === "terminate")
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
    if (nameOf(resource.type) === "LicenseKey" && ownerId !== undefined && !owners.includes(ownerId))
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
    if (nameOf(resource.type) !== "SubscriptionPlanBinding") return;
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
  if (nameOf(type) === "LicenseKey") return (props.items as { item: string }[]).map(({ item }) => item);
  if (nameOf(type) !== "PleskLicenseUpgrade") return [];
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
  const name = { "pulumi:providers:pulumi-nodejs": "plesk:limits", "pulumi:providers:plesk": "limits" }[type];
  const limits = name === undefined ? undefined : (props as Record<string, unknown>)[name];
  return typeof limits === "string" ? (JSON.parse(limits) as object) : {};
}

/** Without the wrapping by which a preview notices that a value is not known yet. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
