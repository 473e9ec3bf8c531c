import type { Sandbox, SomeAssumptions } from "plesk-sandbox";
import { alternativesOf, answersOf, setsOf, type Alternative } from "../../harness/alternatives";
import { serversOf } from "../../harness/config";
import { addonOf, plansOf } from "../../harness/declarations";
import { daily } from "../../harness/full";
import { withUpgradeLab, type Lab } from "../../harness/lab";

const key = "PLSK.10000001";
const power = "PLESK_POWER_PACK";
const languages = "ADDITIONAL_LANGUAGE_PACK";
const path = "30_DOMAINS_TO_100_DOMAINS";
const server = "test_server_0013";
const soon = { timeouts: { upgrade: 60 } };

/**
 * Short stories that touch everything that the contracts leave open. Each returns what happened in words
 * that do not depend on how a system spells its answers.
 */
const keyStories: Record<string, (lab: Lab) => Promise<unknown>> = {
  "plans come and go": async (lab) => {
    const declared = (plans: string[]) => ({
      web: { ...plansOf(key, plans, { licenseType: "billing" }), onDelete: "downgrade" },
    });
    return [
      await settled(lab, declared([path, power])),
      await settled(lab, declared([path, languages])),
      await lab.destroy(),
      lab.sandbox.partner10.featuresOf(key).sort(),
    ];
  },
  "without a licence type": async (lab) => settled(lab, { web: plansOf(key, [power, languages]) }),
  "a key of the vendor's sample": async (lab) =>
    settled(lab, { web: plansOf("PLSK.01304242.0000", ["100_DOMAINS_TO_UNLIMITED_DOMAINS"]) }),
  "plans that are there": async (lab) => {
    lab.sandbox.partner10.addFeature(key, power);
    return settled(lab, { web: plansOf(key, [power, languages]) });
  },
  "lost answers": async (lab) => {
    const report: unknown[] = [];
    for (const plans of [[power], [power, path], [power, path, languages]]) {
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradeKey" });
      report.push(await settled(lab, { web: plansOf(key, plans) }));
    }
    return report;
  },
  "an internal error": async (lab) => {
    lab.sandbox.partner10.change(key, { refuses: 300 });
    const first = await lab.up({ web: plansOf(key, [power]) });
    lab.sandbox.partner10.change(key, { refuses: null });
    return [first === undefined, await settled(lab, { web: plansOf(key, [power]) })];
  },
  "a refused plan": async (lab) => [
    await settled(lab, { web: plansOf(key, [power, "300_DOMAINS"], { licenseType: "billing" }) }),
    await settled(lab, { web: plansOf(key, [power], { licenseType: "billing" }) }),
  ],
  "a wrong licence type": async (lab) =>
    settled(lab, { web: plansOf(key, ["1YR_PREMIUM_SUPPORT_PACK"], { licenseType: "billing" }) }),
  "keys that cannot be upgraded": async (lab) => [
    await settled(lab, { web: plansOf("PLSK.10000005", [power]) }),
    await settled(lab, { other: plansOf("PLSK.10000003", [power]) }),
  ],
  "a wrong password": async (lab) => {
    lab.sandbox.partner10.changeAccount("demo-partner", { password: "changed-behind-our-back" });
    await lab.up(Object.fromEntries([1, 2, 3, 4, 5, 6].map((each) => [`web${each}`, plansOf(key, [power])])));
    return lab.sandbox.ledger.requests().length;
  },
  "moved and terminated": async (lab) => {
    await lab.up({ web: plansOf(key, [power]) });
    lab.sandbox.partner10.revise(key);
    const calm = await settled(lab, { web: plansOf(key, [power]) });
    lab.sandbox.partner10.removeFeature(key, power);
    await lab.refresh();
    const healed = await settled(lab, { web: plansOf(key, [power]) });
    lab.sandbox.partner10.terminate(key);
    return [calm, healed, (await lab.up({ web: plansOf(key, [power, languages]) })) ?? "no failure"];
  },
};

