/** The declaration and the state of either way to upgrade, as Pulumi gives and keeps them. */
import { z } from "zod";

import type { Parsed } from "../../converge/resource";
import { parseRaw } from "../inputs";
import * as cloud from "./cloudAddOn/model";
import * as key from "./keyPlans/model";

/** The declaration: one of the two, or none while a preview does not know it yet. */
export type Desired = (key.Desired | Lasting<cloud.Desired> | Lasting<{ system?: never }>) & {
  /** Properties without a value yet (preview). */
  unknown: readonly string[];
};

/** What is known of the resource. */
export type State = key.State | Lasting<cloud.State>;

/** FlexCloud has no way to take an add-on away. */
type Lasting<T> = T & { onDelete?: never };

export const inputs = z.strictObject({
  partner10: key.partner10.exactOptional(),
  flexCloud: cloud.flexCloud.exactOptional(),
  onDelete: key.onDelete,
  timeouts: cloud.timeouts,
});

/** The inputs that a user can declare. */
export const inputNames: readonly string[] = Object.keys(inputs.shape);

export function parseInputs(raw: Record<string, unknown>, unknown: readonly string[]): Parsed<Desired> {
  const parsed = parseRaw(inputs, raw);
  if ("failures" in parsed) return parsed;
  const { partner10, flexCloud, timeouts, ...policies } = parsed.data;
  if (partner10 !== undefined && flexCloud !== undefined)
    return refused("flexCloud", "goes without partner10: exactly one of the two says what is upgraded");
  if (partner10 !== undefined)
    return { desired: { system: "partner10", ...partner10, ...policies, unknown } };
  if (flexCloud === undefined && !unknown.includes("partner10") && !unknown.includes("flexCloud"))
    return refused(
      "partner10",
      "is missing, and so is flexCloud: exactly one of the two says what is upgraded",
    );
  if (flexCloud === undefined) return { desired: { unknown } };
  if (policies.onDelete !== undefined)
    return refused("onDelete", "goes with partner10 only: FlexCloud has no way to take an add-on away");
  const waits = timeouts === undefined ? {} : { timeouts };
  return { desired: { system: "flexCloud", ...flexCloud, ...waits, unknown } };
}

function refused(property: string, reason: string): Parsed<Desired> {
  return { failures: [{ property, reason }] };
}

const outputs = z.xor([key.outputs, cloud.outputs]);

export function decodeState(raw: Record<string, unknown>): State {
  return outputs.parse(raw);
}
