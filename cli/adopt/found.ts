/** What exists, in the shape that a program and a state want. */
import { isFailure, messageOf } from "../../provider/failure";
import { outputsOf } from "../../provider/host/verbs";
import { describe, withPolicies, type ResourceSpec, type Step } from "../../provider/converge/resource";
import type { ResourceName } from "../../provider/resources/all";

export type Properties = Record<string, unknown>;

/** One object that exists, as program and state will hold it. */
export interface Found {
  resource: ResourceName;
  /** What the resource may be called, best first; the last one is nobody else's. */
  names: readonly string[];
  id: string;
  args: Properties;
  outputs: Properties;
}

/** One object that stays as it is, outside of Pulumi. */
export interface LeftOut {
  what: string;
  reason: string;
}

/** What a system holds of what was asked for. */
export interface Harvest {
  found: Found[];
  leftOut: LeftOut[];
  /** What else the user should know before taking it over. */
  remarks: string[];
}

export type Declaration = { args: Properties; outputs: Properties } | { reason: string };

/**
 * The arguments that declare an object as it is, and the outputs that a run with them would leave. An
 * optional argument whose live value cannot be declared is left out: it is then not managed. What would
 * be changed by the very next run is not declared at all.
 */
export function declarationOf<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  state: State,
  live: Properties,
): Declaration {
  const parsed = spec.codec.parseInputs(live, []);
  if ("failures" in parsed) {
    const wrong = parsed.failures.map(({ property }) => property.replace(/[.[].*/, ""));
    const rest = Object.fromEntries(Object.entries(live).filter(([name]) => !wrong.includes(name)));
    if ("desired" in spec.codec.parseInputs(rest, [])) return declarationOf(spec, state, rest);
    return { reason: parsed.failures.map(({ property, reason }) => `${property} ${reason}`).join("; ") };
  }
  const kept = withPolicies(spec, state, parsed.desired);
  const changes = changesOf(spec, kept, parsed.desired);
  if (changes.length > 0) return { reason: `the next run would change it: ${changes.join("; ")}` };
  return { args: live, outputs: outputsOf(spec, kept, live) };
}

function changesOf<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  state: State,
  desired: D,
): string[] {
  try {
    const replaced = spec.replaces(state, desired).map((property) => `another ${property}`);
    return [...replaced, ...spec.plan(state, desired).map(describe)];
  } catch (error) {
    if (isFailure(error)) return [messageOf(error)];
    throw error;
  }
}
