import { join } from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import { onPulumi, withPluginStack } from "../harness/pluginStack";

const project = join(__dirname, "..", "..", "examples", "yaml");
const config = { edition: "PLESK-12-WEB-HOST-1M", server: "alpha", subscription: "synced.alpha.example" };

onPulumi("yaml", "examples/yaml makes what it declares, tells it first, and then has nothing to do", () =>
  withPluginStack({ project, config }, async ({ stack, sandbox, changes, messages }) => {
    const previewed: EngineEvent[] = [];
    await stack.preview({ onEvent: (event) => previewed.push(event) });
    expect(sandbox.ledger.changes()).toEqual([]);
    expect(messages(previewed)).toContainEqual(
      expect.stringMatching(/^info: plan: 1 request: buy a key with .* \[buys\]$/),
    );

    const { outputs } = await stack.up();
    expect(changes().sort()).toEqual(["create+attach+nickname", "create+nickname", "switchPlan", "upgrade"]);
    const [key] = sandbox.partner30.keys();
    expect(outputs).toMatchObject({
      keyId: { value: String(key?.keyId), secret: false },
      activationCode: { value: key?.activationCode, secret: true },
      plan: { value: "Premium" },
    });
    await stack.up({ expectNoChanges: true });
    await stack.up({ refresh: true, expectNoChanges: true });
    expect(changes()).toEqual([]);

    // One is suspended, as declared; all others stay as they are.
    await stack.destroy();
    expect(changes()).toEqual(["suspend+nickname"]);
  }),
);
