import fc from "fast-check";

import { resources } from "../../../provider/resources/all";
import { parseLookUp } from "../../../provider/resources/licenseKey/model";
import type { Codec, CheckFailure } from "../../../provider/converge/resource";

type AnyCodec = Codec<unknown, unknown>;

function failuresOf(name: keyof typeof resources, inputs: Record<string, unknown>): CheckFailure[] {
  const parsed = (resources[name].codec as AnyCodec).parseInputs(inputs, []);
  return "failures" in parsed ? parsed.failures : [];
}

const sentencesOf = (failures: readonly CheckFailure[]): string[] =>
  failures.map(({ property, reason }) => `${property} ${reason}`);

const item = { item: "A-1M" };

describe("wrong inputs", () => {
  it.each<[keyof typeof resources, Record<string, unknown>, string[]]>([
    ["LicenseKey", { items: { ...item } }, ["items must be a list, not an object"]],
    ["LicenseKey", { items: [[item]] }, ['items[0] must be an object: write { item: "..." }']],
    [
      "LicenseKey",
      { items: [{ item: 5 }] },
      ["items[0].item must be a text, not a number: write it in quotes"],
    ],
    [
      "LicenseKey",
      { items: [{ ...item, quantity: "two" }] },
      ["items[0].quantity must be a number, not a text"],
    ],
    ["LicenseKey", { items: [{ ...item, quantity: NaN }] }, ["items[0].quantity must be a number, not NaN"]],
    ["LicenseKey", { items: [item], nickname: true }, ["nickname must be a text, not true"]],
    [
      "LicenseKey",
      { items: [item], adopt: "5" },
      ['adopt must be { keyId: "12345678" } or { activationCode: "..." }, one of the two'],
    ],
    [
      "LicenseKey",
      { items: [item], adopt: { keyId: "5", activationCode: "A" } },
      ['adopt must be { keyId: "12345678" } or { activationCode: "..." }, one of the two'],
    ],
    [
      "LicenseKey",
      { items: [item], parent: { id: "5" } },
      ["parent.keyId is missing", "parent.id is not a property here; there is keyId"],
    ],
    [
      "SubscriptionPlanBinding",
      {},
      [
        "server is missing",
        "subscription is missing: it must have exactly one of guid, id, name and externalId",
        'plan is missing: it must be an object or "none"',
      ],
    ],
    [
      "SubscriptionPlanBinding",
      { server: "web-1", subscription: { name: "a.example" }, plan: { name: "Gold" }, sync: "often" },
      ["sync must be never, unsynchronized or always"],
    ],
    [
      "SubscriptionPlanBinding",
      { server: "web-1", subscription: { id: "5" }, plan: "none" },
      ['subscription.id must be a number, not the text "5"'],
    ],
    [
      "PleskLicenseUpgrade",
      {},
      ["partner10 is missing, and so is flexCloud: exactly one of the two says what is upgraded"],
    ],
    [
      "PleskLicenseUpgrade",
      { partner10: { keyNumber: "PLSK.00000002", upgradePlans: "UP" } },
      ["partner10.upgradePlans must be a list, not a text"],
    ],
  ])("of a %s %j are told by path, type and way out", (name, inputs, sentences) => {
    expect(sentencesOf(failuresOf(name, inputs))).toEqual(sentences);
  });

  it("are never answered with the words of a library, whatever they are", () => {
    const value = fc.anything({ maxDepth: 2, withNullPrototype: false });
    const names = Object.keys(resources) as (keyof typeof resources)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), value, (name, at, wrong) => {
        const { inputNames } = resources[name].codec;
        const property = inputNames[at % inputNames.length] ?? "";
        for (const sentence of sentencesOf(failuresOf(name, { [property]: wrong })))
          expect(sentence).not.toMatch(/Invalid|expected|received|undefined|Unrecognized|\[object/);
      }),
      { numRuns: 500 },
    );
  });

  it("never show a text, but for a number or a flag in quotes", () => {
    const secret = "correct horse";
    const places: Record<string, unknown>[] = [
      { items: [{ item: "A", quantity: secret }] },
      { items: secret },
      { items: [item], autoRenew: secret },
      { items: [item], onDelete: secret },
      { items: [item], parent: secret },
      { items: [item], adopt: { keyId: secret } },
      { items: [item], ipBinding: { address: secret } },
    ];
    for (const inputs of places) {
      const sentences = sentencesOf(failuresOf("LicenseKey", inputs));
      expect(sentences).toHaveLength(1);
      expect(sentences[0]).not.toContain(secret);
    }
  });
});

describe("what a key is looked up by", () => {
  it.each([{ keyId: "5" }, { activationCode: "A" }, { nickname: "web" }])("is one of three: %j", (by) => {
    expect(parseLookUp(by)).toEqual({ by });
  });

  it.each<[Record<string, unknown>, string]>([
    [
      {},
      "keyId is missing, and so are activationCode and nickname: exactly one of the three says which key is meant",
    ],
    [
      { keyId: "5", nickname: "web" },
      "keyId goes without nickname: exactly one of the three says which key is meant",
    ],
    [{ keyId: 5 }, "keyId must be a text, not a number: write it in quotes"],
    [{ nickName: "web" }, "nickName is not a property here; there are keyId, activationCode, nickname"],
    [{ nickname: "" }, "nickname must not be empty"],
  ])("is refused by name: %j", (by, sentence) => {
    const parsed = parseLookUp(by);
    expect("failures" in parsed ? sentencesOf(parsed.failures) : parsed).toEqual([sentence]);
  });
});
