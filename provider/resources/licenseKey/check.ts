/** What is looked at before anything is sent: it is not in the key, only the system can tell. */
import { findKeys } from "../../apis/partner30/keys";
import type { Call } from "../../call";
import { failure, type Failure } from "../../failure";
import { readListed } from "./find";
import type { Desired, IpBinding } from "./model";
import type { KeyStep } from "./plan";
import { canonicalIp, spellingsOf, type State } from "./state";

/**
 * What only the system can tell, before anything is sent: that the login may move keys, and that an
 * address is free. Which key loses an address that is bound twice is not documented, so it is never
 * left to the system.
 */
export async function assertPossible(
  call: Call,
  steps: readonly KeyStep[],
  state: State | undefined,
  desired: Desired,
): Promise<void> {
  const kinds = steps.flatMap(({ operations }) => operations.map(({ kind }) => kind));
  if (kinds.includes("owner") && call.account("partner30").accountKind !== "reseller") {
    throw failure({
      kind: "refused",
      property: "ownerId",
      what: "A key can be moved to another owner with reseller credentials only: a customer login would lose sight of it",
      next: "Nothing was sent. Set plesk:partner30AccountKind to reseller if these are reseller credentials, or leave ownerId as it is",
    });
  }
  if (!call.account("partner30").listShowsKeys) assertNothingToLookUp(kinds, desired);
  if (typeof desired.ipBinding !== "object" || !(kinds.includes("bindIp") || kinds.includes("buy"))) return;
  await assertAddressFree(call, desired.ipBinding, desired.timeouts?.ipBinding ?? 60, state?.key?.keyId);
}

/** With a login whose list does not show its keys neither an earlier purchase nor the holder of an address is found. */
function assertNothingToLookUp(kinds: readonly string[], { marker, ipBinding }: Desired): void {
  const refusal = (what: string, next: string): Failure =>
    failure({ kind: "refused", what, next: `Nothing was sent. ${next}` });
  if (kinds.includes("buy") && marker !== undefined) {
    throw refusal(
      "A key bought with this login could not be found again by its marker if the run were interrupted, and would be bought twice (plesk:partner30ListShowsKeys is false)",
      "Buy with the customer's own login, or set marker: false and look for the key by hand after an interrupted run",
    );
  }
  const binds = typeof ipBinding === "object" && (kinds.includes("bindIp") || kinds.includes("buy"));
  if (binds && !ipBinding.takeOver) {
    throw refusal(
      `Whether another key holds ${ipBinding.address} cannot be looked up with this login (plesk:partner30ListShowsKeys is false)`,
      "Set ipBinding.takeOver: true if the address may be taken from it",
    );
  }
}

const addressPollMs = 2000;

const mayHoldIt = {
  question: "holds the address",
  next: "Nothing was sent. Use a login that can read it, or set ipBinding.takeOver: true if the address may be taken from it",
};

/** Waits for an address that another resource of the same run may be giving up. */
async function assertAddressFree(
  call: Call,
  { address, takeOver }: IpBinding,
  timeoutSeconds: number,
  ownKeyId: string | undefined,
): Promise<void> {
  if (takeOver) return;
  const deadline = call.now().getTime() + timeoutSeconds * 1000;
  let holder: string | undefined;
  await call.poll({ deadline, intervalMs: addressPollMs }, async () => {
    holder = await holderOf(call, address, ownKeyId);
    if (holder === undefined) return "free";
    call.say(`${address} is still bound to key ${holder}; waiting for it to be given up`);
    return undefined;
  });
  if (holder !== undefined) throw addressTaken(address, holder);
}

async function holderOf(
  call: Call,
  address: string,
  ownKeyId: string | undefined,
): Promise<string | undefined> {
  for (const spelling of spellingsOf(address)) {
    const filter = { "ip-address-binding": spelling };
    for (const id of await call(findKeys, filter)) {
      if (String(id) === ownKeyId) continue;
      const key = await readListed(call, id, filter, mayHoldIt);
      if (key?.ipAddressBinding != null && canonicalIp(key.ipAddressBinding) === canonicalIp(address))
        return String(id);
    }
  }
  return undefined;
}

function addressTaken(address: string, holder: string): Failure {
  return failure({
    kind: "refused",
    property: "ipBinding.address",
    what: `${address} is already bound to key ${holder}; binding it here would remove it from that key`,
    next: "Nothing was sent. Unbind it there (in the same program, let this resource depend on that one), or set ipBinding.takeOver: true",
  });
}
