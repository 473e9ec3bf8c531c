import type { Response } from "../../endpoint";
import { excerpt, failure, type Failure, type FailureKind } from "../../failure";
import { jsonOrUndefined } from "../../wire/json";
import { apiError } from "./structures";

/** The only documented error type: the key is terminated and nothing more may be done with it. */
const terminatedType = "24204";

interface Verdict {
  kind: FailureKind;
  next: string;
}

const verdicts: Record<
  "unauthorized" | "notVisible" | "terminated" | "rejected" | "forbidden" | "undocumented",
  Verdict
> = {
  unauthorized: {
    kind: "unauthorized",
    next: "Check plesk:partner30Login and plesk:partner30Password (a Partner API account, not a web one). Credentials stored by an earlier run may be old: run `pulumi up`, or add --run-program",
  },
  notVisible: {
    kind: "not-visible",
    next: "It may belong to another owner or be reachable through another login or system; it is kept in the state",
  },
  terminated: { kind: "rejected", next: "A terminated key cannot be used again" },
  rejected: { kind: "rejected", next: "Correct the declaration" },
  forbidden: {
    kind: "rejected",
    next: "Correct the declaration, or check that this login may do it (its password, the owner, its rights)",
  },
  undocumented: {
    kind: "malformed",
    next: "It may or may not have been executed: check that the URL is the system's own API address, then run again; it looks first",
  },
};

/**
 * The failure behind an answer that is no success. The status decides first and the error type
 * second; texts are only shown. Which status goes with which refusal is mostly undocumented
 * (partner-api-3.0.md section 11, 2), so a 400 to a plain read counts as not visible too: nothing
 * but the key itself can be wrong with it. A change is only sent for a key that was just seen, so
 * there a 403 or 404 is about the change. An answer below 400 is no refusal at all: something between
 * us and the system may have spoken, before or after the work.
 */
export function partnerFailure(
  answer: Response,
  request: { source: string; what: string; addresses: "key" | "keys"; changes: boolean },
): Failure {
  const body = apiError.safeParse(jsonOrUndefined(answer.body));
  const type = body.success ? body.data.type : undefined;
  const verdict = verdicts[verdictOf(answer.status, type, request)];
  return failure({
    ...verdict,
    what: request.what,
    source: request.source,
    code: type === undefined ? String(answer.status) : `${answer.status}/${type}`,
    text: body.success ? textOf(body.data) : excerpt(answer.body, 200),
  });
}

/** True where the system says that the key is terminated. */
export function saysTerminated(error: Failure): boolean {
  return error.fields.code?.endsWith(`/${terminatedType}`) ?? false;
}

function verdictOf(
  status: number,
  type: string | undefined,
  { addresses, changes }: { addresses: "key" | "keys"; changes: boolean },
): keyof typeof verdicts {
  if (type === terminatedType) return "terminated";
  if (status < 400) return "undocumented";
  if (status === 401) return "unauthorized";
  if (changes) return status === 403 ? "forbidden" : "rejected";
  if (addresses === "key") return "notVisible";
  return status === 403 ? "unauthorized" : "rejected";
}

function textOf({ message, details }: { message: string; details?: string | null | undefined }): string {
  return details ? `${message} ${details}` : message;
}
