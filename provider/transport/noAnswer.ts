/**
 * What kept an answer away, as far as it says what to do next.
 *
 * - `network`: it may be gone in a minute.
 * - `deadline`: our time for it is over; the other side may still work on it.
 *
 * The others need somebody to change something:
 *
 * - `certificate`: the server's certificate is not trusted.
 * - `tls`: whoever listens there does not speak TLS, or not as we do.
 * - `proxy`: the environment's proxy does not open a tunnel for us.
 * - `request`: the request has no form in which it could be sent.
 * - `stopped`: the run ends.
 */
export type Reason = "network" | "deadline" | "certificate" | "tls" | "proxy" | "request" | "stopped";

/**
 * No answer came. `executed: "no"` only where no byte of the request was given to a connection to the
 * system; that is observed on the connection, and not derived from the error.
 */
export class NoAnswer extends Error {
  constructor(
    readonly executed: "no" | "unknown",
    message: string,
    readonly reason: Reason = "network",
  ) {
    super(message);
  }
}

/** Something that failed for a reason that is known. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly reason: Reason,
  ) {
    super(message);
  }
}

/** The words of an error with its code. A name with several addresses fails as one error that holds one per address. */
export function wordsOf(error: unknown): string {
  const several = memberOf(error, "errors");
  const each = Array.isArray(several) && several.length > 0 ? several : [error];
  const messages = each.map((one) => textOf(memberOf(one, "message")) ?? String(one));
  const code = codeOf(error);
  const words = [...new Set(messages)].join("; ");
  return code === "" || words.includes(code) ? words : `${words} (${code})`;
}

export function codeOf(error: unknown): string {
  const code = textOf(memberOf(error, "code"));
  if (code !== undefined) return code;
  const several = memberOf(error, "errors");
  const causes = Array.isArray(several) ? several : [memberOf(error, "cause")].filter(Boolean);
  return causes.map(codeOf).find((each) => each !== "") ?? "";
}

/** Errors of Node itself need not be of this realm's Error class, so only their members are asked. */
function memberOf(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? (error as Record<string, unknown>)[name] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
