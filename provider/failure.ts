/**
 * What can go wrong, one kind for each thing that a user or the lifecycle would do differently.
 *
 * - `rejected`: the system understood and said no; nothing was done. Correct the declaration.
 * - `unauthorized`: the credentials were not accepted.
 * - `not-visible`: the object is not shown to this login. That is not proof that it is gone.
 * - `busy`: the system asked to come back later; nothing was done.
 * - `unreachable`: surely not executed (no connection), or a read that got no answer.
 * - `outcome-unknown`: a change was sent and no usable answer came. Only a read can tell what happened.
 * - `malformed`: an answer that does not have the documented shape.
 * - `timeout`: a deadline of ours passed while waiting for something that was accepted.
 * - `refused`: our own rules forbid it; nothing was sent.
 */
export type FailureKind =
  | "rejected"
  | "unauthorized"
  | "not-visible"
  | "busy"
  | "unreachable"
  | "outcome-unknown"
  | "malformed"
  | "timeout"
  | "refused";

export interface FailureFields {
  kind: FailureKind;
  /** What happened, and to which object. */
  what: string;
  /** The endpoint and system that said so, e.g. `modifyKey of Partner API 3.0`. */
  source?: string | undefined;
  /** The system's own code, e.g. `400/24204`. */
  code?: string | undefined;
  /** The system's own text. Shown, never decided on. */
  text?: string | undefined;
  /** What the user can do now. */
  next?: string | undefined;
  /** The input property that caused it. */
  property?: string | undefined;
  /** How long the system asked us to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** A deadline of ours passed after the request was sent: it may still be worked on, whatever a read shows now. */
  mayStillRun?: boolean | undefined;
  /** The same request would fail in the same way: only somebody's correction helps. */
  isPermanent?: boolean | undefined;
  /** The login must not be tried again in this run: more tries could lock it. */
  loginRefused?: boolean | undefined;
}

/** The only error class that leaves the core. Its message is complete and holds no secret. */
export class Failure extends Error {
  override readonly name = "Failure";

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly fields: FailureFields,
  ) {
    super(message);
  }
}

/** Makes a failure whose texts are redacted here, once, so that nothing later can leak. */
export function failure(fields: FailureFields): Failure {
  const clean = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? redact(value) : value]),
  ) as unknown as FailureFields;
  return new Failure(fields.kind, sentence(clean), clean);
}

/** True for our own failures, of one of the given kinds if any are named. */
export function isFailure(error: unknown, ...kinds: FailureKind[]): error is Failure {
  return error instanceof Failure && (kinds.length === 0 || kinds.includes(error.kind));
}

/** True for failures after which only a read can tell what happened. */
export function isUnsettled(error: unknown): error is Failure {
  return isFailure(error, "outcome-unknown", "malformed");
}

/** The text of anything that was thrown, redacted. */
export function messageOf(error: unknown): string {
  return redact(error instanceof Error ? error.message : String(error));
}

const secrets = new Set<string>();

/**
 * Makes a value unprintable for the rest of the process. Values of fewer than four characters are
 * not remembered: replacing them would garble every message and hide nothing.
 */
export function rememberSecret(value: string): void {
  if (value.length < 4) return;
  secrets.add(value);
  secrets.add(encodeURIComponent(value));
  secrets.add(JSON.stringify(value).slice(1, -1));
  const inXml = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  secrets.add(inXml);
  secrets.add(inXml.replaceAll('"', "&quot;"));
}

const patterns: readonly (readonly [RegExp, string])[] = [
  // Activation codes: five groups of six (partner-api-3.0.md 5.1).
  [/\b[A-Z0-9]{6}(?:-[A-Z0-9]{6}){4}\b/g, "[activation code]"],
  [/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{6,}/g, "$1 [secret]"],
  [/\b(\w+:\/\/)[^\s/@]+@/g, "$1[secret]@"],
];

/** The text without any remembered secret and without anything that looks like one. */
export function redact(text: string): string {
  let clean = text;
  // The longest first: one secret may begin as another does.
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  for (const secret of longestFirst) clean = clean.split(secret).join("[secret]");
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

/** More than any secret is long. */
const margin = 1000;

/**
 * The beginning of somebody else's text, of any length. It is redacted before it is cut, since half a
 * secret is not known for one.
 */
export function excerpt(text: string, length: number): string {
  const clean = redact(text.slice(0, length + margin));
  return clean.slice(0, text.length > length + margin ? Math.min(length, clean.length - margin) : length);
}

/** Somebody else's text on one line. It is redacted first, since blanks may be part of a secret. */
export function oneLine(text: string): string {
  return redact(text).replace(/\s+/g, " ").trim();
}

function sentence({ what, source, code, text, property, next }: FailureFields): string {
  const said = [code, text === undefined || text === "" ? undefined : `"${text}"`].filter(Boolean).join(" ");
  return [
    property === undefined ? what : `${property}: ${what}`,
    source === undefined ? "" : ` (${source}${said ? ` said ${said}` : ""})`,
    next === undefined ? "" : `. ${next}`,
  ].join("");
}
