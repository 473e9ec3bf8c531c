import { z } from "zod";

import type { KeyFacts } from "../../apis/partner10/structures";
import { checkFailures, defined, wordOr } from "../inputs";
import type { Parsed } from "../../converge/resource";

/** What the user says of a change whose outcome could not be found out. */
export type Confirm = "applied" | "resend";

/** Upgrade plans of a key, over Partner API 1.0. */
export interface KeyUpgrade {
  keyNumber: string;
  upgradePlans: string[];
  licenseType?: "billing" | "purchase";
  /** The identifier by which a plan shows on the key, for plans whose name does not tell it. */
  expect?: Record<string, string>;
  confirm?: Confirm;
}

/** A property of a Plesk server's own licence key, and the value that proves an add-on. */
export interface Proof {
  property: string;
  value: string;
}

/** An add-on of a cloud server, over FlexCloud. */
export interface CloudUpgrade {
  serverId: string;
  accountId?: string;
  addonTextkey: string;
  pleskServer: string;
  verify: Proof | "none";
  confirm?: Confirm;
}

/** The declaration, normalised: one of the two, or none while a preview does not know it yet. */
export interface Desired {
  partner10?: KeyUpgrade;
  flexCloud?: CloudUpgrade;
  onDelete?: "downgrade";
  /** In seconds. */
  timeouts?: { upgrade?: number };
  /** Properties without a value yet (preview). */
  unknown: readonly string[];
}

/** A change whose outcome is not known, and what `confirm` said when it was sent: only another word answers it. */
export interface Unsettled {
  plans: string[];
  confirm?: Confirm;
}

export interface KeyState {
  system: "partner10";
  key: KeyFacts;
  expect?: Record<string, string>;
  /** The plans that are on the key, in the order in which they came, with the identifier that showed each; null: only said. */
  applied: Record<string, string | null>;
  unsettled?: Unsettled;
}

/** The last order of a server, or what was found instead of one. */
export interface Order {
  addonTextkey: string;
  /** `seen`: proved by a read. */
  outcome: "accepted" | "unknown" | "seen" | "confirmed";
  /** When it was sent, as ISO 8601; absent where it was there before. */
  at?: string;
  /** What `confirm` said when it was sent: only another word answers it. */
  confirm?: Confirm;
  /** What proved it. */
  seenAs?: Proof;
}

export interface CloudState {
  system: "flexCloud";
  serverId: string;
  accountId?: string;
  pleskServer: string;
  verify: Proof | "none";
  order?: Order;
  /** The properties of the Plesk server's key that prove add-ons, as last read; null where the key has none such. */
  live: Record<string, string | null>;
}

/** What is known of the resource. */
export interface State {
  upgrade: KeyState | CloudState;
  /** The URL of the system that it was made on; working on it through another one is refused. */
  origin: string;
  notVisible: boolean;
  onDelete?: "downgrade";
}

const notEmpty = z.string().trim().min(1, "must not be empty");

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

const confirm = z.enum(["applied", "resend"]).optional();

const partner10 = z
  .strictObject({
    keyNumber,
    upgradePlans,
    licenseType: z.enum(["billing", "purchase"]).optional(),
    expect: z.record(z.string(), identifier).optional(),
    confirm,
  })
  .superRefine(({ upgradePlans: plans, expect = {} }, context) => {
    for (const plan of Object.keys(expect).filter((each) => !plans.includes(each)))
      context.addIssue({ code: "custom", path: ["expect", plan], message: "is not one of upgradePlans" });
  });

const verify = wordOr("none", z.strictObject({ property: notEmpty, value: z.string() }));

const flexCloud = z
  .strictObject({
    serverId: notEmpty,
    accountId: notEmpty.optional(),
    addonTextkey: notEmpty,
    pleskServer: notEmpty,
    verify: z
      .unknown()
      .superRefine((value, context) => {
        if (value === undefined)
          context.addIssue({
            code: "custom",
            message:
              'is required: { property, value } of the Plesk key that proves the add-on, or "none" if nothing does',
          });
      })
      .pipe(verify),
    confirm,
  })
  .superRefine((declared, context) => {
    if (declared.confirm === "applied" && declared.verify !== "none")
      context.addIssue({
        code: "custom",
        path: ["confirm"],
        message: '"applied" goes with verify: "none" only; otherwise the key itself tells: correct verify',
      });
  });

const inputs = z.strictObject({
  partner10: partner10.optional(),
  flexCloud: flexCloud.optional(),
  onDelete: z.enum(["downgrade"]).optional(),
  timeouts: z.strictObject({ upgrade: z.number().positive("must be above 0").optional() }).optional(),
});

/** The inputs that a user can declare. */
export const inputNames: readonly string[] = Object.keys(inputs.shape);

