import { codec } from "../../../../provider/resources/licenseKey/model";
import { markedNickname, plainNickname, type State } from "../../../../provider/resources/licenseKey/state";

const { decodeState, encodeState, inputNames, parseInputs, readInputs } = codec;

const items = [{ item: "PLESK-12-WEB-ADMIN-1M" }];

function failuresOf(inputs: Record<string, unknown>, unknown: string[] = []): string[] {
  const parsed = parseInputs(inputs, unknown);
  return "failures" in parsed ? parsed.failures.map(({ property, reason }) => `${property}: ${reason}`) : [];
}

describe("inputs that are refused name the property and the reason", () => {
  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ["no items", {}, "items", /is missing: a key is bought with what is on it/],
    ["empty items", { items: [] }, "items", /at least one item/],
    ["null for items", { items: null }, "items", /must be a list, not null/],
    ["an item without a name", { items: [{}] }, "items[0].item", /item: is missing/],
    ["an item with an empty name", { items: [{ item: " " }] }, "items[0].item", /must not be empty/],
    ["an item listed twice", { items: [...items, ...items] }, "items[1].item", /is listed twice/],
    ["a bare name", { items: ["PLESK-12-WEB-ADMIN-1M"] }, "items[0]", /object: write \{ item: "..." \}$/],
    ["a quantity of 0", { items: [{ item: "A", quantity: 0 }] }, "items[0].quantity", /leave the item out/],
    ["half a quantity", { items: [{ item: "A", quantity: 1.5 }] }, "items[0].quantity", /whole number/],
    [
      "a quantity as text",
      { items: [{ item: "A", quantity: "1" }] },
      "items[0].quantity",
      /a number, not the text "1"$/,
    ],
    [
      "an external id as a number",
      { items: [{ item: "A", externalId: 1 }] },
      "items[0].externalId",
      /must be a text, not a number: write it in quotes/,
    ],
    [
      "an unknown member of an item",
      { items: [{ item: "A", count: 1 }] },
      "items[0].count",
      /is not a property here; there are item, quantity, externalId$/,
    ],
    ["an unknown property", { items, nickName: "x" }, "nickName", /not a property here; there are items,/],
    [
      "another word for unlisted items",
      { items, unlistedItems: "drop" },
      "unlistedItems",
      /must be remove or keep$/,
    ],
    ["an owner as a number", { items, ownerId: 1 }, "ownerId", /must be a text, not a number/],
    ["an empty owner", { items, ownerId: "" }, "ownerId", /must not be empty/],
    ["an empty nickname", { items, nickname: "" }, "nickname", /leave it out/],
    ["a long nickname", { items, nickname: "x".repeat(53) }, "nickname", /at most 52 characters/],
    ["a nickname like a marker", { items, nickname: "web #0123456789" }, "nickname", /end like a marker/],
    ["a nickname that is a marker", { items, nickname: "#0123456789" }, "nickname", /end like a marker/],
    ["a nickname with a space at its end", { items, nickname: "web " }, "nickname", /white space/],
    ["a flag as text", { items, autoRenew: "true" }, "autoRenew", /true or false, not the text "true"$/],
    ["suspended as text", { items, suspended: "false" }, "suspended", /true or false, not the text "false"$/],
    [
      "a parent by its number",
      { items, parent: { keyId: "PLSK.1.0001" } },
      "parent.keyId",
      /digits of a key id/,
    ],
    ["white space around an item", { items: [{ item: " A " }] }, "items[0].item", /not begin or end with/],
    ["white space after the owner", { items, ownerId: "1\n" }, "ownerId", /not begin or end with/],
    ["a parent as a number", { items, parent: { keyId: 1 } }, "parent.keyId", /a text, not a number/],
    ["another word for the parent", { items, parent: "none" }, "parent", /an object or "detached"/],
    ["an unknown member of the parent", { items, parent: { id: "1" } }, "parent.keyId", /is missing/],
    [
      "an address that is none",
      { items, ipBinding: { address: "host" } },
      "ipBinding.address",
      /IPv4 or IPv6/,
    ],
    [
      "a restricted IPv6 address",
      { items, ipBinding: { address: "2001:db8::1", restrict: true } },
      "ipBinding.restrict",
      /does not work with IPv6/,
    ],
    ["another word for the address", { items, ipBinding: "none" }, "ipBinding", /an object or "unbound"/],
    ["a configuration as text", { items, productConfigurationId: "2" }, "productConfigurationId", /number/],
    ["an activation without a uid", { items, activation: {} }, "activation.uid", /is missing/],
    ["both ways to adopt", { items, adopt: { keyId: "1", activationCode: "A" } }, "adopt", /one of the two/],
    ["no way to adopt", { items, adopt: {} }, "adopt", /one of the two/],
    ["adopt by number", { items, adopt: { keyId: "PLSK.1.0001" } }, "adopt.keyId", /digits of a key id/],
    [
      "a key whose purchase has no answer yet",
      { items, parent: { keyId: "pending:0123456789" } },
      "parent.keyId",
      /got no answer\. Run `pulumi up` for that key first$/,
    ],
    ["a key id with a leading zero", { items, parent: { keyId: "007" } }, "parent.keyId", /no leading zero/],
    [
      "a key id beyond numbers",
      { items, parent: { keyId: "9007199254740993" } },
      "parent.keyId",
      /at most 15/,
    ],
    ["a quantity beyond numbers", { items: [{ item: "A-1", quantity: 2 ** 53 }] }, "items[0].quantity", /./],
    [
      "adopt with a key id as a number",
      { items, adopt: { keyId: 1 } },
      "adopt.keyId",
      /must be a text, not a number/,
    ],
    ["adopt by something else", { items, adopt: { nickname: "x" } }, "adopt", /one of the two/],
    ["a marker as text", { items, marker: "on" }, "marker", /true or false, not a text$/],
    ["another word for onDelete", { items, onDelete: "delete" }, "onDelete", /must be suspend or terminate$/],
    ["another word for onGone", { items, onGone: "ignore" }, "onGone", /must be error, forget or replace$/],
    ["a negative timeout", { items, timeouts: { ipBinding: -1 } }, "timeouts.ipBinding", /not be negative/],
    ["an unknown timeout", { items, timeouts: { create: 1 } }, "timeouts.create", /not a property here/],
  ])("%s", (_, inputs, property, reason) => {
    const failures = failuresOf(inputs);
    expect(failures.map((each) => each.split(": ")[0])).toContain(property);
    expect(failures.join("\n")).toMatch(reason);
  });

  it("says everything that is wrong at once", () => {
    expect(failuresOf({ items: [], nickname: "", ownerId: 1 })).toHaveLength(3);
  });

  it("never shows an activation code", () => {
    const adopt = { keyId: "x", activationCode: "AX2K00-547P13-4JGM59-T0SR09-93NA16" };
    expect(failuresOf({ items, adopt }).join()).not.toContain("AX2K00");
  });
});

