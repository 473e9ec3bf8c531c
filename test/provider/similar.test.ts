import { didYouMean, similarTo } from "../../provider/similar";

describe("words that look alike", () => {
  it.each([
    ["partner30Ulr", ["partner30Url", "partner10Url", "limits"], ["partner30Url", "partner10Url"]],
    ["gold", ["Gold 2024", "Silver", "Golden"], ["Golden", "Gold 2024"]],
    ["web_1", ["web-1", "db"], ["web-1"]],
    ["münchen", ["Muenchen", "Berlin"], ["Muenchen"]],
    ["a", ["abcdef", "b"], ["b"]],
    ["Platinum", ["Gold", "Silver"], []],
  ])("%s is like these of %j", (word, words, expected) => {
    expect(similarTo(word, words)).toEqual(expected);
  });

  it("make a question, or none", () => {
    expect(didYouMean("limit", ["limits"])).toBe(". Did you mean limits?");
    expect(didYouMean("Platinum", ["limits"])).toBe("");
  });
});
