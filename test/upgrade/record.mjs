// node test/upgrade/record.mjs <checkout>: runs the program of a version with that version, on its own sandbox and the
// Pulumi CLI, and writes what the version left behind: the state, and all requests that led to it.
// <checkout> is built, e.g. `git worktree add /tmp/v v0.1.0 && cd /tmp/v && npm ci && npm run build`.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, URL } from "node:url";

const [given = ""] = process.argv.slice(2);
const checkout = resolve(given);
const require = createRequire(join(checkout, "package.json"));
const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
const { openStack, startSandbox } = require(join(checkout, "dist", "testing", "index.js"));
const folder = join(dirname(fileURLToPath(import.meta.url)), version);

const sandbox = await startSandbox();
const requests = [];
const recorder = createServer((request, response) => void forward(request, response));
await new Promise((resolve) => recorder.listen(0, "127.0.0.1", resolve));
const { port } = recorder.address();

// The program runs inside the checkout, whose package it finds as its own.
const project = join(mkdtempSync(join(checkout, "upgrade-")), "program");
cpSync(join(folder, "program"), project, { recursive: true });
writeFileSync(join(project, "tsconfig.json"), "{}");
const stateDir = mkdtempSync(join(tmpdir(), "upgrade-"));
try {
  const seen = ([name, value]) => [name, name.endsWith("_URL") ? value.replace(sandbox.url, here()) : value];
  const env = {
    ...Object.fromEntries(Object.entries(sandbox.env).map(seen)),
    PLESK_LIMITS: JSON.stringify({ purchasesPerRun: 20, ownerMoves: 0, allowTerminate: true }),
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
  const stack = await openStack({ project, stateDir, engine: "pulumi", env });
  await stack.up({ onOutput: (text) => process.stdout.write(text) });
  write("state.json", await stack.exportStack());
  write("requests.json", requests);
} finally {
  rmSync(dirname(project), { recursive: true, force: true });
  rmSync(stateDir, { recursive: true, force: true });
  recorder.close();
  await sandbox.close();
}

function here() {
  return `http://127.0.0.1:${port}`;
}

/** FlexCloud is given the port of the Plesk server. */
function there(body) {
  return body.replaceAll(String(port), new URL(sandbox.url).port);
}

/** What is written holds no port: the sandbox of a test has another one. */
function write(name, value) {
  const text = JSON.stringify(value, null, 2)
    .replaceAll(String(port), "<port>")
    .replaceAll(project, "<project>");
  writeFileSync(join(folder, name), `${text}\n`);
}

async function forward(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const kept = [
    "accept",
    "accept-charset",
    "authorization",
    "content-type",
    "http_auth_login",
    "http_auth_passwd",
  ];
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => kept.includes(name) || name.startsWith("http_")),
  );
  const { method, url } = request;
  requests.push({ method, path: url, headers, ...(body === "" ? {} : { body }) });
  const hasBody = method !== "GET" && body !== "";
  const answer = await fetch(sandbox.url + url, {
    method,
    headers,
    ...(hasBody ? { body: there(body) } : {}),
  });
  const answerHeaders = Object.fromEntries(
    [...answer.headers].filter(
      ([name]) => !["connection", "content-length", "transfer-encoding"].includes(name),
    ),
  );
  const text = (await answer.text()).replaceAll(sandbox.url, here());
  response.writeHead(answer.status, answerHeaders).end(text);
}
