import { buildReport } from "../../../cli/report/build";
import { asHtml } from "../../../cli/report/html";
import { look } from "../../../cli/report/look";
import { asMarkdown } from "../../../cli/report/markdown";
import { report as schema, type Report } from "../../../cli/report/schema";
import { asText } from "../../../cli/report/text";
import { secretsOf } from "../../harness/secrets";
import type { SandboxStory } from "../../harness/story";

/** The report on a stack as it is now: valid, without secrets in any format, and made without a change. */
export async function reportOn(
  { stack, sandbox, half }: SandboxStory,
  command: Report["command"],
  { refresh } = { refresh: command === "drift" },
): Promise<Report> {
  const before = sandbox.ledger.changes().length;
  const found = await look(stack, { refresh });
  const report = buildReport({ command, project: "reports", stack: "dev" }, found);
  expect(sandbox.ledger.changes()).toHaveLength(before);
  expect(schema.parse(report)).toEqual(report);
  const secrets = [
    ...secretsOf(sandbox),
    sandbox.partner10.account("demo-partner").password,
    ...sandbox.plesk.servers.flatMap((server) => server.accounts.map(({ password }) => password)),
  ];
  const texts = [JSON.stringify(report), asText(report), asMarkdown(report), asHtml(report)];
  for (const secret of secrets) for (const text of texts) expect(text).not.toContain(secret);
  half.note(command, JSON.parse(comparable(report)) as never);
  return report;
}

/** Ids and addresses are each sandbox's own. */
function comparable(report: Report): string {
  return JSON.stringify(report)
    .replace(/127\.0\.0\.1:\d+/g, "sandbox")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "guid")
    .replace(/\b2\d{7}\b/g, "key");
}
