// Pull request: puts what the policies say of a preview on top of its plan.
// usage: node scripts/verdict.mjs plan.md preview.log
import { readFileSync, writeFileSync } from "node:fs";

const [, , file, log] = process.argv;
const plan = readFileSync(file, "utf8");
const judged = policiesIn(readFileSync(log, "utf8"));
writeFileSync(file, `${verdict(judged)}\n\n${plan}`);

/** What Pulumi prints below "Policies:"; undefined where it did not get that far. */
function policiesIn(printed) {
  const [, ...parts] = printed.split(/^Policies:\n/m);
  return parts.at(-1)?.split(/^\S/m)[0].trimEnd();
}

function verdict(judged) {
  if (judged === undefined)
    return "**Policies: not judged.** The preview failed before they were asked; the job's log says why.";
  if (judged.includes("[mandatory]")) return `**Policies: this is not allowed.**\n\n${quoted(judged)}`;
  if (judged.includes("[advisory]")) return `**Policies: allowed, with remarks.**\n\n${quoted(judged)}`;
  return "**Policies: allowed.**";
}

/** Names in it are other people's: nothing in it is formatting. A comment holds 65,536 characters, the plan first. */
function quoted(text) {
  const room = Math.max(1_000, 65_000 - plan.length);
  const shown = text.length <= room ? text : `${text.slice(0, room)}\n... the job's log has the rest`;
  const fence = "`".repeat(1 + Math.max(2, ...(shown.match(/`+/g) ?? []).map(({ length }) => length)));
  return `${fence}text\n${shown}\n${fence}`;
}
