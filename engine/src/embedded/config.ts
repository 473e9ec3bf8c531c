/** Pulumi.<stack>.yaml: the encryption salt and the configuration of one stack, in the CLI's own format. */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type Project } from "./project";
import { newCrypter, openCrypter, passphraseFrom, type Crypter } from "./secrets";
import { writeAtomically } from "./store";
import { refuse, UserError } from "./userError";

interface StackFile {
  encryptionsalt?: string;
  config?: Record<string, unknown>;
  [other: string]: unknown;
}

export interface ConfigValue {
  value: string;
  secret: boolean;
}

export class StackConfig {
  private readonly path: string;
  private file: StackFile;

  constructor(
    private readonly project: Project,
    stack: string,
    file?: string,
  ) {
    this.path = file ?? join(project.root, `Pulumi.${stack}.yaml`);
    this.file = existsSync(this.path) ? this.read() : {};
  }

  /** The crypter of this stack; its salt is made and written down when there is none yet. */
  async crypter(): Promise<Crypter> {
    if (this.file.encryptionsalt) return openCrypter(passphraseFrom(process.env), this.file.encryptionsalt);
    const crypter = await newCrypter(passphraseFrom(process.env));
    this.file = { encryptionsalt: crypter.salt, ...this.file };
    this.save();
    return openCrypter(passphraseFrom(process.env), crypter.salt);
  }

  /** Full keys; project settings fill in what the stack does not set. */
  async values(): Promise<Record<string, ConfigValue>> {
    const result: Record<string, ConfigValue> = {};
    for (const [key, value] of Object.entries(this.project.configDefaults))
      result[key] = { value, secret: false };
    for (const [key, value] of Object.entries(this.file.config ?? {}))
      result[this.fullKey(key)] = await this.decode(value);
    return result;
  }

  fullKey(key: string): string {
    return key.includes(":") ? key.replace(/^([^:]+):config:/, "$1:") : `${this.project.name}:${key}`;
  }

  async set(key: string, value: string, secret: boolean): Promise<void> {
    const stored = secret ? { secure: (await this.crypter()).encrypt(value) } : value;
    this.file = { ...this.file, config: { ...this.file.config, [this.fullKey(key)]: stored } };
    this.save();
  }

  unset(key: string): void {
    const { [this.fullKey(key)]: _, ...config } = this.file.config ?? {};
    this.file = { ...this.file, config };
    this.save();
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  private async decode(value: unknown): Promise<ConfigValue> {
    const secure = secureText(value);
    if (secure !== undefined) return { value: (await this.crypter()).decrypt(secure), secret: true };
    if (typeof value !== "object" || value === null) return { value: String(value), secret: false };
    const secret = JSON.stringify(value).includes('"secure":');
    return { value: JSON.stringify(secret ? await this.decodeNested(value) : value), secret };
  }

  private async decodeNested(value: unknown): Promise<unknown> {
    const secure = secureText(value);
    if (secure !== undefined) return (await this.crypter()).decrypt(secure);
    if (Array.isArray(value)) return Promise.all(value.map((element) => this.decodeNested(element)));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(
      async ([key, inner]) => [key, await this.decodeNested(inner)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  private read(): StackFile {
    try {
      const file = (parse(readFileSync(this.path, "utf8")) ?? {}) as StackFile;
      if (file.secretsprovider && file.secretsprovider !== "passphrase")
        refuse(`the secrets provider ${JSON.stringify(file.secretsprovider)}`);
      if (file.environment) refuse("`environment` in the stack's settings");
      return file;
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        `could not read ${this.path}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  private save(): void {
    writeAtomically(this.path, stringify(this.file, { lineWidth: 0 }));
  }
}

function secureText(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { secure } = value as { secure?: unknown };
  return typeof secure === "string" && Object.keys(value).length === 1 ? secure : undefined;
}
