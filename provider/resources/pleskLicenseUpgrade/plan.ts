import { identityOf } from "../../apis/partner10/structures";
import type { Desired, State } from "./model";
import { cloudRemarks, planCloud } from "./cloudAddOn/plan";
import { keyRemarks, planKey, planKeyDelete } from "./keyPlans/plan";
import { step, type UpgradeStep } from "./steps";

/** What has to be done, in order. Same in, nothing out. */
export function plan(current: State | undefined, desired: Desired): UpgradeStep[] {
  const { partner10, flexCloud, onDelete } = desired;
  if (partner10 !== undefined) return planKey(keyOf(current), partner10, onDelete);
  if (flexCloud !== undefined) return planCloud(cloudOf(current), flexCloud);
  return current === undefined ? [unknownStep] : [];
}

export function remarks(current: State | undefined, desired: Desired): string[] {
  const { partner10, flexCloud, unknown } = desired;
  if (partner10 !== undefined) return keyRemarks(keyOf(current), partner10);
  if (flexCloud !== undefined) return cloudRemarks(cloudOf(current), flexCloud);
  return current === undefined ? [] : [`${unknown.join(" and ")} is not known yet, nor what it will send`];
}

export function planDelete({ upgrade, onDelete }: State): UpgradeStep[] {
  return upgrade.system === "partner10" ? planKeyDelete(upgrade, onDelete) : [];
}

/**
 * The properties whose change makes another resource: the other system, another key, another server.
 * Naming the account beside the same server does not, nor does a key's revision.
 */
export function replaces({ upgrade: state }: State, { partner10, flexCloud }: Desired): string[] {
  if (partner10 !== undefined) {
    if (state.system !== "partner10") return ["partner10", "flexCloud"];
    return identityOf(state.key.keyNumber) === identityOf(partner10.keyNumber) ? [] : ["partner10"];
  }
  if (flexCloud === undefined) return [];
  if (state.system !== "flexCloud") return ["partner10", "flexCloud"];
  const { serverId, accountId } = flexCloud;
  const isSame =
    state.serverId === serverId &&
    (state.accountId === accountId || state.accountId === undefined || accountId === undefined);
  return isSame ? [] : ["flexCloud"];
}

const unknownStep: UpgradeStep = step({ kind: "unknown" }, [
  { sentence: "upgrade what is not known yet", marks: ["buys"], uses: "purchases" },
]);

function keyOf(state: State | undefined) {
  return state?.upgrade.system === "partner10" ? state.upgrade : undefined;
}

function cloudOf(state: State | undefined) {
  return state?.upgrade.system === "flexCloud" ? state.upgrade : undefined;
}
