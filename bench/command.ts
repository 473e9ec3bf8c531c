/** What both benchmarks are as commands. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { InvalidArgumentError } from "commander";
import { findEngine, type Engine } from "pulumi-plesk/testing";

export const root = join(__dirname, "..", "..");

/** The embedded engine keeps its state in another way, so its times would say nothing about Pulumi's. */
export async function realEngine({ write }: { write: boolean }): Promise<Engine | undefined> {
  try {
    const engine = await findEngine({ engine: "pulumi" });
    print(engine.reason);
    return engine;
  } catch (error) {
    if (write) throw error;
    print(
      `Nothing is measured: ${error instanceof Error ? error.message : String(error)}. ` +
        "The benchmark needs the Pulumi CLI; the embedded engine's times would say nothing about it.",
    );
    return undefined;
  }
}

/** A page holds what a command has measured and nothing else. */
export function writeMeasured(page: string, text: string): void {
  const file = join(root, page);
  const parts = /^([^]*<!-- measured -->\n)[^]*(\n<!-- end -->[^]*)$/.exec(readFileSync(file, "utf8"));
  if (parts === null) throw new Error(`${page} has no marks to write between`);
  writeFileSync(file, `${parts[1] ?? ""}\n${text}\n${parts[2] ?? ""}`);
}

export function print(sentence: string): void {
  console.log(`[bench] ${sentence}`);
}

export function count(highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${highest}.`);
  };
}
