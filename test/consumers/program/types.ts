import * as pulumi from "@pulumi/pulumi";
import { LicenseKey, Provider, type LicenseKeyArgs } from "pulumi-plesk";
import { openStack, startSandbox, type Sandbox } from "pulumi-plesk/testing";

const args: LicenseKeyArgs = { items: [{ item: "A", quantity: 2 }], onDelete: "suspend" };
const east = new Provider("east", { partner30: { login: "east" } });
export const keyId: pulumi.Output<string> = new LicenseKey("web-01", args, { provider: east }).keyId;

// @ts-expect-error An item has a name.
export const wrong: LicenseKeyArgs = { items: [{ quantity: 2 }] };

export async function story(): Promise<number> {
  const sandbox: Sandbox = await startSandbox();
  const stack = await openStack({ project: ".", env: sandbox.env });
  await stack.up();
  return sandbox.ledger.charges().length;
}
