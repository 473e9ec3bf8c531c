import * as pulumi from "@pulumi/pulumi";

import { programCall } from "../../host/programCall";
import { plainError, withoutStack } from "../../host/stackConfig";
import { getLicenseKey as key } from "./found";
import type { LicenseKeyInfo } from "./index";

/** A key as it was found. */
export interface FoundLicenseKey extends LicenseKeyInfo {
  /** All items with a constant; the others are in `unmatchedItems`. */
  items: { item: string; quantity?: number; externalId?: string }[];
  /** What a server is activated with. Secret. */
  activationCode: pulumi.Output<string | undefined>;
  /** A link that activates, where the product has one. Secret. */
  activationLink: pulumi.Output<string | undefined>;
}

/**
 * Reads a key that something else manages, for programs that only need to know. Nothing is changed
 * and nothing is kept in the state. It runs in the program, also in preview, with the stack's
 * configuration and environment (an explicit Provider's arguments are not known there).
 *
 * By `keyId`, by `activationCode`, or by `nickname`: the whole nickname, with or without a marker.
 *
 * @throws where no key is found or visible, and where several have the nickname; the error names them.
 */
export async function getLicenseKey(
  by: { keyId: string } | { activationCode: string } | { nickname: string },
): Promise<FoundLicenseKey> {
  const found = (await findKey(by)) as unknown as LicenseKeyInfo &
    Pick<FoundLicenseKey, "items"> & { activationCode?: string; activationLink?: string };
  return {
    ...found,
    activationCode: pulumi.secret(found.activationCode),
    activationLink: pulumi.secret(found.activationLink),
  };
}

async function findKey(raw: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const parsed = key.parse(raw);
  if ("failures" in parsed) {
    const reasons = parsed.failures.map(({ property, reason }) => `${property} ${reason}`);
    throw plainError(`getLicenseKey: ${reasons.join("; ")}`);
  }
  try {
    return await key.read(programCall(), parsed.by);
  } catch (error) {
    throw withoutStack(error);
  }
}
