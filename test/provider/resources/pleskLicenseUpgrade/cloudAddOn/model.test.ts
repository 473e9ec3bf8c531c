import type { State } from "../../../../../provider/resources/pleskLicenseUpgrade/cloudAddOn/model";
import { pleskLicenseUpgrade } from "../../../../../provider/resources/pleskLicenseUpgrade/spec";
import { failuresOf } from "../failuresOf";

const { decodeState, encodeState } = pleskLicenseUpgrade.codec;

const flexCloud = {
  serverId: "test_server_0013",
  addonTextkey: "plesk.9.linux.powerpack",
  pleskServer: "alpha",
  verify: { property: "powerpack", value: "true" },
};

describe("an add-on that is refused names the property and the reason", () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
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
      /^flexCloud\.accountId: must be a text, not a number/,
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
  ])("%s", (_, inputs, message) => {
    expect(failuresOf(inputs).join("\n")).toMatch(message);
  });

  it("and never the value of what is refused", () => {
    expect(failuresOf({ flexCloud: { ...flexCloud, password: "geheim-Kq7" } }).join()).not.toContain(
      "geheim",
    );
  });
});

const order = {
  addonTextkey: "plesk.9.linux.powerpack",
  outcome: "unknown" as const,
  at: "2026-11-21T10:00:00.000Z",
};
const server = {
  serverId: "test_server_0013",
  accountId: "smith1234",
  pleskServer: "alpha",
  verify: { property: "powerpack", value: "true" },
  order,
  live: { powerpack: null },
};
/** The outputs as they stand in users' states. */
const outputs = {
  upgrade: { status: "outcome-unknown", orderedAt: order.at },
  __plesk: { origin: "https://ka.example/", notVisible: true, ...server },
};
const state: State = {
  system: "flexCloud",
  origin: "https://ka.example/",
  notVisible: true,
  ...server,
};

describe("the state of a server", () => {
  it("is written as it always was, and comes back as it was", () => {
    const written = JSON.parse(JSON.stringify(encodeState(state, {}))) as Record<string, unknown>;
    expect(written).toEqual(outputs);
    expect(decodeState(written)).toEqual(state);
  });

  it("is read where little was written", () => {
    const { origin } = state;
    expect(decodeState({ upgrade: { status: "not-ordered" }, __plesk: { origin, serverId: "s" } })).toEqual({
      system: "flexCloud",
      origin,
      notVisible: false,
      serverId: "s",
      pleskServer: "",
      verify: "none",
      live: {},
    });
  });
});
