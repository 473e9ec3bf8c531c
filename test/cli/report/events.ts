import type { EngineEvent, PreviewOptions } from "@pulumi/pulumi/automation";

import { buildReport } from "../../../cli/report/build";
import { look } from "../../../cli/report/look";
import type { Prices } from "../../../cli/report/prices";
import type { Report } from "../../../cli/report/schema";

type Properties = Record<string, unknown>;

export interface Held {
  inputs: Properties;
  outputs?: Properties;
  id?: string;
  retainOnDelete?: boolean;
}

export const urnOf = (name: string, type = "LicenseKey"): string =>
  `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/plesk:${type}::${name}`;

const state = ({ inputs, outputs = {}, id = "1", retainOnDelete }: Held): Properties => ({
  id,
  inputs: { __provider: "code", ...inputs },
  outputs: { ...inputs, ...outputs },
  ...(retainOnDelete ? { retainOnDelete } : {}),
});

/** The events of a refresh that finds something, nothing (null), or fails (undefined). */
export function refreshed(
  urn: string,
  recorded: Held,
  live: Held | null | undefined,
  diffs?: string[],
): EngineEvent[] {
  const metadata = { op: "refresh", urn, old: state(recorded) };
  const found = { ...metadata, new: live && state(live), diffs };
  return events(
    { resourcePreEvent: { metadata } },
    ...(live === undefined ? [] : [{ resOutputsEvent: { metadata: found } }]),
  );
}

/** The events of one step of a plan. */
export function planned(
  urn: string,
  op: string,
  old?: Held,
  declared?: Held,
  diffs?: string[],
): EngineEvent[] {
  const metadata = { op, urn, old: old && state(old), new: declared && state(declared), diffs };
  return events({ resourcePreEvent: { metadata } });
}

export function said(severity: string, message: string, urn?: string): EngineEvent[] {
  return events({ diagnosticEvent: { severity, message: `${message}\n`, urn } });
}

/** The report on previews that send these events, one list for each run; a run that ends with an error failed. */
export async function reportOf(
  runs: readonly (readonly EngineEvent[])[],
  options: { command?: Report["command"]; refresh?: boolean; destroy?: boolean; prices?: Prices } = {},
): Promise<{ report: Report; excluded: string[][]; environments: Properties[] }> {
  const { command = "drift", refresh = true, destroy = false, prices } = options;
  const excluded: string[][] = [];
  const environments: Properties[] = [];
  const workspace = { envVars: {} };
  const preview = ({ exclude = [], onEvent }: PreviewOptions): Promise<void> => {
    const run = runs[excluded.length] ?? [];
    excluded.push(exclude);
    environments.push(workspace.envVars);
    for (const event of run) onEvent?.(event);
    const failed = run.some(({ diagnosticEvent }) => diagnosticEvent?.severity === "error");
    return failed ? Promise.reject(new Error("the preview failed")) : Promise.resolve();
  };
  const other = (): never => {
    throw new Error("the other command was previewed");
  };
  const stack = {
    name: "dev",
    workspace,
    ...(destroy ? { preview: other, previewDestroy: preview } : { preview, previewDestroy: other }),
  };
  const found = await look(stack, { refresh, destroy });
  const report = buildReport({ command, project: "shop", stack: "dev" }, found, prices);
  return { report, excluded, environments };
}

function events(...all: unknown[]): EngineEvent[] {
  return all as EngineEvent[];
}
