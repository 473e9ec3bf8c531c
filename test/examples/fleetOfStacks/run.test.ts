import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import type { Outcome } from "../gitops/commands";
import { copyExamples, script } from "./checkout";

/** What the engine in the place of Pulumi's answers, kept in a file. */
interface Engine {
  stacks: { name: string; lastUpdate?: string; resourceCount?: number }[];
  /** The last run of each stack, where it is not one by hand. */
  last: Record<string, Partial<typeof byHand>>;
  /** Who holds all locks. */
  lock?: string;
}

const byHand = {
  kind: "update",
  result: "succeeded",
  message: "by hand",
  startTime: "2026-05-01T10:00:00.000Z",
  endTime: "2026-05-01T10:00:30.000Z",
};

let world: string;
let folder: string;
beforeEach(() => {
  world = mkdtempSync(join(tmpdir(), "fleet-run-"));
  folder = copyExamples(world);
  mkdirSync(join(world, "bin"));
  writeFileSync(
    join(world, "bin", "pulumi"),
    `#!${process.execPath}\n(${engine.toString()})("${world}", ${JSON.stringify(byHand)})\n`,
    {
      mode: 0o755,
    },
  );
});
afterEach(() => {
  rmSync(world, { recursive: true });
});

/** It notes what it is asked, and a run of it succeeds where the stack is not locked. */
function engine(place: string, usual: typeof byHand): void {
  const { appendFileSync: note, readFileSync: read } = process.getBuiltinModule("node:fs");
  const args = process.argv.slice(2);
  const { stacks, last, lock } = JSON.parse(read(`${place}/engine.json`, "utf8")) as Engine;
  const command = args.join(" ");
  const [, stack = ""] = /--stack (\S+)/.exec(command) ?? [];
  note(`${place}/asked`, `${command}\n`);
  if (command === "version") console.log("v3.260.0");
  else if (command.startsWith("stack ls")) console.log(JSON.stringify(stacks));
  else if (command.startsWith("stack history")) console.log(JSON.stringify([{ ...usual, ...last[stack] }]));
  else if (command.startsWith("stack output")) console.log("{}");
  else if (args[0] === "up" && lock !== undefined) {
    console.error(
      `error: the stack is currently locked by 1 lock(s).\n  file:///a: created by ${lock} at 2026`,
    );
    process.exitCode = 1;
  }
}

const set = (answers: Partial<Engine>): void => {
  writeFileSync(join(world, "engine.json"), JSON.stringify({ stacks: [], last: {}, ...answers }));
  writeFileSync(join(world, "asked"), "");
};

const run = (...args: string[]): Promise<Outcome> =>
  script(folder, ["run.mjs", ...args], {
    PATH: `${join(world, "bin")}:${process.env.PATH ?? ""}`,
    HOME: world,
  });

