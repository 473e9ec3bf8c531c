import fc from "fast-check";

import { CLASSES } from "../../../cli/report/classes";
import { asMarkdown } from "../../../cli/report/markdown";
import type { Report, ReportedResource } from "../../../cli/report/schema";
import { asText } from "../../../cli/report/text";
import { renamedByHand, reportWith } from "./samples";

const resource: ReportedResource = {
  ...renamedByHand,
  sends: ['add A [buys]; set the nickname to "web"'],
  marks: { buys: 1 },
};

function reportOf(resources: ReportedResource[], more: Partial<Report> = {}): Report {
  const found = resources.length;
  return reportWith(resources, { counts: { changed: found }, marks: { buys: found }, ...more });
}

test("is a report for a terminal", () => {
  const kept: ReportedResource = {
    ...resource,
    name: "old",
    class: "undeclared",
    action: "retain",
    values: [],
    sends: [],
    marks: {},
    remarks: ["nothing is sent: it stays as it is"],
  };
  const report = reportOf([resource, kept], {
    counts: { changed: 1, undeclared: 1, clean: 3 },
    otherChanges: 2,
  });
  expect(asText(report)).toBe(
    [
      "Plesk drift of stack dev of shop: 1 undeclared, 1 changed, 3 clean",
      "",
      "changed      LicenseKey web (20000001)",
      '             nickname: declared "web", is "by hand"',
      '             up: add A [buys]; set the nickname to "web"',
      "",
      "undeclared   LicenseKey old (20000001)",
      "             nothing is sent: it stays as it is",
      "             up: leaves it as it is",
      "",
      "pulumi up would send 1 request, marked 2 [buys].",
      "Of other providers, 2 would change too: pulumi preview shows what.",
      "undeclared: pulumi up does what its onDelete says; declare it again if that is not meant",
      "changed: pulumi up --refresh puts it back; or declare what is there",
      "",
    ].join("\n"),
  );
});

describe("equal changes", () => {
  const many = (count: number, more: (name: string) => Partial<ReportedResource>): ReportedResource[] =>
    Array.from({ length: count }, (_, at) => {
      const name = `web-${String(at + 1).padStart(2, "0")}`;
      return { ...resource, urn: `urn:${name}`, name, id: String(20_000_001 + at), ...more(name) };
    });
  const renamed = many(60, (name) => ({
    values: [{ path: "nickname", declared: name, live: "by hand" }],
    sends: [`set the nickname to "${name}"`],
    marks: {},
  }));
  const report = reportOf(renamed, { marks: {} });

  it("are one row with a count, which names the first, each with its own name where they differ in that", () => {
    expect(asText(report)).toBe(
      [
        "Plesk drift of stack dev of shop: 60 changed",
        "",
        "changed      60 x LicenseKey",
        "             web-01 (20000001), web-02 (20000002), web-03 (20000003) and 57 more: --all lists them",
        '             nickname: declared "<name>", is "by hand"',
        '             up, each: set the nickname to "<name>"',
        "",
        "pulumi up would send 60 requests.",
        "changed: pulumi up --refresh puts it back; or declare what is there",
        "",
      ].join("\n"),
    );
    const markdown = asMarkdown(report);
    expect(markdown).toContain('| **changed** | 60 x LicenseKey | `set the nickname to "<name>"` |\n\n');
    expect(markdown).toContain(
      "**changed: 60 x LicenseKey**: `web-01` (`20000001`), `web-02` (`20000002`), `web-03` (`20000003`) and 57 more\n",
    );
  });

  it("are listed one by one with --all, and in JSON always", () => {
    for (const { name } of renamed) {
      expect(asText(report, { all: true })).toContain(`LicenseKey ${name} (`);
      expect(asMarkdown(report, { all: true })).toContain(`LicenseKey \`${name}\` (`);
    }
    expect(report.resources).toHaveLength(60);
  });

  it.each<[string, Partial<ReportedResource>]>([
    ["is bought", { sends: ["add A [buys]"], marks: { buys: 1 } }],
    ["is removed", { sends: ["terminate the key [removes] [irreversible]"], marks: { removes: 1 } }],
    ["stays billed", { class: "undeclared", action: "retain", sends: [], marks: {}, values: [] }],
  ])("name every one of which something %s", (_, more) => {
    const costly = reportOf(many(60, () => more));
    for (const { name, id = "" } of costly.resources) {
      expect(asText(costly)).toContain(`${name} (${id})`);
      expect(asMarkdown(costly)).toContain(`\`${name}\` (\`${id}\`)`);
    }
    expect(asText(costly)).toContain(`60 x LicenseKey`);
  });

  it("are told apart where anything but the name differs, and up to two are not put together", () => {
    const [one, two, three] = renamed as [ReportedResource, ReportedResource, ReportedResource];
    const other = { ...three, values: [{ path: "nickname", declared: three.name, live: "otherwise" }] };
    expect(asText(reportOf([one, two, other]))).not.toContain(" x LicenseKey");
    expect(asText(reportOf([one, two, three]))).toContain("3 x LicenseKey");
  });

  it("say in a comment that has no room for all how many of those left out cost money", () => {
    const long = "x".repeat(900);
    const rows = many(200, (name) => ({
      sends: [`add ${name} ${long} ${name.replace("web-", "A")} [buys]`],
    }));
    expect(asMarkdown(reportOf(rows))).toMatch(
      /_(\d+) more are not shown here, \1 of which cost money, remove something or stay billed: the text/,
    );
    const endless = asMarkdown(reportOf(many(5000, () => ({}))));
    expect(endless.length).toBeLessThan(64_000);
    expect(endless).toMatch(/ and \d{4} more\n/);
  });
});

