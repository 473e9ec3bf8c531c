/** Binding an address that another key may hold. */
import { findKeys } from "../../apis/partner30/keys";
import type { Call } from "../../call";
import { failure, type Failure } from "../../failure";
import { liveKey } from "./find";
import { canonicalIp, type IpBinding } from "./model";

const addressPollMs = 2000;

/** Waits for an address that another resource of the same run may be giving up. */
export async function assertAddressFree(
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
  for (const id of await call(findKeys, { "ip-address-binding": address })) {
    const key = String(id) === ownKeyId ? undefined : await liveKey(call, String(id));
    if (key?.ipAddressBinding != null && canonicalIp(key.ipAddressBinding) === canonicalIp(address))
      return String(id);
  }
  return undefined;
}

function addressTaken(address: string, holder: string): Failure {
  return failure({
    kind: "refused",
    property: "ipBinding.address",
    what: `${address} is bound to key ${holder}, which would lose it`,
    next: "Nothing was sent. Unbind it there (in the same program, let this resource depend on that one), or set ipBinding.takeOver: true",
  });
}
