import type { Sandbox } from "plesk-sandbox";
import { addonOf, bindingOf, plansOf } from "../harness/declarations";
import { full } from "../harness/full";
import { changed, expectSuccess, reportStory, type SandboxStory } from "../harness/story";
import type { CommandOutcome } from "../../engine/test/harness/twin";

const upgraded = "PLSK.10000001";

const declared = {
  key: {
    items: [{ item: "FT-PLESK-1-LANGUAGE-PACK-1M" }, { item: "PLESK-12-WEB-ADMIN-1M" }],
    nickname: "web-01",
    autoRenew: true,
    ipBinding: { address: "192.0.2.10" },
  },
  plans: plansOf(upgraded, ["30_DOMAINS_TO_100_DOMAINS", "PLESK_POWER_PACK"]),
  addon: addonOf(),
  binding: bindingOf(
    "addons",
    { name: "Business", owner: "admin" },
    {
      addOnPlans: [{ name: "Backups" }, { name: "Extra disk", owner: "admin" }],
      sync: "unsynchronized",
    },
  ),
};

/** What changes without anybody changing what is declared. */
function live(sandbox: Sandbox): void {
  const [key] = sandbox.partner30.keys();
  if (key === undefined) throw new Error("no key was bought");
  sandbox.partner30.change(key.keyId, {
    expirationDate: "2040-01-01T00:00:00.000Z",
    items: [...key.items, { item: "A feature of API 1.0", unmatched: true }].reverse(),
  });
  sandbox.partner10.revise(upgraded);
  sandbox.partner10.change(upgraded, { expirationDate: "2040-01-01", updateDate: "2039-12-22" });
  const alpha = sandbox.plesk.server("alpha");
  alpha.change({
    key: { ...alpha.facts.key, plesk_key_id: "PLSK.00000001.0099", update_date: "2040-01-01" },
  });
  alpha.rename("addons.alpha.example", "renamed.alpha.example");
}

/** Both ways to look; each says whether something is not as declared, and neither changes anything. */
async function looks(run: SandboxStory) {
  const { sandbox, preview, previewRefresh } = run;
  const before = sandbox.ledger.changes().length;
  const withProgram = await preview({ refresh: true, expectNoChanges: true, diff: true });
  const alone = await previewRefresh({ expectNoChanges: true });
  expect(sandbox.ledger.changes()).toHaveLength(before);
  return { withProgram, alone };
}

/** The inputs that a refresh alone found to be different: its step, with what was found, comes after the look. */
function found({ events }: CommandOutcome): string[] {
  return events.flatMap(({ resOutputsEvent: event }) => {
    if (event?.metadata.op !== "update") return [];
    const before = (event.metadata.old?.inputs ?? {}) as Record<string, unknown>;
    const after = (event.metadata.new?.inputs ?? {}) as Record<string, unknown>;
    return Object.keys(after).filter(
      (property) => JSON.stringify(before[property]) !== JSON.stringify(after[property]),
    );
  });
}

full(reportStory)(
  "of all resources: what moves by itself is no drift; what somebody changed is named, with exit code 7, and nothing is sent to find it",
  async (run) => {
    const { sandbox, up, declare, set } = run;
    await declare(declared);
    expectSuccess(await up());
    live(sandbox);
    const calm = await looks(run);
    expectSuccess(calm.withProgram);
    expectSuccess(calm.alone);

    const [key] = sandbox.partner30.keys();
    sandbox.partner30.change(key?.keyId ?? 0, { nickname: "do not touch", autoRenew: false });
    sandbox.partner10.removeFeature(upgraded, "PLESK_POWER_PACK");
    const alpha = sandbox.plesk.server("alpha");
    alpha.change({ key: { ...alpha.facts.key, powerpack: "false" } });
    alpha.setPlan("renamed.alpha.example", alpha.plan("Premium").guid);
    // Whoever only looks may be given a stack that cannot send anything.
    await set("plesk:readOnly", "true");
    const { withProgram, alone } = await looks(run);
    expect(withProgram.exitCode).toBe(7);
    expect(alone.exitCode).toBe(7);
    const named = ["autoRenew", "flexCloud", "nickname", "partner10", "plan"];
    const properties = (outcome: typeof alone): string[] =>
      changed(outcome, "update")
        .map(({ property }) => property)
        .sort();
    expect(properties(withProgram)).toEqual(named);
    expect(found(alone).sort()).toEqual(named);
    const refused = await up({ refresh: true });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain("plesk:readOnly is on");

    await set("plesk:readOnly", "false");
    expectSuccess(await up({ refresh: true }));
    const healed = await looks(run);
    expectSuccess(healed.withProgram);
    expectSuccess(healed.alone);
  },
  { racing: true, config: { "plesk:limits": JSON.stringify({ purchasesPerRun: 10 }) } },
);
