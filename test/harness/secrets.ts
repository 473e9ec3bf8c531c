import type { Sandbox } from "../../testing/sandbox";
import type { Driven } from "./driver";

/** Every text that must not be shown: passwords, as they are and as they are sent, and activation codes. */
export function secretsOf(sandbox: Sandbox): string[] {
  const { accounts } = sandbox.partner30;
  return [
    ...accounts.map(({ password }) => password),
    ...accounts.map(({ login, password }) => Buffer.from(`${login}:${password}`).toString("base64")),
    ...sandbox.partner30.keys().map(({ activationCode }) => activationCode),
  ];
}

/** A message is for people: no slip of ours in it, and no secret. */
export function expectPresentable(sandbox: Sandbox, message: string): void {
  expect(message).not.toMatch(/undefined|\[object|\bNaN\b|\bnull\b| {2}|\.\. /);
  for (const secret of secretsOf(sandbox)) expect(message).not.toContain(secret);
}

/** Secrets are in `credentials`, which the host marks as one, and nowhere else. */
export function expectNoSecretsInState(sandbox: Sandbox, state: Driven): void {
  const visible = JSON.stringify(
    Object.values(state).map(({ id, inputs, outputs: { credentials: _, ...outputs }, initErrors }) => ({
      id,
      inputs: { ...inputs, adopt: undefined },
      outputs: { ...outputs, adopt: undefined },
      initErrors,
    })),
  );
  for (const secret of secretsOf(sandbox)) expect(visible).not.toContain(secret);
}
