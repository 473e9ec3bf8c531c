import { z } from "zod";

import { checkFailures, defined, exactlyOne, wordOr } from "../inputs";
import type { Codec, Parsed } from "../../converge/resource";

/** How a declaration names a subscription: exactly one member. */
export interface SubscriptionReference {
  guid?: string;
  id?: number;
  name?: string;
  externalId?: string;
}

/** How a declaration names a plan: one of guid, external id and name; an owner only beside a name. */
export interface PlanReference {
  guid?: string;
  externalId?: string;
  name?: string;
  owner?: string;
}

export type Sync = "never" | "unsynchronized" | "always";

/** The declaration, normalised. */
export interface Desired {
  /** Absent only while a preview does not know it yet; so are subscription and plan. */
  server?: string;
  subscription?: SubscriptionReference;
  plan?: PlanReference | "none";
  /** Absent: add-on plans are not managed. */
  addOnPlans?: PlanReference[];
  sync: Sync;
  onProblems: "warn" | "fail";
  onDelete?: "no-plan";
  /** Properties without a value yet (preview). */
  unknown: readonly string[];
}

/** A plan as the server shows it; only the GUID where it is not visible to the login. */
export interface PlanFacts {
  guid: string;
  name?: string;
  externalId?: string;
}

/** The subscription as last seen. */
export interface Live {
  guid: string;
  id: string;
  name: string;
  /** Null: it follows no plan. */
  plan: PlanFacts | null;
  addOnPlans: PlanFacts[];
  /** Plans that it names and the server does not show, e.g. deleted ones. */
  unknownPlanGuids: string[];
  locked: boolean;
  synchronized: boolean;
}

/** A plan as it is declared and the GUID that it was found under. */
export interface Resolved {
  reference: PlanReference;
  guid: string;
}

/** What is known of the resource. */
export interface State {
  server: string;
  /** The URL of the server that it was seen on; working on it through another one is refused. */
  origin: string;
  /** How the subscription was declared when it was found: a renamed one stays the same. */
  subscription?: SubscriptionReference;
  live: Live;
  /** The plans of the last declaration that was applied; absent before. */
  resolved?: { plan?: Resolved; addOnPlans?: Resolved[] };
  /** What a sync left as it was: not planned again while it looks like this. */
  unsyncable?: string;
  notVisible: boolean;
  onDelete?: "no-plan";
}

const notEmpty = z.string().trim().min(1, "must not be empty");

/** Names with a dot would split the configuration key of a server's settings. */
const serverName = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/, "must be letters, digits and hyphens, e.g. web-1");

const subscription = exactlyOne(
  {
    guid: notEmpty.optional(),
    id: z.number().int("must be a whole number").positive("must be 1 or more").optional(),
    name: notEmpty.optional(),
    externalId: notEmpty.optional(),
  },
  "must have exactly one of guid, id, name and externalId",
);

const plan = z
  .strictObject({
    guid: notEmpty.optional(),
    externalId: notEmpty.optional(),
    name: notEmpty.optional(),
    owner: notEmpty.optional(),
  })
  .superRefine(({ guid, externalId, name, owner }, context) => {
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

const inputs = z.strictObject({
  server: serverName,
  subscription,
  plan: wordOr("none", plan),
  addOnPlans: addOnPlans.optional(),
  sync: z.enum(["never", "unsynchronized", "always"]).optional(),
  onProblems: z.enum(["warn", "fail"]).optional(),
  onDelete: z.enum(["no-plan"]).optional(),
});

/** The inputs that a user can declare. */
const inputNames: readonly string[] = Object.keys(inputs.shape);

const required = ["server", "subscription", "plan"] as const;

function parseInputs(raw: Record<string, unknown>, unknown: readonly string[]): Parsed<Desired> {
  const later = Object.fromEntries(
    required.filter((name) => unknown.includes(name)).map((name) => [name, true]),
  );
  const result = inputs.partial(later as Partial<Record<(typeof required)[number], true>>).safeParse(raw);
  if (!result.success) return { failures: checkFailures(result.error, inputNames) };
  const { sync = "never", onProblems = "warn", ...rest } = result.data;
  if (rest.plan === "none" && (rest.addOnPlans?.length ?? 0) > 0) {
    const reason = 'needs a plan: a subscription with plan "none" cannot have add-on plans';
    return { failures: [{ property: "addOnPlans", reason }] };
  }
  return { desired: defined({ ...rest, sync, onProblems, unknown }) as Desired };
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
  return name === plan.name && owner === undefined;
}

const storedPlan = z.object({
  guid: z.string(),
  name: z.string().optional(),
  externalId: z.string().optional(),
});

const storedReference = z.object({
  guid: z.string().optional(),
  externalId: z.string().optional(),
  name: z.string().optional(),
  owner: z.string().optional(),
});

const storedResolved = z.object({ reference: storedReference, guid: z.string() });

/** The shape of the outputs, version 1. */
const outputs = z.object({
  server: z.string(),
  onDelete: z.enum(["no-plan"]).optional(),
  binding: z.object({
    subscriptionGuid: z.string(),
    subscriptionId: z.string(),
    subscriptionName: z.string(),
    plan: storedPlan.nullish(),
    addOnPlans: z.array(storedPlan),
    locked: z.boolean(),
    synchronized: z.boolean(),
  }),
  __plesk: z.object({
    origin: z.string(),
    reference: z
      .object({
        guid: z.string().optional(),
        id: z.number().optional(),
        name: z.string().optional(),
        externalId: z.string().optional(),
      })
      .optional(),
    resolved: z
      .object({ plan: storedResolved.optional(), addOnPlans: z.array(storedResolved).optional() })
      .optional(),
    unknownPlanGuids: z.array(z.string()).optional(),
    unsyncable: z.string().optional(),
    notVisible: z.boolean().optional(),
  }),
});

function decodeState(raw: Record<string, unknown>): State {
  const { server, onDelete, binding, __plesk } = outputs.parse(raw);
  const { subscriptionGuid, subscriptionId, subscriptionName, ...seen } = binding;
  const { unknownPlanGuids = [], notVisible = false, reference, ...rest } = __plesk;
  const live: Live = {
    guid: subscriptionGuid,
    id: subscriptionId,
    name: subscriptionName,
    ...seen,
    plan: seen.plan == null ? null : (defined(seen.plan) as PlanFacts),
    addOnPlans: seen.addOnPlans.map((each) => defined(each) as PlanFacts),
    unknownPlanGuids,
  };
  return defined({ ...rest, server, subscription: reference, onDelete, live, notVisible }) as State;
}

function encodeState(state: State): Record<string, unknown> {
  const { server, origin, subscription: reference, live, resolved, unsyncable, notVisible } = state;
  const { guid, id, name, unknownPlanGuids, ...seen } = live;
  return {
    server,
    binding: { subscriptionGuid: guid, subscriptionId: id, subscriptionName: name, ...seen },
    __plesk: defined({
      origin,
      reference,
      resolved,
      unknownPlanGuids: unknownPlanGuids.length > 0 ? unknownPlanGuids : undefined,
      unsyncable,
      notVisible: notVisible || undefined,
    }),
  };
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
    isMeant(reference, plan, resolvedFor(reference, resolved));
  const kept = listed.filter((reference) => live.some((plan) => meant(reference, plan)));
  const added = live.filter((plan) => !listed.some((reference) => meant(reference, plan)));
  return [...kept, ...added.map(({ guid }) => ({ guid }))];
}

export function resolvedFor(
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
