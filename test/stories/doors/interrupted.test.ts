/** Runs that are cut off or run out of time, on the Pulumi CLI: their plugin ends with them, and nothing is paid for twice. */
import { isAlive, pluginProcesses, until } from "../../../engine/test/harness/processes";
import type { ResourceName } from "../../../provider/resources/all";
import { full } from "../../harness/full";
import {
  alive,
  charges,
  declarations,
  isChange,
  isPurchase,
  keyNamed,
  nextRequest,
  withOptions,
  yamlStory,
} from "./program";

const names = Object.keys(declarations) as ResourceName[];

describe("a run that is interrupted", () => {
  full(yamlStory)(
    "by Ctrl-C ends and records what is under way and sends nothing that waits",
    async (story) => {
      const { declare, stack, start, state } = story;
      const six = ["web-01", "web-02", "web-03", "web-04", "web-05", "web-06"];
      declare(Object.fromEntries(six.map((nickname) => [nickname, keyNamed(nickname)])));
      const asked = nextRequest(story, "before", isPurchase);
      const running = start("up", "--yes", "--skip-preview", "--stack", "dev");
      await asked;
      running.process.kill("SIGINT");
      const { ok, text } = await running.finished;
      expect([ok, text]).toEqual([
        false,
        expect.stringContaining("The run was cancelled. Nothing more was sent") as unknown,
      ]);
      const ids = (await state()).flatMap(({ urn, id }) => (urn.includes("LicenseKey") ? [Number(id)] : []));
      expect([alive(story), charges(story)]).toEqual([ids, 1]);
      await stack.up();
      expect([alive(story).length, charges(story)]).toEqual([6, 6]);
    },
    { config: { "plesk:partner30MaxInFlight": "1" } },
  );

  const kills = names.flatMap((resource) =>
    (["before", "after"] as const).map((when) => ({ resource, when })),
  );
  for (const { resource, when } of kills) {
    const tell = resource === "LicenseKey" && when === "after" ? yamlStory : full(yamlStory);
    tell(
      `by a kill of the engine ${when} the request of a ${resource} is done ends with it, and is made up for once`,
      async (story) => {
        const { declare, stack, start, kill, env, changes } = story;
        declare({ one: declarations[resource] });
        const asked = nextRequest(story, when, isChange, "drop");
        const running = start("up", "--yes", "--skip-preview", "--stack", "dev");
        await asked;
        const plugins = pluginProcesses(String(env.PULUMI_HOME), "pulumi-resource-plesk");
        expect(plugins.length).toBeGreaterThan(0);
        const began = Date.now();
        running.process.kill("SIGKILL");
        await until(() => (plugins.some(isAlive) ? undefined : true));
        expect(Date.now() - began).toBeLessThan(1000);
        await kill(running);
        await stack.up();
        await stack.up({ expectNoChanges: true, refresh: true });
        expect(changes()).toHaveLength(1);
      },
    );
  }
});

describe("customTimeouts of a resource", () => {
  const unanswered = { kind: "status", status: 503, times: 1000 } as const;

  full(yamlStory)("end its waits in up, and send nothing more", async (story) => {
    const { declare, stack, sandbox } = story;
    declare({ one: withOptions(declarations.LicenseKey, { customTimeouts: { create: "1s" } }) });
    sandbox.faults.inject(unanswered);
    await expect(stack.up()).rejects.toThrow(/customTimeouts of 1 s have passed. Nothing more was sent/);
    const sent = sandbox.ledger.requests().length;
    await new Promise((later) => setTimeout(later, 1500));
    expect(sandbox.ledger.requests()).toHaveLength(sent);
    expect(sandbox.partner30.keys()).toEqual([]);
  });

  full(yamlStory)("end a look in the preview", async (story) => {
    const { declare, stack, sandbox } = story;
    declare({ one: withOptions(declarations.SubscriptionPlanBinding, { customTimeouts: { create: "1s" } }) });
    sandbox.faults.inject(unanswered);
    const started = Date.now();
    const { stdout } = await stack.preview();
    // A system that does not answer is asked for a minute otherwise.
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(stdout).toContain("This could not be looked at before the plan");
    expect(sandbox.ledger.changes()).toEqual([]);
  });
});
