import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";
import { twin } from "../../engine/test/harness/twin";

const program = `
const plesk = require("pulumi-plesk");
const east = new plesk.Provider("east", {}, {
  envVarMappings: { EAST_LOGIN: "PLESK_PARTNER30_LOGIN", EAST_PASSWORD: "PLESK_PARTNER30_PASSWORD" },
});
new plesk.LicenseKey("web", { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] }, { provider: east });
`;

describe("an explicit provider", () => {
  // The engine passes over a mapping whose variable is not set: the default account would pay.
  twin(
    "buys nothing with another account where envVarMappings names a variable that is not set",
    async (half) => {
      const sandbox = await startSandbox();
      const folder = mkdtempSync(join(__dirname, "program-"));
      try {
        writeFileSync(join(folder, "Pulumi.yaml"), "name: accounts\nruntime: nodejs\nmain: index.js\n");
        writeFileSync(join(folder, "index.js"), program);
        const { PLESK_PARTNER30_LOGIN: login = "" } = sandbox.env;
        const { preview, up } = await half.open({
          project: folder,
          env: { ...sandbox.env, EAST_LOGIN: login },
        });
        for (const { exitCode, output } of [await preview(), await up()]) {
          expect(exitCode).not.toBe(0);
          expect(output).toContain(
            "names EAST_PASSWORD, which is not set: PLESK_PARTNER30_PASSWORD would keep the value of another account",
          );
        }
        expect(sandbox.ledger.requests()).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
        await sandbox.close();
      }
    },
  );
});
