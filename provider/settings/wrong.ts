import { failure, type Failure } from "../failure";
import type { Setting } from "./table";

/** A setting, and what is wrong with it, as the rest of a sentence that begins with its key. */
export interface Fault {
  setting: Pick<Setting, "key" | "env" | "secret">;
  reason: string;
}

/** One failure for all settings that are missing or wrong, so that one run tells all of them. */
export function invalidSettings(faults: readonly Fault[]): Failure {
  const settings = faults.map(({ setting }) => setting);
  const several = faults.length > 1;
  return failure({
    kind: "refused",
    help: "setting-wrong",
    what: `Setting${several ? "s" : ""} ${faults.map(({ setting, reason }) => `${setting.key} ${reason}`).join("; ")}`,
    next: `Nothing was sent. Set the environment variable${several ? "s" : ""} ${listed(settings.map(({ env }) => env))}, or run: ${settings.map(command).join("; ")}`,
  });
}

function command({ key, secret }: Fault["setting"]): string {
  const options = [secret ? "--secret" : "", key.includes(".") ? "--path" : "", key].filter(Boolean);
  return `pulumi config set ${options.join(" ")} <value>`;
}

/** A variable of the environment that is no setting of ours alone. */
export function invalidVariable(name: string, reason: string): Failure {
  return failure({
    kind: "refused",
    help: "setting-wrong",
    what: `The environment variable ${name} ${reason}`,
    next: "Nothing was sent. Correct it, or unset it",
  });
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