describe("Markdown", () => {
  it("has what stays billed in bold, with its id", () => {
    const kept: Partial<ReportedResource> = {
      class: "undeclared",
      action: "retain",
      values: [],
      sends: [],
      marks: {},
      remarks: ["nothing is sent"],
    };
    const one = asMarkdown(reportOf([{ ...resource, ...kept }]));
    expect(one).toContain(
      "| **undeclared** | LicenseKey `web` | **leaves it as it is, and it stays billed** |",
    );
    expect(one).toContain("**undeclared: LicenseKey `web` (`20000001`)**");
    const three = ["a", "b", "c"].map((name) => ({ ...resource, ...kept, name, id: `id-${name}` }));
    expect(asMarkdown(reportOf(three))).toContain("**`a` (`id-a`), `b` (`id-b`), `c` (`id-c`)**");
  });

  it("is short where everything is clean", () => {
    const clean: ReportedResource = { ...resource, class: "clean", values: [], sends: [] };
    expect(asMarkdown(reportOf([clean], { counts: { clean: 1 }, marks: {} }))).toBe(
      "### Plesk drift: stack `dev` of `shop`\n\n**1 clean.** `pulumi up` would send nothing.\n",
    );
  });

  it("tells values, and folds many of them away", () => {
    const many = Array.from({ length: 6 }, (_, at) => ({ path: `items`, live: { item: `A-${at}` } }));
    const text = asMarkdown(reportOf([resource, { ...resource, name: "many", values: many }]));
    expect(text).toContain('| `nickname` | `"web"` | `"by hand"` |');
    expect(text).toContain(
      "<summary>changed: LicenseKey <code>many</code>, 6 values</summary>\n\n| property |",
    );
  });

  it("has whole tables and no markup of others, whatever names and nicknames are", () => {
    const nasty = fc
      .array(
        fc.oneof(
          fc.constantFrom("|", "`", "\\", "\n", "<b>", "@team", "](x)", "**", "\r\n", "</details>", "$"),
          fc.string(),
        ),
      )
      .map((parts) => parts.join(""));
    const resources = fc
      .record({ text: nasty, values: fc.array(nasty, { maxLength: 8 }) })
      .map(({ text, values }): ReportedResource => ({
        ...resource,
        name: text,
        id: text,
        class: "changed",
        values: values.map((value) => ({ path: value, declared: value, live: [value] })),
        sends: [text],
        remarks: [text],
        problem: text,
      }));
    fc.assert(
      fc.property(fc.array(resources, { maxLength: 3 }), nasty, (all, problem) => {
        const text = asMarkdown(reportOf(all, { problems: [problem], project: problem }));
        for (const line of text.split("\n")) {
          const cells = /^\|.*\|$/.test(line) ? line.split("|").length - 2 : 3;
          expect(cells).toBe(3);
          // What is neither code nor ours is nothing.
          const rest = line.replace(/`[^`]*`|<code>(?:[^<]*)<\/code>/g, "");
          expect(rest).toMatch(
            /^[\w .,:;()#*|>[\]_-]*(<br>[\w .|]*)*$|^<\/?details>$|^<summary>[\w: ]*, \d+ values<\/summary>$|onGone|onDelete/,
          );
        }
      }),
    );
  });

  it("never is longer than a comment may be, keeps the gravest and says how many are left out", () => {
    const long = "x".repeat(900);
    const all = Array.from({ length: 500 }, (_, at) => ({
      ...resource,
      name: `${at}-${long}`,
      sends: [`${long} ${at}`],
    }));
    const text = asMarkdown(reportOf(all));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("`0-xxx");
    const shown = text.split("\n").filter((line) => line.startsWith("| **changed**")).length;
    expect(shown).toBeGreaterThan(5);
    expect(text).toContain(
      `_${500 - shown} more are not shown here, ${500 - shown} of which cost money, remove something or stay billed: the text and JSON reports hold all._`,
    );
    expect(text).toContain("What to do:");
    const one = { ...resource, values: [{ path: "items", live: "y".repeat(200_000) }] };
    expect(asMarkdown(reportOf([one])).length).toBeLessThan(65_536);
  });

  it("says what each class that was found calls for", () => {
    const counts = Object.fromEntries(CLASSES.map((name) => [name, 1]));
    const text = asMarkdown(reportOf([], { counts }));
    for (const name of CLASSES.filter((each) => each !== "clean")) expect(text).toContain(`- **${name}**: `);
  });
});
