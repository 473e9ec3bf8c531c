import { z } from "zod";

import type { Response } from "../../endpoint";
import { excerpt, oneLine, type Failure } from "../../failure";
import { jsonOrUndefined } from "../../wire/json";
import { failureOf, pageFailure, refusedLogin, type Meaning } from "../meaning";

/** A refusal and what it means for the user. */
export interface Refusal extends Meaning {
  status: number;
  /** The root member of the body and the `message` in it; left out: whatever they are. */
  root?: string;
  message?: string;
}

const serverId = "flexCloud.serverId";

/**
 * The refusals of FlexCloud (hostway-flexcloud-api.md section 7), the most special first. Status, root
 * member and message decide; `details` are shown only.
 */
export const refusals: readonly Refusal[] = [
  {
    status: 409,
    root: "conflict",
    message: "PleskStillUpgrading",
    kind: "waits",
    meaning: "the server is busy with another operation",
    next: "Run again when it has finished",
  },
  {
    status: 409,
    root: "conflict",
    message: "WrongAddonTextkey",
    kind: "rejected",
    meaning: "there is no such add-on for this server",
    next: "Correct it; Hostway support knows the textkeys",
    property: "flexCloud.addonTextkey",
  },
  {
    status: 409,
    kind: "rejected",
    meaning: "the server's state does not allow it",
    next: "Look at the server in the control panel, then run again",
  },
  {
    status: 403,
    root: "forbidden",
    message: "WrongPleskAuthentication",
    kind: "rejected",
    meaning: "FlexCloud could not log in to Plesk: login, password or port are wrong, or Plesk does not run",
    next: "Correct the login, password and port (in the URL) that the settings have for this Plesk server. It is not tried again by itself, since that could lock the login",
    property: "flexCloud.pleskServer",
  },
  {
    status: 403,
    kind: "not-visible",
    meaning: "this login has no right on the server or its account",
    next: "Use a login that has; it is kept in the state",
    property: serverId,
  },
  { status: 401, ...refusedLogin("plesk:flexCloudLogin and plesk:flexCloudPassword") },
  {
    status: 404,
    kind: "not-visible",
    meaning: "the server or its account is not known to this login",
    next: "Correct flexCloud.serverId or flexCloud.accountId. If it was there before, it is kept in the state",
    property: serverId,
  },
  {
    status: 400,
    kind: "rejected",
    meaning: "a parameter is not accepted, or there is no such server",
    next: "Correct flexCloud.serverId and flexCloud.addonTextkey",
  },
];

const undocumented: Meaning = {
  kind: "rejected",
  meaning: "an undocumented refusal",
  next: "Check that plesk:flexCloudUrl is the address of the Hostway API",
};

/** True where the server is busy and nothing was ordered. */
export function saysBusy(answer: Response): boolean {
  return meaningOf(answer, bodyOf(answer.body)).kind === "waits";
}

/**
 * The failure behind an answer that is no success. A 400 to a read can only be about the server: it is
 * how the list of codes says "Server not found", where the example says it with 404.
 */
export function cloudFailure(answer: Response, source: string, what: string, isRead = false): Failure {
  const body = bodyOf(answer.body);
  if (!isOwnForm(answer, body) && (answer.status !== 401 || !isRead)) {
    const { status, body: page } = answer;
    return pageFailure({
      system: "FlexCloud",
      setting: "plesk:flexCloudUrl",
      source,
      status,
      body: page,
      changes: !isRead,
    });
  }
  const meaning = meaningOf(answer, body);
  const isUnseen = isRead && answer.status === 400;
  return failureOf(isUnseen ? { ...meaning, kind: "not-visible", property: serverId } : meaning, {
    what: `${what}: ${meaning.meaning}`,
    source,
    code: String(answer.status),
    text: oneLine(body === undefined ? excerpt(answer.body, 80) : textOf(body)),
  });
}

/**
 * The documented error, a map of fields that are not accepted, or the text of a login that is not. What stands in
 * front of the system may speak JSON too, of a form of its own.
 */
function isOwnForm({ status, body }: Response, error: ErrorBody | undefined): boolean {
  if (status === 401 && body.includes("could not verify that you are authorized")) return true;
  if (error !== undefined) return error.code === String(status) && error.root !== "error";
  return status === 400 && fields.safeParse(jsonOrUndefined(body)).success;
}

interface ErrorBody {
  root: string;
  /** Repeats the status. */
  code: string;
  message: string;
  details: string;
  /** For Hostway's support; the vendor's pages name it in two ways. */
  id: string | undefined;
}

/** Whatever else stands where a text should be is as if it were absent: only `message` decides anything. */
const text = z.string().optional().catch(undefined);

const errorBody = z.record(
  z.string(),
  z.looseObject({ message: text, code: z.unknown(), details: text, errorid: text, guid: text }),
);

/** What a gateway says under these names is not about a field. */
const fields = z
  .record(z.string(), z.string())
  .refine((names) => Object.keys(names).length > 0 && !("message" in names || "error" in names));

/** Undefined for a text, a page, and whatever else is no error of this API. */
function bodyOf(body: string): ErrorBody | undefined {
  const result = errorBody.safeParse(jsonOrUndefined(body));
  const [only, ...others] = Object.entries(result.success ? result.data : {});
  if (only === undefined || others.length > 0) return undefined;
  const [root, { message = "", code, details = "", errorid, guid }] = only;
  return { root, message, code: String(code), details, id: errorid ?? guid };
}

function meaningOf({ status }: Response, body: ErrorBody | undefined): Meaning {
  const found = refusals.find(
    (each) =>
      each.status === status &&
      (each.root === undefined || each.root === body?.root) &&
      (each.message === undefined || each.message === body?.message),
  );
  return found ?? undocumented;
}

function textOf({ message, details, id }: ErrorBody): string {
  return [message, details, id === undefined ? "" : `errorid ${id}`].filter((each) => each !== "").join("; ");
}
