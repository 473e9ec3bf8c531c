import { inspect } from "node:util";

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

  it("takes out secrets that overlap as one", () => {
    rememberSecret("overlap-one");
    rememberSecret("one-and-two");
    expect(redact("an overlap-one-and-two b")).toBe("an [secret] b");
  });

  it("takes out an activation code in any writing", () => {
    rememberSecret("QW2K00-547P13-4JGM59-T0SR09-93NA16");
    for (const writing of [
      "QW2K00-547P13-4JGM59-T0SR09-93NA16",
      "qw2k00-547p13-4jgm59-t0sr09-93na16",
      "Qw2k00-547P13-4jgm59-t0sr09-93na16",
      "QW2K00547P134JGM59T0SR0993NA16",
      "qw2k00547p134jgm59t0sr0993na16",
      "qw2k00 547p13 4jgm59 t0sr09 93na16",
    ])
      expect(redact(`code ${writing} is`)).toMatch(/^code \[(secret|activation code)\] is$/);
    rememberSecret("zz2k00547p134jgm59t0sr0993na16");
    expect(redact("ZZ2K00 547P13 4JGM59 T0SR09 93NA16")).toBe("[secret]");
  });

  it("remembers what cannot be written in a URL", () => {
    rememberSecret("half a \ud800 character");
    expect(redact("it is half a \ud800 character")).toBe("it is [secret]");
  });

  it("does not change what code decides by, and does not show it either", () => {
    rememberSecret("24204");
    rememberSecret("refused");
    rememberSecret("adopt");
    const error = failure({ kind: "refused", what: "x", source: "y", code: "400/24204", property: "adopt" });
    expect(error.fields).toMatchObject({ kind: "refused", code: "400/24204", property: "adopt" });
    expect(error.message).toContain("400/[secret]");
    expect(inspect(error)).not.toContain("24204");
  });

  it("takes at most a millisecond for a failure, with 10,000 known secrets", () => {
    for (let n = 0; n < 10_000; n++) rememberSecret(`https://ka.example/activate?<code>=${n * 7919}&"${n}"`);
    const text = "A text of some length with https://ka.example/ in it, and no secret at all. ".repeat(5);
    const fields = { kind: "rejected", what: text, source: text, text, next: text, code: "400/1" } as const;
    for (let n = 0; n < 50; n++) failure(fields);
    const start = process.cpuUsage();
    for (let n = 0; n < 200; n++) failure(fields);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 200).toBeLessThan(1000);
    expect(redact('x https://ka.example/activate?<code>=79190&"10" y')).toBe("x [secret] y");
  });
});

describe("what is shown", () => {
  it("has no control characters, and is no longer than anybody reads", () => {
    const error = failure({
      kind: "malformed",
      what: `\u001b[31mred\u0000\u009b ${"long ".repeat(100_000)}`,
      source: "s",
      text: `<html>\r\n  <body>\u0007${"page ".repeat(100_000)}`,
    });
    expect(error.message).toMatch(/^[^\p{Cc}]*$/u);
    expect(error.message.length).toBeLessThan(12_000);
    expect(error.fields.text?.length).toBeLessThan(600);
  });
});
