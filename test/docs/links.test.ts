import { anchorsOf, brokenLinks, linksOf } from "./links";
import { page, pages } from "./pages";

const all = pages(
  ...["README.md", "docs", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"],
  ...["sandbox/README.md", "sandbox/ASSUMPTIONS.md", "engine/README.md", "examples"],
);

describe("the links of all pages", () => {
  it("lead to files and headings that there are", () => {
    expect(all.length).toBeGreaterThan(20);
    expect(all.flatMap(({ text }) => linksOf(text)).length).toBeGreaterThan(100);
    expect(all.flatMap(brokenLinks)).toEqual([]);
  });

  it.each([
    ["docs/nowhere.md", "there is no such file"],
    ["docs/guides/adopt.md#nowhere", "there is no such anchor"],
    ["../elsewhere.md", "leads out of the repository"],
    ["https://github.com/pulumi-plesk/pulumi-plesk/blob/main/docs/nowhere.md", "there is no such file"],
  ])("are found where they lead nowhere: %s", (link, problem) => {
    expect(brokenLinks({ path: "README.md", text: `See [this](${link}).` })).toEqual([
      `README.md: ${link}: ${problem}`,
    ]);
  });

  it("are told from code, and anchors of equal headings are counted", () => {
    expect(linksOf("`[a](b)`\n\n```md\n[a](b)\n```\n[`c`](d)")).toEqual(["d"]);
    expect(anchorsOf('# A `b`: c\n\n# A b c\n<a id="mine"></a>\n\n```sh\n# not this\n```\n')).toEqual([
      ...["a-b-c", "a-b-c-1", "mine"],
    ]);
  });

  it("lead from the front page or from docs/index.md to every page of docs/", () => {
    const linked = [
      ...linksOf(page("README.md")),
      ...linksOf(page("docs/index.md")).map((link) => `docs/${link}`),
    ];
    const named = new Set(linked.map((link) => link.split("#")[0]));
    const own = all
      .map(({ path }) => path)
      .filter((path) => path.startsWith("docs/") && !["docs/index.md", "docs/_index.md"].includes(path));
    expect(own.filter((path) => !named.has(path))).toEqual([]);
  });
});
