import type { State } from "../../../../../provider/resources/pleskLicenseUpgrade/keyPlans/model";
import { pleskLicenseUpgrade } from "../../../../../provider/resources/pleskLicenseUpgrade/spec";
import { failuresOf } from "../failuresOf";

const { decodeState, encodeState } = pleskLicenseUpgrade.codec;

const partner10 = { keyNumber: "PLSK.10000001", upgradePlans: ["PLESK_POWER_PACK"] };

describe("plans of a key that are refused name the property and the reason", () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ["a bare key number", { partner10: "PLSK.10000001" }, /^partner10: must be an object, not a text/],
    ["no key number", { partner10: { upgradePlans: ["A"] } }, /^partner10\.keyNumber: is missing/],
    [
      "a short key number",
      { partner10: { ...partner10, keyNumber: "PLSK.1" } },
      /^partner10\.keyNumber: must be a key number such as/,
    ],
    [
      "an activation code",
      { partner10: { ...partner10, keyNumber: "A00000-B00000" } },
      /^partner10\.keyNumber: must be/,
    ],
    [
      "no plans",
      { partner10: { ...partner10, upgradePlans: [] } },
      /^partner10\.upgradePlans: must name at least one plan/,
    ],
    [
      "a plan as a text",
      { partner10: { ...partner10, upgradePlans: "A" } },
      /^partner10\.upgradePlans: must be a list, not a text/,
    ],
    [
      "a plan with blanks",
      { partner10: { ...partner10, upgradePlans: [" A"] } },
      /^partner10\.upgradePlans\[0\]: must be an identifier/,
    ],
    [
      "a plan twice",
      { partner10: { ...partner10, upgradePlans: ["A", "A"] } },
      /^partner10\.upgradePlans\[1\]: A is listed twice/,
    ],
    [
      "another licence type",
      { partner10: { ...partner10, licenseType: "lease" } },
      /^partner10\.licenseType: must be billing or purchase/,
    ],
    [
      "expect for another plan",
      { partner10: { ...partner10, expect: { B: "C" } } },
      /^partner10\.expect\.B: is not one of upgradePlans/,
    ],
    ["another word for confirm", { partner10: { ...partner10, confirm: "yes" } }, /^partner10\.confirm: /],
  ])("%s", (_, inputs, message) => {
    expect(failuresOf(inputs).join("\n")).toMatch(message);
  });
});

/** The outputs as they stand in users' states. */
const outputs = {
  upgrade: {
    status: "outcome-unknown",
    keyNumber: "PLSK.10000001.0002",
    identifiers: ["10_DOMAINS", "PLESK_POWER_PACK"],
    terminated: false,
    problem: false,
    expirationDate: "20301212T00:00:00",
    appliedPlans: ["Z_PLAN", "A_PLAN"],
  },
  __plesk: {
    origin: "https://ka.example/",
    hasUnnamed: true,
    expect: { Z_PLAN: "SOMETHING" },
    applied: [
      ["Z_PLAN", "SOMETHING"],
      ["A_PLAN", null],
    ],
    unsettled: { plans: ["B_PLAN"], confirm: "resend" },
  },
};
const state: State = {
  system: "partner10",
  origin: "https://ka.example/",
  notVisible: false,
  key: {
    keyNumber: "PLSK.10000001.0002",
    identifiers: ["10_DOMAINS", "PLESK_POWER_PACK"],
    hasUnnamed: true,
    terminated: false,
    problem: false,
    expirationDate: "20301212T00:00:00",
  },
  expect: { Z_PLAN: "SOMETHING" },
  applied: { Z_PLAN: "SOMETHING", A_PLAN: null },
  unsettled: { plans: ["B_PLAN"], confirm: "resend" },
};

describe("the state of a key", () => {
  it("is written as it always was, and comes back as it was", () => {
    const written = JSON.parse(JSON.stringify(encodeState(state, {}))) as Record<string, unknown>;
    expect(written).toEqual(outputs);
    expect(decodeState(written)).toEqual(state);
  });

  it("keeps the plans in the order in which they came", () => {
    const read = decodeState(outputs);
    expect(read.system === "partner10" && Object.keys(read.applied)).toEqual(["Z_PLAN", "A_PLAN"]);
  });

  it("takes its policy from beside the outputs", () => {
    expect(decodeState({ ...outputs, onDelete: "downgrade" })).toEqual({ ...state, onDelete: "downgrade" });
  });

  it("is read where little was written", () => {
    const { origin } = state;
    const keyNumber = "PLSK.10000001.0002";
    const key = { keyNumber, identifiers: [], hasUnnamed: false, terminated: false, problem: false };
    expect(decodeState({ upgrade: { keyNumber }, __plesk: { origin } })).toEqual({
      system: "partner10",
      origin,
      notVisible: false,
      key,
      applied: {},
    });
  });
});
