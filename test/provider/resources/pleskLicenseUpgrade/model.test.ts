import {
  decodeState,
  encodeState,
  inputNames,
  parseInputs,
  type State,
} from "../../../../provider/resources/pleskLicenseUpgrade/model";

const partner10 = { keyNumber: "PLSK.10000001", upgradePlans: ["PLESK_POWER_PACK"] };
const flexCloud = {
  serverId: "test_server_0013",
  addonTextkey: "plesk.9.linux.powerpack",
  pleskServer: "alpha",
  verify: { property: "powerpack", value: "true" },
};

function failuresOf(inputs: Record<string, unknown>, unknown: string[] = []): string[] {
  const parsed = parseInputs(inputs, unknown);
  return "failures" in parsed ? parsed.failures.map(({ property, reason }) => `${property}: ${reason}`) : [];
}

describe("inputs that are refused name the property and the reason", () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ["neither", {}, /^partner10: is missing, and so is flexCloud: exactly one/],
    ["both", { partner10, flexCloud }, /^flexCloud: goes without partner10: exactly one/],
    ["an unknown property", { partner10, plans: [] }, /^plans: is not a property here; there are partner10,/],
    ["a bare key number", { partner10: "PLSK.10000001" }, /^partner10: .*expected object/],
    ["no key number", { partner10: { upgradePlans: ["A"] } }, /^partner10\.keyNumber: .*expected string/],
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
      /^partner10\.upgradePlans: .*expected array/,
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
      /^partner10\.licenseType: .*"billing"\|"purchase"/,
    ],
    [
      "expect for another plan",
      { partner10: { ...partner10, expect: { B: "C" } } },
      /^partner10\.expect\.B: is not one of upgradePlans/,
    ],
    ["another word for confirm", { partner10: { ...partner10, confirm: "yes" } }, /^partner10\.confirm: /],
    [
      "no verify",
      { flexCloud: { ...flexCloud, verify: undefined } },
      /^flexCloud\.verify: is required: .*"none"/,
    ],
    [
      "half a verify",
      { flexCloud: { ...flexCloud, verify: { property: "a" } } },
      /^flexCloud\.verify\.value: /,
    ],
    [
      "another word for verify",
      { flexCloud: { ...flexCloud, verify: "no" } },
      /^flexCloud\.verify: must be an object or "none"/,
    ],
    ["no server", { flexCloud: { ...flexCloud, serverId: "" } }, /^flexCloud\.serverId: must not be empty/],
    [
      "a number for an account",
      { flexCloud: { ...flexCloud, accountId: 1 } },
      /^flexCloud\.accountId: .*expected string/,
    ],
    [
      "a word of a read's own",
      { flexCloud: { ...flexCloud, confirm: "applied" } },
      /^flexCloud\.confirm: "applied" goes with verify: "none" only/,
    ],
    [
      "credentials",
      { flexCloud: { ...flexCloud, password: "x" } },
      /^flexCloud\.password: is not a property here/,
    ],
    [
      "a downgrade of a cloud server",
      { flexCloud, onDelete: "downgrade" },
      /^onDelete: goes with partner10 only/,
    ],
    ["another word for onDelete", { partner10, onDelete: "delete" }, /^onDelete: /],
    ["no time", { flexCloud, timeouts: { upgrade: 0 } }, /^timeouts\.upgrade: must be above 0/],
  ])("%s", (_, inputs, message) => {
    expect(failuresOf(inputs).join("\n")).toMatch(message);
  });

  it("refuse nothing that a preview does not know yet", () => {
    expect(failuresOf({}, ["partner10"])).toEqual([]);
    expect(failuresOf({}, ["flexCloud"])).toEqual([]);
  });

  it("never show the value of what they refuse", () => {
    expect(failuresOf({ flexCloud: { ...flexCloud, password: "geheim-Kq7" } }).join()).not.toContain(
      "geheim",
    );
  });
});

it("has the inputs of the documentation", () => {
  expect(inputNames).toEqual(["partner10", "flexCloud", "onDelete", "timeouts"]);
});

const shared = { origin: "https://ka.example/", notVisible: false };
const key = {
  keyNumber: "PLSK.10000001.0002",
  identifiers: ["10_DOMAINS", "PLESK_POWER_PACK"],
  hasUnnamed: true,
  terminated: false,
  problem: false,
  expirationDate: "20301212T00:00:00",
};

describe("the state comes back from the outputs as it was", () => {
  it.each<[string, State]>([
    [
      "of a key with an open question, in the order of its plans",
      {
        ...shared,
        onDelete: "downgrade",
        upgrade: {
          system: "partner10",
          key,
          expect: { Z_PLAN: "SOMETHING" },
          applied: { Z_PLAN: "SOMETHING", A_PLAN: null },
          unsettled: { plans: ["B_PLAN"], confirm: "resend" },
        },
      },
    ],
    [
      "of a server whose order is open",
      {
        ...shared,
        notVisible: true,
        upgrade: {
          system: "flexCloud",
          serverId: "test_server_0013",
          accountId: "smith1234",
          pleskServer: "alpha",
          verify: { property: "powerpack", value: "true" },
          order: {
            addonTextkey: "plesk.9.linux.powerpack",
            outcome: "unknown",
            at: "2026-11-21T10:00:00.000Z",
          },
          live: { powerpack: null },
        },
      },
    ],
  ])("%s", (_, state) => {
    const outputs = JSON.parse(JSON.stringify(encodeState(state))) as Record<string, unknown>;
    const read = decodeState({ ...outputs, onDelete: state.onDelete });
    expect(read).toEqual(state);
    if (read.upgrade.system === "partner10")
      expect(Object.keys(read.upgrade.applied)).toEqual(["Z_PLAN", "A_PLAN"]);
  });
});
