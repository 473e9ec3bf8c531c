/** What `pulumi` prints of what a user wrote wrongly: one sentence, once, in our words. */
import { bindingOf } from "../../harness/declarations";
import { daily, full } from "../../harness/full";
import { programOf } from "../../harness/resources";
import { reportStory, story, type SandboxStory } from "../../harness/story";
import type { CommandOutcome } from "../../../engine/test/harness/twin";

const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
const kind = (name: string): string => `pulumi-nodejs:dynamic/plesk:${name}`;
const problem = (type: string, reason: string): string =>
  `${kind(type)} resource 'one' has a problem: ${reason}`;

/** The errors of a command, but for the engine's own closing words. */
function errorsOf({ events }: CommandOutcome): string[] {
  return events
    .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
    .filter(({ severity, message }) => severity === "error" && !/^(preview|update) failed\s*$/.test(message))
    .map(({ message }) => message.trim());
}

/** All else that a command printed on the stack or a resource. */
function remarksOf({ events }: CommandOutcome): string {
  return events
    .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
    .filter(({ severity }) => severity === "info" || severity === "warning")
    .map(({ message }) => message)
    .join("\n");
}

/** That a preview fails with one sentence, and prints it nowhere else. */
async function expectOneFault(
  { preview }: Pick<SandboxStory, "preview">,
  fault: string | RegExp,
): Promise<CommandOutcome> {
  const outcome = await preview();
  const [error = "", ...others] = errorsOf(outcome);
  expect(others).toEqual([]);
  if (typeof fault === "string") expect(error).toBe(fault);
  else expect(error).toMatch(fault);
  expect(outcome.exitCode).toBe(1);
  expect(remarksOf(outcome)).not.toContain("Error");
  expect(outcome.output).not.toMatch(/<nil>|Invalid|\n\s+at |before hook/);
  return outcome;
}

reportStory(
  "are refused in one sentence that names the path, the type and the way out, and holds no secret",
  async (run) => {
    const code = "AX2K00-547P13-4JGM59-T0SR09-93NA16";
    const wrong: [type: string, args: object, reason: string][] = [
      [
        "LicenseKey",
        { items: [{ ...admin, quantity: "2" }] },
        'items[0].quantity must be a number, not the text "2"',
      ],
      [
        "LicenseKey",
        { items: [admin], adopt: { keyId: 5, activationCode: code } },
        'adopt must be { keyId: "12345678" } or { activationCode: "..." }, one of the two',
      ],
      [
        "SubscriptionPlanBinding",
        bindingOf("synced", { name: "Gold" }, { server: "gamma" }),
        "Setting plesk:servers.gamma.url is not set: no server has the name gamma; there are alpha, beta. Nothing was sent. Set the environment variable PLESK_SERVER_GAMMA_URL, or run: pulumi config set --path plesk:servers.gamma.url <value>\nSee https://pulumi-plesk.github.io/pulumi-plesk/reference/errors#setting-wrong",
      ],
    ];
    for (const [type, args, reason] of daily(wrong.slice(1, 2), { full: wrong })) {
      await run.declare({ one: args as never });
      const { output } = await expectOneFault(run, problem(type, reason));
      expect(output).not.toContain(code);
    }
  },
);

const messageStory = story(programOf("messages", "messages"));

messageStory("of the program itself are one sentence, without a stack trace", async (run) => {
  const wrong: [mistake: string, fault: string | RegExp][] = [
    [
      "noArguments",
      /resource 'web' has a problem: items is missing: a key is bought with what is on it, e\.g\. \[\{ item: "PLESK-/,
    ],
    [
      "nobody",
      "getLicenseKey: keyId is missing, and so are activationCode and nickname: exactly one of the three says which key is meant",
    ],
    [
      "inApply",
      /^nickname: No living key with the nickname "nobody's" is shown to this login\. Name the key/,
    ],
  ];
  for (const [mistake, fault] of daily(wrong.slice(0, 1), { full: wrong })) {
    await run.set("messages:declared", mistake);
    await expectOneFault(run, fault);
  }
});

full(messageStory)(
  "of the configuration are one sentence, and a key that is misspelt is a warning of the preview",
  async (run) => {
    await run.set("messages:declared", "key");
    await run.set("plesk:partner30TimeOut", "5");
    const preview = await run.preview();
    expect(preview.exitCode).toBe(0);
    expect(remarksOf(preview)).toContain(
      "plesk:partner30TimeOut is not a setting of pulumi-plesk and is not read. Did you mean plesk:partner30Timeout?",
    );
    await run.set("plesk:limits", "{purchasesPerRun");
    await expectOneFault(
      run,
      "Setting plesk:limits must be a JSON object. Nothing was sent. Set the environment variable PLESK_LIMITS, or run: pulumi config set plesk:limits <value>\nSee https://pulumi-plesk.github.io/pulumi-plesk/reference/errors#setting-wrong",
    );
    await run.set("plesk:limits", '{"purchasesPerRun":0}');
    const tooMany = /^LicenseKey web would be number 1 of this run's purchases, and plesk:limits allows 0\./;
    await expectOneFault(run, tooMany);
    const up = await run.up();
    expect(errorsOf(up)).toEqual([expect.stringMatching(/would be number 1 of this run's purchases/)]);
    expect(up.output).not.toContain("before hook");
    expect(run.sandbox.ledger.changes()).toEqual([]);
  },
);
