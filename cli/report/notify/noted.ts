/** What was posted last, so that the same is not posted again: a fingerprint for each stack, in a file. */
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { remarkable } from "../summary";
import type { Report, ReportedResource } from "../schema";

/** The file for a stack, beside its project where no other is named. */
export function notedBeside(folder: string, { stack }: Pick<Report, "stack">): string {
  return join(folder, `.plesk-notify.${stack.replaceAll(/[^\w.-]/g, "-")}.json`);
}

/** What is noted where everything is as declared. */
export const clean = "clean";

/**
 * What was found, in few characters. Texts that are another one each time, such as times and ports in what could not be
 * read, are left out: the same outage is no news.
 */
export function fingerprintOf(report: Report): string {
  const { exitCode, problems } = report;
  const found = remarkable(report).map(foundOn);
  if (exitCode === 0) return clean;
  const text = JSON.stringify([exitCode === 1, found, problems.map(withoutNumbers)]);
  return createHash("sha256").update(text).digest("hex");
}

function foundOn({ urn, class: kind, action, values, sends, problem }: ReportedResource): unknown[] {
  if (kind === "unreadable") return [urn, kind];
  return [urn, kind, action, values, sends, ...(problem === undefined ? [] : [withoutNumbers(problem)])];
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+/g, "#");
}

const file = z.object({ version: z.literal(1), noted: z.record(z.string(), z.string()) });

type Noted = z.infer<typeof file>["noted"];

/** The fingerprint of what was posted last; undefined where nothing was. */
export function lastNoted(path: string, stack: Stack): string | undefined {
  const noted = read(path);
  return Object.hasOwn(noted, nameOf(stack)) ? noted[nameOf(stack)] : undefined;
}

/** As a whole or not at all: a killed run leaves the file as it was. */
export function note(path: string, stack: Stack, fingerprint: string): void {
  const noted: Noted = { ...read(path), [nameOf(stack)]: fingerprint };
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify({ version: 1, noted }, undefined, 2)}\n`);
  renameSync(beside, path);
}

type Stack = Pick<Report, "project" | "stack">;

function nameOf({ project, stack }: Stack): string {
  return `${project}/${stack}`;
}

/** A file that is not there, or not ours any more, notes nothing: what is found is posted once more. */
function read(path: string): Noted {
  try {
    return file.parse(JSON.parse(readFileSync(path, "utf8"))).noted;
  } catch {
    return {};
  }
}
