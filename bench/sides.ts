/** What is measured side by side, and how each is started. */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { openStack, type Engine } from "pulumi-plesk/testing";

import { root } from "./command";
import { openTerraform } from "./terraform";

/** The verbs that are timed, in this order, in Pulumi's words. */
export const commands = {
  create: "create (`up`)",
  noChange: "no-change `up`",
  preview: "`preview`",
  previewRefresh: "`preview --refresh`",
} as const;

export type Command = keyof typeof commands;

/** A fresh stack, or what comes nearest to one. */
export interface Opened {
  /** The command line itself, and where it runs. */
  lineOf(command: Command): { file: string; args: string[]; cwd: string; env: NodeJS.ProcessEnv };
  /** How large the state is, compact and in bytes, and how many resources are in it. */
  state(): Promise<{ bytes: number; resources: number }>;
  dispose(): Promise<void>;
}

export interface SideOptions {
  engine: Engine;
  resources: number;
  /** Of the sandbox. */
  env: Readonly<Record<string, string>>;
  /** The folder of an earlier version, built. */
  earlier?: string | undefined;
}

export interface Side {
  title: string;
  /** Matches the command line of the process that answers for the resources. */
  provider: RegExp;
  /** Why it cannot be measured here; undefined where it can. */
  missing?(options: Pick<SideOptions, "earlier">): string | undefined;
  open(options: SideOptions): Promise<Opened>;
}

export const programs = join(root, "bench", "programs");

export const sides = {
  licenseKey: { title: "LicenseKey", provider: /dynamic-provider/, open: pulumiSide("licenseKey") },
  native: {
    title: "LicenseKey by the plugin",
    provider: /pulumi-resource-plesk/,
    open: pulumiSide("native", { PATH: [join(root, "dist", "plugin"), process.env.PATH].join(delimiter) }),
  },
  earlier: {
    title: "LicenseKey, earlier version",
    provider: /dynamic-provider/,
    missing: ({ earlier }) => (earlier === undefined ? "--earlier <folder> is not given" : undefined),
    open: openEarlier,
  },
  dynamicResource: {
    title: "(a) no-op `dynamic.Resource`",
    provider: /dynamic-provider/,
    open: pulumiSide("dynamicResource"),
  },
  constantString: {
    title: "(b) no-op, constant string",
    provider: /dynamic-provider/,
    open: pulumiSide("constantString"),
  },
  terraform: {
    title: "(c) Terraform, magodo/restful",
    provider: /terraform-provider-restful/,
    missing: () =>
      ["terraform", "terraform-provider-restful"].map(missingOnPath).find((each) => each !== undefined),
    open: openTerraform,
  },
} satisfies Record<string, Side>;

export type SideName = keyof typeof sides;

/** Those that can be measured here. */
export function measurable(options: Pick<SideOptions, "earlier">): { names: SideName[]; missing: string[] } {
  const names = Object.keys(sides) as SideName[];
  const reasons = names.map((name) => ({ name, reason: (sides[name] as Side).missing?.(options) }));
  return {
    names: reasons.filter(({ reason }) => reason === undefined).map(({ name }) => name),
    missing: reasons.flatMap(({ name, reason }) =>
      reason === undefined ? [] : [`${sides[name].title}: ${reason}`],
    ),
  };
}

function missingOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, name))) ? undefined : `there is no ${name} on PATH`;
}

const lines: Record<Command, string[]> = {
  create: ["up", "--yes", "--skip-preview"],
  noChange: ["up", "--yes", "--skip-preview", "--expect-no-changes"],
  preview: ["preview", "--expect-no-changes"],
  previewRefresh: ["preview", "--refresh", "--expect-no-changes"],
};

/** The same program, inside the earlier version's folder, where it finds that package as its own. */
async function openEarlier(options: SideOptions): Promise<Opened> {
  const folder = mkdtempSync(join(options.earlier ?? "", "bench-"));
  cpSync(programs, folder, { recursive: true });
  const opened = await pulumiSide(join(folder, "licenseKey"))(options);
  return {
    ...opened,
    dispose: async () => {
      await opened.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function pulumiSide(program: string, more: Record<string, string> = {}): Side["open"] {
  return async ({ engine, resources, env }) => {
    const stack = await openStack({
      project: resolve(programs, program),
      engine,
      config: { "bench:resources": String(resources) },
      env: { ...env, ...roomFor(resources), ...more },
    });
    const { workDir, envVars } = stack.workspace;
    return {
      lineOf: (command) => ({
        file: engine.command.command,
        args: [...lines[command], "--stack", stack.name, "--non-interactive"],
        cwd: workDir,
        env: { ...process.env, ...envVars },
      }),
      state: async () => {
        const deployment = (await stack.exportStack()).deployment as { resources: { type: string }[] };
        const made = deployment.resources.filter(({ type }) => /:(LicenseKey|Noop)$/.test(type));
        return { bytes: Buffer.byteLength(JSON.stringify(deployment)), resources: made.length };
      },
      dispose: () => stack.dispose(),
    };
  };
}

/** Nothing but the work itself may slow our side down. */
function roomFor(resources: number): Record<string, string> {
  return {
    PLESK_LIMITS: JSON.stringify({ purchasesPerRun: resources }),
    PLESK_PARTNER30_MAX_IN_FLIGHT: "16",
  };
}
