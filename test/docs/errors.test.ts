/** Messages lead to sections of docs/reference/errors.md, and each section that is ours is led to. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { failure } from "../../provider/failure";
import { errorsPage, explain, topicOfKind } from "../../provider/host/help";
import { homepage } from "../../package.json";

const root = join(__dirname, "..", "..");
const page = readFileSync(join(root, "docs", "reference", "errors.md"), "utf8");
const sections = [...page.matchAll(/^<a id="([a-z-]+)"><\/a>$/gm)].map(([, id = ""]) => id);

/** What other tools print, and what the engine itself prints. */
const notOurs = [
  ...["downgrade-refused", "empty-checkpoint", "import-by-command", "stack-locked", "stored-credentials"],
];

const used = readdirSync(join(root, "provider"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .flatMap((path) => [...readFileSync(join(root, "provider", path), "utf8").matchAll(/\bhelp: "([a-z-]+)"/g)])
  .map(([, topic = ""]) => topic);

describe("docs/reference/errors.md", () => {
  it("has a section for each topic that a failure names, and for each kind", () => {
    const named = [...new Set([...used, ...Object.values(topicOfKind)])].sort();
    expect(sections.filter((id) => !notOurs.includes(id)).sort()).toEqual(named);
  });

  it("is where messages lead to", () => {
    expect(errorsPage).toBe(`${homepage}reference/errors`);
    const refused = failure({ kind: "refused", what: "It would be one too many", help: "over-limits" });
    expect(explain(refused)).toBe(`It would be one too many\nSee ${errorsPage}#over-limits`);
    expect(explain(failure({ kind: "busy", what: "Busy" }))).toBe(`Busy\nSee ${errorsPage}#busy`);
    expect(explain(new Error("somebody else's"))).toBe("somebody else's");
  });
});
