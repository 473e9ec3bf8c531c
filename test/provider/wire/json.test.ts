import { z } from "zod";

import { decodeJson, jsonOrUndefined, withTexts } from "../../../provider/wire/json";
import { placeOf } from "../../../provider/wire/malformed";

describe("JSON", () => {
  it.each<[(string | number)[], string]>([
    [[], "$"],
    [["items", 0, "item"], "$.items[0].item"],
    [[2], "$[2]"],
  ])("paths: %j is %s", (path, text) => {
    expect(placeOf("$", path)).toBe(text);
  });

  it("keeps bare numbers of members that are texts digit for digit, and touches nothing else", () => {
    const text = `{"id": 9007199254740993, "id2": 1, "say \\"id\\": 7": "id: 7 \\"", "n": {"id":-1.50e+3,"ids":[1]}, "id" :null}`;
    expect(withTexts(text, ["id"])).toBe(
      `{"id": "9007199254740993", "id2": 1, "say \\"id\\": 7": "id: 7 \\"", "n": {"id":"-1.50e+3","ids":[1]}, "id" :null}`,
    );
    expect(withTexts('{"a": "\\\\", "id": 1}', ["id"])).toBe('{"a": "\\\\", "id": "1"}');
  });

  it("is read as its shape", () => {
    expect(decodeJson(z.object({ a: z.number() }), '{"a":1}', "here")).toEqual({ a: 1 });
  });

  it.each([
    ["another shape", '{"a":"1"}', "$.a: "],
    ["no JSON", "<html>", '$: not JSON, but "<html>"'],
    ["nothing", "", '$: not JSON, but ""'],
  ])("is malformed when it is %s, with source and place", (_, text, place) => {
    const read = () => decodeJson(z.object({ a: z.number() }), text, "readKey of System");
    expect(read).toThrow(expect.objectContaining({ kind: "malformed" }) as Error);
    expect(read).toThrow(place);
    expect(read).toThrow("(readKey of System)");
  });

  it("never shows what it holds when its shape is another one", () => {
    const read = () => decodeJson(z.object({ code: z.number() }), '{"code":"AX2K00-547P13"}', "here");
    expect(read).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("AX2K00") as string }) as Error,
    );
  });

  it.each([101, 200_000, 5_000_000])("of %d levels is malformed, and none where that may be", (levels) => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const text = `${open.repeat(levels)}1${close.repeat(levels)}`;
      expect(() => decodeJson(z.unknown(), text, "here")).toThrow(
        "$: it is nested more than 100 levels deep",
      );
      expect(jsonOrUndefined(text)).toBeUndefined();
    }
  });

  it("may hold any number of brackets in its texts and side by side", () => {
    const value = { "[": ["\\", '"[', "[{".repeat(200)], b: Array.from({ length: 200 }, () => [{}]) };
    expect(decodeJson(z.unknown(), JSON.stringify(value), "here")).toEqual(value);
  });

  it("that is none is undefined where that is asked for", () => {
    expect(jsonOrUndefined("{")).toBeUndefined();
    expect(jsonOrUndefined("null")).toBeNull();
  });
});
