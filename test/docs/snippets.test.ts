import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startSandbox, type Sandbox } from "plesk-sandbox";

import { twin, type Half, type TwinStack } from "../../engine/test/harness/twin";
import { expectSuccess } from "../harness/story";
import { expectTypes, transpileOnly } from "../harness/typescript";
import { page, productPages, root, snippets } from "./pages";

/** All examples together buy more than one run may by default. */
const manyPurchases = {
  PLESK_LIMITS: JSON.stringify({ purchasesPerRun: 20, ownerMoves: 0, allowTerminate: false }),
};

const whole = ["README.md", "docs/get-started.md", "docs/_index.md"];

describe("the documentation", () => {
  // All short examples in one program of a user's own, with the sandbox's address in the place of the vendor's.
  twin(
    "has short examples that run as they are printed",
    (half) =>
      withSandbox(async (sandbox) => {
        const { ownerId } = sandbox.partner30.add({
          ownerId: "20001",
          items: [{ item: "PLESK-12-WEB-ADMIN-1M" }],
          nickname: "web-01",
        });
        expect(ownerId).toBe("20001");
        const shorts = productPages()
          .filter(({ path }) => !whole.includes(path))
          .flatMap(({ text }) => snippets(text, "ts"));
        expect(shorts).toHaveLength(10);
        await withProgram(half, sandbox, shortProgram(shorts), async ({ up, stack }) => {
          expectSuccess(await up());
          expect(await stack.outputs()).toMatchObject({
            nickname: { value: "web-01" },
            keyNumber: { value: "PLSK.20000001.0001" },
          });
          expect(bought(sandbox)).toEqual(Array(6).fill("PLESK-12-WEB-ADMIN-1M"));
        });
      }),
    { racing: true },
  );

  twin("has a front page whose program and picture of a run are so", (half) =>
    withSandbox(async (sandbox) => {
      const [program = "", ...others] = snippets(page("README.md"), "ts");
      expect(others).toEqual([]);
      for (const path of whole) expect(snippets(page(path), "ts")).toEqual([program]);
      await withProgram(half, sandbox, program, async ({ up, preview, stack }) => {
        const first = await up();
        expectSuccess(first);
        const keyId = Number((await stack.outputs()).keyId?.value);
        sandbox.partner30.change(keyId, { nickname: "by hand", items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] });
        const healing = await up({ refresh: true });
        expectSuccess(healing);
        expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
        const [buys, , , heals] = plansOf(page("README.md"));
        expect(first.output).toContain(buys);
        expect(healing.output).toContain(heals);
      });
    }),
  );
});

/** What the picture of a run says, a line each, without what precedes it. */
function plansOf(text: string): string[] {
  const [, picture = ""] = /<!-- lines: run -->\n```text\n([\s\S]*?)```/.exec(text) ?? [];
  return picture.split("\n").flatMap((line) => /^.{27}(\S.*)$/.exec(line)?.[1] ?? []);
}

async function withSandbox(work: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox();
  try {
    await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function withProgram(
  half: Half,
  sandbox: Sandbox,
  program: string,
  work: (stack: TwinStack) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(__dirname, "program-"));
  try {
    const url = sandbox.env.PLESK_PARTNER30_URL ?? "";
    writeFileSync(join(folder, "index.ts"), program.replaceAll("https://api.central.plesk.com/30/", url));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: pages\nruntime: nodejs\nmain: index.ts\n");
    writeFileSync(
      join(folder, "tsconfig.json"),
      readFileSync(join(root, "examples/quickstart/tsconfig.json"), "utf8").replace("../..", "../../.."),
    );
    if (half.engine.kind === "embedded") await expectTypes(folder);
    const { PLESK_PARTNER30_LOGIN: login = "", PLESK_PARTNER30_PASSWORD: password = "" } = sandbox.env;
    await work(
      await half.open({
        project: folder,
        env: {
          ...sandbox.env,
          EAST_LOGIN: login,
          EAST_PASSWORD: password,
          ...manyPurchases,
          ...transpileOnly,
        },
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function shortProgram(shorts: readonly string[]): string {
  const rest = `const same = plesk.LicenseKey.get("same", key.keyId);\nreturn { nickname: key.nickname, keyNumber: same.keyNumber };`;
  return `import * as plesk from "pulumi-plesk";\n\nexport = async () => {\n${shorts.join("\n")}\n${rest}\n};\n`;
}

function bought(sandbox: Sandbox): string[] {
  return sandbox.ledger
    .charges()
    .filter(({ kind }) => kind === "purchase")
    .map(({ item }) => item);
}