export function parseInputs(raw: Record<string, unknown>, unknown: readonly string[]): Parsed<Desired> {
  const result = inputs.safeParse(raw);
  if (!result.success) return { failures: checkFailures(result.error, inputNames) };
  const { data } = result;
  if (data.partner10 !== undefined && data.flexCloud !== undefined) {
    const reason = "goes without partner10: exactly one of the two says what is upgraded";
    return { failures: [{ property: "flexCloud", reason }] };
  }
  const isUnknown = unknown.includes("partner10") || unknown.includes("flexCloud");
  if (data.partner10 === undefined && data.flexCloud === undefined && !isUnknown) {
    const reason = "is missing, and so is flexCloud: exactly one of the two says what is upgraded";
    return { failures: [{ property: "partner10", reason }] };
  }
  if (data.flexCloud !== undefined && data.onDelete !== undefined) {
    const reason = "goes with partner10 only: FlexCloud has no way to take an add-on away";
    return { failures: [{ property: "onDelete", reason }] };
  }
  return {
    desired: defined({
      ...data,
      partner10: data.partner10 && defined(data.partner10),
      flexCloud: data.flexCloud && defined(data.flexCloud),
      unknown,
    }) as Desired,
  };
}

const storedProof = z.object({ property: z.string(), value: z.string() });
const storedConfirm = z.enum(["applied", "resend"]).optional();

/** The shape of the outputs, version 1. */
const outputs = z.object({
  onDelete: z.enum(["downgrade"]).optional(),
  upgrade: z.object({
    keyNumber: z.string().optional(),
    identifiers: z.array(z.string()).optional(),
    terminated: z.boolean().optional(),
    problem: z.boolean().optional(),
    overridingKeyNumber: z.string().optional(),
    expirationDate: z.string().optional(),
    updateDate: z.string().optional(),
  }),
  __plesk: z.object({
    origin: z.string(),
    notVisible: z.boolean().optional(),
    hasUnnamed: z.boolean().optional(),
    expect: z.record(z.string(), z.string()).optional(),
    applied: z.array(z.tuple([z.string(), z.string().nullable()])).optional(),
    unsettled: z.object({ plans: z.array(z.string()), confirm: storedConfirm }).optional(),
    serverId: z.string().optional(),
    accountId: z.string().optional(),
    pleskServer: z.string().optional(),
    verify: z.union([z.literal("none"), storedProof]).optional(),
    order: z
      .object({
        addonTextkey: z.string(),
        outcome: z.enum(["accepted", "unknown", "seen", "confirmed"]),
        at: z.string().optional(),
        confirm: storedConfirm,
        seenAs: storedProof.optional(),
      })
      .optional(),
    live: z.record(z.string(), z.string().nullable()).optional(),
  }),
});

export function decodeState(raw: Record<string, unknown>): State {
  const { onDelete, upgrade, __plesk } = outputs.parse(raw);
  const { origin, notVisible = false, ...stored } = __plesk;
  const decoded = upgrade.keyNumber === undefined ? cloudFrom(stored) : keyFrom(upgrade, stored);
  return defined({ upgrade: decoded, origin, notVisible, onDelete });
}

type Outputs = z.output<typeof outputs>;
type Stored = Omit<Outputs["__plesk"], "origin" | "notVisible">;

function keyFrom(told: Outputs["upgrade"], stored: Stored): KeyState {
  const { keyNumber: number = "", identifiers = [], terminated = false, problem = false, ...others } = told;
  const { hasUnnamed = false, applied = [], expect, unsettled } = stored;
  return defined({
    system: "partner10",
    key: defined({ ...others, keyNumber: number, identifiers, hasUnnamed, terminated, problem }),
    expect,
    applied: Object.fromEntries(applied),
    unsettled: unsettled && defined(unsettled),
  }) as KeyState;
}

function cloudFrom({ serverId = "", pleskServer = "", live = {}, ...stored }: Stored): CloudState {
  const { accountId, verify: proof = "none", order } = stored;
  return defined({
    system: "flexCloud",
    serverId,
    accountId,
    pleskServer,
    verify: proof,
    order: order && defined(order),
    live,
  }) as CloudState;
}

export function encodeState({ upgrade, origin, notVisible }: State): Record<string, unknown> {
  const shared = { origin, ...(notVisible ? { notVisible } : {}) };
  const status = statusOf(upgrade);
  if (upgrade.system === "partner10") {
    const { key, applied, expect, unsettled } = upgrade;
    const { hasUnnamed, ...told } = key;
    return {
      upgrade: { status, ...told, appliedPlans: Object.keys(applied) },
      // A list, since the order counts: Pulumi sorts the members of an object.
      __plesk: defined({ ...shared, hasUnnamed, expect, applied: Object.entries(applied), unsettled }),
    };
  }
  const { system: _, ...stored } = upgrade;
  return {
    upgrade: defined({ status, orderedAt: stored.order?.at }),
    __plesk: defined({ ...shared, ...stored }),
  };
}

/** How far it is, in one word: for people and for programs. */
function statusOf(state: State["upgrade"]): string {
  if (state.system === "partner10") return state.unsettled === undefined ? "settled" : "outcome-unknown";
  const { order, live } = state;
  switch (order?.outcome) {
    case undefined:
      return "not-ordered";
    case "accepted":
      return state.verify === "none" ? "accepted-unverified" : "pending";
    case "unknown":
      return "outcome-unknown";
    case "confirmed":
      return "accepted-unverified";
    case "seen":
      return order.seenAs === undefined || shows(live, order.seenAs) ? "applied" : "missing";
  }
}

/** Whether a Plesk server's key proves it. */
export function shows(live: CloudState["live"], { property, value }: Proof): boolean {
  return live[property] === value;
}
