import { dirname, isAbsolute, sep } from "node:path";

import type { ResourceName } from "../../provider/resources/all";
import type { Harvest, LeftOut } from "./found";

interface Files {
  program: string;
  imports: string;
  format: "program" | "fleet";
  /** The URN of the explicit Provider that the import file names. */
  provider: string | undefined;
}

/** How many of those that were left out for one reason are named. */
const shownOfEach = 5;

/** What was found, what was not, and the commands to run next, in order. */
export function report({ found, leftOut, remarks }: Harvest, files: Files): string {
  const left = leftOutLines(leftOut);
  if (found.length === 0)
    return ["Nothing to take over was found, and nothing was written.", ...left].join("\n");
  return [
    `${countOf(found)}: ${files.program} declares what ${files.imports} hands to Pulumi. Nothing was changed.`,
    ...left,
    ...remarks.map((remark) => `  Note: ${remark}`),
    "",
    "Next, in the folder of your Pulumi project:",
    "",
    ...numberSteps([
      ...declaring(files),
      `pulumi import --file ${files.imports} --generate-code=false --protect=false`,
      "pulumi refresh                        # reads all of it, activation codes included",
      "pulumi preview --expect-no-changes    # has to end with exit code 0",
      "pulumi up                             # sends nothing; from here on Pulumi manages it",
    ]),
    "",
    "Each of them may be interrupted and run again. Without the import, `pulumi up` would find the keys by their `adopt` and buy nothing.",
  ].join("\n");
}

function declaring({ program, format, provider }: Files): string[] {
  const declared =
    format === "fleet"
      ? `Make ${program} the fleet.yaml of your program, or copy its entries into it.`
      : `In your program: import ${JSON.stringify(modulePath(dirname(program)))};`;
  // A refresh looks with the provider that the import names, so it has to be the right one.
  if (provider !== undefined)
    return [declared, `pulumi up --target '${provider}'    # where the stack has no such provider yet`];
  const missing =
    "Its program has an explicit Provider? Then write the files again with --provider <URN of it>.";
  return format === "fleet" ? [`${declared} ${missing}`] : [declared];
}

function numberSteps(steps: readonly string[]): string[] {
  return steps.map((step, at) => `  ${at + 1}. ${step}`);
}

/** As a program imports it, on Windows too. */
function modulePath(folder: string): string {
  const path = folder.replaceAll(sep, "/");
  return isAbsolute(folder) ? path : `./${path}`;
}

const nouns: Record<ResourceName, string> = {
  LicenseKey: "licence key",
  PleskLicenseUpgrade: "licence upgrade",
  SubscriptionPlanBinding: "plan binding",
};

function countOf(found: Harvest["found"]): string {
  return Object.entries(nouns)
    .map(([name, noun]) => [noun, found.filter(({ resource }) => resource === name).length] as const)
    .filter(([, count]) => count > 0)
    .map(([noun, count]) => `${count} ${noun}${count === 1 ? "" : "s"}`)
    .join(" and ");
}

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const names = leftOut.filter((each) => each.reason === reason).map(({ what }) => what);
    const more = names.length > shownOfEach ? ` and ${names.length - shownOfEach} more` : "";
    return `  Left out: ${names.slice(0, shownOfEach).join(", ")}${more}: ${reason}`;
  });
}
