import type { Sandbox } from "plesk-sandbox";
import type { Driven } from "./driver";

/** Every text of any system that must not be shown: passwords, as they are and as they are sent, secret keys and activation codes. */
export function secretsOf({ partner30, partner10, flexCloud, plesk }: Sandbox): string[] {
  const accounts = [
    ...partner30.accounts,
    ...partner10.accounts,
    ...flexCloud.accounts,
    ...plesk.servers.flatMap((server) => server.accounts),
  ];
  const codes = [
    ...partner30.keys().map(({ activationCode }) => activationCode),
    ...partner10.keys.map(({ productKey }) => productKey),
  ];
  return [
    ...accounts.map(({ password }) => password),
    ...accounts.map(({ login, password }) => Buffer.from(`${login}:${password}`).toString("base64")),
    ...plesk.servers
      .flatMap((server) => server.accounts.flatMap(({ secretKeys }) => secretKeys))
      .map(({ key }) => key),
    ...flexCloud.servers.map(({ rootPassword }) => rootPassword),
    ...codes.filter((code) => code !== null),
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
