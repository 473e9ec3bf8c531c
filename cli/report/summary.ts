import { classes, CLASSES, type Class } from "./classes";
import type { Report, ReportedResource } from "./schema";

/** What was looked at, in words. */
export function titleOf({ command, project, stack, stacks, destroy }: Report): string {
  const what = stacks === undefined ? `stack ${stack}` : stack;
  return `Plesk ${command} of ${destroy ? "destroying " : ""}${what} of ${project}`;
}

/** The stacks of a report of several in which not all is as declared, and what was found there. */
export function stacksOf({ stacks = [] }: Report): [stack: string, found: string][] {
  return stacks
    .filter(({ exitCode }) => exitCode !== 0)
    .map(({ stack, exitCode, counts }) => [stack, `${found(counts)}${exitCode === 1 ? ", incomplete" : ""}`]);
}

/** What a resource is called in its report. */
export function nameIn({ name, stack }: ReportedResource): string {
  return stack === undefined ? name : `${stack}/${name}`;
}

/** The command of Pulumi that the report is about. */
export function verbOf({ destroy }: Pick<Report, "destroy">): "up" | "destroy" {
  return destroy ? "destroy" : "up";
}

/** How many resources there are of each class, e.g. `1 changed, 12 clean`. */
export function countsOf({ counts }: Report): string {
  return found(counts);
}

function found(counts: Report["counts"]): string {
  const words = CLASSES.flatMap((name) => (counts[name] === undefined ? [] : [`${counts[name]} ${name}`]));
  return words.length === 0 ? "no resources" : words.join(", ");
}

/** What the command would send, in numbers. */
export function sendingOf(report: Report): string {
  const { resources, marks, exitCode, stacks } = report;
  const command = `\`pulumi ${verbOf(report)}\``;
  if (exitCode === 1 && stacks === undefined) return `What ${command} would send is not known.`;
  const requests = resources.flatMap(({ sends }) => sends).length;
  if (requests === 0) return `${command} would send nothing.`;
  const marked = Object.entries(marks).map(([mark, number]) => `${number} [${mark}]`);
  const sending = `${command} would send ${requests === 1 ? "1 request" : `${requests} requests`}`;
  return marked.length === 0 ? `${sending}.` : `${sending}, marked ${marked.join(", ")}.`;
}

/** What the report does not tell, and why. */
export function notesOf(report: Report): string[] {
  const { refreshed, otherChanges, exitCode, resources, destroy, stacks } = report;
  const failed = (stacks ?? []).filter((each) => each.exitCode === 1).length;
  const unfinished =
    stacks === undefined ? "The preview" : `In ${failed} of ${stacks.length} stacks the preview`;
  const kept = destroy ? resources.filter(({ action }) => action === "retain").length : 0;
  return [
    ...(exitCode === 1 ? [`${unfinished} did not come to its end: this report is incomplete.`] : []),
    ...(refreshed
      ? []
      : [
          `The systems were not asked: the plan is made from ${destroy ? "the state" : "state and program"} (add --refresh).`,
        ]),
    ...(kept === 0
      ? []
      : [
          `${kept} of ${resources.length} ${kept === 1 ? "stays as it is, and stays" : "stay as they are, and stay"} billed: set onDelete and run \`pulumi up\` first, should that not be meant.`,
        ]),
    ...(otherChanges === 0
      ? []
      : [`Of other providers, ${otherChanges} would change too: \`pulumi preview\` shows what.`]),
  ];
}

/** The resources that there is something to say about. */
export function remarkable({ resources }: Report): ReportedResource[] {
  return resources.filter((each) => each.class !== "clean");
}

/** What to do about each class that was found. */
export function adviceOf({ counts, destroy }: Report): [name: Class, advice: string][] {
  if (destroy) return [];
  return CLASSES.filter((name) => name in counts && classes[name].advice !== "").map((name) => [
    name,
    classes[name].advice,
  ]);
}

/** What the command does where its requests do not say it. */
export function doingOf({ action, sends }: ReportedResource): string {
  if (action === "unknown" || sends.length > 0) return "";
  if (action === "update") return "sends nothing";
  if (action === "retain") return "leaves it as it is";
  return action === "none" ? "does nothing" : `${action}s it`;
}
