import { isIP } from "node:net";
import type { Exchange } from "../exchange";
import type { StoredKey } from "../model";
import { malformed, Refusal } from "../refusal";
import { asks, type Modification, type PlannedOperation } from "./planned";

/** Binding to an address, unbinding, and restricting use to it. */
export function addressOperations(modification: Modification): PlannedOperation[] {
  return [...bindingOperations(modification), ...restrictionOperations(modification)];
}

function bindingOperations(modification: Modification): PlannedOperation[] {
  const { exchange, key, body } = modification;
  const address = body.ipAddressBinding;
  if (!asks(modification, address, key.ipAddressBinding)) return [];
  if (address === null)
    return [{ name: "unbindIp", class: "ip", run: () => void (key.ipAddressBinding = null) }];
  if (isIP(address) === 0)
    throw new Refusal("badAddress", 400, "The IP address is not valid.", `IP address = ${address}.`);
  const run = () => {
    refuseRestrictedIPv6(address, body.restrictIPBinding ?? key.restrictIPBinding);
    takeFromOthers(exchange, key, address);
    key.ipAddressBinding = address;
  };
  return [{ name: "bindIp", class: "ip", run }];
}

function takeFromOthers({ world, assumptions }: Exchange, key: StoredKey, address: string): void {
  const holds = (other: StoredKey) =>
    other !== key && !other.terminated && other.ipAddressBinding === address;
  for (const other of [...world.keys.values()].filter(holds)) {
    if (assumptions.ipTaken !== "takeOver") {
      const message = "Another license key is bound to this IP address.";
      throw new Refusal("ipTaken", Number(assumptions.ipTaken), message, `IP address = ${address}.`);
    }
    other.ipAddressBinding = null;
  }
}

function restrictionOperations(modification: Modification): PlannedOperation[] {
  const { exchange, key, body } = modification;
  const restrict = body.restrictIPBinding;
  if (!asks(modification, restrict, key.restrictIPBinding)) return [];
  const { restrictClass, restrictUnbound } = exchange.assumptions;
  const run = () => {
    if (restrict && key.ipAddressBinding === null && restrictUnbound === "refused") {
      throw malformed("restrictIPBinding", "needs an address that the key is bound to.");
    }
    refuseRestrictedIPv6(key.ipAddressBinding, restrict);
    key.restrictIPBinding = restrict;
  };
  return [{ name: "restrictIp", class: "ip", free: restrictClass === "free", run }];
}

/** IP restrictions do not work with IPv6 (reference, section 9). */
function refuseRestrictedIPv6(address: string | null, restrict: boolean): void {
  if (restrict && address !== null && isIP(address) === 6) {
    throw new Refusal(
      "badAddress",
      400,
      "Use cannot be restricted to an IPv6 address.",
      `IP address = ${address}.`,
    );
  }
}
