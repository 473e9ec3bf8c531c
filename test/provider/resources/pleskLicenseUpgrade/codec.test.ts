import type { Desired } from "../../../../provider/resources/pleskLicenseUpgrade/codec";
import { pleskLicenseUpgrade } from "../../../../provider/resources/pleskLicenseUpgrade/spec";
import { failuresOf } from "./failuresOf";

const { inputNames, parseInputs } = pleskLicenseUpgrade.codec;

const partner10 = { keyNumber: "PLSK.10000001", upgradePlans: ["PLESK_POWER_PACK"] };
const flexCloud = {
  serverId: "test_server_0013",
  addonTextkey: "plesk.9.linux.powerpack",
  pleskServer: "alpha",
  verify: { property: "powerpack", value: "true" },
};

describe("inputs that are refused name the property and the reason", () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ["neither", {}, /^partner10: is missing, and so is flexCloud: exactly one/],
    ["both", { partner10, flexCloud }, /^flexCloud: goes without partner10: exactly one/],
    ["an unknown property", { partner10, plans: [] }, /^plans: is not a property here; there are partner10,/],
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

  it("but not what a preview does not know yet", () => {
    expect(failuresOf({}, ["partner10"])).toEqual([]);
    expect(failuresOf({}, ["flexCloud"])).toEqual([]);
  });
});

it("has the inputs of the documentation", () => {
  expect(inputNames).toEqual(["partner10", "flexCloud", "onDelete", "timeouts"]);
});

describe("a declaration is of one half, with what that half goes by", () => {
  it.each<[string, Record<string, unknown>, Desired]>([
    [
      "plans of a key, and what deleting does",
      { partner10, onDelete: "downgrade", timeouts: { upgrade: 60 } },
      { system: "partner10", ...partner10, onDelete: "downgrade", unknown: [] },
    ],
    [
      "an add-on, and how long to wait for it",
      { flexCloud, timeouts: { upgrade: 60 } },
      { system: "flexCloud", ...flexCloud, timeouts: { upgrade: 60 }, unknown: [] },
    ],
  ])("%s", (_, inputs, desired) => {
    expect(parseInputs(inputs, [])).toEqual({ desired });
  });
});
