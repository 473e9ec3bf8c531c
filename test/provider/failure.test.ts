import { excerpt, failure, isFailure, messageOf, redact, rememberSecret } from "../../provider/failure";

describe("a failure", () => {
  it("says what happened, who said so with code and text, and what to do next", () => {
    const error = failure({
      kind: "rejected",
      what: "Key 12345678 was not changed",
      source: "modifyKey of Partner API 3.0",
      code: "400/24204",
      text: "The key is terminated.",
      next: "A terminated key cannot be used again",
    });
    expect(error.message).toBe(
      'Key 12345678 was not changed (modifyKey of Partner API 3.0 said 400/24204 "The key is terminated."). A terminated key cannot be used again',
    );
  });

  it("names the property that caused it first", () => {
    expect(failure({ kind: "refused", what: "differs", property: "adopt" }).message).toBe("adopt: differs");
  });

  it("is told apart by kind", () => {
    const busy = failure({ kind: "busy", what: "slow down" });
    expect(isFailure(busy)).toBe(true);
    expect(isFailure(busy, "unreachable", "busy")).toBe(true);
    expect(isFailure(busy, "rejected")).toBe(false);
    expect(isFailure(new Error("x"))).toBe(false);
  });
});

describe("redaction", () => {
  it.each([
    [
      "an activation code",
      "code AX2K00-547P13-4JGM59-T0SR09-93NA16 is in use",
      "code [activation code] is in use",
    ],
    ["an Authorization header", "sent Basic dXNlcjpwYXNz to it", "sent Basic [secret] to it"],
    ["credentials in a URL", "https://user:pa55@host/30/ is refused", "https://[secret]@host/30/ is refused"],
  ])("takes out %s without being told", (_, text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it("takes out remembered secrets in every spelling in which a system could echo them", () => {
    rememberSecret('p"ss w0rd');
    expect(redact('a p"ss w0rd b p%22ss%20w0rd c p\\"ss w0rd')).toBe("a [secret] b [secret] c [secret]");
    expect(messageOf(new Error('no p"ss w0rd'))).toBe("no [secret]");
    expect(failure({ kind: "rejected", what: "x", text: 'your p"ss w0rd' }).fields.text).toBe(
      "your [secret]",
    );
  });

  it("takes out what an XML or HTML page shows", () => {
    rememberSecret('<p&s"w>');
    expect(redact('a &lt;p&amp;s"w&gt; b &lt;p&amp;s&quot;w&gt;')).toBe("a [secret] b [secret]");
  });

  it("takes out a secret whole that begins as another one does", () => {
    rememberSecret("hunter");
    rememberSecret("hunter-of-foxes");
    expect(redact("hunter, hunter-of-foxes")).toBe("[secret], [secret]");
  });

  it("comes before a text is cut", () => {
    rememberSecret("battery staple");
    expect(excerpt("your battery staple is wrong", 12)).toBe("your [secret");
    for (let blanks = 0; blanks < 40; blanks++) {
      const text = "battery staple".repeat(40) + " ".repeat(blanks) + "battery staple ".repeat(1000);
      expect(excerpt(text, 400)).toMatch(/^(\[secret\]| )*(\[\w*)?$/);
    }
  });

  it("takes no longer for a long text", () => {
    const start = Date.now();
    expect(redact("a".repeat(1_000_000))).toHaveLength(1_000_000);
    expect(excerpt("a".repeat(1_000_000), 80)).toHaveLength(80);
    expect(Date.now() - start).toBeLessThan(2_000);
  });

  it("does not garble messages over values too short to be secrets", () => {
    rememberSecret("a");
    expect(redact("a banana")).toBe("a banana");
  });
});
