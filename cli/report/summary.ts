import { classes, CLASSES, type Class } from "./classes";
import type { Report, ReportedResource } from "./schema";

/** What was looked at, in words. */
export function titleOf({ command, project, stack, destroy }: Report): string {
  return `Plesk ${command} of ${destroy ? "destroying " : ""}stack ${stack} of ${project}`;
}

/** The command of Pulumi that the report is about. */
export function verbOf({ destroy }: Pick<Report, "destroy">): "up" | "destroy" {
  return destroy ? "destroy" : "up";
}

/** How many resources there are of each class, e.g. `1 changed, 12 clean`. */
export function countsOf({ counts, resources }: Report): string {
  if (resources.length === 0) return "no resources";
  return CLASSES.flatMap((name) => (counts[name] === undefined ? [] : [`${counts[name]} ${name}`])).join(
    ", ",
  );
}

/** What the command would send, in numbers. */
export function sendingOf(report: Report): string {
  const { resources, marks, exitCode } = report;
  const command = `\`pulumi ${verbOf(report)}\``;
  if (exitCode === 1) return `What ${command} would send is not known.`;
  const requests = resources.flatMap(({ sends }) => sends).length;
  if (requests === 0) return `${command} would send nothing.`;
  const marked = Object.entries(marks).map(([mark, number]) => `${number} [${mark}]`);
  const sending = `${command} would send ${requests === 1 ? "1 request" : `${requests} requests`}`;
  return marked.length === 0 ? `${sending}.` : `${sending}, marked ${marked.join(", ")}.`;
}

/** What the report does not tell, and why. */
export function notesOf({ refreshed, otherChanges, exitCode, resources, destroy }: Report): string[] {
  const kept = destroy ? resources.filter(({ action }) => action === "retain").length : 0;
  return [
    ...(exitCode === 1 ? ["The preview did not come to its end: this report is incomplete."] : []),
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
