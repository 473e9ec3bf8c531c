import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";
import { full } from "../../harness/full";
import { copyExample, credentials, edit, installPackages } from "./checkout";
import { cliStory, expectExit, runner, type Outcome } from "./commands";
import { forgeEnv, startForge } from "./forge";

full(cliStory)("from a branch to production: plan, comment, merge, up, drift found and healed", async () => {
  const sandbox = await startSandbox();
  const forge = await startForge();
  const world = mkdtempSync(join(tmpdir(), "fleet-story-"));
  try {
    const { run } = runner(world, {
      ...credentials(sandbox),
      ...forgeEnv("github", forge),
      FLEET_STACK: "production",
      GIT_CONFIG_GLOBAL: "/dev/null",
      ...Object.fromEntries(
        ["AUTHOR", "COMMITTER"].flatMap((who) => [
          [`GIT_${who}_NAME`, "Developer"],
          [`GIT_${who}_EMAIL`, "developer@fleet.example"],
        ]),
      ),
    });
    const remote = join(world, "remote.git");
    const git = async (folder: string, ...args: string[]): Promise<Outcome> =>
      expectExit(0, await run(folder, "git", ...args));
    let jobs = 0;
    /** A job of a pipeline: a fresh checkout of a branch, its packages, and a script. */
    const job = async (branch: string, ...command: [string, ...string[]]) => {
      const folder = join(world, `job-${(jobs += 1)}`);
      await git(world, "clone", "--quiet", "--branch", branch, remote, folder);
      installPackages(folder);
      const outcome = await run(folder, ...command);
      const file = (name: string): string => readFileSync(join(folder, name), "utf8");
      return { ...outcome, folder, file };
    };
    let seen = 0;
    const sent = (): string[] => {
      const changes = sandbox.ledger.changes({ since: seen });
      seen = sandbox.ledger.mark();
      return changes.map(({ operations }) => operations.join("+")).sort();
    };

    // Once: the repository, its stack, and what there is already.
    await git(world, "init", "--quiet", "--bare", "--initial-branch=main", remote);
    const desk = copyExample(join(world, "desk"), sandbox);
    await git(desk, "init", "--quiet", "--initial-branch=main");
    expectExit(0, await run(desk, "pulumi", "stack", "init", "production"));
    await git(desk, "add", ".");
    await git(desk, "commit", "--quiet", "-m", "The fleet");
    await git(desk, "remote", "add", "origin", remote);
    await git(desk, "push", "--quiet", "origin", "main");
    expectExit(0, await job("main", "sh", "scripts/up.sh"));
    expect(sent()).toHaveLength(6);

    // A branch: the plan says what its merge would send, and sends nothing.
    await git(desk, "switch", "--quiet", "--create", "unlimited");
    edit(desk, (text) =>
      text.replace("nickname: web-01", "nickname: web-01-prod").replace("name: Business", "name: Unlimited"),
    );
    const policy = join(desk, "policy", "config.json");
    writeFileSync(policy, readFileSync(policy, "utf8").replace('"name": "Business"', '"name": "Unlimited"'));
    await git(
      desk,
      "commit",
      "--quiet",
      "--all",
      "-m",
      "The shop is on the plan Unlimited, which we now sell",
    );
    await git(desk, "push", "--quiet", "origin", "unlimited");
    const plan = expectExit(0, await job("unlimited", "sh", "scripts/plan.sh"));
    expect(plan.file("plan.md")).toContain("set the nickname to");
    expect(plan.file("plan.md")).toContain("**Policies: allowed.**");
    expect(plan.file("plan.md")).toContain('switch from plan "Business" to plan "Unlimited"');
    expectExit(0, await run(plan.folder, "node", "scripts/comment.mjs", "plan.md"));
    expect(forge.comments.map(({ body }) => body)).toEqual([
      `<!-- fleet production -->\n${plan.file("plan.md")}`,
    ]);
    expect(sent()).toEqual([]);

    // The merge: what was planned is sent, and no more.
    await git(desk, "switch", "--quiet", "main");
    await git(desk, "merge", "--quiet", "--no-ff", "--no-edit", "unlimited");
    await git(desk, "push", "--quiet", "origin", "main");
    expectExit(0, await job("main", "sh", "scripts/up.sh"));
    expect(sent()).toEqual(["nickname", "switchPlan"]);

    // Somebody changes things by hand; the schedule finds them, and a run by hand puts them back.
    sandbox.partner30.change(20000001, { nickname: "by hand" });
    const beta = sandbox.plesk.server("beta");
    beta.setPlan("synced.beta.example", beta.plan("Starter").guid);
    const drift = expectExit(7, await job("main", "sh", "scripts/drift.sh"));
    expect(drift.file("drift.md")).toContain("by hand");
    expect(sent()).toEqual([]);
    expectExit(0, await job("main", "sh", "scripts/up.sh", "--refresh"));
    expect(sent()).toEqual(["nickname", "switchPlan"]);
    expectExit(0, await job("main", "sh", "scripts/drift.sh"));
    expect(sent()).toEqual([]);
  } finally {
    await forge.close();
    await sandbox.close();
    rmSync(world, { recursive: true, force: true });
  }
});
