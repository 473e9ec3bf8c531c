/** The configuration of one stack, and the salt that its secrets are encrypted with. */

import { existsSync, readFileSync } from "node:fs";
import { newCrypter, openCrypter, passphraseFrom, type Crypter } from "./secrets";
import { writeAtomically } from "./store";

/** A value of the configuration. */
export interface ConfigValue {
  value: string;
  secret: boolean;
}

/** The configuration of a stack by full key (`project:name`). */
export type Config = Record<string, ConfigValue>;

interface ConfigFile {
  salt?: string;
  /** Secrets as ciphertexts. */
  values: Config;
}

/** The file that both are in. */
export class StackConfig {
  private readonly file: ConfigFile;
  private opened: Promise<Crypter> | undefined;

  constructor(
    private readonly path: string,
    private readonly project: string,
  ) {
    this.file = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as ConfigFile) : { values: {} };
  }

  /** The crypter of this stack; its salt is made and written down when there is none yet. */
  crypter(): Promise<Crypter> {
    // A derivation takes most of a second, and one command needs the same key for configuration and state.
    return (this.opened ??= this.open());
  }

  /** All values, in clear. */
  async values(): Promise<Config> {
    const values: Config = {};
    for (const [key, { value, secret }] of Object.entries(this.file.values))
      values[key] = { value: secret ? (await this.crypter()).decrypt(value) : value, secret };
    return values;
  }

  async set(key: string, value: string, secret: boolean): Promise<void> {
    const fullKey = key.includes(":") ? key : `${this.project}:${key}`;
    const stored = secret ? (await this.crypter()).encrypt(value) : value;
    this.file.values[fullKey] = { value: stored, secret };
    this.save();
  }

  private async open(): Promise<Crypter> {
    const passphrase = passphraseFrom(process.env);
    if (this.file.salt !== undefined) return openCrypter(passphrase, this.file.salt);
    const crypter = await newCrypter(passphrase);
    this.file.salt = crypter.salt;
    this.save();
    return crypter;
  }

  private save(): void {
    writeAtomically(this.path, JSON.stringify(this.file));
  }
}
