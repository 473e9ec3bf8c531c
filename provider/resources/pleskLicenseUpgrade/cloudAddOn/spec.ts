import type { Call } from "../../../call";
import { failure } from "../../../failure";
import type { Half } from "../either";
import { encodeState, type CloudStep, type Desired, type FlexCloud, type State } from "./model";
import { lookAtServer, perform } from "./perform";
import { isThere, plan, planDelete, remarks } from "./plan";

/** An add-on of a cloud server, over FlexCloud. */
export const cloudAddOn: Half<Desired, State, CloudStep> = {
  encodeState,
  readInputs,
  newState,
  fromId,
  idOf: ({ accountId = "", serverId }) => `${accountId}/${serverId}`,
  accounts: ({ pleskServer }) => [{ system: "flexCloud" }, { system: "pleskXml", server: pleskServer }],
  homeOf: ({ serverId, origin }) => ({
    account: { system: "flexCloud" },
    origin,
    deed: `Server ${serverId} was upgraded`,
    system: "FlexCloud",
    setting: "plesk:flexCloudUrl",
    otherwise: "give the resource of the other system another name",
  }),
  // Naming the account beside the same server, or no more, makes no other one of it.
  isSame: (state, { serverId, accountId }) =>
    state.serverId === serverId &&
    (state.accountId === accountId || state.accountId === undefined || accountId === undefined),
  objectsOf,
  plan,
  planDelete,
  remarks,
  look: lookAtServer,
  perform,
  assertPossible,
};

function newState(named: Pick<Desired, "serverId"> & Partial<Desired>, call: Call): State {
  const { serverId, accountId, pleskServer = "", verify = "none" } = named;
  const account = accountId === undefined ? {} : { accountId };
  const { origin } = call.account("flexCloud");
  return {
    system: "flexCloud",
    serverId,
    ...account,
    pleskServer,
    verify,
    live: {},
    origin,
    notVisible: false,
  };
}

/** Account and server, `/server` for the login's own account. */
function fromId(id: string, call: Call): State | undefined {
  const [, accountId = "", serverId] = /^([^/]*)\/(.+)$/.exec(id) ?? [];
  if (serverId === undefined) return undefined;
  return newState(accountId === "" ? { serverId } : { serverId, accountId }, call);
}

function objectsOf(state: State | undefined, desired: Desired | undefined): string[] {
  const addon = desired?.addonTextkey ?? state?.order?.addonTextkey;
  const server = desired ?? state;
  return addon === undefined || server === undefined ? [] : [`add-on ${addon} of server ${server.serverId}`];
}

/** The declaration with what is there in the place of what is declared. */
function readInputs(state: State, inputs: Record<string, unknown>): Record<string, unknown> {
  const { serverId, accountId, pleskServer, verify, live } = state;
  const { flexCloud: declared } = inputs as { flexCloud?: FlexCloud };
  const isProved = verify === "none" || (declared !== undefined && isThere(state, { ...declared, verify }));
  const proof = isProved ? verify : { ...verify, value: live[verify.property] ?? "" };
  const account = accountId === undefined ? {} : { accountId };
  return { ...inputs, flexCloud: { serverId, ...account, pleskServer, ...declared, verify: proof } };
}

/** FlexCloud logs in to Plesk by itself, and a secret key is of no use to it. */
function assertPossible(call: Call, { request }: CloudStep): void {
  const { pleskServer } = request.declared;
  if (request.kind !== "order" || call.account("pleskXml", pleskServer).hasPassword) return;
  throw failure({
    kind: "refused",
    property: "flexCloud.pleskServer",
    what: `Plesk server ${pleskServer} is configured with a secret key, and FlexCloud needs a login and a password to work on it`,
    next: `Nothing was sent. Set plesk:servers.${pleskServer}.flexCloudLogin and .flexCloudPassword`,
  });
}
