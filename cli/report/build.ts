import { CLASSES, type Class, type ExitCode } from "./classes";
import { deletionOf, deletionStop } from "./deletion";
import type { Recorded, Seen } from "./events";
import type { Look } from "./look";
import { marksIn } from "./marks";
import type { Report, ReportedResource, ReportedValue } from "./schema";
import { costsOf } from "./costs";
import type { Prices } from "./prices";
import { purchasesOf } from "./purchases";
import { renamedIn } from "./renamed";
import { differences, isEqual, isObject, nameOf, withoutSecrets, type Properties } from "./values";

const ours = /^(?:pulumi-nodejs:dynamic\/plesk|plesk:index):(\w+)$/;

export interface Title {
  command: Report["command"];
  project: string;
  stack: string;
}

/** What a look found, as the report that all formats are made from. */
export function buildReport(title: Title, found: Look, prices?: Prices): Report {
  const all = [...found.resources.values()];
  const own = all.filter(({ type, ops }) => ours.test(type) && !isOnlyRead(ops));
  const hints = renamedIn(own);
  const resources = own.map((seen) => reportOn(seen, found, hints.get(seen.urn))).sort(byGravity);
  const others = all.filter(({ type, urn }) => !ours.test(type) && !isOfTheEngine(type, urn));
  const problems = [
    ...found.problems,
    ...others.flatMap(({ urn, errors }) => errors.map((text) => `${nameOf(urn)}: ${text}`)),
  ];
  return {
    version: 1,
    ...title,
    ...(found.destroy ? { destroy: true } : {}),
    refreshed: found.refreshed,
    exitCode: exitCodeOf(resources, found),
    counts: count(resources.map((each) => each.class)),
    marks: total(resources.map(({ marks }) => marks)),
    ...(prices === undefined
      ? {}
      : {
          costs: costsOf(
            resources.flatMap(({ buys = [] }) => buys),
            prices,
          ),
        }),
    resources,
    otherChanges: others.filter(({ ops }) => ops.some((op) => op !== "same" && op !== "read")).length,
    problems,
  };
}

/** A key that a program only looks up belongs to somebody else. */
function isOnlyRead(ops: readonly string[]): boolean {
  return ops.length > 0 && ops.every((op) => op === "read");
}

/** The stack itself and the providers that nobody declared. */
function isOfTheEngine(type: string, urn: string): boolean {
  return (
    type === "pulumi:pulumi:Stack" ||
    (type.startsWith("pulumi:providers:") && /^default(_|$)/.test(nameOf(urn)))
  );
}

function exitCodeOf(resources: readonly ReportedResource[], { complete, unreadable }: Look): ExitCode {
  if (!complete) return 1;
  if (unreadable.size > 0) return 8;
  return resources.some((each) => each.class !== "clean") ? 7 : 0;
}

function reportOn(seen: Seen, found: Look, hint: string | undefined): ReportedResource {
  const [, type = ""] = ours.exec(seen.type) ?? [];
  const action = actionOf(seen, found);
  const values = valuesOf(seen, action);
  const kind = classOf(seen, action, values, found);
  const id = (seen.live ?? seen.old ?? seen.recorded)?.id;
  const sends = found.unreadable.has(seen.urn) ? [] : sendsOf(seen, type, action);
  const marks: ReportedResource["marks"] = count(marksIn(sends));
  const old = action === "update" ? seen.old : undefined;
  const { declared } = seen;
  const buys = purchasesOf({ type, old, declared, sends, buys: marks.buys ?? 0 });
  const problem = seen.errors.join("\n");
  return {
    urn: seen.urn,
    type,
    name: nameOf(seen.urn),
    ...(id === undefined || id === "" ? {} : { id }),
    class: kind,
    action,
    values,
    sends,
    marks,
    ...(buys.length === 0 ? {} : { buys }),
    remarks: [...remarksOf(seen, type, action), ...(hint === undefined ? [] : [hint])],
    ...(problem === "" ? {} : { problem }),
  };
}

function actionOf({ urn, ops, old, live }: Seen, { unreadable, complete }: Look): ReportedResource["action"] {
  if (unreadable.has(urn)) return "unknown";
  if (ops.some((op) => op.includes("replace"))) return "replace";
  if (ops.includes("create")) return "create";
  if (ops.includes("update")) return "update";
  if (ops.includes("delete")) return isKept(old) ? "retain" : "delete";
  return ops.includes("same") || (complete && live === null) ? "none" : "unknown";
}

/** The classes set the option; what the plugin makes in other languages is left alone by its policy. */
function isKept(old: Recorded | undefined): boolean {
  return old?.retainOnDelete === true || (old?.outputs as Properties | undefined)?.onDelete === undefined;
}

/** One class for each resource: what matters most about it. */
function classOf(
  seen: Seen,
  action: ReportedResource["action"],
  values: readonly ReportedValue[],
  { unreadable }: Look,
): Class {
  const { urn, live, old } = seen;
  if (unreadable.has(urn)) return "unreadable";
  if (live === null) return "gone";
  const known = live ?? old;
  if (known === undefined) return "new";
  if (isPending(known)) return "pending";
  if (flag(known, "notVisible")) return "not-visible";
  if (isTerminated(known)) return "terminated";
  if (action === "delete" || action === "retain") return "undeclared";
  if (action === "none") return "clean";
  if (isMoved(seen, values)) return "changed";
  return action === "unknown" ? "unplanned" : "unapplied";
}

/** Whether anything that calls for the update became so since the state was written. */
function isMoved({ recorded, live, moved }: Seen, values: readonly ReportedValue[]): boolean {
  if (!recorded || !live) return false;
  if (values.some((value) => "recorded" in value)) return true;
  const roots = new Set(values.map(({ path }) => path.split(".")[0] ?? ""));
  return [...roots].some(
    (root) => moved.includes(root) || !isEqual(inputsOf(recorded)[root], inputsOf(live)[root]),
  );
}

