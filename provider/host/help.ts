/** Where a message that is shown leads: to a section of docs/reference/errors.md. */
import { isFailure, messageOf, type FailureKind } from "../failure";

export const errorsPage = "https://pulumi-plesk.github.io/pulumi-plesk/reference/errors";

/** The sections of those failures that name none. */
export const topicOfKind: Record<FailureKind, string> = {
  rejected: "refused-by-the-system",
  unauthorized: "login-refused",
  "not-visible": "not-shown-to-login",
  busy: "busy",
  unreachable: "out-of-reach",
  "outcome-unknown": "may-have-been-executed",
  malformed: "answer-not-understood",
  timeout: "deadline-passed",
  refused: "refused-by-our-rules",
};

/** The message of anything that was thrown; one of ours ends with where to read on. */
export function explain(error: unknown): string {
  if (!isFailure(error)) return messageOf(error);
  return `${messageOf(error)}\nSee ${errorsPage}#${error.fields.help ?? topicOfKind[error.kind]}`;
}
