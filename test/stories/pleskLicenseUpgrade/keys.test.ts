import { plansOf } from "../../harness/declarations";
import { withUpgradeLab, type Lab } from "../../harness/lab";

const key = "PLSK.10000001";
const power = "PLESK_POWER_PACK";
const languages = "ADDITIONAL_LANGUAGE_PACK";

const info = (lab: Lab): Record<string, unknown> =>
  lab.driver.state.web?.outputs.upgrade as Record<string, unknown>;

/** What a person would see who looks for what is left to do. */
async function expectSettled(lab: Lab, declared: Parameters<Lab["up"]>[0]): Promise<void> {
  lab.changes();
  expect(await lab.up(declared)).toBeUndefined();
  expect(await lab.refresh()).toBeUndefined();
  expect(await lab.up(declared)).toBeUndefined();
  expect(lab.changes()).toEqual([]);
}

describe("plans are applied", () => {
  it("takes a look, one request with the missing plans in order, and a look", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: plansOf(key, ["30_DOMAINS", "30_DOMAINS_TO_100_DOMAINS", power, languages]) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.sandbox.ledger.requests().map(({ endpoint }) => endpoint)).toEqual([
        "getKeyInfo",
        "upgradeKey",
        "getKeyInfo",
      ]);
      expect(lab.charges()).toEqual(["30_DOMAINS_TO_100_DOMAINS", power, languages]);
      expect(lab.driver.state.web?.id).toBe(key);
      expect(info(lab)).toMatchObject({ status: "settled", keyNumber: `${key}.0002` });
      await expectSettled(lab, declared);
    }));

  it("sends nothing where all plans are there", () =>
    withUpgradeLab({}, async (lab) => {
      expect(await lab.up({ web: plansOf(`${key}.0001`, ["30_DOMAINS"]) })).toBeUndefined();
      expect(lab.charges()).toEqual([]);
      expect(info(lab).appliedPlans).toEqual(["30_DOMAINS"]);
    }));

  it("sends a new plan alone", () =>
    withUpgradeLab({}, async (lab) => {
      await lab.up({ web: plansOf(key, [power]) });
      lab.charges();
      const declared = { web: plansOf(key, [languages, power]) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual([languages]);
      await expectSettled(lab, declared);
    }));

  it("applies a chain of plans of which only the last one shows", () =>
    withUpgradeLab({}, async (lab) => {
      const chain = ["30_DOMAINS_TO_100_DOMAINS", "100_DOMAINS_TO_UNLIMITED_DOMAINS"];
      const declared = { web: plansOf(key, chain) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual(chain);
      await expectSettled(lab, declared);
      // Taking the passed one out of the program takes nothing off the key.
      await expectSettled(lab, { web: plansOf(key, chain.slice(1)) });
    }));

  it("applies the plans of the vendor's sample to the vendor's key", () =>
    withUpgradeLab({}, async (lab) => {
      const plans = [
        "PLESK_95_FOR_WIN_FOR_XEN_TO_PLESK_10_AND_LATER_FOR_WIN_FOR_XEN",
        "100_DOMAINS_TO_UNLIMITED_DOMAINS",
      ];
      const declared = { web: plansOf("PLSK.01304242.0000", plans, { licenseType: "billing" }) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual(plans);
      await expectSettled(lab, declared);
    }));

  it("sees no difference in a revision or a date that moved", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: plansOf(key, [power]) };
      await lab.up(declared);
      const before = lab.driver.state.web?.inputs;
      lab.sandbox.partner10.revise(key);
      lab.sandbox.partner10.change(key, { expirationDate: "2040-01-01" });
      expect(await lab.refresh()).toBeUndefined();
      expect(lab.driver.state.web?.inputs).toEqual(before);
      await expectSettled(lab, declared);
    }));
});

