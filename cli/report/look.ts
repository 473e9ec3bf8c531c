import type { DestroyOptions, EngineEvent, PreviewOptions } from "@pulumi/pulumi/automation";

import { rememberSecret } from "../../provider/failure";
import { gather, unreadable, type Seen, type SeenRun } from "./events";
import { complaintOf } from "../project";

/** What is needed of a stack: the Automation API's `Stack` has it. */
export interface PreviewableStack {
  readonly name: string;
  readonly workspace: { envVars: Record<string, string> };
  preview(options: PreviewOptions): Promise<unknown>;
  previewDestroy(options: DestroyOptions): Promise<unknown>;
}

export interface LookOptions {
  /** Whether the systems are asked. */
  refresh: boolean;
  /** Whether it is about `pulumi destroy`, and not about `pulumi up`. */
  destroy?: boolean;
}

export interface Look extends SeenRun {
  refreshed: boolean;
  /** Whether it is about `pulumi destroy`. */
  destroy: boolean;
  /** The URNs of what could not be read; `resources` holds them as the preview saw them that failed on them. */
  unreadable: Set<string>;
  /** Whether the plan came to its end. */
  complete: boolean;
}

export interface Looking extends LookOptions {
  /** Is given each event as it comes. */
  onEvent?: ((event: EngineEvent) => void) | undefined;
}

/**
 * Looks at a stack without changing anything. A refresh asks for every object even where one cannot be read, but then
 * ends without a plan; so the preview is made again without those that failed, until all others are through.
 */
export async function look(
  stack: PreviewableStack,
  { refresh, destroy = false, onEvent }: Looking,
): Promise<Look> {
  rememberSecrets({ ...process.env, ...stack.workspace.envVars });
  const failed = new Map<string, Seen>();
  for (;;) {
    const exclude = [...failed.keys()];
    const { run, complete } = await preview(stack, { refresh, destroy, exclude, onEvent });
    const fresh = unreadable(run).filter(({ urn }) => !failed.has(urn));
    if (fresh.length === 0) {
      const resources = new Map([...run.resources, ...failed]);
      const asked = { refreshed: refresh, destroy };
      return { ...run, ...asked, resources, unreadable: new Set(failed.keys()), complete };
    }
    for (const seen of fresh) failed.set(seen.urn, seen);
  }
}

async function preview(
  stack: PreviewableStack,
  { refresh, destroy = false, exclude, onEvent }: Looking & { exclude: string[] },
): Promise<{ run: SeenRun; complete: boolean }> {
  const events: EngineEvent[] = [];
  const options = {
    ...(refresh ? { refresh } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
    onEvent: (event: EngineEvent) => {
      events.push(event);
      onEvent?.(event);
    },
  };
  const error = await readOnly(stack, () =>
    destroy ? stack.previewDestroy(options) : stack.preview(options),
  );
  // The engine did not get as far as the program: there is nothing to report on.
  if (error !== undefined && events.length === 0) throw error;
  const run = gather(events);
  const problems = run.problems.filter((text) => text !== "preview failed");
  const isTold = problems.length > 0 || [...run.resources.values()].some(({ errors }) => errors.length > 0);
  if (error !== undefined && !isTold) problems.push(complaintOf(error));
  return { run: { ...run, problems }, complete: error === undefined };
}

/**
 * A preview sends nothing that changes anything; for this run the provider also refuses to. Only the environment says
 * so, and only to this run: the stack's configuration stays as it is.
 */
async function readOnly(
  { workspace }: PreviewableStack,
  work: () => Promise<unknown>,
): Promise<Error | undefined> {
  const { envVars } = workspace;
  workspace.envVars = { ...envVars, PLESK_READ_ONLY: "true" };
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  } finally {
    workspace.envVars = envVars;
  }
}

/** Engines print configuration secrets as such; those of the environment are unknown to them. */
function rememberSecrets(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && value.length >= 6 && /PASSWORD|PASSPHRASE|SECRET|TOKEN/i.test(name))
      rememberSecret(value);
}
