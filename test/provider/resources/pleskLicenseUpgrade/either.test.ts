import type { Desired, State } from "../../../../provider/resources/pleskLicenseUpgrade/codec";
import { pleskLicenseUpgrade } from "../../../../provider/resources/pleskLicenseUpgrade/spec";

const kept = { origin: "", notVisible: false };
const key = { identifiers: [], hasUnnamed: false, terminated: false, problem: false };
const keyState: State = {
  ...kept,
  system: "partner10",
  key: { ...key, keyNumber: "PLSK.10000001.0001" },
  applied: { A: null },
  onDelete: "downgrade",
};
const plans: Desired = {
  system: "partner10",
  keyNumber: "PLSK.10000001",
  upgradePlans: ["A", "B"],
  unknown: [],
};

const proof = { property: "powerpack", value: "true" };
const serverState: State = {
  ...kept,
  system: "flexCloud",
  serverId: "s",
  accountId: "a",
  pleskServer: "alpha",
  verify: proof,
  live: {},
};
const addOn: Desired = {
  system: "flexCloud",
  serverId: "s",
  addonTextkey: "pack",
  pleskServer: "alpha",
  verify: proof,
  unknown: [],
};

describe("what replaces the resource", () => {
  it.each<[string, State, Desired, string[]]>([
    ["another revision", keyState, plans, []],
    ["another key", keyState, { ...plans, keyNumber: "PLSK.10000002" }, ["partner10"]],
    ["FlexCloud in the place of a key", keyState, addOn, ["partner10", "flexCloud"]],
    ["a key in the place of FlexCloud", serverState, plans, ["partner10", "flexCloud"]],
    ["another server", serverState, { ...addOn, serverId: "t", accountId: "a" }, ["flexCloud"]],
    ["another account", serverState, { ...addOn, accountId: "b" }, ["flexCloud"]],
    ["an account that is named no more", serverState, addOn, []],
    ["what is not known yet", serverState, { unknown: ["flexCloud"] }, []],
  ])("%s", (_, state, desired, names) => {
    expect(pleskLicenseUpgrade.replaces(state, desired)).toEqual(names);
  });
});

describe("what is planned", () => {
  const kindsOf = (current: State | undefined, desired: Desired): string[] =>
    pleskLicenseUpgrade
      .plan(current, desired)
      .flatMap(({ operations }) => operations.map(({ kind }) => kind));

  it.each<[string, State | undefined, Desired, string[]]>([
    ["goes by the half that is declared", keyState, plans, ["upgrade"]],
    ["takes a state of the other half for none", keyState, addOn, ["order"]],
    [
      "takes a state of the other half for none, the other way round",
      serverState,
      plans,
      ["upgrade", "upgrade"],
    ],
    ["is an unknown purchase while neither is known", undefined, { unknown: ["partner10"] }, ["unknown"]],
    ["is nothing while a change of either is not known yet", keyState, { unknown: ["partner10"] }, []],
  ])("%s", (_, current, desired, kinds) => {
    expect(kindsOf(current, desired)).toEqual(kinds);
  });

  it("says what is not known yet", () => {
    const limits = { purchasesPerRun: 5, ownerMoves: 0, allowTerminate: false };
    expect(pleskLicenseUpgrade.remarks(undefined, { unknown: ["flexCloud"] }, limits)).toEqual([
      "flexCloud is not known yet, nor what it will send",
    ]);
    expect(pleskLicenseUpgrade.remarks(keyState, { unknown: ["partner10"] }, limits)).toEqual([]);
  });

  it("takes plans off on delete, and leaves an add-on as it is", () => {
    expect(pleskLicenseUpgrade.planDelete(keyState)).toMatchObject([
      { request: { kind: "downgrade", plan: "A" } },
    ]);
    expect(pleskLicenseUpgrade.planDelete(serverState)).toEqual([]);
  });
});

describe("what the resource stands for", () => {
  it.each<[string, State | undefined, Desired | undefined, string[]]>([
    ["the declared plans", keyState, plans, ["plan A of key PLSK.10000001", "plan B of key PLSK.10000001"]],
    ["the plans that were applied", keyState, undefined, ["plan A of key PLSK.10000001"]],
    ["the declared add-on", undefined, addOn, ["add-on pack of server s"]],
    ["no add-on that was not ordered", serverState, undefined, []],
    ["nothing while nothing is known", undefined, { unknown: ["partner10"] }, []],
  ])("%s", (_, state, desired, objects) => {
    expect(pleskLicenseUpgrade.objectsOf(state, desired)).toEqual(objects);
  });
});
