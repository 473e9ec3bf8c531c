import { identityOf } from "../../apis/partner10/structures";
import type { AccountName } from "../../account";
import type { Call } from "../../call";
import { failure, isFailure } from "../../failure";
import { Interrupted, type Home, type Observed, type ResourceSpec } from "../../converge/resource";
import { awaited, lookAtServer, ordered } from "./cloudAddOn/perform";
import { isThere } from "./cloudAddOn/plan";
import { downgraded, lookAtKey, upgraded } from "./keyPlans/perform";
import { missingPlans } from "./keyPlans/plan";
import {
  decodeState,
  encodeState,
  inputNames,
  parseInputs,
  type CloudState,
  type CloudUpgrade,
  type Desired,
  type KeyState,
  type KeyUpgrade,
  type State,
} from "./model";
import { plan, planDelete, remarks, replaces } from "./plan";
import type { UpgradeStep } from "./steps";

export const pleskLicenseUpgrade: ResourceSpec<Desired, State, UpgradeStep> = {
  name: "PleskLicenseUpgrade",
  codec: { inputNames, everyInput: {}, parseInputs, decodeState, encodeState, readInputs },
  policyNames: ["onDelete"],
  idOf: ({ upgrade }) =>
    upgrade.system === "partner10"
      ? identityOf(upgrade.key.keyNumber)
      : `${upgrade.accountId ?? ""}/${upgrade.serverId}`,
  fromId,
  accounts,
  homeOf,
  replaces,
  objectsOf,
  needsAttention: ({ notVisible }) => notVisible,
  plan,
  planDelete,
  remarks,
  observe,
  perform,
  assertPossible,
};

/** Two resources may stand for different plans of one key, never for one plan. */
function objectsOf(state: State | undefined, desired: Desired | undefined): string[] {
  const { partner10, flexCloud } = desired ?? {};
  const upgrade = state?.upgrade;
  if (partner10 !== undefined) return planObjects(partner10.keyNumber, partner10.upgradePlans);
  if (upgrade?.system === "partner10")
    return planObjects(upgrade.key.keyNumber, Object.keys(upgrade.applied));
  const addon = flexCloud?.addonTextkey ?? upgrade?.order?.addonTextkey;
  const server = flexCloud ?? upgrade;
  return addon === undefined || server === undefined ? [] : [`add-on ${addon} of server ${server.serverId}`];
}

function planObjects(keyNumber: string, plans: readonly string[]): string[] {
  return plans.map((plan) => `plan ${plan} of key ${identityOf(keyNumber)}`);
}

function accounts({ partner10, flexCloud }: Desired): AccountName[] {
  return [
    ...(partner10 === undefined ? [] : [{ system: "partner10" as const }]),
    ...(flexCloud === undefined
      ? []
      : [{ system: "flexCloud" as const }, { system: "pleskXml" as const, server: flexCloud.pleskServer }]),
  ];
}

/** The declaration with what is there in the place of what is declared. */
function readInputs({ upgrade }: State, declared: Record<string, unknown>): Record<string, unknown> {
  if (upgrade.system === "partner10") {
    const { key } = upgrade;
    const block = declared.partner10 as KeyUpgrade | undefined;
    const missing = block === undefined ? [] : missingPlans(upgrade, block);
    const upgradePlans = block?.upgradePlans.filter((plan) => !missing.includes(plan)) ?? key.identifiers;
    return { ...declared, partner10: { keyNumber: identityOf(key.keyNumber), ...block, upgradePlans } };
  }
  const { serverId, accountId, pleskServer, verify, live } = upgrade;
  const block = declared.flexCloud as CloudUpgrade | undefined;
  const isProved = verify === "none" || (block !== undefined && isThere(upgrade, { ...block, verify }));
  const proof = isProved ? verify : { ...verify, value: live[verify.property] ?? "" };
  return {
    ...declared,
    flexCloud: {
      serverId,
      ...(accountId === undefined ? {} : { accountId }),
      pleskServer,
      ...block,
      verify: proof,
    },
  };
}

/** The state of an object of which only the id is known: a key's number, or account and server. */
function fromId(id: string, call: Call): State {
  const [, accountId = "", serverId] = /^([^/]*)\/(.+)$/.exec(id) ?? [];
  if (serverId === undefined) return stateOf(call, newKey(id));
  return stateOf(call, newServer(accountId === "" ? { serverId } : { serverId, accountId }));
}

function stateOf(call: Call, upgrade: KeyState | CloudState): State {
  return { upgrade, origin: call.account(systemOf(upgrade)).origin, notVisible: false };
}

