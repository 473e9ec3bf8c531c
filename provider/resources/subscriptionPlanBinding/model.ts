import { z } from "zod";

import { notEmpty, parseBy, parseRaw, requirement, withoutUndefined, wordOr } from "../inputs";
import type { Codec, Parsed } from "../../converge/resource";

/** Names with a dot would split the configuration key of a server's settings. */
const serverName = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/, "must be letters, digits and hyphens, e.g. web-1");

const subscription = z.xor(
  [
    z.strictObject({ guid: notEmpty }),
    z.strictObject({ id: z.number().int("must be a whole number").positive("must be 1 or more") }),
    z.strictObject({ name: notEmpty }),
    z.strictObject({ externalId: notEmpty }),
  ],
  requirement("must have exactly one of guid, id, name and externalId"),
);

/** How a declaration names a subscription. */
export type SubscriptionReference = z.output<typeof subscription>;

const planReference = z.strictObject({
  guid: notEmpty.exactOptional(),
  externalId: notEmpty.exactOptional(),
  name: notEmpty.transform((text) => text.normalize()).exactOptional(),
  owner: notEmpty.exactOptional(),
});

/** How a declaration names a plan: one of guid, external id and name; an owner only beside a name. */
export type PlanReference = z.output<typeof planReference>;

const plan = planReference.superRefine(({ guid, externalId, name, owner }, context) => {
  if ([guid, externalId, name].filter((member) => member !== undefined).length !== 1)
    context.addIssue({ code: "custom", message: "must have exactly one of guid, externalId and name" });
  else if (owner !== undefined && name === undefined)
    context.addIssue({ code: "custom", path: ["owner"], message: "goes with a name only" });
});

const addOnPlans = z.array(plan).superRefine((list, context) => {
  const seen = list.map((each) => JSON.stringify(each));
  seen.forEach((each, index) => {
    if (seen.indexOf(each) === index) return;
    context.addIssue({
      code: "custom",
      path: [index],
      message: "is listed twice; a plan can be attached once",
    });
  });
});

const onDelete = z.enum(["no-plan"]).exactOptional();

export const inputs = z.strictObject({
  server: serverName,
  subscription,
  plan: wordOr("none", plan),
  /** Absent: add-on plans are not managed. */
  addOnPlans: addOnPlans.exactOptional(),
  sync: z.enum(["never", "unsynchronized", "always"]).default("never"),
  onProblems: z.enum(["warn", "fail"]).default("warn"),
  onDelete,
});
type Inputs = z.output<typeof inputs>;

export type Sync = Inputs["sync"];

/** What is absent only while a preview does not know it yet. */
const required = ["server", "subscription", "plan"] as const;
type Required = (typeof required)[number];

/** The declaration, normalised. */
export interface Desired extends Omit<Inputs, Required>, Partial<Pick<Inputs, Required>> {
  /** Properties without a value yet (preview). */
  unknown: readonly string[];
}

/** Whose subscriptions are listed. */
export const listed = z.strictObject({
  server: serverName.describe("The Plesk server, by its name in the settings."),
  owner: notEmpty.describe("Only subscriptions of this login.").exactOptional(),
});
export type Listed = z.output<typeof listed>;

export const parseListed = parseBy(listed);

/** The inputs that a user can declare. */
const inputNames: readonly string[] = Object.keys(inputs.shape);

function parseInputs(raw: Record<string, unknown>, unknown: readonly string[]): Parsed<Desired> {
  const later = required.filter((name) => unknown.includes(name)).map((name) => [name, true]);
  const schema = inputs.partial(Object.fromEntries(later) as Partial<Record<Required, true>>);
  const parsed = parseRaw(schema, raw);
  if ("failures" in parsed) return parsed;
  const declared = withoutUndefined({ ...parsed.data, unknown });
  if (declared.plan === "none" && (declared.addOnPlans?.length ?? 0) > 0) {
    const reason = 'needs a plan: a subscription with plan "none" cannot have add-on plans';
    return { failures: [{ property: "addOnPlans", reason }] };
  }
  return { desired: declared };
}

const planFacts = z.object({
  guid: z.string(),
  name: z.string().exactOptional(),
  externalId: z.string().exactOptional(),
});

/** A plan as the server shows it; only the GUID where it is not visible to the login. */
export type PlanFacts = z.output<typeof planFacts>;

const facts = z.object({
  /** Null: it follows no plan. */
  plan: planFacts.nullable().default(null),
  addOnPlans: z.array(planFacts),
  locked: z.boolean(),
  synchronized: z.boolean(),
});

/** The subscription as last seen. */
export interface Live extends z.output<typeof facts> {
  guid: string;
  id: string;
  name: string;
  /** Absent where it has none, and in states of earlier versions. */
  externalId?: string;
  /** Plans that it names and the server does not show, e.g. deleted ones. */
  unknownPlanGuids: string[];
}

const resolvedPlan = z.object({ reference: planReference, guid: z.string() });

/** A plan as it is declared and the GUID that it was found under. */
export type Resolved = z.output<typeof resolvedPlan>;

const bookkeeping = z.object({
  /** The URL of the server that it was seen on; working on it through another one is refused. */
  origin: z.string(),
  /** The plans of the last declaration that was applied; absent before. */
  resolved: z
    .object({ plan: resolvedPlan.exactOptional(), addOnPlans: z.array(resolvedPlan).exactOptional() })
    .exactOptional(),
  /** What a sync left as it was: not planned again while it looks like this. */
  unsyncable: z.string().exactOptional(),
  notVisible: z.boolean().default(false),
});

