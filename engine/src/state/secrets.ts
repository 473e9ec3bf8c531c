/** Passphrase encryption of the state and the configuration, in the format of Pulumi's own passphrase secrets provider. */

import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { UserError } from "../userError";

/** Encrypts and decrypts with one key. */
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

/** A crypter with a fresh salt. */
export async function newCrypter(passphrase: string): Promise<Crypter> {
  const salt = randomBytes(8);
  const key = await derive(passphrase, salt);
  return crypterOf(key, `v1:${salt.toString("base64")}:${encryptWith(key, SAMPLE)}`);
}

/** The crypter of an existing salt; refuses a wrong passphrase. */
export async function openCrypter(passphrase: string, salt: string): Promise<Crypter> {
  const [version, bytes, ...sample] = salt.split(":");
  if (version !== "v1" || !bytes || sample.length !== 3) throw new UserError("malformed encryption salt");
  const key = await derive(passphrase, Buffer.from(bytes, "base64"));
  try {
    decryptWith(key, sample.join(":"));
  } catch {
    throw new UserError("incorrect passphrase");
  }
  return crypterOf(key, salt);
}

/** The passphrase that the environment names. */
export function passphraseFrom({ PULUMI_CONFIG_PASSPHRASE: passphrase }: NodeJS.ProcessEnv): string {
  if (passphrase !== undefined) return passphrase;
  throw new UserError("passphrase must be set with the environment variable PULUMI_CONFIG_PASSPHRASE");
}

function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  return promisify(pbkdf2)(passphrase, salt, ITERATIONS, KEY_BYTES, "sha256");
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
