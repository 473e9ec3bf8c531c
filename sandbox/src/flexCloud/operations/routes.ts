import type { Operation } from "../exchange";
import type { Route } from "../identifiers";
import { readServer } from "./readServer";
import { upgradePlesk } from "./upgradePlesk";

/** The operation of an address: that of a server is read, that of its actions takes an upgrade. */
export function operationOf({ isAction }: Route): Operation {
  return isAction ? upgradePlesk : readServer;
}
