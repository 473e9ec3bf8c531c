import { excerpt, failure, oneLine, type Failure, type FailureKind } from "../failure";

/** What an answer of a system means for the user. The tables of the documentation are made of these. */
export interface Meaning {
  /**
   * `done`: a success, also one that changed nothing. `waits`: the system is busy, and the request is
   * sent again when it may not be any more.
   */
  kind: FailureKind | "done" | "waits";
  meaning: string;
  /** What the user can do now; a success needs nothing. */
  next?: string;
  /** The input that caused it. */
  property?: string;
  /** The login must not be tried again in this run: more tries could lock it. */
  loginRefused?: true;
}

const storedCredentials =
  "Credentials stored by an earlier run may be old: run `pulumi up`, or add --run-program";

/** A login that is not accepted; `settings` are those that may be wrong. It is tried once in each run. */
export function refusedLogin(settings: string, meaning = "the login or the password is wrong") {
  return {
    kind: "unauthorized",
    meaning,
    next: `Nothing more is sent with this login in this run, since repeated tries may lock it. Check ${settings}. ${storedCredentials}`,
    loginRefused: true,
  } as const satisfies Meaning;
}

/** A login that is accepted and may not do what was asked, or so it seems: others may be allowed. */
export function missingRight(settings: string) {
  return {
    kind: "unauthorized",
    meaning: "this login may not do it",
    next: `Use a login that may, or check ${settings}. ${storedCredentials}`,
  } as const satisfies Meaning;
}

interface Answer {
  /** What did not happen, and why. */
  what: string;
  /** The endpoint and system that reported it. */
  source: string;
  /** The system's own code and text. */
  code: string;
  text: string | undefined;
}

/** The failure of an answer that is no success. */
export function failureOf({ kind, next, property, loginRefused }: Meaning, answer: Answer): Failure {
  return failure({
    ...answer,
    kind: kind === "waits" ? "busy" : kind === "done" ? "malformed" : kind,
    next,
    property,
    loginRefused,
  });
}

interface Page {
  /** How messages name the system, e.g. `Partner API 3.0`. */
  system: string;
  /** The setting that holds its URL. */
  setting: string;
  source: string;
  status: number;
  body: string;
  /** Whether the request may have changed something. */
  changes: boolean;
}

/**
 * An answer that is not in the system's own form comes from something in between: a gateway, a proxy, a
 * maintenance page. It says nothing of the object, and nothing of whether a change was executed.
 */
export function pageFailure({ system, setting, source, status, body, changes }: Page): Failure {
  return failure({
    kind: changes ? "outcome-unknown" : "malformed",
    what: `The answer is not one of ${system} but a page${changes ? ". The request may or may not have been executed" : ""}`,
    source,
    code: String(status),
    text: oneLine(excerpt(body, 120)),
    next: `${changes ? "Run again: it looks first and goes on from what it finds" : "Nothing is concluded from it, and what is known is kept; run again"}. If it comes again, look at ${setting} and at what is between (a proxy, a gateway, a firewall)`,
  });
}
