import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { CLASSES, exitCodes } from "../../../cli/report/classes";

import { packages } from "./checkout";

const example = join(__dirname, "..", "..", "..", "examples", "gitops");
const page = readFileSync(join(example, "README.md"), "utf8");

function section(title: string): string {
  const [, text = ""] = page.split(`## ${title}\n`);
  return text.split("\n## ")[0] ?? "";
}

describe("the page of the GitOps example", () => {
  it("says what to do about each class of drift", () => {
    const told = [...section("What to do about drift").matchAll(/^\| (`.*?`) \|/gm)].flatMap(
      ([, cell = ""]) => cell.split(", ").map((name) => name.replaceAll("`", "")),
    );
    expect(told.sort()).toEqual(CLASSES.filter((name) => name !== "clean").sort());
  });

  it("names the exit codes that there are", () => {
    const [, head = ""] = /^\| script \| (.*) \|$/m.exec(page) ?? [];
    const told = head.split(" | ").filter((each) => /^\d+$/.test(each));
    expect(told).toEqual(Object.keys(exitCodes).filter((code) => code !== "1"));
  });

  it("names scripts, files and packages that there are, and every job and workflow", () => {
    expect(/^npm install (.*)$/m.exec(page)?.[1]?.split(" ")).toEqual(packages);
    for (const [, path = ""] of page.matchAll(/\]\((?!\.\.)([^)#]+)\)/g))
      expect([path, existsSync(join(example, path))]).toEqual([path, true]);
    for (const [, script = ""] of page.matchAll(/scripts\/([\w.]+)/g))
      expect([script, existsSync(join(example, "scripts", script))]).toEqual([script, true]);
    for (const name of readdirSync(join(example, ".github", "workflows")))
      expect(page).toContain(`\`${name}\``);
    const jobs = parse(readFileSync(join(example, ".gitlab-ci.yml"), "utf8")) as Record<string, object>;
    for (const [name, job] of Object.entries(jobs))
      if ("script" in job) expect(page).toContain(`\`${name}\``);
  });
});