/** The shape of the outputs, version 1. */
const outputs = z.object({
  server: z.string(),
  onDelete,
  binding: facts.extend({
    subscriptionGuid: z.string(),
    subscriptionId: z.string(),
    subscriptionName: z.string(),
  }),
  __plesk: bookkeeping.extend({
    reference: subscription.exactOptional(),
    externalId: z.string().exactOptional(),
    unknownPlanGuids: z.array(z.string()).default([]),
  }),
});

/** What is known of the resource. */
export interface State
  extends z.output<typeof bookkeeping>, Pick<z.output<typeof outputs>, "server" | "onDelete"> {
  /** How the subscription was declared when it was found: a renamed one stays the same. */
  subscription?: SubscriptionReference;
  live: Live;
}

function decodeState(raw: Record<string, unknown>): State {
  const { server, onDelete: policy, binding, __plesk } = outputs.parse(raw);
  const { subscriptionGuid: guid, subscriptionId: id, subscriptionName: name, ...seen } = binding;
  const { unknownPlanGuids, reference, externalId, ...rest } = __plesk;
  const live = withoutUndefined({ guid, id, name, externalId, ...seen, unknownPlanGuids });
  return withoutUndefined({ ...rest, server, subscription: reference, onDelete: policy, live });
}

function encodeState(state: State): Record<string, unknown> {
  const { server, origin, subscription: reference, live, resolved, unsyncable, notVisible } = state;
  const { guid, id, name, externalId, unknownPlanGuids, ...seen } = live;
  return {
    server,
    binding: { subscriptionGuid: guid, subscriptionId: id, subscriptionName: name, ...seen },
    __plesk: withoutUndefined({
      origin,
      reference,
      externalId,
      resolved,
      unknownPlanGuids: unknownPlanGuids.length > 0 ? unknownPlanGuids : undefined,
      unsyncable,
      notVisible: notVisible || undefined,
    }),
  };
}

/** A plan in a sentence, as the declaration names it. */
export function nameOf({ guid, externalId, name, owner }: PlanReference): string {
  if (name !== undefined) return owner === undefined ? `"${name}"` : `"${name}" of ${owner}`;
  return externalId === undefined ? `with GUID ${guid ?? ""}` : `with external id ${externalId}`;
}

/** A plan in a sentence, as the server shows it. */
export function titleOf({ guid, name }: PlanFacts): string {
  return name === undefined || name === "" ? `with GUID ${guid}` : `"${name}"`;
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Whether the subscription's plan is the declared one. The GUID that the declaration was found under
 * decides; before that, a name decides only where no owner is named, since the owner is not known.
 */
export function isMeant(reference: PlanReference, plan: PlanFacts, resolved: Resolved | undefined): boolean {
  if (resolved !== undefined && isSame(resolved.reference, reference)) return resolved.guid === plan.guid;
  const { guid, externalId, name, owner } = reference;
  if (guid !== undefined) return guid === plan.guid;
  if (externalId !== undefined) return externalId === plan.externalId;
  return name?.normalize() === plan.name && owner === undefined;
}

/** Inputs that ask for everything. */
const everyInput: Record<string, unknown> = { server: "", subscription: {}, plan: {}, addOnPlans: [] };

/**
 * The declared inputs with what is live in the place of what was declared. Whatever means the same
 * stays as it was written.
 */
function readInputs(
  { server, live, subscription: bound, resolved }: State,
  declared: Record<string, unknown>,
): Record<string, unknown> {
  const { plan: wanted, addOnPlans: listed } = declared as {
    plan?: PlanReference | "none";
    addOnPlans?: PlanReference[];
  };
  const shown: Record<string, unknown> = {
    server,
    subscription: bound ?? { guid: live.guid },
    plan: livePlan(live.plan, wanted, resolved?.plan),
    addOnPlans: liveAddOns(live.addOnPlans, listed ?? [], resolved?.addOnPlans ?? []),
  };
  const kept = Object.entries(shown).filter(([name]) => name in declared);
  return { ...declared, ...Object.fromEntries(kept) };
}

function livePlan(
  plan: PlanFacts | null,
  declared: PlanReference | "none" | undefined,
  resolved: Resolved | undefined,
): PlanReference | "none" {
  if (plan === null) return "none";
  if (declared === undefined || declared === "none") return { guid: plan.guid };
  if (isMeant(declared, plan, resolved)) return declared;
  // In the declaration's own words, where they tell the two apart.
  const { name, externalId } = plan;
  if (declared.name !== undefined && name !== undefined && name !== declared.name) return { name };
  if (declared.externalId !== undefined && externalId && externalId !== declared.externalId)
    return { externalId };
  return { guid: plan.guid };
}

function liveAddOns(
  live: readonly PlanFacts[],
  listed: readonly PlanReference[],
  resolved: readonly Resolved[],
): PlanReference[] {
  const meant = (reference: PlanReference, plan: PlanFacts): boolean =>
    isMeant(reference, plan, resolutionOf(reference, resolved));
  const kept = listed.filter((reference) => live.some((plan) => meant(reference, plan)));
  const added = live.filter((plan) => !listed.some((reference) => meant(reference, plan)));
  return [...kept, ...added.map(({ guid }) => ({ guid }))];
}

export function resolutionOf(
  reference: PlanReference,
  resolved: readonly Resolved[] = [],
): Resolved | undefined {
  return resolved.find((each) => isSame(each.reference, reference));
}

export const codec: Codec<Desired, State> = {
  inputNames,
  everyInput,
  parseInputs,
  decodeState,
  encodeState,
  readInputs,
};
