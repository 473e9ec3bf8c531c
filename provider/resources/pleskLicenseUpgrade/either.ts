/** The two ways to upgrade as one resource: which of them is meant is asked here and nowhere else. */
import type { Call } from "../../call";
import type { Codec, Observed, ResourceSpec, Step } from "../../converge/resource";
import { isFailure } from "../../failure";
import type * as cloud from "./cloudAddOn/model";
import type { Desired, State } from "./codec";
import type * as key from "./keyPlans/model";

/** What a preview cannot tell yet. */
interface UnknownStep extends Step {
  system?: never;
}

export type UpgradeStep = key.KeyStep | cloud.CloudStep | UnknownStep;

/** One of the two: a resource of its own, but for its name and for being told from the other one. */
export interface Half<D, S, P extends Step>
  extends
    Pick<ResourceSpec<D, S, P>, "idOf" | "accounts" | "homeOf" | "objectsOf" | "plan" | "planDelete">,
    Pick<ResourceSpec<D, S, P>, "remarks" | "without">,
    Pick<Codec<D, S>, "encodeState" | "readInputs"> {
  /** The state of what is declared, before the first look. */
  newState(desired: D, call: Call): S;
  /** Undefined where the id is not of its kind. */
  fromId(id: string, call: Call): S | undefined;
  /** Whether what is declared is the object that is known. */
  isSame(state: S, desired: D): boolean;
  /** The live object. Throws `not-visible` where it is not shown to the login. */
  look(call: Call, state: S, desired: D | undefined): Promise<S>;
  /** Sends one step and returns the state after it. Throws `Interrupted` where it knows more than before. */
  perform(call: Call, step: P, state: S): Promise<S>;
  /** Asked before the first step is sent. Throws a Failure to stop. */
  assertPossible?(call: Call, step: P): void;
}

interface Halves {
  keyPlans: Fallback<key.Desired, key.State, key.KeyStep>;
  cloudAddOn: Half<cloud.Desired, cloud.State, cloud.CloudStep>;
}

/** The half of every id that is not of the other one's kind. */
interface Fallback<D, S, P extends Step> extends Half<D, S, P> {
  fromId(id: string, call: Call): S;
}

type Either = ResourceSpec<Desired, State, UpgradeStep>;

/** The half that is declared, else the one that is known. A state of the other one counts as none. */
export function either(halves: Halves): Omit<Either, "name" | "codec" | "policyNames"> & {
  codec: Pick<Either["codec"], "encodeState" | "readInputs">;
} {
  const halfOf = choices(halves);
  return {
    codec: {
      encodeState: (state, shown) => halfOf.state(state, (half, own) => half.encodeState(own, shown)),
      readInputs: (state, inputs) => halfOf.state(state, (half, own) => half.readInputs(own, inputs)),
    },
    idOf: (state) => halfOf.state(state, (half, own) => half.idOf(own)),
    fromId: (id, call) => halves.cloudAddOn.fromId(id, call) ?? halves.keyPlans.fromId(id, call),
    accounts: (desired) =>
      halfOf.declaration(desired, undefined, (half, wanted) => half.accounts(wanted)) ?? [],
    homeOf: (state) => halfOf.state(state, (half, own) => half.homeOf(own)),
    replaces: (state, desired) =>
      halfOf.declaration(desired, state, (half, wanted, own) => {
        if (own === undefined) return ["partner10", "flexCloud"];
        return half.isSame(own, wanted) ? [] : [own.system];
      }) ?? [],
    objectsOf: (state, desired) =>
      halfOf.declaration(desired, state, (half, wanted, own) => half.objectsOf(own, wanted)) ??
      (state && halfOf.state(state, (half, own) => half.objectsOf(own, undefined))) ??
      [],
    without: (state, objects) =>
      halfOf.state<State>(state, (half, own) => half.without?.(own, objects) ?? own),
    needsAttention: ({ notVisible }) => notVisible,
    ...planning(halves),
    ...sending(halves),
  };
}