const cloudStories: Record<string, (lab: Lab) => Promise<unknown>> = {
  "an add-on with and without its account": async (lab) => [
    await settled(lab, { web: addonOf({}, soon) }),
    await settled(lab, { web: addonOf({}, soon), other: otherServer({ accountId: undefined }) }),
  ],
  "an add-on that takes its time": async (lab) => {
    lab.sandbox.flexCloud.change(server, { upgradeMs: null });
    const first = await lab.up({ web: addonOf({}, soon) });
    lab.sandbox.flexCloud.finish(server);
    return [first?.includes("go on waiting"), await settled(lab, { web: addonOf({}, soon) })];
  },
  "a lost answer": async (lab) => {
    lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradePlesk" });
    return settled(lab, { web: addonOf({}, soon) });
  },
  "a busy server": async (lab) => {
    lab.sandbox.flexCloud.change(server, { busy: true });
    const first = await lab.up({ web: addonOf({}, soon) });
    lab.sandbox.flexCloud.change(server, { busy: false });
    return [first?.includes("Nothing was ordered"), await settled(lab, { web: addonOf({}, soon) })];
  },
  "what cannot be ordered": async (lab) => {
    const report: unknown[] = [];
    for (const more of [{ addonTextkey: "no.such.addon" }, { serverId: "nobody" }, { accountId: "demo5678" }])
      report.push((await lab.up({ web: addonOf(more, soon) })) !== undefined, lab.charges());
    lab.sandbox.flexCloud.change(server, { status: "STOPPED" });
    return report;
  },
  "a wrong password": async (lab) => {
    lab.sandbox.flexCloud.changeAccount("demo-cloud", { password: "changed-behind-our-back" });
    const names = [1, 2, 3, 4, 5, 6].map((each) => [`web${each}`, addonOf({}, soon)]);
    await lab.up(Object.fromEntries(names) as Parameters<Lab["up"]>[0]);
    return lab.sandbox.ledger.requests().length;
  },
};

function otherServer(more: object) {
  return addonOf({ serverId: "test_server_0014", pleskServer: "beta", ...more }, soon);
}

/** Runs until nothing is left to do: how it failed, what is there, what it cost, and what a second run would change. */
async function settled(lab: Lab, declared: Parameters<Lab["up"]>[0]): Promise<unknown> {
  const failed = await lab.up(declared);
  lab.changes();
  const paid = lab.charges();
  const again = await lab.up(declared);
  const left = lab.changes();
  return {
    ...(failed === undefined ? {} : { failed: wordless(failed) }),
    ...(again === undefined ? {} : { again: wordless(again) }),
    left,
    paid: [...paid, ...lab.charges()],
    features: lab.sandbox.partner10.featuresOf(key).sort(),
    addons: lab.sandbox.plesk.servers.map(({ facts }) => facts.key.powerpack),
  };
}

/** A message without what the system said in its own words, and without a revision. */
function wordless(message: string): string {
  return message.replace(/ \([^)]* said [^)]*\)/g, "").replace(/(\.\d{8})\.\d{4}/g, "$1");
}

interface Row {
  /** The setting by which the user says that it is so. */
  config?: (lab: Sandbox) => Record<string, string>;
  /** The stories that end in another way, and what is then in their report. */
  stories?: Record<string, RegExp>;
}