describe("what a read cannot show", () => {
  const unnamed = "PLSK.10000006";

  it("is taken at the system's word, and not sent again", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: plansOf(unnamed, ["5_USERS"]) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual(["5_USERS"]);
      await expectSettled(lab, declared);
    }));

  it("is not sent again after a lost answer until somebody says so: it is there", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: plansOf(unnamed, ["5_USERS"]) };
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradeKey" });
      expect(await lab.up(declared)).toMatch(/outcome|not known.*confirm: "applied".*confirm: "resend"/);
      expect(lab.charges()).toEqual(["5_USERS"]);
      expect(info(lab).status).toBe("outcome-unknown");
      expect(await lab.refresh()).toBeUndefined();
      expect(await lab.up(declared)).toMatch(/^partner10\.confirm: Whether 5_USERS is on key/);
      const answer = { web: plansOf(unnamed, ["5_USERS"], { confirm: "applied" }) };
      expect(await lab.up(answer)).toBeUndefined();
      expect(info(lab).status).toBe("settled");
      await expectSettled(lab, answer);
      await expectSettled(lab, declared);
      expect(lab.charges()).toEqual([]);
    }));

  it("is not sent again after a lost request until somebody says so: it is not there", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: plansOf(unnamed, ["5_USERS"]) };
      lab.sandbox.faults.inject({ kind: "status", status: 500, endpoint: "upgradeKey" });
      expect(await lab.up(declared)).toContain('confirm: "resend"');
      expect(lab.charges()).toEqual([]);
      const answer = { web: plansOf(unnamed, ["5_USERS"], { confirm: "resend" }) };
      // The answer to the next lost one is not the answer to this one.
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradeKey" });
      expect(await lab.up(answer)).toContain("was there before it was sent");
      expect(lab.charges()).toEqual(["5_USERS"]);
      expect(await lab.up(answer)).toContain("was there before it was sent");
      expect(await lab.up(declared)).toContain("is not known");
      expect(await lab.up(answer)).toBeUndefined();
      expect(lab.charges()).toEqual([]);
      await expectSettled(lab, declared);
    }));

  it("is not sent again for a plan with another name on the key, and expect makes it visible", () =>
    withUpgradeLab({ assumptions: { partner10: { pathPlanResult: "other" } } }, async (lab) => {
      const path = "30_DOMAINS_TO_100_DOMAINS";
      const declared = { web: plansOf(key, [path]) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.said.join()).toContain("PLESK_7X_100_DOMAINS");
      await expectSettled(lab, declared);
      const named = { web: plansOf(key, [path], { expect: { [path]: "PLESK_7X_100_DOMAINS" } }) };
      await expectSettled(lab, named);
      lab.sandbox.partner10.removeFeature(key, "100_DOMAINS");
      lab.sandbox.partner10.addFeature(key, "30_DOMAINS");
      await lab.refresh();
      expect(await lab.up(named)).toBeUndefined();
      expect(lab.charges()).toEqual([path, path]);
    }));
});

describe("a lost answer", () => {
  it("is settled by reading: nothing is bought twice", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradeKey" });
      const declared = { web: plansOf(key, [power, languages]) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual([power, languages]);
      await expectSettled(lab, declared);
    }));

  it("is sent again for what was not done", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind: "status", status: 500, endpoint: "upgradeKey" });
      expect(await lab.up({ web: plansOf(key, [power]) })).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
    }));

  it.each([287, 300])("looks first, then tries twice more with pauses: code %s", (refuses) =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.partner10.change(key, { refuses });
      const start = lab.clock.now();
      expect(await lab.up({ web: plansOf(key, [power]) })).toContain(`said ${refuses}`);
      const endpoints = lab.sandbox.ledger.requests().map(({ endpoint }) => endpoint);
      const tries = Array.from({ length: 3 }, () => ["upgradeKey", "getKeyInfo"]).flat();
      expect(endpoints).toEqual(["getKeyInfo", ...tries]);
      expect(lab.clock.now() - start).toBeGreaterThan(15_000);
      lab.sandbox.partner10.change(key, { refuses: null });
      expect(await lab.up({ web: plansOf(key, [power]) })).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
    }),
  );
});

