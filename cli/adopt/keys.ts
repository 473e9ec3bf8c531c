import { saysTerminated } from "../../provider/apis/partner30/errors";
import { readKey } from "../../provider/apis/partner30/keys";
import type { LiveStatus } from "../../provider/apis/partner30/structures";
import type { Call } from "../../provider/call";
import { isFailure } from "../../provider/failure";
import { assertListShowsKeys, keyList, type KeyList } from "../../provider/resources/licenseKey/list";
import { licenseKey } from "../../provider/resources/licenseKey/spec";
import {
  knownKey,
  newState,
  plainNickname,
  withLive,
  type KnownState,
  type State,
} from "../../provider/resources/licenseKey/state";
import { declarationOf, type Found, type Harvest, type Properties } from "./found";
import type { Journal } from "./journal";
import { matching } from "./names";
import { sideBySide } from "../sideBySide";
import type { Progress } from "../progress";

/** Which keys are meant; an absent member lets all through. */
export interface KeyFilters {
  owner?: string;
  nickname?: string;
  item?: string;
  status?: LiveStatus;
}

/** What a look at one key found. The credentials are not in it: a refresh brings them, and no file holds them. */
export type KeyLook = { state: State; marked: boolean } | "terminated" | "not shown";

/** The living keys that the login sees, ready to be declared. */
export async function existingKeys(
  call: Call,
  filters: KeyFilters,
  journal: Journal<KeyLook>,
  progress: Progress,
): Promise<Harvest> {
  assertListShowsKeys(call);
  const list = await keyList(call, filters.status);
  const wanted = list.keys.filter(
    ({ ownerId }) => filters.owner === undefined || (ownerId ?? filters.owner) === filters.owner,
  );
  progress.start("keys read", wanted.length);
  await sideBySide(wanted, async ({ keyId }) => {
    if (journal.get(keyId) === undefined) journal.put(keyId, await lookAt(call, keyId));
    progress.step();
  });
  const looks = wanted.map(({ keyId }) => ({ keyId, look: journal.get(keyId) ?? "not shown" }));
  progress.stop();
  return harvestOf(looks, filters, remarksOn(list));
}

function remarksOn({ shown, isCutOff, looksCutOff }: KeyList): string[] {
  if (isCutOff)
    return [
      `The system cuts its lists off after ${shown} keys, so more may exist than were found: run adopt again with --status, or with the login of each customer.`,
    ];
  return looksCutOff
    ? [
        `The list holds exactly ${shown} keys. Should the system cut its lists off there, more exist: compare with Partner Central.`,
      ]
    : [];
}

async function lookAt(call: Call, keyId: string): Promise<KeyLook> {
  try {
    const live = await call(readKey, { key: keyId });
    const { credentials: _, ...state } = knownKey(withLive(newState(call.account("partner30")), live));
    if (state.key.terminated) return "terminated";
    const nickname = live.nickname ?? "";
    return { state: { ...state, credentials: {} }, marked: plainNickname(nickname) !== nickname };
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (saysTerminated(error)) return "terminated";
    if (error.kind === "not-visible") return "not shown";
    throw error;
  }
}

function harvestOf(
  looks: readonly { keyId: string; look: KeyLook }[],
  filters: KeyFilters,
  remarks: readonly string[],
): Harvest {
  const harvest: Harvest = { found: [], leftOut: [], remarks: [...remarks] };
  const marked: string[] = [];
  for (const { keyId, look } of looks) {
    if (typeof look === "string") {
      harvest.leftOut.push({
        what: `key ${keyId}`,
        reason: look === "terminated" ? "terminated" : "not shown to this login",
      });
      continue;
    }
    const state = knownKey(look.state);
    if (!isMeant(state, filters)) continue;
    const declared = declarationOf(licenseKey, look.state, argumentsOf(state));
    if ("reason" in declared) {
      harvest.leftOut.push({ what: `key ${keyId}`, reason: declared.reason });
      continue;
    }
    harvest.found.push({ ...foundKey(state), ...declared });
    if (look.marked) marked.push(keyId);
  }
  if (marked.length > 0) harvest.remarks.push(alreadyManaged(marked));
  return harvest;
}

function isMeant({ key }: KnownState, { owner, nickname, item }: KeyFilters): boolean {
  return (
    (owner === undefined || key.ownerId === owner) &&
    (nickname === undefined || matching(nickname)(key.nickname)) &&
    (item === undefined || key.items.some((each) => matching(item)(each.item)))
  );
}

function foundKey({ key }: KnownState): Pick<Found, "resource" | "names" | "id"> {
  const { keyId, nickname } = key;
  const unique = `key-${keyId}`;
  return {
    resource: "LicenseKey",
    id: keyId,
    names: nickname === "" ? [unique] : [nickname, `${nickname}-${keyId}`, unique],
  };
}

/**
 * What there is on the key is declared. What there is not stays unmanaged: a key that is not bound yet
 * shall not be unbound when its server binds it. `adopt` keeps a run without this state from buying.
 */
function argumentsOf(state: KnownState): Properties {
  const { key } = state;
  const restrict = key.restrictIp ? { restrict: true } : {};
  const all = licenseKey.codec.readInputs(state, { ...licenseKey.codec.everyInput, ipBinding: restrict });
  const { parent, ipBinding, ...rest } = all;
  return {
    ...rest,
    ...(parent === "detached" ? {} : { parent }),
    ...(typeof ipBinding === "object" && key.ipAddress != null ? { ipBinding } : {}),
    adopt: { keyId: key.keyId },
  };
}

function alreadyManaged(keyIds: readonly string[]): string {
  const shown = keyIds.slice(0, 10).join(", ");
  const more = keyIds.length > 10 ? ` and ${keyIds.length - 10} more` : "";
  const [subject, verb] = keyIds.length === 1 ? ["Key", "was"] : ["Keys", "were"];
  return `${subject} ${shown}${more} ${verb} bought by pulumi-plesk (a marker ends the nickname). Take out of the files what another stack manages: two stacks would undo each other's changes.`;
}
