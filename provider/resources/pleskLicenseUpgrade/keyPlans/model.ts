/** Upgrade plans of a key over Partner API 1.0: what is declared, what is known, and what is sent. */
import { z } from "zod";

import type { Step } from "../../../converge/resource";
import { withoutUndefined } from "../../inputs";
import { bookkeeping, confirm } from "../model";

const keyNumber = z
  .string()
  .regex(/^[A-Z0-9]+\.\d{8}(\.\d{4})?$/, "must be a key number such as PLSK.01304242 or PLSK.01304242.0000");

const identifier = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, "must be an identifier of the vendor's, such as 100_DOMAINS");

const upgradePlans = z
  .array(identifier)
  .min(1, "must name at least one plan")
  .superRefine((plans, context) => {
    plans.forEach((plan, index) => {
      if (plans.indexOf(plan) === index) return;
      context.addIssue({
        code: "custom",
        path: [index],
        message: `${plan} is listed twice; a plan is applied once`,
      });
    });
  });

/** The input `partner10`. */
export const partner10 = z
  .strictObject({
    keyNumber,
    upgradePlans,
    licenseType: z.enum(["billing", "purchase"]).exactOptional(),
    /** The identifier by which a plan shows on the key, for plans whose name does not tell it. */
    expect: z.record(z.string(), identifier).exactOptional(),
    confirm,
  })
  .superRefine(({ upgradePlans: plans, expect = {} }, context) => {
    for (const plan of Object.keys(expect).filter((each) => !plans.includes(each)))
      context.addIssue({ code: "custom", path: ["expect", plan], message: "is not one of upgradePlans" });
  });

export type Partner10 = z.output<typeof partner10>;

/** The input `onDelete`. */
export const onDelete = z.enum(["downgrade"]).exactOptional();

/** The declaration. */
export interface Desired extends Partner10 {
  system: "partner10";
  onDelete?: "downgrade";
}

/** A change whose outcome is not known, and what `confirm` said when it was sent: only another word answers it. */
const unsettled = z.object({
  plans: z.array(z.string()),
  /** By the system's clock, since when the request that was given up may still be worked on, as ISO 8601. */
  since: z.string().exactOptional(),
  confirm,
});

export type Unsettled = z.output<typeof unsettled>;

/** The plans in the order in which they came: a list, since Pulumi sorts the members of an object. */
const applied = z
  .array(z.tuple([z.string(), z.string().nullable()]))
  .default([])
  .transform((plans) => Object.fromEntries(plans));

const text = z.string().exactOptional();

/** The shape of the outputs, version 1. */
export const outputs = z
  .object({
    onDelete,
    upgrade: z.object({
      keyNumber: z.string(),
      identifiers: z.array(z.string()).default([]),
      terminated: z.boolean().default(false),
      problem: z.boolean().default(false),
      overridingKeyNumber: text,
      expirationDate: text,
      updateDate: text,
    }),
    __plesk: bookkeeping.extend({
      hasUnnamed: z.boolean().default(false),
      expect: z.record(z.string(), z.string()).exactOptional(),
      /** The plans that are on the key, with the identifier that showed each; null: only said. */
      applied,
      unsettled: unsettled.exactOptional(),
    }),
  })
  .transform(({ upgrade, __plesk: { hasUnnamed, ...kept }, ...policies }) => ({
    system: "partner10" as const,
    ...policies,
    ...kept,
    key: { ...upgrade, hasUnnamed },
  }));

/** What is known of the key. */
export type State = z.output<typeof outputs>;

export function encodeState(state: State): Record<string, unknown> {
  const { key, applied: plans, expect, unsettled: open, origin, notVisible } = state;
  const { hasUnnamed, ...told } = key;
  const status = open === undefined ? "settled" : "outcome-unknown";
  return {
    upgrade: { status, ...told, appliedPlans: Object.keys(plans) },
    __plesk: withoutUndefined({
      origin,
      notVisible: notVisible || undefined,
      hasUnnamed,
      expect,
      applied: Object.entries(plans),
      unsettled: open,
    }),
  };
}

/** One request, with the declaration that it is sent for; a deletion has none. */
export interface KeyStep extends Step {
  system: "partner10";
  request:
    | { kind: "upgrade"; plans: readonly string[]; declared: Desired }
    | { kind: "downgrade"; plan: string; declared: Desired | undefined };
}
