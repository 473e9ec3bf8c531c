import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { mergeCommand } from "../../../cli/report";
import { asHtml } from "../../../cli/report/html";
import { asMarkdown } from "../../../cli/report/markdown";
import { mergeReports, readReport } from "../../../cli/report/merge";
import { report as schema } from "../../../cli/report/schema";
import { asText } from "../../../cli/report/text";
import { messageOf } from "../../../provider/failure";
import { runCommand, temporaryFolder } from "../runCommand";
import { renamedByHand, reportWith } from "./samples";

const bought = {
  ...renamedByHand,
  sends: ["add A [buys]"],
  marks: { buys: 1 },
  buys: [{ name: "A", quantity: 1 }],
};
const east = reportWith([renamedByHand], { stack: "east" });
const west = reportWith([bought], {
  stack: "west",
  exitCode: 8,
  marks: { buys: 1 },
  counts: { changed: 1, clean: 3 },
  otherChanges: 2,
});
const clean = reportWith([], { stack: "quiet", exitCode: 0, counts: { clean: 7 } });
const failed = reportWith([], { stack: "gone", exitCode: 1, problems: ["the stack is locked"] });

describe("the reports of several stacks as one", () => {
  it("are a report by the published schema: all resources with their stacks, all sums, the gravest exit code", () => {
    const merged = mergeReports([east, west, clean]);
    expect(schema.parse(merged)).toEqual(merged);
    expect(merged).toMatchObject({
      stack: "3 stacks",
      exitCode: 8,
      counts: { changed: 2, clean: 10 },
      marks: { buys: 1 },
      otherChanges: 2,
    });
    expect(merged.resources.map(({ name, stack }) => [name, stack])).toEqual([
      ["web", "east"],
      ["web", "west"],
    ]);
    expect(mergeReports([clean]).exitCode).toBe(0);
    expect(mergeReports([east, clean]).exitCode).toBe(7);
  });

  it("name the stacks in which something is not as declared, and what the others' plan holds where one failed", () => {
    expect(asText(mergeReports([east, west, clean, failed]))).toBe(
      [
        "Plesk drift of 4 stacks of shop: 2 changed, 10 clean",
        "",
        "  east: 1 changed",
        "  west: 1 changed, 3 clean",
        "  gone: no resources, incomplete",
        "",
        "changed      LicenseKey east/web (20000001)",
        '             nickname: declared "web", is "by hand"',
        '             up: set the nickname to "web"',
        "",
        "changed      LicenseKey west/web (20000001)",
        '             nickname: declared "web", is "by hand"',
        "             up: add A [buys]",
        "",
        "problem: gone: the stack is locked",
        "pulumi up would send 2 requests, marked 1 [buys].",
        "In 1 of 4 stacks the preview did not come to its end: this report is incomplete.",
        "Of other providers, 2 would change too: pulumi preview shows what.",
        "changed: pulumi up --refresh puts it back; or declare what is there",
        "",
      ].join("\n"),
    );
  });

  it("have a row for each such stack in Markdown and HTML, and equal changes of several stacks are one row", () => {
    const stacks = ["a", "b", "c"].map((stack) => reportWith([renamedByHand], { stack }));
    const merged = mergeReports([...stacks, clean]);
    const markdown = asMarkdown(merged);
    expect(markdown).toContain("### Plesk drift: 4 stacks of `shop`");
    expect(markdown).toContain("| `a` | 1 changed |");
    expect(markdown).not.toContain("quiet");
    expect(markdown).toContain("**changed: 3 x LicenseKey**: `a/web` (`20000001`), `b/web`");
    const html = asHtml(merged);
    expect(html).toContain("<li><span>a</span> <span>1 changed</span></li>");
    expect(html).toContain("<li>b/web");
  });

  it("say how many more stacks there are than a comment has room for", () => {
    const stacks = Array.from({ length: 103 }, (_, at) =>
      reportWith([renamedByHand], { stack: `shard-${at}` }),
    );
    expect(asMarkdown(mergeReports(stacks))).toContain("_3 more stacks are not as declared._");
  });

  it("cannot be of different commands, or twice of one stack", () => {
    expect(() => mergeReports([east, { ...west, command: "plan" }])).toThrow(
      "The reports are of different commands, e.g. drift of stack east and plan of stack west. Merge those of one",
    );
    expect(() => mergeReports([east, west, east])).toThrow(
      "Stack east of shop has two reports here. Leave out the older one",
    );
  });
});

describe("pulumi-plesk merge", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it("reads the files that --format json has written, sums by one list of prices and ends as the gravest of them", async () => {
    const files = [east, west].map((each) => write(`${each.stack}.json`, JSON.stringify(each)));
    const prices = write(
      "prices.yaml",
      "version: 1\ncurrency: EUR\nperiod: month\nprices: { A: { amount: 2 } }\n",
    );
    const out = join(folder, "fleet.json");
    const { exitCode, stdout } = await runCommand(
      mergeCommand(),
      [...files, "--prices", prices, "--format", "json", "--out", out],
      {},
    );
    expect({ exitCode, stdout }).toEqual({
      exitCode: 8,
      stdout: "Plesk drift of 2 stacks of shop: 2 changed, 3 clean\n",
    });
    expect(() => readReport(out)).toThrow(`${out} is not a report of one stack`);
  });

  it("refuses a file that is not there or no report, in one sentence", async () => {
    for (const [file, sentence] of [
      [join(folder, "no.json"), /cannot be read: no such file or directory\. Name another file$/],
      [write("text.json", "no JSON"), /text\.json is not a report of one stack\. Write it with/],
      [write("other.json", "{}"), /other\.json is not a report of one stack/],
    ] as const)
      expect(await runCommand(mergeCommand(), [file], {}).then(() => "", messageOf)).toMatch(sentence);
  });
});
