import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxCommand } from "../src/command";

const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  jest.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Runs the command until `use` is done, then stops it as Ctrl-C does. */
async function run(args: string[], use: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const ended = sandboxCommand().parseAsync(args, { from: "user" });
  await waitFor(() => lines.length > 0);
  await use(environment());
  process.emit("SIGINT");
  await ended;
}

describe("pulumi-plesk sandbox", () => {
  test("says what it is, and how to point the provider at it, see the ledger and make drift", async () => {
    await run([], async (env) => {
      expect(lines.join("\n")).toMatch(/Nothing is bought/);
      const [page = ""] = /http:\/\/\S+:\d+\/$/m.exec(lines.join("\n")) ?? [];
      expect(await (await fetch(page)).text()).toContain("<title>plesk-sandbox</title>");
      for (const name of ["PLESK_PARTNER30_URL", "PLESK_PARTNER10_URL", "PLESK_FLEX_CLOUD_URL"])
        expect(lines.join("\n")).toMatch(new RegExp(`^  (Partner API|FlexCloud).* ${env[name] ?? ""}$`, "m"));
      expect(Object.keys(env)).toEqual([
        "PLESK_PARTNER30_URL",
        "PLESK_PARTNER30_LOGIN",
        "PLESK_PARTNER30_PASSWORD",
        "PLESK_PARTNER30_ACCOUNT_KIND",
        "PLESK_PARTNER10_URL",
        "PLESK_PARTNER10_LOGIN",
        "PLESK_PARTNER10_PASSWORD",
        "PLESK_FLEX_CLOUD_URL",
        "PLESK_FLEX_CLOUD_LOGIN",
        "PLESK_FLEX_CLOUD_PASSWORD",
        "PLESK_SERVER_ALPHA_URL",
        "PLESK_SERVER_ALPHA_LOGIN",
        "PLESK_SERVER_ALPHA_PASSWORD",
        "PLESK_SERVER_BETA_URL",
        "PLESK_SERVER_BETA_LOGIN",
        "PLESK_SERVER_BETA_PASSWORD",
      ]);
      const root = new URL(env.PLESK_PARTNER30_URL ?? "").origin;
      for (const curl of curls()) expect((await runCurl(curl)).status).toBe(200);
      expect(curls().every((curl) => curl.includes(root))).toBe(true);
    });
    expect(lines.at(-1)).toBe("The sandbox has stopped.");
  });

  test("prints each request as it comes", async () => {
    await run([], async (env) => {
      await list(env);
      await waitFor(() => lines.length > 1);
      expect(lines.at(-1)).toBe("   1  200  GET /partner30/30/keys");
    });
  });

  test("takes assumptions, a port and the account of the environment", async () => {
    await run(["--assume", "unknownKey=400", "--port", "0", "--login", "demo-reseller"], async (env) => {
      expect(env).toMatchObject({
        PLESK_PARTNER30_LOGIN: "demo-reseller",
        PLESK_PARTNER30_ACCOUNT_KIND: "reseller",
      });
      expect((await list(env, "/1")).status).toBe(400);
    });
  });

  test("starts with demo keys, or with those of a seed file", async () => {
    await run([], async (env) => {
      expect(await (await list(env)).json()).toHaveLength(3);
    });
    lines.length = 0;
    const seed = seedFile(
      "partner30:\n  keys:\n    - items: [PLESK-12-WEB-ADMIN-1M]\n      nickname: mine\n",
    );
    await run(["--seed", seed], async (env) => {
      expect(await (await list(env)).json()).toHaveLength(1);
    });
  });

  test.each([
    ["an unknown assumption", ["--assume", "unknownKeys=400"], /No assumption is called "unknownKeys"/],
    ["an unknown alternative", ["--assume", "unknownKey=500"], /there are: 400, 403, 404/],
    ["an unknown login", ["--login", "nobody"], /no account with the login "nobody"/],
    ["a seed file that is not there", ["--seed", "/nowhere/seed.yaml"], /ENOENT/],
    ["a seed of another shape", ["--seed", seedFile("keys: []")], /The seed is not valid/],
    [
      "a seed with a wrong key",
      ["--seed", seedFile("partner30: { keys: [{ item: x }] }")],
      /The seed is not valid/,
    ],
  ])("rejects %s", async (_, args, message) => {
    await expect(sandboxCommand().parseAsync(args, { from: "user" })).rejects.toThrow(message);
  });

  test.each([
    ["--port", "many"],
    ["--port", "70000"],
    ["--assume", "unknownKey"],
  ])("refuses the option %s %s", async (...args) => {
    const command = sandboxCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    await expect(command.parseAsync(args, { from: "user" })).rejects.toThrow(/invalid/);
  });
});

function environment(): Record<string, string> {
  const exports = lines.join("\n").matchAll(/export (\w+)=(\S+)/g);
  return Object.fromEntries([...exports].map(([, name = "", value = ""]) => [name, value]));
}

async function list(env: Record<string, string>, path = ""): Promise<Response> {
  const {
    PLESK_PARTNER30_URL: url = "",
    PLESK_PARTNER30_LOGIN: login,
    PLESK_PARTNER30_PASSWORD: password,
  } = env;
  return fetch(`${url}keys${path}`, { headers: { Authorization: `Basic ${btoa(`${login}:${password}`)}` } });
}

function curls(): string[] {
  return lines
    .join("\n")
    .split("\n")
    .filter((line) => line.trim().startsWith("curl"));
}

/** The printed commands are what a person copies, so they are taken apart as a shell would. */
async function runCurl(command: string): Promise<Response> {
  const url = /http[^\s']+/.exec(command)?.[0] ?? "";
  const body = /-d '([^']+)'/.exec(command)?.[1];
  return fetch(url, body === undefined ? {} : { method: "POST", body });
}

function seedFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "sandbox-seed-")), "seed.yaml");
  writeFileSync(path, text);
  return path;
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
