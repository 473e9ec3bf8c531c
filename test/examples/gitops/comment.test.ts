import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expectExit, runner } from "./commands";
import { forgeEnv, startForge } from "./forge";

const scripts = join(__dirname, "..", "..", "..", "examples", "gitops", "scripts");
const script = join(scripts, "comment.mjs");

test.each([
  ["allows", "    ✅ fleet@v1.0.0 (local: policy)\n", "**Policies: allowed.**\n\n### plan\n"],
  [
    "forbids",
    "    ❌ fleet@v1.0.0\n        - [mandatory]  no-terminate  (LicenseKey: ```</details>)\n\n          Never.\n",
    "**Policies: this is not allowed.**\n\n````text\n    ❌ fleet@v1.0.0\n        - [mandatory]  no-terminate  (LicenseKey: ```</details>)\n\n          Never.\n````\n\n### plan\n",
  ],
  [
    "did not judge",
    undefined,
    expect.stringMatching(/^\*\*Policies: not judged\.\*\* .*\n\n### plan\n$/) as string,
  ],
  [
    "forbids at length",
    `    - [mandatory] ${"x".repeat(100_000)}\n`,
    expect.stringContaining("... the job's log has the rest") as string,
  ],
])("puts on top of a plan what the policy pack %s", async (_, judged, expected) => {
  const folder = mkdtempSync(join(tmpdir(), "fleet-verdict-"));
  try {
    writeFileSync(join(folder, "plan.md"), "### plan\n");
    const printed = judged === undefined ? "" : `Policies:\n${judged}\nDiagnostics:\n  plan: none\n`;
    writeFileSync(join(folder, "preview.log"), `Previewing update:\n${printed}`);
    const verdict = join(scripts, "verdict.mjs");
    expectExit(0, await runner(folder, {}).run(folder, "node", verdict, "plan.md", "preview.log"));
    const plan = readFileSync(join(folder, "plan.md"), "utf8");
    expect(plan).toEqual(expected);
    expect(plan.length).toBeLessThan(65_400);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([
  [
    "github" as const,
    "PATCH /repos/acme/fleet/issues/comments/151 Bearer throw-away-token",
    "/repos/acme/fleet/issues/7/comments",
  ],
  [
    "gitlab" as const,
    "PUT /api/v4/projects/42/merge_requests/7/notes/151 throw-away-token",
    "/api/v4/projects/42/merge_requests/7/notes",
  ],
])(
  "keeps a plan on %s in one comment, which the next plan replaces wherever it stands",
  async (kind, replaced, list) => {
    const forge = await startForge();
    const folder = mkdtempSync(join(tmpdir(), "fleet-comment-"));
    try {
      for (let id = 1; id <= 150; id += 1) forge.comments.push({ id, body: `comment ${id}` });
      const { run } = runner(folder, { ...forgeEnv(kind, forge), FLEET_STACK: "production" });
      for (const plan of ["first", "second"]) {
        writeFileSync(join(folder, "plan.md"), `### ${plan} plan\n`);
        expectExit(0, await run(folder, "node", script, "plan.md"));
      }
      expect(forge.comments).toHaveLength(151);
      expect(forge.comments.at(-1)?.body).toBe("<!-- fleet production -->\n### second plan\n");
      expect(forge.requests[2]).toContain(`POST ${list} `);
      expect(forge.requests.at(-1)).toBe(replaced);

      await forge.close();
      const refused = await run(folder, "node", script, "plan.md");
      expect(refused.exitCode).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
