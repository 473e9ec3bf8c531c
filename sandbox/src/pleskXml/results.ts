import type { PleskXmlAssumptions } from "../assumptions";
import type { LedgerRecord } from "../ledgerEntry";
import { errorText, PleskError } from "./refusal";
import { node, type Node } from "./xml/node";

/** What a result says about the object that it is about. */
export interface Correlation {
  readonly filterId?: string | undefined;
  readonly id?: number | undefined;
}

/** An ok result; the order of its nodes is fixed (reference, section 3.1). */
export function okResult({ filterId, id }: Correlation, nodes: readonly (Node | undefined)[] = []): Node {
  return node("result", [node("status", "ok"), text("filter-id", filterId), text("id", id), ...nodes]);
}

/** The result of a failed operation on one object. */
export function errorResult(
  error: PleskError,
  { filterId, id }: Correlation,
  assumptions: PleskXmlAssumptions,
): Node {
  const { errorIds } = assumptions;
  return failed(error, assumptions, [
    errorIds === "id" ? undefined : text("filter-id", filterId),
    errorIds === "filterId" ? undefined : text("id", id),
  ]);
}

/** A result with an error and what follows it. */
export function failed(
  error: PleskError,
  assumptions: PleskXmlAssumptions,
  nodes: readonly (Node | undefined)[] = [],
): Node {
  return node("result", [...errorNodes(error, assumptions), ...nodes]);
}

/** The nodes by which an error is told, in results and for a whole packet. */
export function errorNodes(error: PleskError, assumptions: PleskXmlAssumptions): Node[] {
  const errtext = errorText(error, assumptions);
  return [node("status", "error"), node("errcode", String(error.code)), node("errtext", errtext)];
}

/** Whether one of these results is an error. */
export function hasFailed(results: readonly Node[]): boolean {
  return results.some(({ content }) => (content[0] as Node | undefined)?.content === "error");
}

/** Writes an error down; what was sent never gets into the ledger. */
export function recordRefusal(record: LedgerRecord, { code, validator }: PleskError): void {
  const where =
    validator === undefined ? "" : ` ${validator.replace(/'.*' is not a valid/, "a value is not a valid")}`;
  record.refusal = [record.refusal, `${code}${where}`].filter(Boolean).join(", ");
}

/** A node with a text; undefined where there is none. */
export function text(name: string, value: string | number | undefined): Node | undefined {
  return value === undefined ? undefined : node(name, String(value));
}