describe("values that are not known yet", () => {
  it.each(inputNames)("are no failure: %s", (name) => {
    const rest = name === "items" ? {} : { items };
    expect(failuresOf(rest, [name])).toEqual([]);
  });
});

describe("inputs that mean the same are equal", () => {
  const parsed = (inputs: Record<string, unknown>): unknown => {
    const result = parseInputs(inputs, []);
    return "desired" in result ? result.desired : result.failures;
  };

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "items in another order",
      { items: [{ item: "B" }, { item: "A" }] },
      { items: [{ item: "A" }, { item: "B" }] },
    ],
    ["defaults that are said", { items, unlistedItems: "remove", onGone: "error" }, { items }],
    [
      "an address in another spelling",
      { items, ipBinding: { address: "2001:DB8:0:0::1" } },
      { items, ipBinding: { address: "2001:db8::1" } },
    ],
    ["letters with accents in two spellings", { items, nickname: "u\u0308" }, { items, nickname: "\u00fc" }],
    ["no marker wanted", { items, marker: false, __marker: "1" }, { items, marker: false }],
  ])("%s", (_, one, other) => {
    const { marker: _a, ...left } = parsed(one) as Record<string, unknown>;
    const { marker: _b, ...right } = parsed(other) as Record<string, unknown>;
    expect(left).toEqual(right);
  });
});

describe("the marker in a nickname", () => {
  it.each([
    ["web-01", "web-01 #0123456789"],
    [undefined, "#0123456789"],
  ])("%s is sent as %s and read back", (nickname, marked) => {
    expect(markedNickname(nickname, "0123456789")).toBe(marked);
    expect(plainNickname(marked)).toBe(nickname ?? "");
  });

  it("fits the shortest limit that a system may have", () => {
    expect(markedNickname("x".repeat(52), "0123456789")).toHaveLength(64);
  });
});

const state: State = {
  origin: "https://api.central.plesk.com/30/",
  marker: "0123456789",
  key: {
    keyId: "1",
    ownerId: "2",
    items: [{ item: "A-1M", quantity: 2, externalId: "7" }, { item: "Virtuozzo storage" }],
    nickname: "web-01",
    suspended: false,
    terminated: false,
    childKeyIds: ["3"],
    parentKeyId: null,
    ipAddress: "2001:db8::1",
    restrictIp: false,
  },
  credentials: { activationCode: "code" },
  notVisible: false,
  onGone: "forget",
  onDelete: "suspend",
};

describe("the state", () => {
  it("survives its way through the outputs", () => {
    const inputs = {
      items: [{ item: "A-1M", quantity: 2, externalId: "7" }],
      onGone: "forget",
      onDelete: "suspend",
    };
    expect(decodeState({ ...inputs, ...encodeState(state, inputs) })).toEqual(state);
  });

  it("survives its way while the purchase is pending, too", () => {
    const { key: _, ...rest } = state;
    const pending: State = {
      ...rest,
      credentials: {},
      pending: { since: "2026-01-01T00:00:00Z", nickname: "n" },
    };
    expect(
      decodeState({ items, onGone: "forget", onDelete: "suspend", ...encodeState(pending, {}) }),
    ).toEqual(pending);
  });
});

describe("what a refresh shows", () => {
  it("is only what is declared, as it is declared where it is equal", () => {
    const declared = {
      items: [{ item: "A-1M" }],
      ipBinding: { address: "2001:DB8::1", takeOver: true },
      parent: "detached",
      onDelete: "suspend",
    };
    expect(readInputs(state, declared)).toEqual(declared);
  });

  it("holds live values where they differ, and items that nobody declared", () => {
    const declared = {
      items: [{ item: "B-1M" }],
      nickname: "x",
      ipBinding: "unbound",
      parent: { keyId: "9" },
    };
    expect(readInputs(state, declared)).toEqual({
      items: [{ item: "A-1M", quantity: 2, externalId: "7" }],
      nickname: "web-01",
      ipBinding: { address: "2001:db8::1" },
      parent: "detached",
    });
  });

  it("leaves undeclared items out where they are kept", () => {
    const declared = { items: [{ item: "B-1M" }], unlistedItems: "keep" };
    expect(readInputs(state, declared)).toEqual({ items: [], unlistedItems: "keep" });
  });

  it("shows a declared quantity of an item that has none as one", () => {
    const declared = { items: [{ item: "Virtuozzo storage", quantity: 1 }], unlistedItems: "keep" };
    expect(readInputs(state, declared)).toEqual(declared);
  });
});
