import { admin, languagePack } from "../../harness/declarations";
import { full } from "../../harness/full";
import { expectSuccess, keyStory, type SandboxStory } from "../../harness/story";

interface Deployment {
  resources: {
    urn: string;
    type: string;
    id: string;
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
  }[];
}

full(keyStory)(
  "limits refuse in preview, before anything is sent, and name what is too much",
  async ({ declare, preview, up, set, sandbox }) => {
    const names = ["a", "b", "c"];
    await declare(Object.fromEntries(names.map((name) => [name, { items: [admin], nickname: name }])));
    await set("plesk:limits", JSON.stringify({ purchasesPerRun: 2 }));
    const refused = await preview();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain("would be number 3 of this run's purchases, and plesk:limits allows 2");
    expect(sandbox.ledger.requests()).toEqual([]);

    // Without its preview an update buys what the limit allows, and no more.
    expect((await up()).exitCode).not.toBe(0);
    expect(sandbox.ledger.charges().length).toBeLessThanOrEqual(2);

    await set("plesk:limits", JSON.stringify({ purchasesPerRun: 3 }));
    expectSuccess(await up());
    expect(sandbox.ledger.charges()).toHaveLength(3);
  },
  { racing: true },
);

full(keyStory)(
  "bad input is refused by property before anything is sent",
  async ({ declare, preview, up, sandbox }) => {
    await declare({ web: { items: [admin, admin], nicknames: "web-01", onGone: "buy" } });
    const { exitCode, output } = await preview();
    expect(exitCode).not.toBe(0);
    expect(output).toContain("PLESK-12-WEB-ADMIN-1M is listed twice");
    expect(output).toContain("nicknames");
    expect(output).toContain("onGone");
    expect((await up()).exitCode).not.toBe(0);
    expect(sandbox.ledger.requests()).toEqual([]);
  },
);

full(keyStory)(
  "parent and child: unknown ids in preview, the right order both ways, a changed policy reaches destroy",
  async ({ declare, preview, up, destroy, changes, sandbox, set }) => {
    const parent = { items: [admin], nickname: "web-01", onDelete: "terminate" };
    const child = {
      items: [{ item: "ADD-DNSSEC-1M" }],
      parent: { keyId: { ref: "web" } },
      onDelete: "terminate",
    };
    await declare({ web: parent, dnssec: child });
    expect(expectSuccess(await preview()).output).toContain(
      "buy a key with ADD-DNSSEC-1M, parent not known yet [buys]",
    );
    expectSuccess(await up());
    expect(changes()).toEqual(["create+nickname", "create+attach+nickname"]);

    // Termination is not allowed yet; nothing is sent and nothing is lost.
    const refused = await destroy();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain("plesk:limits does not allow it");
    expect(changes()).toEqual([]);

    // The policy of one alone is changed, and the limit; both have to be in the state before a destroy sees them.
    await declare({ web: { ...parent, onDelete: "suspend" }, dnssec: child });
    await set("plesk:limits", JSON.stringify({ allowTerminate: true }));
    expectSuccess(await up());
    expect(changes()).toEqual([]);
    expectSuccess(await destroy());
    expect(changes()).toEqual(["terminate", "suspend+nickname"]);
    expect(sandbox.partner30.keys().map(({ terminated, suspended }) => [terminated, suspended])).toEqual([
      [false, true],
      [true, false],
    ]);
  },
);

full(keyStory)("a terminated key: reported, then replaced or forgotten as declared", terminatedKey);

async function terminatedKey(story: SandboxStory): Promise<void> {
  const { declare, up, preview, sandbox, changes } = story;
  await declare({ web: { items: [admin], nickname: "web-01" } });
  expectSuccess(await up());
  sandbox.partner30.terminate(20000001);
  changes();

  const reported = await preview({ refresh: true, expectNoChanges: true });
  expect(reported.exitCode).toBe(7);
  expect(reported.output).toContain("Key 20000001 is terminated, and a terminated key takes no change");
  expect((await up({ refresh: true })).exitCode).not.toBe(0);
  expect(changes()).toEqual([]);

  await declare({ web: { items: [admin], nickname: "web-01", onGone: "replace" } });
  const replacement = expectSuccess(await preview({ refresh: true }));
  expect(replacement.output).toContain("buy a key with PLESK-12-WEB-ADMIN-1M");
  expectSuccess(await up({ refresh: true }));
  expect(changes()).toEqual(["create+nickname"]);
  expectSuccess(await up({ refresh: true, expectNoChanges: true }));

  // Forgetting is a policy like others: stored first, then followed by the next refresh.
  sandbox.partner30.terminate(20000002);
  await declare({ web: { items: [admin], nickname: "web-01", onGone: "forget" } });
  expectSuccess(await up({ refresh: true }));
  const forgotten = expectSuccess(await preview({ refresh: true }));
  expect(forgotten.output).toContain("buy a key with PLESK-12-WEB-ADMIN-1M");
}

full(keyStory)("secrets stay secret: in the state, in logs, events and errors", async (story) => {
  const { declare, up, set, sandbox, stack } = story;
  const password = sandbox.env.PLESK_PARTNER30_PASSWORD ?? "";
  await declare({ web: { items: [admin, languagePack] } });
  await set("plesk:partner30Password", password, true);
  const outcomes = [await up({ refresh: true }), await up({ refresh: true })];
  sandbox.partner30.changeAccount("20001", { password: "another-password" });
  await declare({ web: { items: [admin], nickname: "web-02" } });
  const unauthorized = await up();
  expect(unauthorized.exitCode).not.toBe(0);
  expect(unauthorized.output).toContain("Credentials stored by an earlier run may be old");
  const code = sandbox.partner30.key(20000001).activationCode;
  expect(code).toMatch(/^\w{6}(-\w{6}){4}$/);

  // Exported without secrets: what a state file holds. The SDK's own debug events are not ours to clean.
  const exported = JSON.stringify(
    ((await stack.exportStack()).deployment as Deployment).resources.map(({ inputs }) => inputs),
  );
  const events = [...outcomes, unauthorized].flatMap((outcome) =>
    outcome.events.filter(
      ({ diagnosticEvent }) => (diagnosticEvent?.severity as string | undefined) !== "debug",
    ),
  );
  const said = [...outcomes, unauthorized].map(({ output }) => output).join("\n");
  for (const secret of [password, code, Buffer.from(`demo-customer:${password}`).toString("base64")]) {
    expect(said).not.toContain(secret);
    expect(JSON.stringify(events)).not.toContain(secret);
  }
  expect(exported).not.toContain(code);
});
