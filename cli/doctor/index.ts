import { Command, Option } from "commander";

import { isFailure } from "../../provider/failure";
import { noEngine } from "../../provider/host/engineGuard";
import { readSettings, settingTables, type Setting, type Settings } from "../../provider/settings";
import { createCall } from "../../provider/transport/call";
import { accountCatalog, catalogText, keyCatalog, type Listing } from "./catalog";
import { textOf, type Diagnosis, type Section } from "./diagnosis";
import { fault, faultOf, type Finding } from "./finding";
import { lookAt } from "./look";
import { foundSettings, knownServers, misspeltNames, type FoundSetting, type Sources } from "./sources";
import { systems, type CheckedSystem } from "./systems";
import { installedVersions, versionFindings, type Versions } from "./versions";
import { progressOn, type Progress } from "../progress";
import { cwdOption, readerOf, stackConfiguration, stackOption, type StackOptions } from "../stackSettings";

interface Options extends StackOptions {
  format: "text" | "json";
  catalog?: true;
  key?: string;
}

/** The command `pulumi-plesk doctor`: whether settings, systems, clocks and versions are as they have to be. */
export function doctorCommand(versions: () => Promise<Versions> = installedVersions): Command {
  const [flags, description, folder] = cwdOption;
  return new Command("doctor")
    .description(
      "check settings, systems, clocks and versions without changing anything; exit code 1 when there is a fault",
    )
    .addOption(new Option(...stackOption))
    .addOption(new Option(flags, description).default(folder))
    .addOption(
      new Option("--format <format>", "for people or for programs").choices(["text", "json"]).default("text"),
    )
    .option("--catalog", "list what has a name instead: items and features in use on keys, plans of servers")
    .option("--key <id>", "with --catalog: what this key has and can be upgraded with, by its id or number")
    .action(async (options: Options) => {
      const { stack, format, catalog, key } = options;
      if (key !== undefined && !catalog) throw new Error("--key goes with --catalog");
      const sources: Sources = { config: await stackConfiguration(options), stack, env: process.env };
      const print = <T>(value: T, text: (value: T) => string): void => {
        console.log(format === "json" ? JSON.stringify(value, undefined, 2) : text(value));
      };
      if (catalog) {
        const listings = await listNames(sources, key);
        print({ catalog: listings }, () => catalogText(listings));
        if (listings.some(({ problem }) => problem !== undefined)) process.exitCode = 1;
        return;
      }
      const diagnosis = await diagnose(sources, await versions());
      print(diagnosis, textOf);
      if (diagnosis.faults > 0) process.exitCode = 1;
    });
}

async function listNames(sources: Sources, key: string | undefined): Promise<Listing[]> {
  const accounts = systems.flatMap((system) => accountsOf(system, sources));
  if (accounts.length === 0) {
    const { what, do: remedy } = nothingSet(sources);
    throw new Error(`${what[0]?.toUpperCase()}${what.slice(1)}. ${remedy}`);
  }
  const { account } = readSettings(readerOf(sources.config), sources.env);
  const call = createCall({ account, readOnly: true, assertWanted: noEngine, say: console.warn });
  const has = (name: string): boolean => accounts.some(({ system }) => system.system === name);
  const servers = accounts.flatMap(({ system, server }) => (system.system === "pleskXml" ? [server] : []));
  const asked = { partner30: has("partner30"), partner10: has("partner10"), servers };
  const progress = progressOn(process.stderr);
  try {
    return key === undefined
      ? await accountCatalog(call, asked, progress)
      : await keyCatalog(call, key, asked);
  } finally {
    progress.stop();
  }
}

export async function diagnose(
  sources: Sources,
  versions: Versions,
  progress: Progress = progressOn(process.stderr),
): Promise<Diagnosis> {
  const general = generalSection(sources, versions);
  const settings = settingsWithoutGeneral(sources);
  const accounts = systems.flatMap((system) => accountsOf(system, sources));
  progress.start("systems looked at", accounts.length);
  const looked = await Promise.all(
    accounts.map(async (account) => {
      const section = await sectionOf(account, settings, sources);
      progress.step();
      return section;
    }),
  );
  progress.stop();
  const sections = [...(general.settings.length + general.findings.length > 0 ? [general] : []), ...looked];
  if (accounts.length === 0) sections.push(nothingConfigured(sources));
  const faults = sections.flatMap(({ findings }) => findings).filter(({ level }) => level === "fault").length;
  return { versions, sections, faults };
}

/** A system's one account, or one server, of which at least one setting is there. */
interface Account {
  system: CheckedSystem;
  server: string;
}

function accountsOf(system: CheckedSystem, sources: Sources): Account[] {
  const { settings } = system;
  if (typeof settings === "function") return knownServers(sources).map((server) => ({ system, server }));
  return foundSettings(settings, sources).length > 0 ? [{ system, server: "" }] : [];
}

async function sectionOf(
  { system, server }: Account,
  { account }: Settings,
  sources: Sources,
): Promise<Section> {
  const table = typeof system.settings === "function" ? system.settings(server) : system.settings;
  const found = foundSettings(table, sources);
  const findings = await lookAt(system, server, table, account);
  return section(system.title(server), found, findings);
}

function section(title: string, found: readonly FoundSetting[], findings: readonly Finding[]): Section {
  return {
    title,
    settings: found.map(({ findings: _, ...setting }) => setting),
    findings: [...found.flatMap((setting) => setting.findings), ...findings],
  };
}

/** What holds for every system: versions, limits, and variables and keys that nobody reads. */
function generalSection(sources: Sources, versions: Versions): Section {
  const findings = [...versionFindings(versions), ...misspeltNames(sources), ...brokenGeneral(sources)];
  return section("Everywhere", foundSettings(settingTables.general, sources), findings);
}

function brokenGeneral({ config, env }: Sources): Finding[] {
  const findings: Finding[] = [];
  if (config["plesk:servers"] !== undefined && knownServers({ config, env: {} }).length === 0)
    findings.push(
      fault(
        "plesk:servers of the configuration holds no server",
        "It is an object with a member for each: pulumi config set --path plesk:servers.<name>.url <url>",
      ),
    );
  try {
    readSettings(readerOf(config), env);
  } catch (error) {
    if (!isFailure(error)) throw error;
    findings.push(faultOf(error));
  }
  return findings;
}

/** Systems are looked at also where a setting that is not theirs is broken; that one is reported by itself. */
function settingsWithoutGeneral({ config, env }: Sources): Settings {
  const general: Setting[] = Object.values(settingTables.general);
  const read = readerOf(config);
  const others = Object.entries(env).filter(([name]) => !general.some((setting) => setting.env === name));
  return readSettings(
    (key) => (general.some((setting) => setting.key === key) ? undefined : read(key)),
    Object.fromEntries(others),
  );
}

function nothingConfigured(sources: Sources): Section {
  return section("Systems", [], [nothingSet(sources)]);
}

function nothingSet({ stack }: Sources): Finding & { do: string } {
  const where =
    stack === undefined ? "the environment" : `the environment and the configuration of stack ${stack}`;
  const hint = stack === undefined ? " If they are in a stack's configuration, name it with --stack" : "";
  return fault(
    `no setting of any system is in ${where}`,
    `Set ${settingTables.partner30.url.env} for licence keys, ${settingTables.partner10.url.env} or ${settingTables.flexCloud.url.env} for upgrades, ${settingTables.pleskXml.url.env} for plan bindings, and the logins.${hint}`,
  );
}
