/** The fixture "keys" in the hands of a story: what the program says, what is in the cloud, what the provider was asked. */

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Half, type TwinStack } from "../harness/twin";
import { type Json } from "../harness/twinRecord";

export interface ResourceSpec {
  type?: "Key" | "Account" | "Group" | "Team";
  name: string;
  /** How other resources of the program call it, where names repeat. */
  as?: string;
  /** Reads an existing object instead of making one. */
  id?: string;
  args?: Record<string, Json>;
  options?: Record<string, Json>;
}

export interface ProgramSpec {
  resources: ResourceSpec[];
  hooks?: { name: string; onDryRun?: boolean; fail?: string }[];
  outputs?: Record<string, Json>;
  fail?: string;
  exit?: number;
}

export interface Cloud {
  /** How often an object of a name was made; ids are `<name>-<count>`. */
  made: Record<string, number>;
  objects: Record<string, Record<string, Json>>;
  calls: Json[][];
  /** What the provider answers to diff, by name: the truth, "undefined" (the engine compares; the default) or always false. */
  diffs: Record<string, "true" | "undefined" | "false">;
  deleteBeforeReplace: boolean;
  /** By verb, or by verb and name. */
  faults: Record<string, { error?: string; partial?: string; bare?: boolean; hang?: boolean; exit?: number }>;
}

export const KEYS = join(__dirname, "fixtures", "keys");

export class World {
  private readonly programFile: string;
  private readonly cloudFile: string;

  constructor(
    private readonly half: Half,
    cloud: Partial<Cloud> = {},
  ) {
    this.programFile = join(half.folder, "program.json");
    this.cloudFile = join(half.folder, "cloud.json");
    this.write({
      made: {},
      objects: {},
      calls: [],
      diffs: {},
      deleteBeforeReplace: false,
      faults: {},
      ...cloud,
    });
  }

  get env(): Record<string, string> {
    return { PROGRAM_FILE: this.programFile, CLOUD_FILE: this.cloudFile };
  }

  open(
    options: {
      config?: Record<string, string | { value: string; secret?: boolean }>;
      env?: Record<string, string>;
      stack?: string;
    } = {},
  ): Promise<TwinStack> {
    return this.half.open({ project: KEYS, ...options, env: { ...this.env, ...options.env } });
  }

  program(...resources: ResourceSpec[]): void {
    this.says({ resources });
  }

  says(program: ProgramSpec): void {
    writeFileSync(this.programFile, JSON.stringify(program));
  }

  get cloud(): Cloud {
    return JSON.parse(readFileSync(this.cloudFile, "utf8")) as Cloud;
  }

  change(edit: (cloud: Cloud) => void): void {
    const cloud = this.cloud;
    edit(cloud);
    this.write(cloud);
  }

  /** What the provider was asked since the last time, in the order per object; reads and creates run side by side. */
  noteCalls(): void {
    const calls = this.cloud.calls;
    this.change((cloud) => (cloud.calls = []));
    this.half.note("calls", [...calls.map((call) => JSON.stringify(withoutProvider(call)))].sort());
    this.half.note("verbs in order", verbsByObject(calls));
  }

  private write(cloud: Cloud): void {
    // Providers read at any moment; they see the old cloud or the new one.
    writeFileSync(`${this.cloudFile}.new`, JSON.stringify(cloud, null, 1));
    renameSync(`${this.cloudFile}.new`, this.cloudFile);
  }
}

export function key(
  name: string,
  args: Record<string, Json> = {},
  options?: Record<string, Json>,
): ResourceSpec {
  return { name, args: { a: "1", b: "x", ...args }, ...(options && { options }) };
}

function verbsByObject(calls: Json[][]): Json {
  const verbs: Record<string, string[]> = {};
  for (const [verb, ...args] of calls) {
    const named = args.find(
      (arg): arg is Record<string, Json> => typeof arg === "object" && arg !== null && "n" in arg,
    );
    const name = typeof named?.n === "string" ? named.n : "";
    (verbs[name] ??= []).push(typeof verb === "string" ? verb : "");
  }
  return verbs;
}

function withoutProvider(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutProvider);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => name !== "__provider");
  return Object.fromEntries(
    kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, withoutProvider(inner)]),
  );
}
