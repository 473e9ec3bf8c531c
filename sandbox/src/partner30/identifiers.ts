import { createHash } from "node:crypto";

const CODE = /[A-Z0-9]{6}(?:-[A-Z0-9]{6}){4}/gi;

/** The path that all endpoints are below; the production door of the vendor ends in `/30/` too. */
export const PREFIX = "/partner30/30/";

/** What stands in the ledger where an activation code was. */
export const MASKED = "<activation-code>";

/** The first key's id; the next keys count on from it. */
export const FIRST_KEY_ID = 20_000_001;

/** The activation code of a key: always the same for one id, of the vendor's shape, and nothing to guess by eye. */
export function activationCodeOf(keyId: number): string {
  const digits = createHash("sha256").update(`activation code of ${keyId}`).digest("hex");
  const letters = BigInt(`0x${digits}`).toString(36).toUpperCase().padStart(40, "0");
  return [0, 6, 12, 18, 24].map((at) => letters.slice(at + 4, at + 10)).join("-");
}

/** The key number: prefix, id and revision (reference, section 5.1). */
export function keyNumberOf(key: { prefix: string; keyId: number; revision: number }): string {
  return `${key.prefix}.${key.keyId}.${String(key.revision).padStart(4, "0")}`;
}

/** The activation link of a cloud product's key. */
export function activationLinkOf(key: { activationCode: string }): string {
  return `https://activate.example/?code=${key.activationCode}`;
}

/** A text without activation codes. */
export function masked(text: string): string {
  return text.replace(CODE, MASKED);
}
