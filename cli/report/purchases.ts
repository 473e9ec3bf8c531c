import type { Bought, Operation, ResourceSpec } from "../../provider/converge/resource";
import { declaredInputs, splitUnknown } from "../../provider/host/values";
import type { Recorded } from "./events";
import { isSecret, specOf, stateOf } from "./specs";
import type { Properties } from "./values";

/** What is bought; without a name where only `up` will know it. */
export type Purchase = Omit<Bought, "name"> & Partial<Bought>;

export interface Wish {
  type: string;
  /** The state that the change begins from; undefined where the object is made. */
  old: Recorded | undefined;
  declared: Recorded | undefined;
  /** What the hook said that is sent, and how often `buys` is in it. */
  sends: readonly string[];
  buys: number;
}

/**
 * What a change buys, planned once more from what the events show. The hook's sentences decide: where they say
 * something else, e.g. since the declaration is secret, what is bought is not known.
 */
export function purchasesOf({ type, old, declared, sends, buys }: Wish): Purchase[] {
  if (buys === 0) return [];
  const spec = specOf(type);
  const buying = spec === undefined || declared === undefined ? [] : buyingIn(spec, old, declared);
  const purchases = buying.flatMap(({ bought }): Purchase[] => [...(bought ?? [{ quantity: 1 }])]);
  const isSaid = purchases.every(
    ({ name }) => name === undefined || sends.some((text) => text.includes(name)),
  );
  if (buying.length === buys && isSaid) return purchases;
  return Array.from({ length: buys }, () => ({ quantity: 1 }));
}

function buyingIn(
  spec: ResourceSpec<unknown, unknown>,
  old: Recorded | undefined,
  { inputs }: Recorded,
): Operation[] {
  const { known: visible, unknown } = splitUnknown(declaredInputs(inputs as Properties));
  const secret = Object.keys(visible).filter((name) => holdsSecret(visible[name]));
  const known = Object.fromEntries(Object.entries(visible).filter(([name]) => !secret.includes(name)));
  const parsed = spec.codec.parseInputs(known, [...unknown, ...secret]);
  if ("failures" in parsed) return [];
  const state = old && stateOf(spec, old.outputs as Properties);
  if (old !== undefined && state === undefined) return [];
  try {
    const operations = spec.plan(state, parsed.desired).flatMap((step) => step.operations);
    return operations.filter(({ marks }) => marks.includes("buys"));
  } catch {
    // The preview has reported why.
    return [];
  }
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}
