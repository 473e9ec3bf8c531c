/** How what a system answers becomes the state of a key. */
import type * as wire from "../../apis/partner30/structures";
import type { Call } from "../../call";
import { rememberSecret } from "../../failure";
import { canonicalIp, plainNickname, type Item, type Key, type State } from "./model";

export function newState(call: Call, marker: string | undefined): State {
  return {
    origin: call.account("partner30").origin,
    ...(marker === undefined ? {} : { marker }),
    credentials: {},
    notVisible: false,
    onGone: "error",
  };
}

export type KnownState = State & { key: Key };

export function knownKey(state: State | undefined): KnownState {
  if (state?.key === undefined) throw new Error("a key is changed before it is known");
  return { ...state, key: state.key };
}

/**
 * The state with what an answer says. What an answer leaves out of that which can be set stays as it
 * was sent, else as it was recorded: otherwise it would be sent again and again.
 */
export function withLive(state: State, live: wire.LicenseKey, sent: wire.KeyBody = {}): State {
  const { keyId, keyNumber, activationCode, activationLink } = live.keyIdentifiers;
  const { pending: _, ...rest } = state;
  const recorded = { ...state.key, ...present(settingsIn(sent)) };
  for (const secret of [activationCode, activationLink]) if (secret) rememberSecret(secret);
  const key: Key = {
    ...present({
      keyNumber,
      autoRenew: live.autoRenew ?? recorded.autoRenew,
      status: live.status,
      restrictIp: live.restrictIPBinding ?? recorded.restrictIp,
      productConfigurationId: live.productConfigurationId ?? recorded.productConfigurationId,
      activationUid: activationOf(live, recorded.activationUid),
      creationDate: live.creationDate,
      lastModificationDate: live.lastModificationDate,
      updateDate: live.updateDate,
      expirationDate: live.expirationDate,
      susExpirationDate: live.susExpirationDate,
      susStatus: live.susStatus,
    }),
    keyId: String(keyId),
    ownerId: live.ownerId,
    items: live.items.map((item) => itemOf(item, recorded.items ?? [])),
    nickname: plainNickname(live.nickname ?? ""),
    suspended: live.suspended ?? live.status?.toLowerCase() === "suspended",
    terminated: isTerminated(live),
    parentKeyId:
      live.parentKeyIdentifiers?.keyId === undefined ? null : String(live.parentKeyIdentifiers.keyId),
    childKeyIds: (live.childKeyIdentifiers ?? []).flatMap((child) =>
      child.keyId === undefined ? [] : [String(child.keyId)],
    ),
    ipAddress:
      live.ipAddressBinding == null || live.ipAddressBinding === ""
        ? null
        : canonicalIp(live.ipAddressBinding),
  };
  return {
    ...rest,
    key,
    credentials: { ...state.credentials, ...present({ activationCode, activationLink }) },
  };
}

/** What a body sets of that which an answer may leave out. */
function settingsIn(body: wire.KeyBody) {
  return {
    items: body.items as Item[] | undefined,
    autoRenew: body.autoRenew,
    restrictIp: body.restrictIPBinding,
    productConfigurationId: body.productConfigurationId,
    activationUid: body.activationInfo?.uid,
  };
}

/** Null and an empty uid say that there is no activation; only silence leaves what was recorded. */
function activationOf({ activationInfo }: wire.LicenseKey, recorded?: string): string | undefined {
  if (activationInfo === undefined) return recorded;
  return activationInfo?.uid === "" ? undefined : (activationInfo?.uid ?? undefined);
}

/** A key of which only the id is known. */
export function unreadKey(keyId: string): Key {
  return {
    keyId,
    ownerId: "",
    items: [],
    nickname: "",
    suspended: false,
    terminated: false,
    childKeyIds: [],
  };
}

export function isTerminated({ terminated, status }: wire.LicenseKey): boolean {
  return terminated ?? status?.toLowerCase() === "terminated";
}

function itemOf({ item, externalId, quantity }: wire.LicenseItem, known: readonly Item[]): Item {
  const recorded = known.find((other) => other.item === item)?.quantity;
  return { item, ...present({ externalId, quantity: quantity ?? recorded }) };
}

/** Without the members that are null or absent. */
function present<T extends Record<string, unknown>>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as never;
}
