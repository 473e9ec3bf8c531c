import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";
import { findEngine, openStack } from "pulumi-embedded-engine";

import { engineProcess, killed, until } from "../../../engine/test/harness/processes";
import { admin } from "../../harness/declarations";
import { full } from "../../harness/full";
import { missingFor } from "../../harness/pluginStack";
import { resources } from "../../harness/resources";

const [keys, rounds] = [200, 20];
const { project, declared } = resources.licenseKey.program;

/** The embedded engine always writes its state. */
const missing = missingFor("nodejs");
const onPulumi = missing === undefined ? full(it) : test.skip;

onPulumi(
  "a run without checkpoints that is killed at any moment: after one more up each key was bought once",
  async () => {
    const stateDir = mkdtempSync(join(tmpdir(), "checkpoints-"));
    const sandbox = await startSandbox();
    const stack = await openStack({
      project,
      stateDir,
      engine: await findEngine({ engine: "pulumi" }),
      env: { ...sandbox.env, PULUMI_SKIP_CHECKPOINTS: "true" },
      config: {
        "plesk:limits": JSON.stringify({ purchasesPerRun: keys }),
        "plesk:partner30MaxInFlight": "16",
      },
    });
    try {
      for (let round = 1; round <= rounds; round++) {
        const names = Array.from({ length: keys }, (_, index) => `round-${round}-${index}`);
        const all = names.map((nickname) => [nickname, { items: [admin], nickname }] as const);
        // Those of the round before leave the program, and stay.
        await stack.setConfig(declared, { value: JSON.stringify(Object.fromEntries(all)) });
        const before = sandbox.ledger.charges().length;
        const killAfter = Math.floor(Math.random() * keys);
        const interrupted = stack.up().catch(() => undefined);
        await until(() => (sandbox.ledger.charges().length - before > killAfter ? true : undefined));
        const engine = engineProcess(stateDir, "up");
        if (engine !== undefined) await killed(engine);
        await interrupted;
        await stack.cancel().catch(() => undefined);
        await stack.up();
        const bought = sandbox.ledger.charges().length - before;
        expect({ round, killAfter, bought }).toEqual({ round, killAfter, bought: keys });
      }
    } finally {
      await stack.dispose();
      await sandbox.close();
      rmSync(stateDir, { recursive: true, force: true });
    }
  },
  60 * 60_000,
);
