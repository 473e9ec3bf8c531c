import fc from "fast-check";

import { CLASSES } from "../../../cli/report/classes";
import { asMarkdown } from "../../../cli/report/markdown";
import type { Report, ReportedResource } from "../../../cli/report/schema";
import { asText } from "../../../cli/report/text";

const resource: ReportedResource = {
  urn: "urn:web",
  type: "LicenseKey",
  name: "web",
  id: "20000001",
  class: "changed",
  action: "update",
  values: [{ path: "nickname", declared: "web", live: "by hand" }],
  sends: ['add A [buys]; set the nickname to "web"'],
  marks: { buys: 1 },
  remarks: [],
};

function reportOf(resources: ReportedResource[], more: Partial<Report> = {}): Report {
  return {
    version: 1,
    command: "drift",
    project: "shop",
    stack: "dev",
    refreshed: true,
    exitCode: 7,
    counts: { changed: resources.length },
    marks: { buys: resources.length },
    resources,
    otherChanges: 0,
    problems: [],
    ...more,
  };
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

describe("Markdown", () => {
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
      sends: [long],
    }));
    const text = asMarkdown(reportOf(all));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("`0-xxx");
    const shown = text.split("\n").filter((line) => line.startsWith("| **changed**")).length;
    expect(shown).toBeGreaterThan(5);
    expect(text).toContain(`_${500 - shown} more are not shown here: the text and JSON reports hold all._`);
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
