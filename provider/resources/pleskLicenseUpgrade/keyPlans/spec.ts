import { identityOf } from "../../../apis/partner10/structures";
import type { Call } from "../../../call";
import type { Half } from "../either";
import { encodeState, type Desired, type KeyStep, type Partner10, type State } from "./model";
import { lookAtKey, perform } from "./perform";
import { missingPlans, plan, planDelete, remarks } from "./plan";

/** Upgrade plans of a key, over Partner API 1.0. */
export const keyPlans = {
  encodeState,
  readInputs,
  newState,
  fromId: (keyNumber, call) => newState({ keyNumber }, call),
  idOf: ({ key }) => identityOf(key.keyNumber),
  accounts: () => [{ system: "partner10" }],
  homeOf: ({ key, origin }) => ({
    account: { system: "partner10" },
    origin,
    deed: `Key ${key.keyNumber} was upgraded`,
    system: "Partner API 1.0",
    setting: "plesk:partner10Url",
    otherwise: "give the resource of the other system another name",
  }),
  // Another revision is the same key.
  isSame: ({ key }, { keyNumber }) => identityOf(key.keyNumber) === identityOf(keyNumber),
  objectsOf,
  without,
  plan,
  planDelete,
  remarks,
  look: lookAtKey,
  perform,
} satisfies Half<Desired, State, KeyStep>;

function newState({ keyNumber }: Pick<Desired, "keyNumber">, call: Call): State {
  const key = { keyNumber, identifiers: [], hasUnnamed: false, terminated: false, problem: false };
  const { origin } = call.account("partner10");
  return { system: "partner10", key, applied: {}, origin, notVisible: false };
}

/** Two resources may stand for different plans of one key, never for one plan; one that may still arrive is the sender's. */
function objectsOf(state: State | undefined, desired: Desired | undefined): string[] {
  const open = state?.unsettled?.plans ?? [];
  const plans = desired?.upgradePlans ?? Object.keys(state?.applied ?? {});
  const keyNumber = desired?.keyNumber ?? state?.key.keyNumber ?? "";
  return planObjects(keyNumber, [...new Set([...plans, ...open])]);
}

function without(state: State, objects: readonly string[]): State {
  const isOthers = (plan: string): boolean =>
    planObjects(state.key.keyNumber, [plan]).some((object) => objects.includes(object));
  const { unsettled, ...others } = state;
  const applied = Object.fromEntries(Object.entries(state.applied).filter(([plan]) => !isOthers(plan)));
  const open = unsettled?.plans.filter((plan) => !isOthers(plan)) ?? [];
  return {
    ...others,
    applied,
    ...(unsettled === undefined || open.length === 0 ? {} : { unsettled: { ...unsettled, plans: open } }),
  };
}

function planObjects(keyNumber: string, plans: readonly string[]): string[] {
  return plans.map((each) => `plan ${each} of key ${identityOf(keyNumber)}`);
}

/** The declaration with what is there in the place of what is declared. */
function readInputs(state: State, inputs: Record<string, unknown>): Record<string, unknown> {
  const { key } = state;
  const { partner10: declared } = inputs as { partner10?: Partner10 };
  const missing = declared === undefined ? [] : missingPlans(state, declared);
  const upgradePlans = declared?.upgradePlans.filter((each) => !missing.includes(each)) ?? key.identifiers;
  return { ...inputs, partner10: { keyNumber: identityOf(key.keyNumber), ...declared, upgradePlans } };
}
