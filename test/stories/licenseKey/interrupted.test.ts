import { admin } from "../../harness/declarations";
import { full } from "../../harness/full";
import { expectSuccess, keyStory, type SandboxStory } from "../../harness/story";

const declared = { web: { items: [admin], nickname: "web-01" } };

/** However it was interrupted: one purchase for each resource, and the state knows the keys. */
async function expectOneKeyEach({ sandbox, stack, preview }: SandboxStory, resources: number): Promise<void> {
  expect(sandbox.ledger.charges()).toHaveLength(resources);
  const { deployment } = (await stack.exportStack()) as {
    deployment: { resources: { type: string; id: string }[] };
  };
  const ids = deployment.resources.filter(({ type }) => type.includes("LicenseKey")).map(({ id }) => id);
  expect(ids.sort()).toEqual(
    sandbox.partner30
      .keys()
      .map(({ keyId }) => String(keyId))
      .sort(),
  );
  expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
}

full(keyStory)("a purchase whose answer is lost is found again in the same run", async (story) => {
  await story.declare(declared);
  story.sandbox.faults.inject({ kind: "answerLost", endpoint: "createKey" });
  expectSuccess(await story.up());
  await expectOneKeyEach(story, 1);
});

full(keyStory)(
  "a purchase that does not show yet stays pending, is shown, refreshed and never sent again",
  async (story) => {
    await story.declare(declared);
    story.sandbox.faults.inject({ kind: "answerLost", endpoint: "createKey" });
    const lost = await story.up();
    expect(lost.exitCode).not.toBe(0);
    expect(lost.output).toContain("It may or may not have been executed");
    expect(lost.output).not.toContain(story.sandbox.env.PLESK_PARTNER30_PASSWORD);

    const pending = await story.preview({ expectNoChanges: true });
    expect(pending.exitCode).toBe(7);

    // The system catches up; the refresh finds the key by its marker and gives the resource its id.
    story.sandbox.assumptions.partner30.consistency = "immediate";
    expectSuccess(await story.refresh());
    expectSuccess(await story.up({ expectNoChanges: true }));
    await expectOneKeyEach(story, 1);
  },
  { sandbox: { assumptions: { partner30: { consistency: "listLags" } } } },
);

const second = { ...declared, mail: { items: [admin], nickname: "mail-01" } };

full(keyStory)(
  "a provider process killed before and after the purchase: one purchase each after one more up",
  async (story) => {
    await story.declare(declared);
    story.killAt("createKey", "before", "provider");
    expect((await story.up()).exitCode).not.toBe(0);
    expectSuccess(await story.up());
    await expectOneKeyEach(story, 1);

    await story.declare(second);
    story.killAt("createKey", "after", "provider");
    expect((await story.up()).exitCode).not.toBe(0);
    expectSuccess(await story.up());
    await expectOneKeyEach(story, 2);
  },
);

full(keyStory)(
  "an engine killed before and after the purchase, its state unsaved: cancel, and one purchase each after one more up",
  async (story) => {
    await story.declare(declared);
    story.killAt("createKey", "before", "engine");
    await expect(story.stack.up()).rejects.toThrow();
    expect((await story.up()).output).toContain("the stack is currently locked by 1 lock(s)");
    await story.stack.cancel();
    expectSuccess(await story.up());

    await story.declare(second);
    story.killAt("createKey", "after", "engine");
    await expect(story.stack.up()).rejects.toThrow();
    await story.stack.cancel();
    expectSuccess(await story.up());
    expect(story.sandbox.ledger.charges()).toHaveLength(2);
    await story.refresh({ clearPendingCreates: true });
    await expectOneKeyEach(story, 2);
  },
  // How often the provider process still looks after its engine's death is a race; what is bought is not.
  { racing: true },
);

full(keyStory)(
  "an engine killed before and after a change and a termination: cancel, and one more run ends as if nothing had happened",
  async (story) => {
    const web = { items: [admin], onDelete: "terminate" };
    await story.declare({ web: { ...web, nickname: "web-01" } });
    expectSuccess(await story.up());
    story.changes();

    for (const [when, nickname] of [
      ["before", "web-02"],
      ["after", "web-03"],
    ] as const) {
      await story.declare({ web: { ...web, nickname } });
      story.killAt("modifyKey", when, "engine");
      await expect(story.stack.up()).rejects.toThrow();
      await story.stack.cancel();
      expectSuccess(await story.up());
      expect(story.changes()).toEqual(["nickname"]);
    }

    for (const when of ["before", "after"] as const) {
      story.killAt("terminateKey", when, "engine", "destroy");
      await expect(story.stack.destroy()).rejects.toThrow();
      await story.stack.cancel();
    }
    expectSuccess(await story.destroy());
    expect(story.changes()).toEqual(["terminate"]);
    expect(story.sandbox.partner30.key(20000001).terminated).toBe(true);
  },
  { racing: true, config: { "plesk:limits": JSON.stringify({ allowTerminate: true }) } },
);

full(keyStory)(
  "an engine killed with 40 purchases queued: none is sent after its death, the next up ends with exactly 40, and 50 keys change in one up",
  async (story) => {
    const names = Array.from({ length: 40 }, (_, index) => `web-${String(index + 1).padStart(2, "0")}`);
    await story.declare(Object.fromEntries(names.map((name) => [name, { items: [admin], nickname: name }])));
    story.killAt("createKey", "after", "engine");
    await expect(story.stack.up()).rejects.toThrow();
    // What was under way when the engine died may still be executed; what waited is not sent any more.
    const atDeath = story.sandbox.ledger.requests({ endpoint: "createKey" }).length;
    expect(atDeath).toBeLessThanOrEqual(4);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(story.sandbox.ledger.requests({ endpoint: "createKey" }).length).toBe(atDeath);

    await story.stack.cancel();
    expectSuccess(await story.up());
    expect(story.sandbox.ledger.charges()).toHaveLength(40);
    expect(new Set(story.sandbox.partner30.keys().map(({ nickname }) => nickname)).size).toBe(40);

    // All of them at once, ten more beside them: never two changes of one key. Each change opens a connection, which no
    // server can have given up; the reads use those, and no more than can be under way at once.
    story.sandbox.assumptions.partner30.concurrentChanges = "refused";
    const start = story.sandbox.ledger.mark();
    const more = [...names, ...Array.from({ length: 10 }, (_, index) => `mail-${index}`)];
    await story.declare(
      Object.fromEntries(more.map((name) => [name, { items: [admin], nickname: `${name}-b` }])),
    );
    expectSuccess(await story.up());
    expect(story.sandbox.ledger.changes({ since: start })).toHaveLength(50);
    const sent = story.sandbox.ledger.since(start);
    const opening = sent.filter(
      (entry, at) => !sent.slice(0, at).some(({ connection }) => connection === entry.connection),
    );
    expect(opening.filter(({ operations }) => operations.length > 0)).toHaveLength(50);
    expect(opening.filter(({ operations }) => operations.length === 0).length).toBeLessThanOrEqual(4);
  },
  { racing: true, config: { "plesk:limits": JSON.stringify({ purchasesPerRun: 40 }) } },
);
