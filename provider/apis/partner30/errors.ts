import type { Response } from "../../endpoint";
import { excerpt, type Failure } from "../../failure";
import { jsonOrUndefined } from "../../wire/json";
import { failureOf, missingRight, pageFailure, refusedLogin, type Meaning } from "../meaning";
import { apiError } from "./structures";

/** The only documented error type: the key is terminated and nothing more may be done with it. */
const terminatedType = "24204";

const url = "plesk:partner30Url";
const login = "plesk:partner30Login and plesk:partner30Password (a Partner API account, not a web one)";

/** What an answer that is no success comes to. */
const refusals = {
  refusedLogin: refusedLogin(login),
  missingRight: missingRight(login),
  notVisible: {
    kind: "not-visible",
    meaning: "the key is not shown to this login",
    next: "It may belong to another owner or be reachable through another login or system; it is kept in the state",
  },
  terminated: {
    kind: "rejected",
    meaning: "the key is terminated",
    next: "A terminated key cannot be used again",
  },
  unread: {
    kind: "rejected",
    meaning: "the system does not show it now",
    next: "Nothing is concluded from it, and what is known is kept; run again later",
  },
  rejected: { kind: "rejected", meaning: "the system refused it", next: "Correct the declaration" },
  forbidden: {
    kind: "rejected",
    meaning: "the system forbids it",
    next: "Correct the declaration, or check that this login may do it (its password, the owner, its rights)",
  },
  misdirected: {
    kind: "malformed",
    meaning: "the status is not one that this API documents",
    next: "Nothing is concluded from it, and what is known is kept. Check that the URL is the system's own API address",
  },
  undocumented: {
    kind: "malformed",
    meaning: "the status is not one that this API documents",
    next: "It may or may not have been executed: check that the URL is the system's own API address, then run again; it looks first",
  },
} satisfies Record<string, Meaning>;

interface Refused {
  source: string;
  /** What did not happen. */
  what: string;
  /** The same for a read of one key, where that one is not shown. */
  unseen?: string;
  changes?: true;
}

/**
 * The failure behind an answer that is no success. The status decides first and the error type
 * second; texts are only shown. Which status goes with which refusal is mostly undocumented
 * (partner-api-3.0.md section 11, 2), so a 400 to a plain read counts as not visible too: nothing
 * but the key itself can be wrong with it. Other statuses are about the request or the account: a key that
 * is locked or not paid for is not gone. A change is only sent for a key that was just seen, so
 * there a 403 or 404 is about the change. An answer below 400 is no refusal at all, and neither is one
 * that is not in the documented form: something between us and the system may have spoken, before or
 * after the work.
 */
export function partnerFailure(answer: Response, request: Refused): Failure {
  const body = apiError.safeParse(jsonOrUndefined(answer.body));
  const { changes = false, source } = request;
  // The web server in front may report a refused login; to a change even that proves nothing.
  if (!body.success && answer.status >= 400 && (answer.status !== 401 || changes)) {
    const { status, body: page } = answer;
    const setting = status === 403 ? `${url}, at ${login}` : url;
    return pageFailure({ system: "Partner API 3.0", setting, source, status, body: page, changes });
  }
  const type = body.success ? body.data.type : undefined;
  const refusal = refusals[refusalOf(answer.status, type, request)];
  return failureOf(refusal, {
    what: whatOf(refusal, request),
    source,
    code: type === undefined ? String(answer.status) : `${answer.status}/${type}`,
    text: body.success ? textOf(body.data) : excerpt(answer.body, 200),
  });
}

function whatOf({ kind, meaning }: Meaning, { what, unseen }: Refused): string {
  if (kind === "not-visible" && unseen !== undefined) return unseen;
  return kind === "malformed" ? `No usable answer came: ${meaning}` : `${what}: ${meaning}`;
}

/** True where the system says that the key is terminated. */
export function saysTerminated(error: Failure): boolean {
  return error.fields.code?.endsWith(`/${terminatedType}`) ?? false;
}

function refusalOf(
  status: number,
  type: string | undefined,
  { unseen, changes }: Refused,
): keyof typeof refusals {
  if (type === terminatedType) return "terminated";
  if (status < 400) return changes ? "undocumented" : "misdirected";
  if (status === 401) return "refusedLogin";
  if (changes) return status === 403 ? "forbidden" : "rejected";
  if (unseen !== undefined) return notShown.includes(status) ? "notVisible" : "unread";
  return status === 403 ? "missingRight" : "rejected";
}

/** The statuses that can say of one key that it is not there, or not for this login. */
const notShown = [400, 403, 404, 410];

function textOf({ message, details }: { message: string; details?: string | null | undefined }): string {
  return details ? `${message} ${details}` : message;
}
