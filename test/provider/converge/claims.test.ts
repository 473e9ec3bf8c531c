import { Claims } from "../../../provider/converge/claims";

const key = ["key 20000001"];

describe("claims of one run", () => {
  it("refuse a second resource with both names", () => {
    const claims = new Claims();
    claims.claim("LicenseKey", key, { resource: "web-60" });
    expect(() => {
      claims.claim("LicenseKey", key, { resource: "web-61" });
    }).toThrow(
      "LicenseKey web-61 and LicenseKey web-60 both stand for key 20000001. Nothing was sent. Keep one",
    );
  });

  it("let the same resource claim again, in each of Pulumi's verbs", () => {
    const claims = new Claims();
    for (const outputs of [undefined, "before", "after"])
      claims.claim("LicenseKey", key, { resource: "web-60", outputs });
    expect(claims.otherHolder("key 20000001", { resource: "web-60" })).toBeUndefined();
  });

  it("claim nothing where one of several objects is another's", () => {
    const claims = new Claims();
    claims.claim("PleskLicenseUpgrade", ["plan B"], { resource: "a" });
    expect(() => {
      claims.claim("PleskLicenseUpgrade", ["plan A", "plan B"], { resource: "b" });
    }).toThrow("both stand for plan B");
    expect(claims.otherHolder("plan A", { resource: "a" })).toBeUndefined();
  });

  it.each([
    ["names", { resource: "a" }, { resource: "b" }, true],
    ["markers, where one of them has no name", { marker: "1" }, { resource: "b", marker: "2" }, true],
    ["equal markers", { marker: "1" }, { resource: "b", marker: "1" }, false],
    ["equal outputs", { outputs: "{}" }, { outputs: "{}" }, false],
    ["nothing: in doubt it is another", { resource: "a" }, { outputs: "{}" }, true],
  ])("tell another holder by %s", (_, holder, asking, isOther) => {
    const claims = new Claims();
    claims.claim("LicenseKey", key, holder);
    expect(claims.otherHolder("key 20000001", asking) !== undefined).toBe(isOther);
  });

  it("remember what was let go of until somebody claims it again", () => {
    const claims = new Claims();
    claims.claim("LicenseKey", key, { resource: "a" });
    claims.release(key);
    expect(claims.isReleased("key 20000001")).toBe(true);
    expect(claims.otherHolder("key 20000001", { resource: "b" })).toBeUndefined();
    claims.claim("LicenseKey", key, { resource: "b" });
    expect(claims.isReleased("key 20000001")).toBe(false);
  });
});
