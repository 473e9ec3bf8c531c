/** Programs in YAML, which is all that JSON can say: a test declares what it likes, with any option. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { LedgerEntry } from "plesk-sandbox";

import type { ResourceName } from "../../../provider/resources/all";
import { admin, bindingOf, plansOf } from "../../harness/declarations";
import {
  onPulumi,
  withPluginStack,
  type PluginStack,
  type PluginStackOptions,
} from "../../harness/pluginStack";

export interface DeclaredInYaml {
  type: string;
  properties: Record<string, unknown>;
  options?: Record<string, unknown>;
}

export interface YamlStory extends PluginStack {
  declare(resources: Record<string, DeclaredInYaml>): void;
  /** Kills the engine of a command for good, and gives the stack free. */
  kill(running: ReturnType<PluginStack["start"]>): Promise<void>;
  state(): Promise<StateRow[]>;
}

export interface StateRow {
  urn: string;
  id?: string;
  delete?: boolean;
}

/** Of the project that the stack is made for. */
const name = "plesk-engine";

export function urnOf(resource: ResourceName, called: string): string {
  return `urn:pulumi:dev::${name}::plesk:index:${resource}::${called}`;
}

type Options = Omit<PluginStackOptions, "project">;

export function yamlStory(
  title: string,
  tell: (story: YamlStory) => Promise<void>,
  options: Options = {},
): void {
  onPulumi("yaml", title, () =>
    withPluginStack({ project: join(__dirname, "yaml"), ...options }, (opened) => tell(storyOf(opened))),
  );
}

function storyOf(opened: PluginStack): YamlStory {
  const { folder, stack, pulumi } = opened;
  const declare: YamlStory["declare"] = (resources) => {
    writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify({ name, runtime: "yaml", resources }));
  };
  return {
    ...opened,
    declare,
    kill: async ({ process: engine, finished }) => {
      engine.kill("SIGKILL");
      await finished;
      pulumi("cancel", "--yes", "--stack", "dev");
    },
    state: async () => ((await stack.exportStack()).deployment as { resources: StateRow[] }).resources,
  };
}

/** A declaration of each resource, whose deletion would be seen. */
export const declarations: Record<ResourceName, DeclaredInYaml> = {
  LicenseKey: {
    type: "plesk:LicenseKey",
    properties: { items: [admin], nickname: "web", onDelete: "suspend" },
  },
  PleskLicenseUpgrade: {
    type: "plesk:PleskLicenseUpgrade",
    properties: { ...plansOf("PLSK.10000008", ["30_DOMAINS_TO_100_DOMAINS"]), onDelete: "downgrade" },
  },
  SubscriptionPlanBinding: {
    type: "plesk:SubscriptionPlanBinding",
    properties: bindingOf("synced", { name: "Business", owner: "admin" }, { onDelete: "no-plan" }),
  },
};

export const keyNamed = (nickname: string): DeclaredInYaml => ({
  type: "plesk:LicenseKey",
  properties: { items: [admin], nickname },
});

export const withOptions = (declared: DeclaredInYaml, options: Record<string, unknown>): DeclaredInYaml => ({
  ...declared,
  options,
});

export const withProperties = (declared: DeclaredInYaml, more: Record<string, unknown>): DeclaredInYaml => ({
  ...declared,
  properties: { ...declared.properties, ...more },
});

/** The keys that were made here and are neither suspended nor terminated. */
export const alive = ({ sandbox }: YamlStory): number[] =>
  sandbox.partner30
    .keys()
    .flatMap(({ keyId, madeBy, suspended, terminated }) =>
      madeBy === "elsewhere" || suspended || terminated ? [] : [keyId],
    );

/** How often somebody had to pay. */
export const charges = ({ sandbox }: YamlStory): number => sandbox.ledger.charges().length;

/** Whether a request that just arrived asks for a change. */
export const isChange = ({ method, changing = method !== "GET" }: LedgerEntry): boolean => changing;

export const isPurchase = ({ endpoint }: LedgerEntry): boolean => endpoint === "createKey";

/** Resolves when a request has come that is then kept waiting, for long enough to kill who sent it. */
export function nextRequest(
  { sandbox }: YamlStory,
  when: "before" | "after",
  isMeant: (entry: LedgerEntry) => boolean,
  answer?: "drop",
): Promise<void> {
  return new Promise((resolve) => {
    const stop = sandbox.faults.onRequest(when, async (entry) => {
      if (!isMeant(entry)) return undefined;
      stop();
      resolve();
      await new Promise((later) => setTimeout(later, 2000));
      return answer;
    });
  });
}
