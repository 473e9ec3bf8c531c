/** `pulumi stack ...` and `pulumi cancel`. */

import { readFileSync, writeFileSync } from "node:fs";
import { type Command } from "commander";
import { StackConfig } from "../config";
import {
  checkDeployment,
  deserialize,
  deserializeDeployment,
  encrypted,
  inClear,
  serializeDeployment,
  serializeProperties,
  type Snapshot,
} from "../deployment";
import { openCrypter, passphraseFrom, type Crypter } from "../secrets";
import { ROOT_STACK_TYPE } from "../state";
import { refuse, UserError } from "../userError";
import { Secret, type Properties } from "../values";
import { openContext, openStack, printJson, shortName, type StackContext, type StackOption } from "./context";

interface Options extends StackOption {
  json?: boolean;
  showSecrets?: boolean;
  file?: string;
  force?: boolean;
  preserveConfig?: boolean;
  secretsProvider?: string;
  pageSize?: string;
  page?: string;
  all?: boolean;
}

export function addStackCommands(program: Command): void {
  const stack = program.command("stack");
  stack
    .command("init <name>")
    .option("--secrets-provider <type>")
    .option("--no-select")
    .option("--stack <name>")
    .action(init);
  stack
    .command("select [name]")
    .option("--stack <name>")
    .action((name: string | undefined, options: Options) => {
      const { store, files } = openStack({ ...(name !== undefined && { stack: name }), ...options });
      store.select(files.name);
    });
  stack.command("ls").option("--json").option("--all").action(list);
  stack
    .command("rm [name]")
    .option("--yes")
    .option("--force")
    .option("--preserve-config")
    .option("--stack <name>")
    .action(remove);
  stack
    .command("export")
    .option("--show-secrets")
    .option("--file <file>")
    .option("--stack <name>")
    .action(exportStack);
  stack
    .command("import")
    .option("--file <file>")
    .option("--force")
    .option("--stack <name>")
    .action(importStack);
  stack.command("output").option("--json").option("--show-secrets").option("--stack <name>").action(outputs);
  stack
    .command("history")
    .option("--json")
    .option("--show-secrets")
    .option("--full-dates")
    .option("--page-size <n>")
    .option("--page <n>")
    .option("--stack <name>")
    .action(history);
  for (const name of ["rename", "tag", "graph", "change-secrets-provider"]) {
    stack
      .command(name)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => refuse(`the command \`stack ${name}\``));
  }
  program
    .command("cancel [name]")
    .option("--yes")
    .option("--stack <name>")
    .action((name: string | undefined, options: Options) => {
      const { files } = openStack({ ...(name !== undefined && { stack: name }), ...options });
      files.cancel();
      process.stdout.write(`The currently running update for '${files.name}' has been canceled!\n`);
    });
}

async function init(name: string, options: Options): Promise<void> {
  const type = options.secretsProvider;
  if (type && type !== "passphrase" && type !== "default") refuse(`the secrets provider ${type}`);
  const { project, store } = openContext();
  const files = store.stack(project.name, shortName(name, project));
  if (files.exists) throw new UserError(`stack 'organization/${project.name}/${files.name}' already exists`);
  const crypter = await new StackConfig(project, files.name).crypter();
  await write({ files }, { resources: [], pendingOperations: [] }, crypter);
  store.select(files.name);
  process.stdout.write(`Created stack '${files.name}'\n`);
}

function list(options: Options): void {
  const { project, store } = openContext();
  if (options.all) refuse("the option --all of `stack ls`");
  const selected = store.selected;
  printJson(
    store.stacks(project.name).map((name) => {
      const resources = store.stack(project.name, name).read().deployment.resources ?? [];
      return { name, current: name === selected, updateInProgress: false, resourceCount: resources.length };
    }),
  );
}

