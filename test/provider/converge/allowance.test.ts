import { Allowance, defaultLimits } from "../../../provider/converge/allowance";
import type { Limit, Operation } from "../../../provider/converge/resource";

const wish = (...limits: Limit[]): Operation[] =>
  limits.map((uses) => ({ kind: uses, sentence: uses, marks: [], uses }));

describe("plesk:limits", () => {
  it("lets through exactly as many purchases as it allows, and names the one too many", () => {
    const allowance = new Allowance({ ...defaultLimits, purchasesPerRun: 2 });
    allowance.spend(wish("purchases"), "LicenseKey web-01");
    allowance.spend(wish("purchases"), "LicenseKey web-02");
    expect(() => {
      allowance.spend(wish("purchases"), "LicenseKey web-03");
    }).toThrow(
      "LicenseKey web-03 would be number 3 of this run's purchases, and plesk:limits allows 2. Nothing was sent for it. If it is meant, set it with: pulumi config set --path plesk:limits.purchasesPerRun 3",
    );
  });

  it("books nothing of a step that it refuses", () => {
    const allowance = new Allowance({ purchasesPerRun: 1, ownerMoves: 0, allowTerminate: false });
    expect(() => {
      allowance.spend(wish("purchases", "ownerMoves"), "x");
    }).toThrow("moves to another owner");
    expect(() => {
      allowance.spend(wish("purchases"), "x");
    }).not.toThrow();
  });

  it("allows no termination unless it is set", () => {
    expect(() => {
      new Allowance(defaultLimits).spend(wish("terminations"), "LicenseKey web-01");
    }).toThrow("would terminate a key for good");
    const allowing = new Allowance({ ...defaultLimits, allowTerminate: true });
    expect(() => {
      for (let i = 0; i < 9; i++) allowing.spend(wish("terminations"), "x");
    }).not.toThrow();
  });
});
