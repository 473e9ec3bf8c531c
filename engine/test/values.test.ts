import { detailedDiff, equal, withIgnored } from "../src/embedded/propertyDiff";
import {
  marshal,
  markSecretsLike,
  secret,
  Secret,
  unmarshal,
  Unknown,
  UNKNOWN,
} from "../src/embedded/values";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const wireSecret = (value: unknown): unknown => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const wireOutput = (rest: object): unknown => ({ [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...rest });

describe("property values", () => {
  test("secrets and unknowns survive the wire where the other side knows them", () => {
    const wire = { a: [1, wireSecret("s")], b: UNKNOWN, c: null };
    expect(marshal(unmarshal(wire), { keepSecrets: true, keepUnknowns: true })).toEqual(wire);
    expect(marshal(unmarshal(wire))).toEqual({ a: [1, "s"], c: null });
  });

  test("an output is its value; what it depends on is told", () => {
    const dependencies = new Set<string>();
    expect(unmarshal(wireOutput({ value: 1, dependencies: ["urn"] }), dependencies)).toBe(1);
    expect(unmarshal(wireOutput({ secret: true }), dependencies)).toEqual(new Secret(Unknown.value));
    expect([...dependencies]).toEqual(["urn"]);
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
    expect(equal(Unknown.value, Unknown.value)).toBe(true);
  });

  test("differences are named by path", () => {
    const diff = detailedDiff(
      { a: 1, list: [1, 2], o: { "x y": 1 } },
      { list: [1, 3, 4], o: { "x y": 2 }, n: 1 },
    );
    const kinds = Object.entries(diff ?? {}).map(([path, { diffKind }]) => [path, diffKind]);
    expect(Object.fromEntries(kinds)).toEqual({
      a: "delete",
      "list[1]": "update",
      "list[2]": "add",
      'o["x y"]': "update",
      n: "add",
    });
    expect(detailedDiff({ a: null }, {})).toBeUndefined();
  });

  test("ignored properties are set back, or said to be impossible", () => {
    const old = { a: { b: 1 }, list: [1, 2] };
    const news = { a: { b: 2, c: 3 }, list: [9] };
    expect(withIgnored(news, old, ["a.b", "list[0]", "list[1]"])).toEqual({
      inputs: { a: { b: 1, c: 3 }, list: [1] },
      impossible: ["list[1]"],
    });
  });
});
