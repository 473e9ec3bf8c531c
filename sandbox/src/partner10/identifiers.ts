import { createHash } from "node:crypto";

/** The path that the endpoint is below. */
export const PREFIX = "/partner10/";

/** The path of the endpoint that the environment names; the bare prefix is served too (reference, section 1). */
export const ENDPOINT = "xmlrpc";

/** A key number in its parts (reference, section 8). */
export interface KeyNumber {
  /** Prefix and number: the identity, which no upgrade changes. */
  readonly id: string;
  /** The revision; null where it was left out. */
  readonly revision: number | null;
}

/** Takes a key number apart; undefined for a text that is none. */
export function parseKeyNumber(text: string): KeyNumber | undefined {
  const [, id, revision] = /^([A-Z0-9]+\.\d{8})(?:\.(\d{4}))?$/.exec(text) ?? [];
  if (id === undefined) return undefined;
  return { id, revision: revision === undefined ? null : Number(revision) };
}

/** The full key number. */
export function keyNumberOf({ id, revision }: { id: string; revision: number }): string {
  return `${id}.${String(revision).padStart(4, "0")}`;
}

/** Whether a text has the form of an activation code: five groups of six (reference, section 8). */
export function isProductKey(text: string): boolean {
  return /^[A-Z0-9]{6}(-[A-Z0-9]{6}){4}$/.test(text);
}

/** The activation code of a key: always the same for one id, and nothing to guess by eye. */
export function productKeyOf(id: string): string {
  const digits = createHash("sha256").update(`product key of ${id}`).digest("hex");
  const letters = BigInt(`0x${digits}`).toString(36).toUpperCase().padStart(40, "0");
  return [4, 10, 16, 22, 28].map((at) => letters.slice(at, at + 6)).join("-");
}
