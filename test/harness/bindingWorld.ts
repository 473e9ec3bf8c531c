import type { Sandbox } from "plesk-sandbox";
import type { Driven } from "./driver";

/** What is left of a run: the subscriptions as they are, and what the state remembers of them. */
export function bindingOutcome(sandbox: Sandbox, state: Driven): unknown {
  const text = JSON.stringify({
    subscriptions: sandbox.plesk.servers.map(({ subscriptions }) => subscriptions),
    state,
  });
  // Each run has a sandbox on a port of its own.
  return JSON.parse(text.replace(/127\.0\.0\.1:\d+/g, "sandbox")) as unknown;
}