/** An order whose outcome nobody knows, or whose effect does not show yet. */
function isPending(known: Recorded): boolean {
  if (known.id.startsWith("pending:") || flag(known, "pending")) return true;
  return factsIn(known).some(({ status }) => status === "pending" || status === "outcome-unknown");
}

function flag({ outputs }: Recorded, name: string): boolean {
  const bookkeeping: unknown = (outputs as Properties).__plesk;
  return isObject(bookkeeping) && Boolean(bookkeeping[name]);
}

function isTerminated(known: Recorded): boolean {
  return factsIn(known).some(({ terminated }) => terminated === true);
}

/** What a resource puts out as one value, such as a key or an upgrade. */
function factsIn({ outputs }: Recorded): Properties[] {
  return Object.values(outputs as Properties).filter(isObject);
}

/** The inputs that differ; where none does, the facts that the update is about. */
function valuesOf(
  { recorded, live, old, declared, diffs }: Seen,
  action: ReportedResource["action"],
): ReportedValue[] {
  if (action === "unknown" && recorded && live) return facts(inputsOf(recorded), inputsOf(live));
  if ((action !== "update" && action !== "replace") || !old || !declared) return [];
  const wanted = inputsOf(declared);
  const there = inputsOf(old);
  const rows = differences("", wanted, there).map(([path, one, other]) => row(path, "declared", one, other));
  const named = new Set(rows.map(({ path }) => path.split(".")[0]));
  // What is secret on both sides looks equal; the engine knows better.
  const hidden = [...new Set(diffs)]
    .filter((name) => !name.startsWith("__") && !named.has(name))
    .map((name) => row(name, "declared", wanted[name], there[name]));
  const all = [...rows, ...hidden];
  return all.length > 0 || !recorded || !live ? all : facts(factsOf(recorded), factsOf(live));
}

function facts(before: Properties, now: Properties): ReportedValue[] {
  return differences("", before, now)
    .filter(([, one, other]) => !isDate(one) && !isDate(other))
    .map(([path, one, other]) => row(path, "recorded", one, other));
}

function row(path: string, side: "declared" | "recorded", one: unknown, live: unknown): ReportedValue {
  return { path, ...(one === undefined ? {} : { [side]: one }), ...(live === undefined ? {} : { live }) };
}

/** Dates move by themselves. */
function isDate(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-?\d\d-?\d\dT/.test(value);
}

function inputsOf({ inputs }: Recorded): Properties {
  return withoutSecrets(inputs) as Properties;
}

function factsOf({ inputs, outputs }: Recorded): Properties {
  const all = Object.entries(withoutSecrets(outputs) as Properties);
  return Object.fromEntries(all.filter(([name]) => !(name in (inputs as Properties))));
}

/** What our hook says on a resource; where nothing is sent, a step may be waited for all the same. */
const planned = /^plan: (?:nothing to send(?:: )?|(\d+) requests?: )/;

/** The sentences that our hook prints on a resource that is made or changed, and what a deletion sends. */
function sendsOf({ infos, old }: Seen, type: string, action: ReportedResource["action"]): string[] {
  const deleted = deletedIn(old, action);
  return [...(deleted ? deletionOf(type, deleted) : []), ...infos.flatMap(requestsIn)];
}

function deletedIn(old: Seen["old"], action: ReportedResource["action"]): Seen["old"] {
  return action === "delete" || (action === "replace" && !old?.retainOnDelete) ? old : undefined;
}

function requestsIn(text: string): string[] {
  const [head, count] = planned.exec(text) ?? [];
  if (head === undefined || count === undefined) return [];
  const sentences = text.slice(head.length);
  const requests = sentences.split(" | ");
  // A nickname may hold the separator.
  return requests.length === Number(count) ? requests : [sentences];
}

const kept = "nothing is sent: it stays as it is, and what is billed for it stays billed";

const forgotten =
  "its order got no answer, and with the resource Pulumi forgets that: whether something was bought is then not looked for any more. Run `pulumi up` with the resource once more, or look in the vendor's web interface first";

function remarksOf(
  { infos, warnings, old }: Seen,
  type: string,
  action: ReportedResource["action"],
): string[] {
  const deleted = deletedIn(old, action);
  const stop = deleted && deletionStop(type, deleted);
  const notes = [
    ...(stop === undefined ? [] : [stop]),
    ...warnings,
    ...infos.filter((text) => requestsIn(text).length === 0).flatMap(besidesPlan),
  ];
  if (action === "retain")
    return [kept, ...(old !== undefined && isPending(old) ? [forgotten] : []), ...notes];
  if (action === "replace" && old?.retainOnDelete)
    return [`The one that is there is not deleted: ${kept}`, ...notes];
  return notes;
}

/** What is not sent: other sentences as they are, and what a plan that sends nothing waits for. */
function besidesPlan(text: string): string[] {
  const rest = text.replace(planned, "");
  return rest === "" ? [] : [rest];
}

function count(words: readonly string[]): Record<string, number> {
  return total(words.map((word) => ({ [word]: 1 })));
}

/** The sum of counts, word by word. */
export function total(counts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [word, number] of counts.flatMap(Object.entries<number>)) sum[word] = (sum[word] ?? 0) + number;
  return sum;
}

/** The gravest class first, then by type and name. */
export function byGravity(one: ReportedResource, other: ReportedResource): number {
  const rank = (each: ReportedResource): number => CLASSES.indexOf(each.class);
  return rank(one) - rank(other) || compare(one.type, other.type) || compare(one.name, other.name);
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
