import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { admin } from "../harness/declarations";
import { expectSuccess, reportStory, type SandboxStory } from "../harness/story";
import type { CommandOutcome } from "../../engine/test/harness/twin";
import { reportOn } from "./reports/reportOn";

/** A secret as the program makes it, and its value. */
const secret = (...pieces: string[]): { secret: string[] } => ({ secret: pieces });
const values = [
  ...["SECRETNICK-77", "203.0.113.77", "external-77"],
  ...["synced.alpha.example", "premium"],
  ...["PLSK.10000001.0001", "PLSK.10000001", "PLESK_POWER_PACK"],
  ...["test_server_0013", "plesk.9.linux.powerpack"],
];

const declared = {
  key: {
    items: [{ ...admin, externalId: secret("external", "-77") }],
    nickname: secret("SECRETNICK", "-77"),
    ipBinding: { address: secret("203.0.113", ".77"), restrict: true },
    onDelete: "suspend",
  },
  binding: {
    server: "alpha",
    subscription: { name: secret("synced.alpha", ".example") },
    plan: { externalId: secret("prem", "ium") },
    onDelete: "no-plan",
  },
  upgrade: {
    partner10: {
      keyNumber: secret("PLSK.1000", "0001.0001"),
      upgradePlans: [secret("PLESK_POWER", "_PACK")],
    },
    onDelete: "downgrade",
  },
  addOn: {
    flexCloud: {
      serverId: secret("test_server", "_0013"),
      accountId: "demo1234",
      addonTextkey: secret("plesk.9.linux", ".powerpack"),
      pleskServer: "alpha",
      verify: { property: "powerpack", value: "true" },
    },
  },
};

/** What a command said: its output and its events, without those for the SDK's own developers. */
function said({ output, events }: CommandOutcome): string {
  const seen = events.filter(({ diagnosticEvent }) => (diagnosticEvent?.severity as string) !== "debug");
  return [output, JSON.stringify(seen)].join("\n");
}

/** All that the backend keeps. */
function stored({ stack }: SandboxStory): string {
  const backend = join(stack.stateDir, "backend");
  return readdirSync(backend, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"))
    .join("\n");
}

function expectNoSecretsIn(text: string): void {
  expect(values.filter((value) => text.includes(value))).toEqual([]);
}

reportStory("secret inputs are in clear neither in what is printed nor in what is stored", async (story) => {
  const { up, preview, refresh, previewRefresh, destroy, declare, sandbox } = story;
  await declare(declared);

  const planned = expectSuccess(await preview({ diff: true }));
  expect(said(planned)).toContain("nickname [secret], bound to [secret]");
  expectNoSecretsIn(said(planned));
  expectNoSecretsIn(said(expectSuccess(await up({ diff: true }))));
  expectNoSecretsIn(stored(story));
  const [key] = sandbox.partner30.keys();
  expect(key).toMatchObject({ nickname: expect.stringMatching(/^SECRETNICK-77 #/) as unknown });
  expect(key?.ipAddressBinding).toBe("203.0.113.77");

  sandbox.partner30.change(key?.keyId ?? 0, { nickname: "by hand", ipAddressBinding: "203.0.113.99" });
  expectNoSecretsIn(said(expectSuccess(await previewRefresh())));
  const report = await reportOn(story, "drift");
  expectNoSecretsIn(JSON.stringify(report));
  expect(report.resources.find(({ name }) => name === "key")?.sends.join("\n")).toContain(
    "set the nickname to [secret]",
  );
  expectNoSecretsIn(said(expectSuccess(await refresh())));
  expectNoSecretsIn(stored(story));

  sandbox.faults.inject({ kind: "status", status: 403, times: 1000 });
  const failed = await up({ diff: true });
  expect(failed.exitCode).not.toBe(0);
  expectNoSecretsIn(said(failed));
  sandbox.faults.clear();
  expectNoSecretsIn(said(expectSuccess(await destroy())));
  expectNoSecretsIn(stored(story));
});
