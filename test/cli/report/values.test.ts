import fc from "fast-check";

import { differences, isEqual, withoutSecrets } from "../../../cli/report/values";

const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "[secret]",
};

describe("what may be shown", () => {
  it.each([
    [
      "a secret, wherever it is",
      { adopt: { activationCode: secret } },
      { adopt: { activationCode: "[secret]" } },
    ],
    ["an activation code that nobody marked", "A00000-B11111-C22222-D33333-E44444", "[activation code]"],
    ["a value that is not known yet", ["04da6b54-80e4-46f7-96ec-b56ff0331ba9"], ["[unknown]"]],
    ["bookkeeping", { __provider: "code", __plesk: {}, nickname: "web" }, { nickname: "web" }],
  ])("%s", (_, value, visible) => {
    expect(withoutSecrets(value)).toEqual(visible);
  });
});

describe("where two values differ", () => {
  const a = { item: "A", quantity: 2 };

  it.each([
    ["nothing", "", { a: [1, 2], b: { c: 1 } }, { b: { c: 1 }, a: [1, 2] }, []],
    ["a member of a member", "", { plan: { name: "A" } }, { plan: { name: "B" } }, [["plan.name", "A", "B"]]],
    ["null is nothing", "", { a: null, b: 1 }, { b: 1 }, []],
    ["order in a list", "items", [a, { item: "B" }], [{ item: "B" }, a], []],
    [
      "another quantity",
      "items",
      [a],
      [{ item: "A", quantity: 3 }],
      [["items", a, { item: "A", quantity: 3 }]],
    ],
    ["a member more", "items", [a], [a, { item: "B" }], [["items", undefined, { item: "B" }]]],
    ["a member twice", "list", ["x"], ["x", "x"], [["list", undefined, "x"]]],
    ["another kind", "parent", "detached", { keyId: "1" }, [["parent", "detached", { keyId: "1" }]]],
  ])("%s", (_, path, one, other, rows) => {
    expect(differences(path, one, other)).toEqual(rows);
  });

  it("finds no difference exactly where both values mean the same", () => {
    const value = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        fc.integer({ max: 2, min: 0 }),
        fc.constantFrom("a", "b"),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("x", "y"), tie("tree")),
      ),
    })).tree;
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(differences("p", one, one)).toEqual([]);
        if (isEqual(one, other)) expect(differences("p", one, other)).toEqual([]);
        for (const [, left, right] of differences("p", one, other)) expect(isEqual(left, right)).toBe(false);
      }),
    );
  });
});
