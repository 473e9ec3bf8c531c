import { appendFileSync } from "node:fs";

import { excerpt } from "../failure";

/** One request that was sent, or could not be. */
export interface SentRequest {
  system: string;
  /** The named server, for a system that has many. */
  server: string | undefined;
  operation: string;
  /** What was changed; for a read, the path that was asked. */
  object: string;
  /** The answer's status, or why there is none. */
  outcome: number | Error;
  milliseconds: number;
  /** 1 for the first. */
  attempt: number;
}

export interface LogOptions {
  /** Whether each request is said. */
  log: "requests" | "off";
  /** A file that each request is appended to. */
  logFile: string | undefined;
}

/** Where requests are told to whoever watches; undefined where nobody does. A file that cannot be written ends nothing but itself. */
export function openLog(
  { log, logFile }: LogOptions,
  say: (sentence: string) => void,
): ((request: SentRequest) => void) | undefined {
  if (log === "off" && logFile === undefined) return undefined;
  let file = logFile;
  return (request) => {
    const line = lineOf(request);
    if (log === "requests") say(line);
    if (file === undefined) return;
    try {
      appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
    } catch (error) {
      file = undefined;
      say(`Requests are not written to the log file any more: ${(error as Error).message}`);
    }
  };
}

function lineOf({ system, server, operation, object, outcome, milliseconds, attempt }: SentRequest): string {
  const parts = {
    system: server === undefined ? system : `${system}.${server}`,
    operation,
    object,
    status: typeof outcome === "number" ? String(outcome) : "none",
    ms: String(Math.round(milliseconds)),
    try: String(attempt),
    ...(typeof outcome === "number" ? {} : { because: outcome.message }),
  };
  return `request ${Object.entries(parts)
    .map(([name, value]) => `${name}=${word(value)}`)
    .join(" ")}`;
}

/** A value on one line, in quotes where its end would not be seen. */
function word(value: string): string {
  const shown = excerpt(value, 200).replace(/\p{Cc}/gu, " ");
  return /^[^\s"=]+$/.test(shown) ? shown : JSON.stringify(shown);
}