function remove(name: string | undefined, options: Options): void {
  const { files, config } = openStack({ ...(name !== undefined && { stack: name }), ...options });
  const resources = files.read().deployment.resources ?? [];
  if (resources.length > 0 && !options.force) {
    throw new UserError(
      `'${files.name}' still has resources; removal rejected. Possible actions: run \`pulumi destroy\` first, or pass --force`,
    );
  }
  files.remove();
  if (!options.preserveConfig) config.remove();
}

async function exportStack(options: Options): Promise<void> {
  const { files, config } = openStack(options);
  const stored = files.read();
  const text = JSON.stringify(
    options.showSecrets ? await inPlainText(files.read(), await config.crypter()) : stored,
    null,
    4,
  );
  if (options.file) writeFileSync(options.file, `${text}\n`, { mode: 0o600 });
  else process.stdout.write(`${text}\n`);
}

async function inPlainText(
  stored: ReturnType<StackContext["files"]["read"]>,
  crypter: Crypter,
): Promise<unknown> {
  const { ENGINE_VERSION } = await import("../version.js");
  const snapshot = deserializeDeployment(stored, () => crypter);
  return serializeDeployment(snapshot, ENGINE_VERSION, crypter.salt, inClear);
}

/** Secrets may arrive in clear or under another stack's passphrase salt; they are written under this stack's own. */
async function importStack(options: Options): Promise<void> {
  const context = openStack(options);
  const untyped = parseImport(options.file);
  const salt = untyped.deployment.secrets_providers?.state?.salt;
  const own = await context.config.crypter();
  const theirs = salt && salt !== own.salt ? await openCrypter(passphraseFrom(process.env), salt) : own;
  const { resources, pendingOperations } = deserializeDeployment(untyped, () => theirs);
  const prefix = `urn:pulumi:${context.files.name}::${context.project.name}::`;
  const foreign = resources.find(({ urn }) => !urn.startsWith(prefix));
  if (foreign && !options.force)
    throw new UserError(
      `resource '${foreign.urn}' has a URN of another stack or project than ${context.files.name} of ${context.project.name}; pass --force to import it all the same`,
    );
  const unlock = context.files.lock();
  try {
    // A CLI that imports takes the interrupted operations for settled.
    await write(context, { resources, pendingOperations: pendingOperations.slice(0, 0) }, own);
  } finally {
    unlock();
  }
}

function parseImport(file: string | undefined): Parameters<typeof deserializeDeployment>[0] {
  const text = readFileSync(file ?? 0, "utf8");
  try {
    const untyped: unknown = JSON.parse(text);
    checkDeployment(untyped);
    return untyped;
  } catch (error) {
    throw new UserError(
      `could not import ${file ?? "stdin"}: ${error instanceof Error ? error.message : String(error)}. The stack's state was not changed`,
    );
  }
}

async function write(
  { files }: Pick<StackContext, "files">,
  snapshot: Snapshot,
  crypter: Crypter,
): Promise<void> {
  const { ENGINE_VERSION } = await import("../version.js");
  files.write(serializeDeployment(snapshot, ENGINE_VERSION, crypter.salt, encrypted(crypter)));
}

async function outputs(options: Options): Promise<void> {
  const { files, config } = openStack(options);
  const stack = files.read().deployment.resources?.find(({ type }) => type === ROOT_STACK_TYPE);
  const stored = stack?.outputs ?? {};
  // Masked outputs need no key, and deriving one takes most of a second.
  const crypter =
    options.showSecrets && JSON.stringify(stored).includes("ciphertext") ? await config.crypter() : undefined;
  const blind: Crypter = { salt: "", encrypt: () => "", decrypt: () => '"[secret]"' };
  const properties = deserialize(stored, () => crypter ?? blind) as Properties;
  const plain = Object.entries(properties).map(
    ([key, value]) => [key, value instanceof Secret ? value.element : value] as const,
  );
  printJson(serializeProperties(Object.fromEntries(plain), inClear));
}

function history(options: Options): void {
  const { files } = openStack(options);
  const updates = files.updates().reverse();
  const size = Number(options.pageSize ?? updates.length);
  const page = Number(options.page ?? 1);
  printJson(updates.slice((page - 1) * size, page * size));
}
