import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expectExit, runner } from "./commands";
import { forgeEnv, startForge } from "./forge";

const script = join(__dirname, "..", "..", "..", "examples", "gitops", "scripts", "comment.mjs");

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
