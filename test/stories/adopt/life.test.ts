import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DEMO_KEYS } from "plesk-sandbox";
import { importInto } from "../../harness/adoption";
import { full } from "../../harness/full";
import { changed, expectSuccess } from "../../harness/story";
import { adoptStory } from "./adoptStory";

const keys = [
  ...DEMO_KEYS,
  {
    keyId: 13_590_930,
    ownerId: "20001",
    items: [
      { item: "PLESK-12-WEB-ADMIN-1M", externalId: "subscription-4711" },
      { item: "FT-PLESK-1-LANGUAGE-PACK-1M", quantity: null },
    ],
    nickname: "web-01",
    ipAddressBinding: "192.0.2.7",
    restrictIPBinding: true,
    suspended: true,
  },
  { keyId: 13_590_931, ownerId: "20001", items: ["PLESK-12-WEB-ADMIN-1M"], terminated: true },
  {
    keyId: 13_590_932,
    ownerId: "20001",
    items: ["PLESK-12-WEB-ADMIN-1M"],
    nickname: "bought elsewhere #0123456789",
  },
];

full(adoptStory)(
  "an account and a server are taken over: nothing to do, nothing sent, drift is seen from then on",
  async ({ half, sandbox, project, adopt, open, changes }) => {
    const written = await adopt("--from", "partner30", "--from", "server:alpha");
    expect(written).toMatchObject({ exitCode: 0, stderr: "" });
    expect(written.stdout).toContain("5 licence keys and 8 plan bindings");
    expect(written.stdout).toContain("key 13590931: terminated");
    expect(written.stdout).toContain("Key 13590932 was bought by pulumi-plesk");

    const { up, preview, refresh, stack } = await open();
    const file = join(project, "adopted", "import.json");
    await importInto(stack, file);
    expectSuccess(await refresh());
    expectSuccess(await preview({ expectNoChanges: true }));
    expectSuccess(await up({ expectNoChanges: true }));
    expect(changes()).toEqual([]);

    // A refresh brought what no file may hold, and it is in the state, encrypted.
    const { activationCode } = sandbox.partner30.key(13_590_916);
    expect(JSON.stringify(await stack.exportStack())).toContain(activationCode);
    for (const text of [...filesBelow(join(project, "adopted")), ...filesBelow(half.folder)])
      expect(text).not.toContain(activationCode);

    sandbox.partner30.change(13_590_930, { nickname: "by hand" });
    const drift = await preview({ refresh: true, expectNoChanges: true });
    expect(drift.exitCode).toBe(7);
    expect(changed(drift, "update")).toEqual([{ property: "nickname", from: "by hand", to: "web-01" }]);
  },
  { sandbox: { seed: { partner30: { keys } } } },
);

/** The texts of all files in a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}
