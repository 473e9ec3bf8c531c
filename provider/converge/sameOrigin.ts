import type { Call } from "../call";
import { failure } from "../failure";
import type { Home } from "./resource";

/** An object is looked at and changed on the system that it was made on, and on no other. */
export function assertSameOrigin(call: Call, home: Home): void {
  const { account, origin, deed, system, setting, otherwise } = home;
  const current = call.account(account.system, account.server).origin;
  if (origin === current) return;
  throw failure({
    kind: "refused",
    what: `${deed} on ${origin}, and ${system} is now configured as ${current}`,
    next: `Nothing was sent. Set ${setting} back, or ${otherwise}`,
  });
}
