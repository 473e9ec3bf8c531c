import * as pulumi from "@pulumi/pulumi";

import { isFailure } from "../failure";
import { explain } from "./help";
import { misspelt, readSettings, type ReadConfig, type Settings } from "../settings";

/** The stack's configuration, as a program sees it. */
export function stackConfig(): ReadConfig {
  const config = new pulumi.Config("plesk");
  return (key) => config.get(key.replace(/^plesk:/, ""));
}

/** A sentence for each key of the stack's configuration that looks like a setting and is none. */
export function misspeltKeys(): string[] {
  return misspelt(Object.keys(pulumi.runtime.allConfig()));
}

/** A run's settings stay as they are. A process may run several programs, and each has a monitor of its own. */
const settingsOfRuns = new WeakMap<object, Settings>();

/** The settings of the program's stack. What is wrong with them ends the program with that sentence alone. */
export function stackSettings(): Settings {
  const run = engineMonitor();
  const known = run === undefined ? undefined : settingsOfRuns.get(run);
  if (known !== undefined) return known;
  try {
    const settings = readSettings(stackConfig());
    if (run !== undefined) settingsOfRuns.set(run, settings);
    return settings;
  } catch (error) {
    throw withoutStack(error);
  }
}

/** The program's way to the engine. Undefined in unit tests under `pulumi.runtime.setMocks`, whose monitor knows no hooks. */
export function engineMonitor(): object | undefined {
  const monitor = pulumi.runtime.getMonitor();
  return monitor !== undefined && "registerResourceHook" in monitor ? monitor : undefined;
}

/** For what the program itself does: of a failure of ours it then prints the message, and no stack trace. */
export function withoutStack(error: unknown): unknown {
  return isFailure(error) ? plainError(explain(error)) : error;
}

/** An error of which Pulumi prints the message alone. */
export function plainError(message: string): pulumi.RunError {
  return withoutFrames(new pulumi.RunError(message));
}

/** Pulumi formats stacks that it does not print, and Node.js 20 takes a quarter of a minute for frames of Pulumi's own. */
export function withoutFrames<T extends Error>(error: T): T {
  return Object.assign(error, { stack: error.message });
}