const asked = (verb: string): string[] =>
  readFileSync(join(world, "asked"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith(verb));

const at = (name: string, second = "30.500", resourceCount = 6) => ({
  name,
  lastUpdate: `2026-05-01T10:00:${second}Z`,
  resourceCount,
});
const [east, main, alpha, beta] = [
  "account-east-1",
  "account-main-1",
  "server-alpha-1",
  "server-beta-1",
] as const;

describe("the runner of a fleet's stacks", () => {
  it("takes a stack for done only if what is declared was its last run, and its state is of that run", async () => {
    const withoutFiles = [at("empty", "30.500", 0), { name: "never-run" }];
    const stacks = [...withoutFiles, ...[east, main, alpha, beta].map((name) => at(name))];
    set({ stacks });
    expect(await run("up")).toMatchObject({ exitCode: 0 });
    const messages = asked("up").map((line) => [
      /--stack (\S+)/.exec(line)?.[1] ?? "",
      { message: /declared \w+/.exec(line)?.[0] ?? "" },
    ]);
    const last = Object.fromEntries(messages) as Record<string, { message: string }>;
    const doneOf = async (answers: Partial<Engine>): Promise<string[]> => {
      set({ stacks, last, ...answers });
      const { output } = await run("up");
      return [...output.matchAll(/(\S+): is done already/g)].map(([, name = ""]) => name).sort();
    };
    // A run that was killed wrote later; pulumi stack import brings back what was written before.
    const stories = {
      stacks: [
        at(east),
        at(main),
        at(alpha, "32.000"),
        { ...at(beta), lastUpdate: "2026-05-01T09:59:00.000Z" },
      ],
      last: { ...last, [main]: { ...last[main], kind: "refresh" } },
    };
    expect(await doneOf(stories)).toEqual([east]);
    expect(await doneOf({})).toEqual([east, main, alpha, beta]);
    // Configuration of all stacks.
    appendFileSync(join(folder, "Pulumi.yaml"), "config: { plesk:readOnly: true }\n");
    expect(await doneOf({})).toEqual([]);
  });

  it("takes no lock away whose holder runs on this machine, and runs no stack twice at a time", async () => {
    const stacks = [at(main)];
    set({ stacks, lock: `root@${hostname()} (pid ${process.pid})` });
    const held = await run("up", "--unlock", main, main);
    expect(held.exitCode).toBe(1);
    expect(held.output).toContain(`process ${process.pid} holds its lock and runs`);
    expect(asked("up")).toHaveLength(1);
    expect(asked("cancel")).toEqual([]);

    set({ stacks, lock: "root@elsewhere.example (pid 1)" });
    const { output } = await run("up", "--unlock", main);
    expect(asked("cancel")).toHaveLength(1);
    expect(output).toContain("node run.mjs up --unlock account-main-1\n");
  });

  it("prints a report however long it is, with its exit code, and names a stack that could not be looked at", async () => {
    const plesk = join(world, "node_modules", "pulumi-plesk");
    rmSync(plesk);
    mkdirSync(plesk);
    writeFileSync(join(plesk, "package.json"), JSON.stringify({ bin: { "pulumi-plesk": "main.js" } }));
    writeFileSync(
      join(plesk, "main.js"),
      `if (process.argv[2] === "merge") console.log("-".repeat(2e6));
      else console.error("error: no answer");
      process.exitCode = process.argv[2] === "merge" ? 7 : 1;`,
    );
    set({ stacks: [at(main)] });
    const { exitCode, output } = await run("drift", main);
    expect([exitCode, output.length > 2e6]).toEqual([7, true]);
    const file = join(folder, "reports", "drift", `${main}.json`);
    // Of the others it would be said otherwise that their systems were not asked.
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      problems: ["no answer"],
      refreshed: true,
      exitCode: 1,
    });
  });

  it("leaves no earlier report behind where it fails: who publishes the file would show that one", async () => {
    const out = join(folder, "drift.md");
    writeFileSync(out, "of yesterday");
    renameSync(join(folder, "shards", `${main}.yaml`), join(folder, "shards", "account-main-7.yaml"));
    set({ stacks: [at(`acme/plesk-fleet/${main}`)] });
    const { exitCode } = await run("drift", "--out", out);
    expect([exitCode, existsSync(out)]).toEqual([1, false]);
  });

  it("looks at no stack where the report could not be written as asked for", async () => {
    set({ stacks: [at(main)] });
    const { exitCode, output } = await run("drift", main, "--format", "hmtl");
    expect([exitCode, output]).toEqual([1, expect.stringContaining("Allowed choices are text, markdown")]);
    expect(asked("stack ls")).toEqual([]);
  });

  it("stops where a stack with resources has lost its file: under another name all would be bought again", async () => {
    renameSync(join(folder, "shards", `${main}.yaml`), join(folder, "shards", "account-main-7.yaml"));
    set({ stacks: [at(`acme/plesk-fleet/${main}`)] });
    const { exitCode, output } = await run("up", "account-main-7");
    expect(exitCode).toBe(1);
    expect(output).toContain("Stacks with resources have lost their files: shards/account-main-1.yaml.");
    expect(asked("stack init").concat(asked("up"))).toEqual([]);
  });
});
