import type { KeyBody } from "../../../../provider/apis/partner30/structures";
import { failure, isFailure, type FailureKind } from "../../../../provider/failure";
import { withProperty } from "../../../../provider/resources/licenseKey/blame";

function blamed(text: string, body: KeyBody, kind: FailureKind = "rejected"): string | undefined {
  const error = withProperty(failure({ kind, what: "Key 5 was not changed", text }), body);
  return isFailure(error) ? error.fields.property : undefined;
}

const body: KeyBody = {
  items: [{ item: "PLESK-12-WEB-PRO-1M", quantity: 2 }],
  parentKeyIdentifiers: { keyId: 12345 },
  nickname: "web #0123456789",
};

describe("the property that a refusal is about", () => {
  it.each<[string, string, KeyBody, string | undefined]>([
    ["names the value of one", "Item = PLESK-12-WEB-PRO-1M.", body, "items"],
    ["names the value of another", "No key 12345", body, "parent"],
    ["names the values of two", "PLESK-12-WEB-PRO-1M does not go with 12345", body, undefined],
    ["names a longer number", "No key 123456", body, undefined],
    ["names none of several", "Not now.", body, undefined],
    ["names none where one was sent", "Not now.", { ipAddressBinding: null, nickname: "web" }, "ipBinding"],
    ["is about a flag", "Not now.", { suspended: true }, undefined],
    ["holds signs of patterns", "(a+b)*1", { ownerId: "(a+b)*1" }, "ownerId"],
  ])("is told where the text %s", (_, text, sent, property) => {
    expect(blamed(text, sent)).toBe(property);
  });

  it("is not told of other failures", () => {
    expect(blamed("No key 12345", body, "busy")).toBeUndefined();
    const other = new Error("No key 12345");
    expect(withProperty(other, body)).toBe(other);
  });
});
