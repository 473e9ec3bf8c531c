/** `pulumi config ...` */

import { type Command } from "commander";
import { type ConfigValue } from "../config";
import { EXIT, refuse, UserError } from "../userError";
import { openStack, printJson, type StackOption } from "./context";

interface Options extends StackOption {
  json?: boolean | string;
  path?: boolean;
  secret?: boolean | string[];
  plaintext?: boolean | string[];
  showSecrets?: boolean;
}

const collect = (value: string, previous: string[] = []): string[] => [...previous, value];

export function addConfigCommands(program: Command): void {
  const config = program
    .command("config")
    .option("--stack <name>")
    .option("--json")
    .option("--show-secrets")
    .option("--config-file <file>");
  config.action((options: Options) => showAll(options));
  const sub = (name: string): Command =>
    config.command(name).option("--stack <name>").option("--path").option("--config-file <file>");
  sub("get <key>")
    .option("--json")
    .action((key: string, options: Options) => get(key, options));
  sub("set <key> [value]")
    .option("--secret")
    .option("--plaintext")
    .action((key: string, value: string | undefined, options: Options) => set(key, value, options));
  sub("set-all")
    .option("--secret <assignment>", "", collect)
    .option("--plaintext <assignment>", "", collect)
    .option("--json <values>")
    .action((options: Options) => setAll(options));
  sub("rm <key>").action((key: string, options: Options) => {
    remove([key], options);
  });
  sub("rm-all <keys...>").action((keys: string[], options: Options) => {
    remove(keys, options);
  });
  for (const name of ["env", "refresh", "cp"])
    config
      .command(name)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => refuse(`the command \`config ${name}\``));
}

async function showAll(options: Options): Promise<void> {
  const { config } = openStack(options);
  const shown = (value: ConfigValue): Partial<ConfigValue> =>
    value.secret && !options.showSecrets ? { secret: true } : value;
  const values = Object.entries(await config.values()).map(
    ([key, value]) => [key, { ...shown(value), ...asObject(value, options) }] as const,
  );
  printJson(Object.fromEntries(values));
}

async function get(key: string, options: Options): Promise<void> {
  refusePaths(options);
  const { config, files } = openStack(options);
  const found = (await config.values())[config.fullKey(key)];
  if (!found)
    throw new UserError(`configuration key '${key}' not found for stack '${files.name}'`, EXIT.failed);
  if (options.json) printJson({ ...found, ...asObject(found, { ...options, showSecrets: true }) });
  else process.stdout.write(`${found.value}\n`);
}

async function set(key: string, value: string | undefined, options: Options): Promise<void> {
  refusePaths(options);
  if (value === undefined) refuse("`config set` without a value");
  await openStack(options).config.set(key, value, options.secret === true);
}

async function setAll(options: Options): Promise<void> {
  refusePaths(options);
  if (options.json) refuse("`config set-all --json`");
  const { config } = openStack(options);
  const assign = async (assignments: boolean | string[] | undefined, secret: boolean): Promise<void> => {
    for (const assignment of Array.isArray(assignments) ? assignments : []) {
      const cut = assignment.indexOf("=");
      if (cut < 1)
        throw new UserError(
          `config value must be in the form [key]=[value], not ${secret ? "[secret]" : assignment}`,
        );
      await config.set(assignment.slice(0, cut), assignment.slice(cut + 1), secret);
    }
  };
  await assign(options.plaintext, false);
  await assign(options.secret, true);
}

function remove(keys: string[], options: Options): void {
  refusePaths(options);
  const { config } = openStack(options);
  for (const key of keys) config.unset(key);
}

function refusePaths({ path }: Options): void {
  if (path) refuse("the option --path of the `config` commands");
}

function asObject({ value, secret }: ConfigValue, { showSecrets }: Options): { objectValue?: unknown } {
  if (!/^[[{]/.test(value) || (secret && !showSecrets)) return {};
  try {
    return { objectValue: JSON.parse(value) as unknown };
  } catch {
    return {};
  }
}
