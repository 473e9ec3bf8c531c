/** What a program in any language makes secret, on the Pulumi CLI. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { admin } from "../../harness/declarations";
import { full } from "../../harness/full";
import { yamlStory } from "./program";

const secret = (value: string): unknown => ({ "fn::secret": value });
const clear = /Nickname-8801|External-8802|203\.0\.113\.88/;

/** All that a folder holds, in one text. */
function textIn(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

full(yamlStory)("stand in clear neither in the state nor in what is printed", async (story) => {
  const { declare, stack, start, env, sandbox, pulumi } = story;
  const password = env.PLESK_PARTNER30_PASSWORD ?? "";
  pulumi("config", "set", "--secret", "plesk:partner30Password", password);
  declare({
    one: {
      type: "plesk:LicenseKey",
      properties: {
        items: [{ ...admin, externalId: secret("External-8802") }],
        nickname: secret("Nickname-8801"),
        ipBinding: { address: secret("203.0.113.88"), restrict: true },
      },
    },
  });
  const printed: string[] = [];
  for (const command of ["preview", "up", "refresh", "destroy"]) {
    const approval = command === "preview" ? [] : ["--yes"];
    const { ok, text } = await start(command, "--diff", "--stack", "dev", ...approval).finished;
    expect(ok).toBe(true);
    printed.push(text);
    if (command === "refresh") await stack.up({ expectNoChanges: true });
  }
  expect(printed.join("\n")).toContain("nickname [secret]");
  const activation = String(sandbox.partner30.keys()[0]?.activationCode);
  const held = [textIn(fileURLToPath(env.PULUMI_BACKEND_URL ?? "")), ...printed].join("\n");
  expect(held).not.toMatch(clear);
  for (const each of [password, activation]) expect(held).not.toContain(each);
});
