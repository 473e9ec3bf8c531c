import { equal, revealedDiff, withIgnored } from "../src/state/propertyDiff";
import {
  containsSecret,
  markSecretsLike,
  reveal,
  secret,
  SECRET,
  SIGNATURE,
  understood,
  UNKNOWN,
} from "../src/state/values";

describe("property values", () => {
  test("secrets and unknowns survive the wire where the other side knows them", () => {
    const values = { a: [1, secret("s")], b: UNKNOWN, c: null, d: secret(UNKNOWN) };
    expect(understood(values, { keepSecrets: true, keepUnknowns: true })).toEqual(values);
    expect(understood(values)).toEqual({ a: [1, "s"], c: null });
  });

  test("a secret is a signed object, and one of a secret is one secret", () => {
    expect(secret(secret("s"))).toEqual({ [SIGNATURE]: SECRET, value: "s" });
    expect(reveal({ a: [secret({ b: secret(1) })] })).toEqual({ a: [{ b: 1 }] });
    expect(containsSecret({ a: [secret("s")] })).toBe(true);
    expect(containsSecret({ a: ["s"] })).toBe(false);
  });

  test("what went in secret comes out secret, key by key", () => {
    const ins = { s: secret("x"), nested: { s: secret("y"), p: 1 }, list: [secret("z")] };
    expect(markSecretsLike({ s: "x", nested: { s: "y", p: 1 }, list: ["z"], other: 1 }, ins)).toEqual({
      s: secret("x"),
      nested: { s: secret("y"), p: 1 },
      list: secret(["z"]),
      other: 1,
    });
  });

  test("null and absent are equal; a value is not equal to its secret", () => {
    expect(equal({ a: null }, {})).toBe(true);
    expect(equal(secret("x"), "x")).toBe(false);
    expect(equal(secret("x"), secret("x"))).toBe(true);
    expect(equal([1], { 0: 1 })).toBe(false);
    expect(equal(UNKNOWN, UNKNOWN)).toBe(true);
  });

  test("differences are named by path", () => {
    const diff = revealedDiff(
      { a: 1, list: [1, 2], o: { "x y": 1 } },
      { list: [1, 3, 4], o: { "x y": 2 }, n: 1 },
    );
    const kinds = Object.entries(diff?.detailed ?? {}).map(([path, { diffKind }]) => [path, diffKind]);
    expect(Object.fromEntries(kinds)).toEqual({
      a: "delete",
      "list[1]": "update",
      "list[2]": "add",
      'o["x y"]': "update",
      n: "add",
    });
    expect(revealedDiff({ a: null, s: secret(1) }, { s: 1 })).toBeUndefined();
  });

  test("ignored properties are set back to what they were", () => {
    const old = { a: { b: 1 }, list: [1, 2], former: 1 };
    const news = { a: { b: 2, c: 3 }, list: [9], added: 1 };
    expect(withIgnored(news, old, ["a", "former", "added"])).toEqual({ a: { b: 1 }, list: [9], former: 1 });
  });
});