describe("half-way", () => {
  it.each(["nothing", "untilFailure", "others"] as const)(
    "is paid once, once the list is right, where the refused list's other plans come to: %s",
    (planListFailure) =>
      withUpgradeLab({ assumptions: { partner10: { planListFailure } } }, async (lab) => {
        expect(await lab.up({ web: plansOf(key, [power, "300_DOMAINS", languages]) })).toMatch(
          /^partner10\.upgradePlans: .*price list.* said 260/,
        );
        const declared = { web: plansOf(key, [power, languages]) };
        expect(await lab.up(declared)).toBeUndefined();
        expect(lab.charges().sort()).toEqual([languages, power]);
        await expectSettled(lab, declared);
      }),
  );

  it.each(["100", "110", "nothing"] as const)(
    "pays for the missing plan alone where the answer is %s and no read can tell",
    (somePlansThere) =>
      withUpgradeLab({ assumptions: { partner10: { somePlansThere, apiNames: "none" } } }, async (lab) => {
        lab.sandbox.partner10.addFeature(key, power);
        const declared = { web: plansOf(key, [power, languages]) };
        expect(await lab.up(declared)).toBeUndefined();
        expect(lab.charges()).toEqual([languages]);
        await expectSettled(lab, declared);
      }),
  );
});

describe("drift", () => {
  it("names a plan that was taken off outside, and applies it again after a refresh only", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: plansOf(key, [power, languages]) };
      await lab.up(declared);
      lab.charges();
      lab.sandbox.partner10.removeFeature(key, power);
      expect(await lab.up({ web: plansOf(key, [power, languages], { licenseType: "billing" }) })).toContain(
        "changed since the last refresh",
      );
      expect(lab.charges()).toEqual([]);
      await lab.refresh();
      expect(lab.driver.state.web?.inputs.partner10).toMatchObject({ upgradePlans: [languages] });
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
      await expectSettled(lab, declared);
    }));

  it("reports a terminated key and sends nothing", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: plansOf(key, [power]) };
      await lab.up(declared);
      lab.changes();
      lab.sandbox.partner10.terminate(key);
      expect(await lab.refresh()).toBeUndefined();
      expect(lab.said.join()).toContain("is terminated");
      expect(await lab.up(declared)).toMatch(/^partner10\.keyNumber: Key PLSK\.10000001\.0002 is terminated/);
      expect(lab.changes()).toEqual([]);
    }));

  it("keeps and reports a key that the login does not see any more", () =>
    withUpgradeLab({}, async (lab) => {
      await lab.up({ web: plansOf(key, [power]) });
      lab.sandbox.partner10.change(key, { clientId: 7002 });
      expect(await lab.refresh()).toBeUndefined();
      expect(lab.driver.state.web?.id).toBe(key);
      expect(lab.said.join()).toContain("belongs to another account");
      lab.sandbox.partner10.change(key, { clientId: 7001 });
      await expectSettled(lab, { web: plansOf(key, [power]) });
    }));
});

describe("nothing is sent, and the property is named, where", () => {
  it.each([
    ["the key is terminated", plansOf("PLSK.10000003", [power]), /^partner10\.keyNumber: .*terminated/],
    ["the key is a problem", plansOf("PLSK.10000004", [power]), /^partner10\.keyNumber: .*problem/],
    ["another key replaces it", plansOf("PLSK.10000005", [power]), /replaced by key PLSK\.10000001\.0001/],
    [
      "the key is somebody else's",
      plansOf("PLSK.10000009", [power]),
      /^partner10\.keyNumber: .*another account/,
    ],
    ["there is no such key", plansOf("PLSK.99999999", [power]), /^partner10\.keyNumber: .*not found/],
  ])("%s", (_, args, message) =>
    withUpgradeLab({}, async (lab) => {
      expect(await lab.up({ web: args })).toMatch(message);
      expect(lab.sandbox.ledger.requests().map(({ endpoint }) => endpoint)).not.toContain("upgradeKey");
    }),
  );

  it("leaves the key as it is when a plan is taken out without onDelete, until the declaration is right again", () =>
    withUpgradeLab({}, async (lab) => {
      await lab.up({ web: plansOf(key, [power, languages]) });
      lab.changes();
      const less = { web: plansOf(key, [languages]) };
      expect(await lab.up(less)).toMatch(
        /^partner10\.upgradePlans: PLESK_POWER_PACK is on the key.*only removed when you ask/,
      );
      expect(await lab.up(less)).toContain("only removed when you ask");
      expect(lab.changes()).toEqual([]);
      await expectSettled(lab, { web: plansOf(key, [power, languages]) });
    }));
});

