/** An add-on of a cloud server over FlexCloud: what is declared, what is known, and what is sent. */
import { z } from "zod";

import type { Step } from "../../../converge/resource";
import { notEmpty, withoutUndefined, wordOr } from "../../inputs";
import { bookkeeping, confirm } from "../model";

const verify = wordOr(
  "none",
  z.strictObject({ property: notEmpty, value: z.string() }),
  'is required: { property, value } of the Plesk key that proves the add-on, or "none" if nothing does',
);

/** The input `flexCloud`. */
export const flexCloud = z
  .strictObject({
    serverId: notEmpty,
    accountId: notEmpty.exactOptional(),
    addonTextkey: notEmpty,
    pleskServer: notEmpty,
    verify,
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

export type FlexCloud = z.output<typeof flexCloud>;

/** The input `timeouts`, in seconds. */
export const timeouts = z
  .strictObject({ upgrade: z.number().positive("must be above 0").exactOptional() })
  .exactOptional();

/** The declaration. */
export interface Desired extends FlexCloud {
  system: "flexCloud";
  timeouts?: NonNullable<z.output<typeof timeouts>>;
}

const proof = z.object({ property: z.string(), value: z.string() });

/** A property of a Plesk server's own licence key, and the value that proves an add-on. */
export type Proof = z.output<typeof proof>;

const order = z.object({
  addonTextkey: z.string(),
  /** `seen`: proved by a read. */
  outcome: z.enum(["accepted", "unknown", "seen", "confirmed"]),
  /** When it was sent, as ISO 8601; absent where it was there before. */
  at: z.string().exactOptional(),
  /** What `confirm` said when it was sent: only another word answers it. */
  confirm,
  /** What proved it. */
  seenAs: proof.exactOptional(),
});

/** The last order of a server, or what was found instead of one. */
export type Order = z.output<typeof order>;

/** An order as the journal keeps it. What it is beside that is for a person who reads it, without secrets. */
export const notedOrder = z.looseObject({
  origin: z.string(),
  order: order.omit({ addonTextkey: true }).required({ at: true }),
});

/** The shape of the outputs, version 1. What has a key number is no server. */
export const outputs = z
  .object({
    upgrade: z.object({ keyNumber: z.never().exactOptional() }),
    __plesk: bookkeeping.extend({
      serverId: z.string().default(""),
      accountId: z.string().exactOptional(),
      pleskServer: z.string().default(""),
      verify: wordOr("none", proof).default("none"),
      order: order.exactOptional(),
      /** The properties of the Plesk server's key that prove add-ons, as last read; null where the key has none such. */
      live: z.record(z.string(), z.string().nullable()).default({}),
    }),
  })
  .transform(({ __plesk }) => ({ system: "flexCloud" as const, ...__plesk }));

/** What is known of the server. */
export type State = z.output<typeof outputs>;

export function encodeState({ system: _, notVisible, ...kept }: State): Record<string, unknown> {
  return {
    upgrade: withoutUndefined({ status: statusOf(kept), orderedAt: kept.order?.at }),
    __plesk: withoutUndefined({ ...kept, notVisible: notVisible || undefined }),
  };
}

/** How far it is, in one word: for people and for programs. */
function statusOf({ order: last, verify: proved, live }: Pick<State, "order" | "verify" | "live">): string {
  switch (last?.outcome) {
    case undefined:
      return "not-ordered";
    case "accepted":
      return proved === "none" ? "accepted-unverified" : "pending";
    case "unknown":
      return "outcome-unknown";
    case "confirmed":
      return "accepted-unverified";
    case "seen":
      return last.seenAs === undefined || shows(live, last.seenAs) ? "applied" : "missing";
  }
}

/** Whether a Plesk server's key proves it. */
export function shows(live: State["live"], { property, value }: Proof): boolean {
  return live[property] === value;
}

/** An order, or the wait for what an earlier one began, with the declaration that it is for. */
export interface CloudStep extends Step {
  system: "flexCloud";
  request:
    { kind: "order"; declared: Desired } | { kind: "wait"; declared: Desired; proof: Proof; order: Order };
}
