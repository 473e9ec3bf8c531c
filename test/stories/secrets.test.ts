import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import { admin } from "../harness/declarations";
import { full } from "../harness/full";
import { onPulumi, withPluginStack } from "../harness/pluginStack";
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
function said({ output, events }: Pick<CommandOutcome, "output" | "events">): string {
  const seen = events.filter(({ diagnosticEvent }) => (diagnosticEvent?.severity as string) !== "debug");
  return [output, JSON.stringify(seen)].join("\n");
}

function stored({ stack }: SandboxStory): string {
  return filesIn(join(stack.stateDir, "backend"));
}

/** All that a backend keeps. */
function filesIn(backend: string): string {
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
  // How far the others come before the failure ends the run is a race.
  const target = ["urn:pulumi:dev::reports::pulumi-nodejs:dynamic/plesk:LicenseKey::key"];
  const failed = await up({ diff: true, target });
  expect(failed.exitCode).not.toBe(0);
  expectNoSecretsIn(said(failed));
  sandbox.faults.clear();
  expectNoSecretsIn(said(expectSuccess(await destroy())));
  expectNoSecretsIn(stored(story));
});

const program = `
name: secrets
runtime: yaml
variables:
  nickname: { fn::join: ["-", [SECRETNICK, "77"]] }
  address: { fn::join: [".", ["203.0.113", "77"]] }
resources:
  web:
    type: plesk:LicenseKey
    properties:
      items: [{ item: PLESK-12-WEB-ADMIN-1M }]
      nickname: { fn::secret: "\${nickname}" }
      ipBinding: { address: { fn::secret: "\${address}" }, restrict: true }
      onDelete: suspend
outputs:
  keyId: \${web.id}
  nickname: \${web.key.nickname}
`;

const yamlStory = (name: string, tell: () => Promise<void>): void => {
  onPulumi("yaml", name, tell);
};

full(yamlStory)("secret inputs of a program in YAML are in clear nowhere either", async () => {
  const project = mkdtempSync(join(tmpdir(), "plesk-secrets-"));
  writeFileSync(join(project, "Pulumi.yaml"), program);
  try {
    await withPluginStack({ project }, async ({ stack, sandbox, folder }) => {
      const events: EngineEvent[] = [];
      const listening = {
        diff: true,
        onEvent: (event: EngineEvent) => {
          events.push(event);
        },
      };
      const backend = join(folder, "..", "backend");
      const previewed = await stack.preview(listening);
      const made = await stack.up(listening);
      expect(JSON.stringify(events)).toContain("nickname [secret], bound to [secret]");
      expect(made.outputs).toMatchObject({ keyId: { secret: false }, nickname: { secret: true } });
      expectNoSecretsIn(filesIn(backend));
      const [key] = sandbox.partner30.keys();
      expect(key).toMatchObject({ ipAddressBinding: "203.0.113.77" });
      await stack.up({ expectNoChanges: true });
      sandbox.partner30.change(key?.keyId ?? 0, { nickname: "by hand" });
      const refreshed = await stack.refresh({ onEvent: listening.onEvent });
      expectNoSecretsIn(filesIn(backend));
      const healed = await stack.up(listening);
      const destroyed = await stack.destroy({ onEvent: listening.onEvent });
      for (const { stdout } of [previewed, made, refreshed, healed, destroyed])
        expectNoSecretsIn(said({ output: stdout, events }));
      expectNoSecretsIn(filesIn(backend));
    });
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});
