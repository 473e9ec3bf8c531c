import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";

import { liveStatuses, type LiveStatus } from "../../provider/apis/partner30/structures";
import { noEngine } from "../../provider/host/engineGuard";
import { readSettings } from "../../provider/settings";
import { createCall, type FindAccount } from "../../provider/transport/call";
import type { Harvest, Properties } from "./found";
import { importFileText } from "./importFile";
import { openJournal } from "./journal";
import { existingKeys, type KeyLook } from "./keys";
import { giveNames } from "./names";
import { fleetText, programText } from "./program";
import { report } from "./report";
import { existingBindings } from "./subscriptions";
import { assertWritable, makeFolder, writeNamed } from "../files";
import { progressOn, type Progress } from "../progress";
import { cwdOption, readerOf, stackConfiguration, stackOption, type StackOptions } from "../stackSettings";

interface Options extends StackOptions {
  from: Source[];
  out: string;
  format: "program" | "fleet";
  force?: true;
  provider?: string;
  owner?: string;
  nickname?: string;
  item?: string;
  status?: LiveStatus;
  name?: string;
  plan?: string;
}

/** A system whose objects can be taken over. */
type Source = { system: "partner30" } | { system: "server"; name: string };

/** The command `pulumi-plesk adopt`: what Pulumi needs to take over what exists. It changes nothing anywhere. */
export function adoptCommand(progress: Progress = progressOn(process.stderr)): Command {
  return new Command("adopt")
    .description(
      "list what exists and write a program and an import file, so that Pulumi takes it over without changing anything",
    )
    .requiredOption(
      "--from <system>",
      "partner30, or server:<name> for a Plesk server of the settings; may be repeated",
      source,
    )
    .option("--out <folder>", "where the files are written", "adopted")
    .addOption(
      new Option("--format <format>", "index.ts, or fleet.yaml as in examples/gitops")
        .choices(["program", "fleet"])
        .default("program"),
    )
    .option("--force", "replace files that are there already")
    .option("--provider <urn>", "import for this explicit Provider, which the stack must have already")
    .option("--owner <owner>", "keys of this account id, subscriptions of this login")
    .option("--nickname <pattern>", "keys with this nickname; * stands for anything")
    .option("--item <pattern>", "keys with this item, e.g. 'PLESK-12-*'")
    .addOption(new Option("--status <status>", "keys that the system calls so").choices(liveStatuses))
    .option("--name <pattern>", "subscriptions with this name, e.g. '*.example'")
    .option("--plan <pattern>", "subscriptions on this plan; none: those that follow no plan")
    .addOption(new Option(...stackOption))
    .addOption(withDefault(...cwdOption))
    .action((options: Options) => run(options, progress));
}

async function run(options: Options, progress: Progress): Promise<void> {
  const { out, format, force } = options;
  const files = {
    program: join(out, format === "fleet" ? "fleet.yaml" : "index.ts"),
    imports: join(out, "import.json"),
  };
  assertFiltersFit(options);
  if (!force) assertFree(Object.values(files));
  const { account } = readSettings(readerOf(await stackConfiguration(options)));
  const removeEmpty = makeFolder(out, "--out");
  try {
    for (const file of Object.values(files)) assertWritable(file, "--out");
    const harvested = await harvest(account, options, progress);
    write(harvested, files, options, account);
  } finally {
    progress.stop();
    removeEmpty();
  }
}

const filters = {
  partner30: ["owner", "nickname", "item", "status"],
  server: ["owner", "name", "plan"],
} as const;

/** A filter that nothing heeds would let everything through. */
function assertFiltersFit(options: Options): void {
  const systems = new Set(options.from.map(({ system }) => system));
  const heeded = new Set<string>([...systems].flatMap((system) => filters[system]));
  const idle = [...filters.partner30, ...filters.server].find(
    (name) => options[name] !== undefined && !heeded.has(name),
  );
  if (idle !== undefined)
    throw new Error(
      `--${idle} is no filter of ${options.from.map(nameOf).join(" and ")}, so it would let everything through. Leave it out, or name another system with --from`,
    );
  if (options.owner !== undefined && systems.size > 1)
    throw new Error(
      "--owner is an account id for keys and a login for subscriptions: run adopt once for each system, with --out of its own",
    );
}

function write(
  { found: unnamed, ...rest }: Harvest,
  files: { program: string; imports: string },
  options: Options,
  account: FindAccount,
): void {
  const { format, from, provider } = options;
  const found = giveNames(unnamed);
  const words = from.map((each) => `--from ${nameOf(each)}`).join(" ");
  if (found.length > 0) {
    const text =
      format === "fleet" ? fleetText(found, serversOf(from, account), words) : programText(found, words);
    writeNamed(files.imports, importFileText(found, provider), "--out");
    writeNamed(files.program, text, "--out");
  }
  rmSync(journalIn(options), { force: true });
  console.log(report({ ...rest, found }, { ...files, format, provider }));
  if (found.length === 0) process.exitCode = 1;
}

/** What is read stays here until the files are written. */
function journalIn({ out }: Options): string {
  return join(out, ".adopt-resume.jsonl");
}

async function harvest(account: FindAccount, options: Options, progress: Progress): Promise<Harvest> {
  const call = createCall({ account, readOnly: true, assertWanted: noEngine, say: console.warn });
  const all: Harvest = { found: [], leftOut: [], remarks: [] };
  for (const each of options.from) {
    const part =
      each.system === "server"
        ? await existingBindings(call, each.name, options, progress)
        : await keysOf(account, call, options, progress);
    all.found.push(...part.found);
    all.leftOut.push(...part.leftOut);
    all.remarks.push(...part.remarks);
  }
  return all;
}

async function keysOf(
  account: FindAccount,
  call: Parameters<typeof existingKeys>[0],
  options: Options,
  progress: Progress,
): Promise<Harvest> {
  const { origin, login } = account("partner30");
  const journal = openJournal<KeyLook>(journalIn(options), `${login} at ${origin}`);
  if (journal.left > 0)
    console.warn(`Going on where an interrupted run stopped: ${journal.left} keys need not be read again.`);
  return existingKeys(call, options, journal, progress);
}

/** How the servers are reached, as the fleet's file tells it: never with credentials. */
function serversOf(from: readonly Source[], account: FindAccount): Record<string, Properties> {
  return Object.fromEntries(
    from.flatMap((each) => {
      if (each.system !== "server") return [];
      const { baseUrl: url, ca, fingerprint } = account("pleskXml", each.name);
      return [[each.name, { url, ...(ca ? { ca } : {}), ...(fingerprint ? { fingerprint } : {}) }]];
    }),
  );
}

function assertFree(files: readonly string[]): void {
  const there = files.filter((file) => existsSync(file));
  if (there.length === 0) return;
  throw new Error(
    `Nothing was read or written: ${there.join(" and ")} ${there.length === 1 ? "is" : "are"} there already. Name another folder with --out, or replace with --force`,
  );
}

function source(value: string, earlier: Source[] = []): Source[] {
  if (value === "partner30") return [...earlier, { system: "partner30" }];
  const name = /^server:([A-Za-z0-9][A-Za-z0-9-]*)$/.exec(value)?.[1];
  if (name === undefined)
    throw new InvalidArgumentError(
      "Write partner30, or server: and the name of a Plesk server, e.g. server:web-1.",
    );
  return [...earlier, { system: "server", name }];
}

function nameOf(each: Source): string {
  return each.system === "server" ? `server:${each.name}` : each.system;
}

function withDefault(flags: string, description: string, value: string): Option {
  return new Option(flags, description).default(value);
}
