import { deletionOf, deletionStop } from "../../../cli/report/deletion";
import type { Recorded } from "../../../cli/report/events";

/** As events show a secret. */
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };

const key = {
  keyId: "20000001",
  ownerId: "20001",
  nickname: "web",
  suspended: false,
  terminated: false,
  childKeyIds: [],
  unmatchedItems: [],
};
const outputs = { items: [], key, onDelete: "suspend", __plesk: { origin: "https://x.example/30/" } };

function sends(changes: Record<string, unknown>): string[] {
  return deletionOf("LicenseKey", { outputs: { ...outputs, ...changes } } as unknown as Recorded);
}

describe("what a deletion sends, by outputs of which some are secret", () => {
  it.each([
    ["none", {}, ["suspend the key"]],
    ["a text of the key", { key: { ...key, nickname: secret } }, ["suspend the key"]],
    ["an output as a whole", { credentials: secret, nickname: secret }, ["suspend the key"]],
    ["what decides it", { key: { ...key, suspended: secret } }, ["delete it as its onDelete says: suspend"]],
    ["the policy", { onDelete: secret }, ["delete it as its onDelete says: [secret]"]],
  ])("is told as far as it is known: %s", (_, changes, said) => {
    expect(sends(changes)).toEqual(said);
  });
});

it("a deletion that would stop says why, and hides no other resource", () => {
  const unsettled = { plans: ["POWER"], since: "2026-05-01T10:00:00.000Z" };
  const upgrade = { keyNumber: "PLSK.10000001", identifiers: [], appliedPlans: [] };
  const recorded = {
    outputs: {
      partner10: { keyNumber: "PLSK.10000001", upgradePlans: ["POWER"] },
      upgrade,
      onDelete: "downgrade",
      __plesk: { origin: "https://x.example/", unsettled },
    },
  } as unknown as Recorded;
  expect(deletionOf("PleskLicenseUpgrade", recorded)).toEqual([]);
  expect(deletionStop("PleskLicenseUpgrade", recorded)).toContain("cannot be taken off");
  expect(deletionStop("LicenseKey", { outputs } as unknown as Recorded)).toBeUndefined();
});
