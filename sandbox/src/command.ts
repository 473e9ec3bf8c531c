import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { parse } from "yaml";
import {
  answersOf,
  assume,
  DEMO_KEYS,
  formatEntry,
  type Sandbox,
  type SandboxOptions,
  seedFrom,
  startSandbox,
} from "./index";

interface Options {
  port?: number;
  assume: string[];
  seed?: string;
  login?: string;
}

/** The command `plesk-sandbox`, also known as `pulumi-plesk sandbox`: the vendor systems in miniature, until it is interrupted. */
export function sandboxCommand(name = "sandbox"): Command {
  return new Command(name)
    .description(
      "start the vendor systems in miniature on loopback: nothing is bought, everything is recorded",
    )
    .option("--port <number>", "the TCP port (default: any free one)", portNumber)
    .option(
      "--assume <name=value>",
      "answer a question that the contracts leave open; may be repeated",
      collect,
      [],
    )
    .option(
      "--seed <file>",
      "accounts, catalog and keys as JSON or YAML (default: demo accounts with a few keys)",
    )
    .option("--login <name>", "the account that the printed environment speaks for")
    .action(run);
}

async function run(options: Options): Promise<void> {
  const sandbox = await startSandbox(sandboxOptions(options)).catch((error: unknown): never => {
    throw isOfPort(error) ? new Error(portTaken(error, options), { cause: error }) : error;
  });
  console.log(introduction(sandbox));
  sandbox.ledger.onFinished((entry) => {
    console.log(formatEntry(entry));
  });
  await interrupted();
  console.log("The sandbox has stopped.");
  await sandbox.close();
}

function sandboxOptions({ port, assume: chosen, seed, login }: Options): SandboxOptions {
  const assumptions = answersOf();
  for (const { name, value } of chosen.map(assignment)) assume(assumptions, name, value);
  return {
    assumptions,
    seed: seed === undefined ? { partner30: { keys: DEMO_KEYS } } : seedFrom(readSeed(seed)),
    ...(port === undefined ? {} : { port }),
    ...(login === undefined ? {} : { login }),
  };
}

function readSeed(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    throw new Error(
      `The seed file ${file} cannot be read: ${reason}. Correct it, or name another with --seed`,
      {
        cause: error,
      },
    );
  }
}

function isOfPort(error: unknown): error is NodeJS.ErrnoException {
  return ["EADDRINUSE", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function portTaken({ code }: NodeJS.ErrnoException, { port }: Options): string {
  const reason = code === "EACCES" ? "must not be used by this user" : "is in use by another process";
  return `Port ${port} ${reason}. Name another with --port, or leave it out to take any free one`;
}

function assignment(text: string): { name: string; value: string } {
  const [name = "", ...value] = text.split("=");
  return { name, value: value.join("=") };
}

/** The password may be shown: it opens nothing but this loopback server. */
function introduction({ url, env, partner30, partner10, flexCloud }: Sandbox): string {
  const keyId = partner30.keys()[0]?.keyId ?? "<key id>";
  const drift = JSON.stringify({ nickname: "changed by hand" });
  return [
    "The sandbox behaves as the vendor's Key Administrator does, on this machine only. Nothing is bought.",
    "",
    "Look at it in a browser, and change things by hand:",
    "",
    `  ${url}/`,
    "",
    "Its systems:",
    "",
    `  Partner API 3.0   ${partner30.url}`,
    `  Partner API 1.0   ${partner10.url}`,
    `  FlexCloud         ${flexCloud.url}`,
    "",
    "Point the provider at it:",
    "",
    ...Object.entries(env).map(([name, value]) => `  export ${name}=${value}`),
    "",
    "What happened so far, and how to change a key behind everybody's back:",
    "",
    `  curl '${url}/_sandbox/ledger?format=text'`,
    `  curl ${url}/_sandbox/keys`,
    `  curl ${url}/_sandbox/partner10/keys`,
    `  curl ${url}/_sandbox/flexCloud/servers`,
    `  curl -X POST ${url}/_sandbox/keys/${keyId} -d '${drift}'`,
    "",
    "Each request from now on; Ctrl-C stops.",
    "",
  ].join("\n");
}

async function interrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
}

function collect(value: string, earlier: string[]): string[] {
  if (!value.includes("=")) throw new InvalidArgumentError("Write it as name=value.");
  return [...earlier, value];
}

function portNumber(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("A port is 0 to 65535.");
  return port;
}
