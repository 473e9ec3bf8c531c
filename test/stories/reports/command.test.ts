import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, dirname, isAbsolute, join } from "node:path";

import { report as schema } from "../../../cli/report/schema";
import { admin, bindingOf, languagePack } from "../../harness/declarations";
import { full } from "../../harness/full";
import { expectSuccess, reportStory } from "../../harness/story";
import { expectOutput, page, snippets } from "../../docs/pages";

const program = join(__dirname, "../../../dist/cli/main.js");

full(reportStory)(
  "the commands themselves: exit codes, the documentation's sample, a file, and errors that say what to do",
  async ({ sandbox, stack, up, declare, half, changes }) => {
    const path = [...enginePath(half.engine.command.command), stack.workspace.envVars.PATH].join(delimiter);
    const env: Record<string, string | undefined> = { ...stack.workspace.envVars, PATH: path };
    const run = (...args: string[]) => runCommand(args, env, half.folder);
    const folder = ["--cwd", stack.workspace.workDir];
    await declare({
      "web-01": { items: [admin, languagePack], nickname: "web-01" },
      shop: bindingOf("synced", { name: "Business", owner: "admin" }),
    });
    expectSuccess(await up());
    changes();
    expect(await run("drift", ...folder)).toEqual({
      exitCode: 0,
      stdout: "Plesk drift of stack dev of reports: 2 clean\n\npulumi up would send nothing.\n",
      stderr: "",
    });

    sandbox.partner30.change(20000001, { nickname: "by hand", items: [admin] });
    const alpha = sandbox.plesk.server("alpha");
    alpha.setPlan("synced.alpha.example", alpha.plan("Premium").guid);
    const drift = await run("drift", "--stack", "dev", ...folder);
    expect(drift).toMatchObject({ exitCode: 7, stderr: "" });
    expectOutput("drift", drift.stdout);

    const comment = await run("plan", "--refresh", "--format", "markdown", ...folder);
    expectOutput("comment", comment.stdout);

    writeFileSync(join(half.folder, "prices.yaml"), priceFile());
    const costs = await run("plan", "--refresh", "--prices", "prices.yaml", ...folder);
    expectOutput("costs", costs.stdout);

    const hook = await webhook();
    env.PLESK_NOTIFY_URL = hook.url;
    for (let time = 0; time < 2; time++) expect(await run("drift", ...folder)).toEqual(drift);
    expect(hook.bodies).toEqual([expect.objectContaining({ stack: "dev", counts: { changed: 2 }, more: 0 })]);
    await hook.close();
    const unreached = await run("drift", ...folder, "--notify-state", join(half.folder, "other.json"));
    expect(unreached).toEqual({
      ...drift,
      stderr: expect.stringMatching(/^Nobody was notified: .*ECONNREFUSED/) as string,
    });
    expect(unreached.stderr).not.toContain("secret");
    delete env.PLESK_NOTIFY_URL;
    expect(await run("drift", ...folder, "--notify", "http://chat.example/secret")).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(/^The URL of --notify .* must begin with https/) as string,
    });

    const file = join(half.folder, "report.json");
    const plan = await run("plan", "--refresh", "--format", "json", "--out", file, ...folder);
    expect(plan).toEqual({
      exitCode: 7,
      stdout: "Plesk plan of stack dev of reports: 2 changed\n",
      stderr: "",
    });
    expect(schema.parse(JSON.parse(readFileSync(file, "utf8")))).toMatchObject({
      command: "plan",
      refreshed: true,
      counts: { changed: 2 },
      marks: { buys: 1 },
    });
    const page = join(half.folder, "report.html");
    await run("drift", "--format", "html", "--out", page, ...folder);
    expect(readFileSync(page, "utf8")).toContain("<title>Plesk drift of stack dev of reports</title>");
    expect(changes()).toEqual([]);

    const missing = await run("drift", "--stack", "nowhere", "--format", "json", ...folder);
    expect(missing).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        "There is no stack nowhere of project reports. `pulumi stack ls` lists those there are: name one of them with --stack\n",
    });
    for (const command of [["doctor"], ["adopt", "--from", "partner30"]])
      expect(await run(...command, "--stack", "nowhere", ...folder)).toEqual(missing);
    // Naming a stack selects it for nobody.
    expect((await stack.workspace.stack())?.name).toBe("dev");
    expect(await run("drift", "--cwd", half.folder)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("There is no Pulumi.yaml in ") as string,
    });
  },
);

full(reportStory)(
  "plan --destroy says of each resource, with its id, what would be sent or that it stays, and destroy says what was done",
  async ({ sandbox, stack, up, declare, destroy, half, changes }) => {
    const path = [...enginePath(half.engine.command.command), stack.workspace.envVars.PATH].join(delimiter);
    const suspended = { "web-01": { items: [admin], onDelete: "suspend" } };
    const shop = bindingOf("synced", { name: "Business", owner: "admin" });
    // One after the other: which of two keys gets which id is a race.
    for (const declared of [suspended, { ...suspended, "web-02": { items: [admin] }, shop }]) {
      await declare(declared);
      expectSuccess(await up());
    }
    changes();
    const plan = await runCommand(["plan", "--destroy", "--cwd", stack.workspace.workDir], {
      ...stack.workspace.envVars,
      PATH: path,
    });
    expect(plan).toMatchObject({ exitCode: 7, stderr: "" });
    expectOutput("destroyPlan", plan.stdout);
    expect(changes()).toEqual([]);

    const { output } = expectSuccess(await destroy());
    expect(output).toContain(
      "LicenseKey web-01 (20000001): done: suspend the key; take the marker off its nickname",
    );
    expect(changes()).toEqual(["suspend+nickname"]);
    expect(sandbox.partner30.key(20000002).suspended).toBe(false);
  },
);

test("names every exit code in its help", async () => {
  for (const command of ["drift", "plan"]) {
    const { stdout } = await runCommand([command, "--help"], {});
    for (const code of [0, 1, 7, 8]) expect(stdout).toMatch(new RegExp(`^ {2}${code} {2}\\w`, "m"));
  }
});

test("says so where there is no Pulumi CLI", async () => {
  const { exitCode, stderr } = await runCommand(["drift", "--cwd", join(__dirname, "program")], { PATH: "" });
  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    "The Pulumi CLI cannot be run: Command failed with ENOENT: pulumi version. Install it and put it on PATH\n",
  );
});

/** A server that keeps what is posted to it. */
async function webhook(): Promise<{ url: string; bodies: unknown[]; close: () => Promise<void> }> {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      bodies.push(JSON.parse(text));
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  return { url: `http://127.0.0.1:${port}/secret`, bodies, close };
}

/** The one that the documentation shows. */
function priceFile(): string {
  return snippets(page("docs/guides/costs-and-limits.md"), "yaml")[0] ?? "";
}

/** Commands take the engine that is on PATH. */
function enginePath(command: string): string[] {
  return isAbsolute(command) ? [dirname(command)] : [];
}

/** Whether there are lines of progress depends on how busy the machine is. */
const progress = /^\d+ resources looked at after \d+ s\n/gm;

function runCommand(
  args: readonly string[],
  env: Record<string, string | undefined>,
  cwd?: string,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env } };
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === "number" ? error.code : 0;
      resolve({ exitCode, stdout, stderr: stderr.replace(progress, "") });
    });
  });
}
