// Makes a fresh clone runnable: Node's version, the dependencies, the compiled package. Plain
// JavaScript without dependencies, since it runs before any are installed. Each part is done only
// when something that it depends on has changed, so that the next run starts at once.
import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const lowestNode = 20;
const installStamp = join(root, "node_modules", ".pulumi-plesk-installed");
const buildStamp = join(root, "dist", ".built");
const sources = ["provider", "testing", "cli", "tools", "sandbox/src", "engine/src"];

/** Prints each step with its reason; ends the process with the cause when one fails. */
export function setUp() {
  checkNode();
  const wanted = fingerprint();
  if (readOr(installStamp) !== wanted) install(wanted);
  if (readOr(buildStamp) !== newestSource()) build();
}

/** Runs a command of this project's dependencies in the repository, with its output shown. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(...startable(command, args), {
    ...inRepository(env),
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

/** The same, side by side with others: its output is shown when it ends. */
export function runBeside(command, args) {
  return new Promise((resolve) => {
    const options = { ...inRepository(), maxBuffer: 64 * 1024 * 1024 };
    execFile(...startable(command, args), options, (error, stdout, stderr) => {
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      if (error && typeof error.code !== "number") console.error(`${command}: ${error.message}`);
      resolve(error ? 1 : 0);
    });
  });
}

/**
 * A command as the script that it is, run by this Node.js. By its name Windows would start it in a shell, which takes
 * `|` in an argument for its own.
 */
function startable(command, args) {
  if (command === process.execPath) return [command, args];
  const script = command === "npm" ? npmScript() : scriptOf(command);
  return script === undefined ? [command, args] : [process.execPath, [script, ...args]];
}

/** Undefined where npm did not start this process; then only Windows says where it is. */
function npmScript() {
  const { npm_execpath: own = "" } = process.env;
  const beside = join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  return [own, beside].find((file) => basename(file) === "npm-cli.js" && existsSync(file));
}

function scriptOf(command) {
  const folder = join(root, "node_modules", command === "tsc" ? "typescript" : command);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

function inRepository(env = {}) {
  const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  return { cwd: root, env: { ...process.env, PATH: path, ...env } };
}

function checkNode() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major >= lowestNode) return;
  fail(`Node ${process.versions.node} is too old: version ${lowestNode} is needed, 22 or newer recommended.`);
}

function install(wanted) {
  const why = existsSync(join(root, "node_modules"))
    ? "package-lock.json has changed"
    : "this is a fresh clone";
  console.log(`[set-up] Installing dependencies with npm ci (${why}) ...`);
  const args = ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  if (run("npm", args) !== 0) fail("npm ci failed. Is a package registry or a filled npm cache reachable?");
  writeFileSync(installStamp, wanted);
}

function build() {
  console.log("[set-up] Compiling the package (sources are newer than dist/) ...");
  if (run("npm", ["run", "--silent", "build"]) !== 0) fail("The package does not compile.");
  writeFileSync(buildStamp, newestSource());
}

function fingerprint() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function newestSource() {
  const files = sources.flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, String(name)))
      : [],
  );
  return String(Math.max(...files.map((file) => statSync(file).mtimeMs)));
}

function readOr(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function fail(reason) {
  console.error(`[set-up] ${reason}`);
  process.exit(1);
}