function newKey(keyNumber: string): KeyState {
  const key = { keyNumber, identifiers: [], hasUnnamed: false, terminated: false, problem: false };
  return { system: "partner10", key, applied: {} };
}

function newServer({ serverId, accountId, pleskServer = "", verify = "none" }: ServerName): CloudState {
  const account = accountId === undefined ? {} : { accountId };
  return { system: "flexCloud", serverId, ...account, pleskServer, verify, live: {} };
}

type ServerName = Pick<CloudUpgrade, "serverId"> & Partial<CloudUpgrade>;

function systemOf({ system }: KeyState | CloudState): "partner10" | "flexCloud" {
  return system === "partner10" ? "partner10" : "flexCloud";
}

async function observe(
  call: Call,
  last: State | undefined,
  desired: Desired | undefined,
): Promise<Observed<State>> {
  const known = last ?? stateOf(call, firstState(desired));
  try {
    const upgrade = await looked(call, known.upgrade, desired);
    return { kind: "seen", state: { ...known, upgrade, notVisible: false } };
  } catch (error) {
    if (last === undefined || !isFailure(error, "not-visible")) throw error;
    return { kind: "notVisible", state: { ...last, notVisible: true }, failure: error };
  }
}

function firstState({ partner10, flexCloud }: Partial<Desired> = {}): KeyState | CloudState {
  if (partner10 !== undefined) return newKey(partner10.keyNumber);
  if (flexCloud !== undefined) return newServer(flexCloud);
  throw new Error("an upgrade is looked for before it is declared");
}

function looked(
  call: Call,
  upgrade: KeyState | CloudState,
  desired: Desired | undefined,
): Promise<KeyState | CloudState> {
  return upgrade.system === "partner10"
    ? lookAtKey(call, upgrade, desired?.partner10)
    : lookAtServer(call, upgrade, desired?.flexCloud);
}

/** FlexCloud logs in to Plesk by itself, and a secret key is of no use to it. */
function assertPossible(
  call: Call,
  steps: readonly UpgradeStep[],
  _: State | undefined,
  { flexCloud }: Desired,
): Promise<void> {
  const isOrder = steps.some(({ request }) => request.kind === "order");
  if (!isOrder || flexCloud === undefined) return Promise.resolve();
  if (call.account("pleskXml", flexCloud.pleskServer).hasPassword) return Promise.resolve();
  throw failure({
    kind: "refused",
    property: "flexCloud.pleskServer",
    what: `Plesk server ${flexCloud.pleskServer} is configured with a secret key, and FlexCloud needs a login and a password to work on it`,
    next: `Nothing was sent. Set plesk:servers.${flexCloud.pleskServer}.flexCloudLogin and .flexCloudPassword`,
  });
}

async function perform(
  call: Call,
  step: UpgradeStep,
  state: State | undefined,
  desired: Desired | undefined,
): Promise<State> {
  if (state === undefined) throw new Error("an upgrade is made before it was looked for");
  try {
    return { ...state, upgrade: await performed(call, step, state.upgrade, desired) };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted<State>({ ...state, upgrade: error.state as State["upgrade"] }, error.reason);
  }
}

function performed(
  call: Call,
  { request }: UpgradeStep,
  upgrade: KeyState | CloudState,
  { partner10, flexCloud, timeouts }: Partial<Desired> = {},
): Promise<KeyState | CloudState> {
  if (upgrade.system === "partner10") {
    if (request.kind === "downgrade") return downgraded(call, upgrade, request.plan, partner10);
    if (request.kind === "upgrade" && partner10) return upgraded(call, upgrade, request.plans, partner10);
  } else if (flexCloud !== undefined) {
    if (request.kind === "order") return ordered(call, upgrade, flexCloud, timeouts?.upgrade);
    if (request.kind === "wait") return awaited(call, upgrade, flexCloud, timeouts?.upgrade);
  }
  throw new Error(`a step ${request.kind} does not fit what it is for`);
}

function homeOf({ upgrade, origin }: State): Home {
  const otherwise = "give the resource of the other system another name";
  if (upgrade.system === "partner10") {
    const deed = `Key ${upgrade.key.keyNumber} was upgraded`;
    const account = { system: "partner10" } as const;
    return { account, origin, deed, system: "Partner API 1.0", setting: "plesk:partner10Url", otherwise };
  }
  const deed = `Server ${upgrade.serverId} was upgraded`;
  const account = { system: "flexCloud" } as const;
  return { account, origin, deed, system: "FlexCloud", setting: "plesk:flexCloudUrl", otherwise };
}
