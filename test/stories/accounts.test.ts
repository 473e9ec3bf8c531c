import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startSandbox, type Sandbox } from "plesk-sandbox";
import { twin, type Half, type TwinStack } from "../../engine/test/harness/twin";
import { full } from "../harness/full";

/** The variable LIKE_0_1_0 registers the provider as version 0.1.0 did. */
const program = `
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");
const options = {
  envVarMappings: { EAST_LOGIN: "PLESK_PARTNER30_LOGIN", EAST_PASSWORD: "PLESK_PARTNER30_PASSWORD" },
};
const east = process.env.LIKE_0_1_0
  ? new pulumi.ProviderResource("pulumi-nodejs", "east", {}, options)
  : new plesk.Provider("east", {}, options);
new plesk.LicenseKey("web", { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] }, { provider: east });
`;

const withoutPassword =
  "names EAST_PASSWORD, which is not set: PLESK_PARTNER30_PASSWORD would keep the value of another account";

async function withProgram(
  half: Half,
  env: (sandbox: Sandbox) => Record<string, string | undefined>,
  tell: (stack: TwinStack, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(__dirname, "program-"));
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: accounts\nruntime: nodejs\nmain: index.js\n");
    writeFileSync(join(folder, "index.js"), program);
    const own = JSON.parse(JSON.stringify(env(sandbox))) as Record<string, string>;
    await tell(await half.open({ project: folder, env: { ...sandbox.env, ...own } }), sandbox);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  }
}

describe("an explicit provider", () => {
  // The engine passes over a mapping whose variable is not set: the default account would pay.
  twin("buys nothing with another account where envVarMappings names a variable that is not set", (half) =>
    withProgram(
      half,
      ({ env }) => ({ EAST_LOGIN: env.PLESK_PARTNER30_LOGIN }),
      async ({ preview, up }, sandbox) => {
        for (const { exitCode, output } of [await preview(), await up()]) {
          expect(exitCode).not.toBe(0);
          expect(output).toContain(withoutPassword);
        }
        expect(sandbox.ledger.requests()).toEqual([]);
      },
    ),
  );

  full(twin)(
    "of version 0.1.0 with envVarMappings previews empty, and then needs its variables without the program too",
    (half) =>
      withProgram(
        half,
        ({ env }) => ({
          EAST_LOGIN: env.PLESK_PARTNER30_LOGIN,
          EAST_PASSWORD: env.PLESK_PARTNER30_PASSWORD,
          LIKE_0_1_0: "true",
        }),
        async ({ stack, preview, up, refresh }, sandbox) => {
          const { envVars } = stack.workspace;
          expect((await up()).exitCode).toBe(0);
          delete envVars.LIKE_0_1_0;
          for (const outcome of [
            await preview({ expectNoChanges: true }),
            await up({ expectNoChanges: true }),
            await refresh({ expectNoChanges: true }),
          ])
            expect(outcome).toMatchObject({ exitCode: 0 });
          const seen = sandbox.ledger.requests().length;
          delete envVars.EAST_PASSWORD;
          const { exitCode, output } = await refresh();
          expect(exitCode).not.toBe(0);
          expect(output).toContain(withoutPassword);
          expect(sandbox.ledger.requests()).toHaveLength(seen);
        },
      ),
  );
});
