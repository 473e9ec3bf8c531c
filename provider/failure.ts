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

/** The sections of docs/reference/errors.md that are about some failures of a kind, and not about all of it. */
export type HelpTopic =
  | "accepted-not-there"
  | "answered-ok-but"
  | "certificate"
  | "changed-since-refresh"
  | "key-replaced"
  | "marker-taken"
  | "not-all-provided"
  | "not-shown-to-reseller"
  | "outcome-not-known"
  | "over-limits"
  | "pending-purchase"
  | "plan-taken-out"
  | "read-only"
  | "run-stopped"
  | "setting-wrong"
  | "terminated"
  | "two-holders";

export interface FailureFields {
  kind: FailureKind;
  /** What happened, and to which object. */
  what: string;
  /** The endpoint and system that reported it, e.g. `modifyKey of Partner API 3.0`. */
  source?: string | undefined;
  /** The system's own code, e.g. `400/24204`, as it came: to decide by, not to show. The message has it redacted. */
  code?: string | undefined;
  /** The system's own text. Shown, never decided on. */
  text?: string | undefined;
  /** What the user can do now. */
  next?: string | undefined;
  /** What it is about, if that is not the section of its kind: provider/help.ts. */
  help?: HelpTopic | undefined;
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
  readonly #fields: FailureFields;

  constructor(
    readonly kind: FailureKind,
    message: string,
    fields: FailureFields,
  ) {
    super(message);
    this.#fields = fields;
  }

  /** What to decide by. Whoever prints an error with all its members does not find them. */
  get fields(): FailureFields {
    return this.#fields;
  }
}

/** What nobody needs more of, in characters: of a system's text, and of everything else. */
const longestText = 500;
const longestSentence = 10_000;

/**
 * Makes a failure whose texts are redacted here, once, so that nothing later can leak. Code, kind and
 * property stay as they are, since code decides by them.
 */
export function failure(fields: FailureFields): Failure {
  const { what, source, text, next } = fields;
  const clean: FailureFields = {
    ...fields,
    what: presentable(what, longestSentence),
    ...(source === undefined ? {} : { source: presentable(source, longestText) }),
    ...(text === undefined ? {} : { text: presentable(oneLine(text), longestText) }),
    ...(next === undefined ? {} : { next: presentable(next, longestSentence) }),
  };
  return new Failure(fields.kind, sentence(clean), clean);
}

/** A text that may hold somebody else's, fit to be shown: no secret, nothing that a terminal would obey. */
function presentable(text: string, longest: number): string {
  return excerpt(text, longest).replace(/[^\P{Cc}\n\t]/gu, " ");
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

/** What may not be printed: by its first characters, then by its length, so that more of it costs no more time. */
const secrets = new Map<string, { lengths: number[]; values: Set<string> }>();

/** Which characters a secret begins with, by their codes. */
const firsts = new Uint8Array(65_536);

/** Shorter values are not remembered: replacing them would garble every message and hide nothing. */
const shortest = 4;

const remembered = new Set<string>();

/** Makes a value unprintable for the rest of the process, in every spelling in which it could come back. */
export function rememberSecret(value: string): void {
  if (remembered.has(value)) return;
  remembered.add(value);
  for (const spelling of new Set(writingsOf(value).flatMap(spellingsOf))) remember(spelling);
}

function remember(value: string): void {
  if (value.length < shortest) return;
  const start = value.slice(0, shortest);
  const { lengths, values } = secrets.get(start) ?? { lengths: [], values: new Set<string>() };
  firsts[value.charCodeAt(0)] = 1;
  values.add(value);
  // The longest first: one secret may begin as another does.
  if (!lengths.includes(value.length)) lengths.push(value.length);
  lengths.sort((a, b) => b - a);
  secrets.set(start, { lengths, values });
}

/**
 * An activation code is the same in small letters, and without its hyphens or with blanks in their place; a key
 * number whatever its revision; an IPv6 address however long it is written.
 */
function writingsOf(value: string): string[] {
  if (URL.canParse(`http://[${value}]/`)) return [value, new URL(`http://[${value}]/`).hostname.slice(1, -1)];
  const [, key] = /^([A-Z0-9]+\.\d{8})\.\d{4}$/.exec(value) ?? [];
  if (key !== undefined) return [value, key];
  if (!/^[A-Z0-9]{6}(?:[- ]?[A-Z0-9]{6}){4}$/i.test(value.trim())) return [value];
  const groups = value.replace(/[- \s]/g, "").match(/.{6}/g) ?? [];
  const written = ["-", "", " "].map((between) => groups.join(between));
  return [value, ...written.flatMap((each) => [each, each.toUpperCase(), each.toLowerCase()])];
}

function spellingsOf(value: string): string[] {
  const inXml = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    value,
    // Half of a character of two has no such spelling.
    encodeURIComponent(value.replace(/\p{Cs}/gu, "")),
    JSON.stringify(value).slice(1, -1),
    inXml,
    inXml.replaceAll('"', "&quot;"),
  ];
}

const patterns: readonly (readonly [RegExp, string])[] = [
  // Activation codes: five groups of six (partner-api-3.0.md 5.1).
  [/\b[A-Z0-9]{6}(?:-[A-Z0-9]{6}){4}\b/gi, "[activation code]"],
  [/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{6,}/g, "$1 [secret]"],
  [/\b(\w+:\/\/)[^\s/@]+@/g, "$1[secret]@"],
];

/** The text without any remembered secret and without anything that looks like one. */
export function redact(text: string): string {
  let clean = withoutSecrets(text);
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

/** What overlaps is taken out as one. */
function withoutSecrets(text: string): string {
  const parts: string[] = [];
  let end = 0;
  for (let at = 0; at + shortest <= text.length; at++) {
    const length = firsts[text.charCodeAt(at)] === 1 ? lengthAt(text, at) : 0;
    if (length === 0) continue;
    if (at >= end) parts.push(text.slice(end, at), "[secret]");
    end = Math.max(end, at + length);
  }
  return parts.length === 0 ? text : [...parts, text.slice(end)].join("");
}

/** How long the longest secret is that begins there; 0 for none. */
function lengthAt(text: string, at: number): number {
  const known = secrets.get(text.slice(at, at + shortest));
  return known?.lengths.find((length) => known.values.has(text.slice(at, at + length))) ?? 0;
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
  const shown = code === undefined ? undefined : presentable(code, longestText);
  const said = [shown, text === undefined || text === "" ? undefined : `"${text}"`].filter(Boolean).join(" ");
  return [
    property === undefined ? what : `${property}: ${what}`,
    source === undefined ? "" : ` (${source}${said ? ` said ${said}` : ""})`,
    next === undefined ? "" : `. ${next}`,
  ].join("");
}
