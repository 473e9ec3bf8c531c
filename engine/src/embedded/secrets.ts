/** Passphrase encryption of the state and the configuration, in the format of Pulumi's own passphrase secrets provider. */

import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { UserError } from "./userError";

export interface Crypter {
  /** What the state records: version, salt and a sample that proves a passphrase right. */
  readonly salt: string;
  encrypt(plaintext: string): string;
  decrypt(ciphertext: string): string;
}

const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SAMPLE = "pulumi";

const derive = promisify(pbkdf2);
// A derivation takes most of a second, and one command needs the same key for configuration and state.
const crypters = new Map<string, Promise<Crypter>>();

/** A crypter with a fresh salt. */
export async function newCrypter(passphrase: string): Promise<Crypter> {
  const bytes = randomBytes(8);
  const key = await derive(passphrase, bytes, ITERATIONS, KEY_BYTES, "sha256");
  return crypterOf(key, `v1:${bytes.toString("base64")}:${encryptWith(key, SAMPLE)}`);
}

/** The crypter of an existing salt; refuses a wrong passphrase. */
export function openCrypter(passphrase: string, salt: string): Promise<Crypter> {
  const cached = crypters.get(`${passphrase}\n${salt}`) ?? open(passphrase, salt);
  crypters.set(`${passphrase}\n${salt}`, cached);
  return cached;
}

export function passphraseFrom(env: NodeJS.ProcessEnv): string {
  const file = env.PULUMI_CONFIG_PASSPHRASE_FILE;
  const value = env.PULUMI_CONFIG_PASSPHRASE ?? (file ? readFileSync(file, "utf8").trim() : undefined);
  if (value !== undefined) return value;
  throw new UserError(
    "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
  );
}

async function open(passphrase: string, salt: string): Promise<Crypter> {
  const [version, bytes, ...sample] = salt.split(":");
  if (version !== "v1" || !bytes || sample.length !== 3) throw new UserError("malformed encryption salt");
  const key = await derive(passphrase, Buffer.from(bytes, "base64"), ITERATIONS, KEY_BYTES, "sha256");
  if (!isRight(key, sample.join(":"))) throw new UserError("incorrect passphrase");
  return crypterOf(key, salt);
}

function isRight(key: Buffer, sample: string): boolean {
  try {
    return decryptWith(key, sample) === SAMPLE;
  } catch {
    return false;
  }
}

function crypterOf(key: Buffer, salt: string): Crypter {
  return { salt, encrypt: (text) => encryptWith(key, text), decrypt: (text) => decryptWith(key, text) };
}

function encryptWith(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function decryptWith(key: Buffer, ciphertext: string): string {
  const [version, nonce, sealed] = ciphertext.split(":");
  if (version !== "v1" || nonce === undefined || sealed === undefined)
    throw new UserError("malformed ciphertext");
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(0, -TAG_BYTES)).toString("utf8") + decipher.final("utf8");
}
