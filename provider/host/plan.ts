import type { Allowance } from "../converge/allowance";
import { describe, type Limits, type ResourceSpec, type Step } from "../converge/resource";
import { isFailure, messageOf } from "../failure";
import type { FirstLook } from "./firstLook";
import { explain } from "./help";
import type { Report } from "./report";
import { hiderOf, type Hide } from "./secretInputs";
import type { Properties } from "./values";

/** What a plan follows from. */
export type Planned = Pick<
  ResourceSpec<unknown, unknown>,
  | "name"
  | "codec"
  | "plan"
  | "remarks"
  | "notice"
  | "repeats"
  | "ownWords"
  | "accounts"
  | "observe"
  | "standsFor"
>;

/** A resource that is about to be created or updated. */
export interface Wish {
  /** Its name in the program. */
  name: string;
  /** The outputs of the last run; empty where there are none. */
  olds: Properties;
  known: Properties;
  /** Top-level inputs without a value yet. */
  unknown: readonly string[];
  /** Takes out of a sentence what is secret of the resource. */
  hide: Hide;
  isPreview: boolean;
  /** Looks at what a new resource stands for; undefined where its account is not known. */
  firstLook: FirstLook | undefined;
}

/** Thrown where our own rules forbid a plan, or a limit is exceeded. */
export class PlanRefused extends Error {}

/**
 * Says on a resource what will be sent for it, and what the user should know beside. Throws PlanRefused where that is
 * not to be sent.
 */
export async function reportPlan(
  spec: Planned,
  wish: Wish,
  allowance: () => Allowance,
  report: Report,
): Promise<void> {
  const { name, hide } = wish;
  const reportHidden: Report = (severity, sentence) => report(severity, hide(sentence));
  try {
    const steps = await plannedSteps(spec, wish, allowance().limits, reportHidden);
    if (steps === undefined) return;
    for (const { operations } of steps) allowance().spend(operations, `${spec.name} ${name}`);
    await report("info", sentenceOf(steps, hide));
  } catch (error) {
    throw isFailure(error) ? new PlanRefused(hide(explain(error))) : error;
  }
}

/** Says what the user should know once the object is there, e.g. that it was found and not bought. */
export async function reportNotice(spec: Planned, outputs: Properties, report: Report): Promise<void> {
  if (spec.notice === undefined || !("__plesk" in outputs)) return;
  const notice = spec.notice(spec.codec.decodeState(outputs));
  if (notice !== undefined) await report("warning", hiderOf(spec, outputs)(notice));
}

/** Undefined where the system would not have it; the reason is reported. */
async function plannedSteps(
  spec: Planned,
  { olds, known, unknown, isPreview, firstLook }: Wish,
  limits: Limits,
  report: Report,
): Promise<Step[] | undefined> {
  const parsed = spec.codec.parseInputs(known, unknown);
  if ("failures" in parsed) return undefined;
  const { desired } = parsed;
  try {
    const mayLook = unknown.length === 0 && Object.keys(olds).length === 0;
    const state =
      "__plesk" in olds
        ? spec.codec.decodeState(olds)
        : mayLook
          ? await firstLook?.at(spec, desired, report, isPreview)
          : undefined;
    for (const remark of spec.remarks(state, desired, limits)) await report("warning", remark);
    return spec.plan(state, desired);
  } catch (error) {
    // What our own rules forbid stops the preview already, as limits do.
    if (!isFailure(error) || error.kind === "refused") throw error;
    // In `up` the provider is about to report it.
    if (isPreview) await report("warning", messageOf(error));
    return undefined;
  }
}

function sentenceOf(steps: readonly Step[], hide: Hide): string {
  if (steps.length === 0) return "plan: nothing to send";
  const count = steps.filter(({ sends }) => sends !== false).length;
  const requests = count === 0 ? "nothing to send" : count === 1 ? "1 request" : `${count} requests`;
  return `plan: ${requests}: ${steps.map((step) => hide(describe(step))).join(" | ")}`;
}
