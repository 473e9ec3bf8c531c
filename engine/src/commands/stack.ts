/** `pulumi stack ...` and `pulumi cancel`. */

import { readFileSync } from "node:fs";
import {
  checkDeployment,
  deserialize,
  deserializeDeployment,
  inClear,
  serializeDeployment,
  type UntypedDeployment,
} from "../state/deployment";
import { findProject } from "../program/project";
import { openCrypter, passphraseFrom, type Crypter } from "../state/secrets";
import { ROOT_STACK_TYPE } from "../state/state";
import { StackFiles } from "../state/store";
import { reveal } from "../state/values";
import { messageOf, refuse, UserError } from "../userError";
import { openStack, printJson, stackNamed, type Command, type Options } from "./context";

/** The commands behind the Automation API's `createOrSelectStack`, `exportStack`, `importStack`, `outputs` and `cancel`. */
export const stackCommands: Record<string, Command> = {
  "stack init": { options: { "no-select": "flag" }, arguments: 1, run: init },
  "stack select": { options: {}, run: select },
  "stack ls": { options: { json: "flag" }, run: list },
  "stack export": { options: { "show-secrets": "flag" }, run: exportStack },
  "stack import": { options: { file: "text" }, run: importStack },
  "stack output": { options: { json: "flag", "show-secrets": "flag" }, run: printOutputs },
  "stack history": {
    options: { json: "flag", "show-secrets": "flag", "page-size": "text", page: "text" },
    run: printLastUpdate,
  },
  cancel: { options: { yes: "flag" }, run: cancel },
};

async function init(options: Options, [name = ""]: string[]): Promise<void> {
  const { project, files, config } = stackNamed(name);
  if (files.exists) throw new UserError(`stack 'organization/${project.name}/${files.name}' already exists`);
  files.write(serializeDeployment({ resources: [], pendingOperations: [] }, await config.crypter()));
  if (!options.flag("no-select")) files.select();
  process.stdout.write(`Created stack '${files.name}'\n`);
}

/** Every command of the SDK names its stack; which one is selected is only there to be asked for. */
function select(options: Options): void {
  openStack(options).files.select();
}

function list(): void {
  printJson(StackFiles.list(findProject(process.cwd()).name));
}

function cancel(options: Options): void {
  const { files } = openStack(options);
  files.cancel();
  process.stdout.write(`The currently running update for '${files.name}' has been canceled!\n`);
}

async function exportStack(options: Options): Promise<void> {
  const { files, config } = openStack(options);
  let deployment = files.read();
  if (options.flag("show-secrets")) {
    const crypter = await config.crypter();
    deployment = serializeDeployment(deserializeDeployment(deployment, crypter), crypter, inClear);
  }
  process.stdout.write(`${JSON.stringify(deployment, null, 4)}\n`);
}

/** Secrets may arrive in clear or under another stack's passphrase salt; they are written under this stack's own. */
async function importStack(options: Options): Promise<void> {
  const stack = openStack(options);
  const untyped = parseImport(options.text("file"));
  const salt = untyped.deployment.secrets_providers?.state?.salt;
  const own = await stack.config.crypter();
  const theirs = salt && salt !== own.salt ? await openCrypter(passphraseFrom(process.env), salt) : own;
  const { resources } = deserializeDeployment(untyped, theirs);
  const { project, files } = stack;
  const foreign = resources.find(({ urn }) => !urn.startsWith(`urn:pulumi:${files.name}::${project.name}::`));
  if (foreign)
    throw new UserError(
      `resource '${foreign.urn}' has a URN of another stack or project than ${files.name} of ${project.name}`,
    );
  const unlock = files.lock();
  try {
    // A CLI that imports takes the interrupted operations for settled.
    files.write(serializeDeployment({ resources, pendingOperations: [] }, own));
  } finally {
    unlock();
  }
}

function parseImport(file: string | undefined): UntypedDeployment {
  try {
    const untyped: unknown = JSON.parse(readFileSync(file ?? 0, "utf8"));
    checkDeployment(untyped);
    return untyped;
  } catch (error) {
    throw new UserError(
      `could not import ${file ?? "stdin"}: ${messageOf(error)}. The stack's state was not changed`,
    );
  }
}

async function printOutputs(options: Options): Promise<void> {
  const { files, config } = openStack(options);
  const stack = files.read().deployment.resources?.find(({ type }) => type === ROOT_STACK_TYPE);
  const stored = stack?.outputs ?? {};
  // Masked outputs need no key, and deriving one takes most of a second.
  const needsKey = options.flag("show-secrets") && JSON.stringify(stored).includes("ciphertext");
  const masking: Crypter = { salt: "", encrypt: () => "", decrypt: () => '"[secret]"' };
  printJson(reveal(deserialize(stored, needsKey ? await config.crypter() : masking)));
}

/** The SDK asks for the newest update after each operation; older ones are not kept. */
function printLastUpdate(options: Options): void {
  const { files } = openStack(options);
  if (options.text("page-size") !== "1" || options.text("page") !== "1")
    refuse("`stack history` beyond the last update");
  printJson(files.lastUpdate ? [files.lastUpdate] : []);
}