const unclear = /"failed":"[^"]*is not known[^"]*confirm: .*"paid":\["PLESK_POWER_PACK"\]/;
const waits = /go on waiting/;

/** What is different under an alternative; under every other one all stories end as under the defaults. */
const table: Record<string, Row> = {
  // What is accepted of a refused list is paid once, and the next run sends the rest only.
  "planListFailure untilFailure": {
    stories: { "a refused plan": /"paid":\["PLESK_POWER_PACK"\].*"paid":\[\]/ },
  },
  "planListFailure others": { stories: { "a refused plan": /"paid":\["PLESK_POWER_PACK"\].*"paid":\[\]/ } },
  // A list of plans then needs partner10.licenseType; one plan goes as it is.
  "planListWithoutType refused": { stories: { "without a licence type": /may need partner10\.licenseType/ } },
  // Refused all the same, in the words of another code.
  "licenseTypeMismatch 284": { stories: { "a wrong licence type": /without a price/ } },
  "licenseTypeMismatch 421": { stories: { "a wrong licence type": /partner10\.licenseType/ } },
  // The look after the error finds the plan: nothing failed.
  "unclearCodes applied": { stories: { "an internal error": /^\[true/ } },
  // Where no feature has a name, only a person can tell what a lost answer did, and no loss is seen.
  "apiNames none": {
    stories: {
      "lost answers": unclear,
      "an internal error": /is not known/,
      "a refused plan": /is not known/,
      "moved and terminated": /"paid":\["PLESK_POWER_PACK"\].*"paid":\[\]/,
    },
  },
  // A path that led to an unknown name may have been applied: a person tells, or partner10.expect.
  "pathPlanResult other": {
    stories: { "lost answers": /30_DOMAINS_TO_100_DOMAINS is on key [^"]* is not known/ },
  },
  // A server that cannot be read without its account is not ordered for: flexCloud.accountId helps.
  "shortServerUri 404": {
    stories: { "an add-on with and without its account": /"failed":"flexCloud\.serverId: / },
  },
  // A setting of the Plesk server says what FlexCloud is to log in with.
  "pleskLogin system": { config: systemLogins },
  // An accepted order of which nothing comes is waited for, never repeated unasked.
  "acceptedUpgrade fails": {
    stories: {
      "an add-on with and without its account": waits,
      "an add-on that takes its time": waits,
      "a lost answer": waits,
      "a busy server": waits,
    },
  },
};

function systemLogins(sandbox: Sandbox): Record<string, string> {
  const servers = JSON.parse(serversOf(sandbox)["plesk:servers"] ?? "{}") as Record<string, object>;
  const known = sandbox.flexCloud.servers.map(({ id, pleskServer }) => {
    const { username, password } = sandbox.flexCloud.pleskLoginOf(id);
    const login = { flexCloudLogin: username, flexCloudPassword: password };
    return [pleskServer, { ...servers[pleskServer], ...login }] as const;
  });
  return { "plesk:servers": JSON.stringify({ ...servers, ...Object.fromEntries(known.reverse()) }) };
}

const systems = [
  { system: "partner10", stories: keyStories },
  { system: "flexCloud", stories: cloudStories },
] as const;

describe.each(systems)("whatever the contract of $system leaves open", ({ system, stories }) => {
  const told = (
    story: (lab: Lab) => Promise<unknown>,
    assumptions: SomeAssumptions,
    config?: Row["config"],
  ) => withUpgradeLab({ assumptions, ...(config ? { config } : {}) }, story);
  const expected = new Map<string, unknown>();
  beforeAll(async () => {
    for (const [name, story] of Object.entries(stories)) expected.set(name, await told(story, {}));
  });

  const alternatives = alternativesOf(system);
  const rowOf = ({ assumption, alternative }: Alternative): Row | undefined =>
    table[`${assumption} ${alternative}`];

  // Those under which all stories end as usual are told daily in sets (see below), each by itself in the full run.
  const apart = alternatives.filter((each) => rowOf(each) !== undefined);
  it.each(daily(apart, { full: alternatives }))("$assumption $alternative", async (each) => {
    const row = rowOf(each);
    for (const [name, story] of Object.entries(stories)) {
      const report = await told(story, { [system]: answersOf([each]) }, row?.config);
      const other = row?.stories?.[name];
      if (other === undefined) expect({ name, report }).toEqual({ name, report: expected.get(name) });
      else {
        expect(report).not.toEqual(expected.get(name));
        expect(JSON.stringify(report)).toMatch(other);
      }
    }
  });

  const usual = alternatives.filter((each) => rowOf(each) === undefined);
  it.each(setsOf(usual, 10))("end as under the defaults, all at once: %s", async (_, set) => {
    for (const [name, story] of Object.entries(stories)) {
      const report = await told(story, { [system]: answersOf(set) });
      expect({ name, report }).toEqual({ name, report: expected.get(name) });
    }
  });
});
