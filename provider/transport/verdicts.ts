/** What an endpoint's answer, or the lack of one, means before anybody reads it: one failure each. */
import type { Account } from "../account";
import type { Endpoint, Response } from "../endpoint";
import { failure, type Failure } from "../failure";
import type { NoAnswer, Reason } from "./noAnswer";
import { retryAfterMs } from "./retry";

/** Who was asked. */
interface Asked extends Pick<Account, "title" | "system"> {
  origin: string;
}

type AnyEndpoint = Pick<Endpoint<never, unknown>, "name" | "changes" | "safeToRepeat">;

const looksFirst = "Run again: it looks first and goes on from what it finds";

export function readOnlyFailure({ name }: AnyEndpoint, { title }: Asked): Failure {
  return failure({
    kind: "refused",
    help: "read-only",
    what: `${name} would change ${title}, and plesk:readOnly is on`,
    next: "Turn plesk:readOnly off to let this stack change anything",
  });
}

/** What was not sent, or may be sent again, was not done as far as anybody has to care. */
export function noAnswerFailure(
  error: NoAnswer,
  endpoint: AnyEndpoint,
  { title, origin, system }: Asked,
): Failure {
  if (error.reason === "stopped") return stoppedUnderWay(error, endpoint, title);
  const isUndone = error.executed === "no" || endpoint.safeToRepeat;
  if (!isUndone) {
    return failure({
      kind: "outcome-unknown",
      what: `${endpoint.name} was sent to ${title} and no answer came: ${error.message}. It may or may not have been executed`,
      next: looksFirst,
      ...(error.reason === "deadline" ? { mayStillRun: true } : {}),
    });
  }
  return failure({
    kind: "unreachable",
    ...(error.reason === "certificate" ? { help: "certificate" as const } : {}),
    what: `${title} at ${origin} could not be reached: ${error.message}`,
    source: `${endpoint.name} of ${title}`,
    next: adviceFor(error.reason, system),
    isPermanent: !canHeal.includes(error.reason),
  });
}

const canHeal: readonly Reason[] = ["network", "deadline"];

function stoppedUnderWay({ executed }: NoAnswer, { name, changes }: AnyEndpoint, title: string): Failure {
  if (executed === "no" || !changes) {
    return failure({
      kind: "refused",
      help: "run-stopped",
      what: `The run was stopped before ${title} had answered to ${name}, which ${changes ? "was not sent" : "only reads"}`,
      next: looksFirst,
    });
  }
  return failure({
    kind: "outcome-unknown",
    help: "run-stopped",
    what: `${name} was under way at ${title} when the run was stopped. It may or may not have been executed`,
    next: looksFirst,
    mayStillRun: true,
  });
}

function adviceFor(reason: Reason, system: Asked["system"]): string {
  if (reason === "certificate" && system === "pleskXml")
    return "Set fingerprint or ca of this server to what it is to be trusted by, or renew its certificate. Nothing was sent";
  if (reason === "certificate")
    return "Look at who answers at this URL; name the authority of a proxy in between with NODE_EXTRA_CA_CERTS. Nothing was sent";
  return advice[reason];
}

const advice: Record<Exclude<Reason, "certificate">, string> = {
  network: "Check the URL and the network, then run again",
  deadline: "Check the URL and the network, or give it a longer timeout, then run again",
  tls: "Check the host and the port of the URL: what listens there does not speak TLS as this needs it. Nothing was sent",
  proxy:
    "Check HTTPS_PROXY with its login and what the proxy allows, or name the host in NO_PROXY. Nothing was sent",
  request: "Correct the setting that becomes this part of the request. Nothing was sent",
  stopped: looksFirst,
};

/**
 * 429 and 503 with Retry-After ask to come back. A 5xx to a request that must not be repeated says
 * nothing about what was done before it: its outcome is unknown.
 */
export function assertNotBusy(answer: Response, endpoint: AnyEndpoint, { title }: Asked, now: number): void {
  const source = `${endpoint.name} of ${title}`;
  if (answer.status === 429) {
    throw failure({
      kind: "busy",
      what: `${title} asks to slow down`,
      source,
      code: "429",
      next: "Lower requestsPerSecond or maxInFlight of this system",
      retryAfterMs: retryAfterMs(answer.headers["retry-after"], now),
    });
  }
  if (answer.status < 500) return;
  throw failure({
    kind: endpoint.safeToRepeat ? "unreachable" : "outcome-unknown",
    what: endpoint.safeToRepeat
      ? `${title} is not able to answer`
      : `${endpoint.name} failed inside ${title}. It may or may not have been executed`,
    source,
    code: String(answer.status),
    next: looksFirst,
    retryAfterMs: retryAfterMs(answer.headers["retry-after"], now),
  });
}

/** Only an error page may go unread: its status says enough. */
export function assertReadable({ status, unreadable }: Response, endpoint: AnyEndpoint, title: string): void {
  if (unreadable === undefined || status >= 400) return;
  throw failure({
    kind: "malformed",
    what: `The answer ${unreadable}`,
    source: `${endpoint.name} of ${title}`,
    code: String(status),
    next: endpoint.changes
      ? "It may have been executed: run again, it looks first. If it stays so, look at the server's output and at what is between"
      : "Look at the server's output and at what is between",
  });
}