function planning(halves: Halves): Pick<Either, "plan" | "planDelete" | "remarks"> {
  const halfOf = choices(halves);
  return {
    plan: (current, desired) =>
      halfOf.declaration<UpgradeStep[]>(desired, current, (half, wanted, own) => half.plan(own, wanted)) ??
      (current === undefined ? [unknownStep] : []),
    planDelete: (state) => halfOf.state<UpgradeStep[]>(state, (half, own) => half.planDelete(own)),
    remarks: (current, desired, limits) =>
      halfOf.declaration(desired, current, (half, wanted, own) => half.remarks(own, wanted, limits)) ??
      (current === undefined
        ? [`${desired.unknown.join(" and ")} is not known yet, nor what it will send`]
        : []),
  };
}

const unknownStep: UnknownStep = {
  operations: [
    { kind: "unknown", sentence: "upgrade what is not known yet", marks: ["buys"], uses: "purchases" },
  ],
};

function sending(
  halves: Halves,
): Pick<Either, "observe" | "perform"> & Required<Pick<Either, "assertPossible">> {
  const halfOf = choices(halves);
  return {
    observe: (call, last, desired) => {
      const look =
        halfOf.declaration<Promise<State>>(desired, last, (half, wanted, own) =>
          half.look(call, own ?? half.newState(wanted, call), wanted),
        ) ??
        (last && halfOf.state<Promise<State>>(last, (half, own) => half.look(call, own, undefined)));
      if (look === undefined) throw new Error("an upgrade is looked for before it is declared");
      return outcomeOf(look, last);
    },
    perform: (call, step, state) => {
      const after = halfOf.step<Promise<State> | undefined>(step, state, (half, own, before) =>
        before === undefined ? undefined : half.perform(call, own, before),
      );
      if (after === undefined) throw new Error("an upgrade is made before it was looked for");
      return after;
    },
    assertPossible: (call, steps) => {
      for (const step of steps) halfOf.step(step, undefined, (half, own) => half.assertPossible?.(call, own));
      return Promise.resolve();
    },
  };
}

/** What is not shown any more keeps its last state. */
async function outcomeOf(look: Promise<State>, last: State | undefined): Promise<Observed<State>> {
  try {
    return { kind: "seen", state: { ...(await look), notVisible: false } };
  } catch (error) {
    if (last === undefined || !isFailure(error, "not-visible")) throw error;
    return { kind: "notVisible", state: { ...last, notVisible: true }, failure: error };
  }
}

/** Hands what is of one half to that half, whose types fit each other. */
function choices({ keyPlans, cloudAddOn }: Halves) {
  return {
    /** By the declaration; undefined where it is not known yet. */
    declaration<R>(
      desired: Desired | undefined,
      state: State | undefined,
      use: <D, S extends State, P extends UpgradeStep>(half: Half<D, S, P>, desired: D, state?: S) => R,
    ): R | undefined {
      switch (desired?.system) {
        case "partner10":
          return use(keyPlans, desired, state?.system === "partner10" ? state : undefined);
        case "flexCloud":
          return use(cloudAddOn, desired, state?.system === "flexCloud" ? state : undefined);
        case undefined:
          return undefined;
      }
    },
    /** By the state. */
    state<R>(
      state: State,
      use: <D, S extends State, P extends UpgradeStep>(half: Half<D, S, P>, state: S) => R,
    ): R {
      return state.system === "partner10" ? use(keyPlans, state) : use(cloudAddOn, state);
    },
    /** By the step; undefined where it is not known yet whose it is. */
    step<R>(
      step: UpgradeStep,
      state: State | undefined,
      use: <D, S extends State, P extends UpgradeStep>(half: Half<D, S, P>, step: P, state?: S) => R,
    ): R | undefined {
      switch (step.system) {
        case "partner10":
          return use(keyPlans, step, state?.system === "partner10" ? state : undefined);
        case "flexCloud":
          return use(cloudAddOn, step, state?.system === "flexCloud" ? state : undefined);
        case undefined:
          return undefined;
      }
    },
  };
}