describe("downgrades, where they are asked for", () => {
  const declared = (plans: string[]) => ({ web: { ...plansOf(key, plans), onDelete: "downgrade" } });

  it("take off what is taken out, then apply what is new", () =>
    withUpgradeLab({}, async (lab) => {
      await lab.up(declared([power]));
      lab.changes();
      expect(await lab.up(declared([languages]))).toBeUndefined();
      expect(lab.changes()).toEqual(["downgrade", "upgrade"]);
      expect(lab.sandbox.partner10.featuresOf(key)).toEqual(["10_DOMAINS", "30_DOMAINS", languages]);
      await expectSettled(lab, declared([languages]));
    }));

  it("take off all on delete, the last one first", () =>
    withUpgradeLab({ assumptions: { partner10: { oldRevision: "220" } } }, async (lab) => {
      const chain = ["30_DOMAINS_TO_100_DOMAINS", "100_DOMAINS_TO_UNLIMITED_DOMAINS", power];
      await lab.up(declared(chain));
      expect(lab.sandbox.partner10.featuresOf(key)).toEqual(["10_DOMAINS", "UNLIMITED_DOMAINS", power]);
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.sandbox.partner10.featuresOf(key).sort()).toEqual(["10_DOMAINS", "30_DOMAINS"]);
    }));

  it("settles a downgrade by reading when its answer is lost", () =>
    withUpgradeLab({}, async (lab) => {
      await lab.up(declared([power]));
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "downgradeKey" });
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.sandbox.partner10.featuresOf(key)).not.toContain(power);
    }));

  it.each([
    ["263", key, ["10_DOMAINS"], "default feature"],
    ["289", "PLSK.01304242", ["PLESK_95_FOR_WIN_FOR_XEN_TO_PLESK_10_AND_LATER_FOR_WIN_FOR_XEN"], "base type"],
    ["266", key, ["FOTOLIA_OFF"], "not acceptable"],
  ])("reports what has no way back: %s", (code, number, plans, words) =>
    withUpgradeLab({}, async (lab) => {
      await lab.up({ web: { ...plansOf(number, plans), onDelete: "downgrade" } });
      const message = await lab.destroy();
      expect(message).toContain(words);
      expect(message).toContain(`said ${code}`);
      expect(message).toContain("cannot be undone");
    }),
  );

  it("are not sent without the role for it, and that is told", () =>
    withUpgradeLab({}, async (lab) => {
      const login = "demo-partner-standard";
      const { password } = lab.sandbox.partner10.account(login);
      const standard = lab.as({ "plesk:partner10Login": login, "plesk:partner10Password": password });
      await standard.up(declared([power]));
      await expect(standard.destroy()).rejects.toThrow(/role.* said 201/);
    }));
});

describe("a wrong password", () => {
  it("is tried once, and shown nowhere", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.partner10.changeAccount("demo-partner", { password: "changed-behind-our-back" });
      const web = plansOf(key, [power]);
      const message = await lab.up({ web, other: plansOf("PLSK.10000002", ["30_DOMAINS"]) });
      expect(message).toContain("said 200");
      expect(message).toContain("plesk:partner10Password");
      expect(lab.sandbox.ledger.requests()).toHaveLength(1);
    }));
});
