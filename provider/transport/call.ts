import PQueue from "p-queue";

import type { Account, SystemFacts, SystemName } from "../account";
import type { Call, Polling } from "../call";
import type { Endpoint, Response } from "../endpoint";
import { failure, isFailure, type Failure } from "../failure";
import { createMemory } from "./memory";
import { poll } from "./poll";
import { defaultRetryPolicy, retryAfterMs, systemClock, withRetries, type Clock } from "./retry";
import { createSend, NoAnswer, type Send, type SenderOptions } from "./send";

/** An account with everything that governs how it is talked to. */
export interface AccountSettings extends Account, SenderOptions {
  /** Requests started per second; undefined is no limit. */
  requestsPerSecond: number | undefined;
  /** How long one request may take, in milliseconds. */
  timeoutMs: number;
  /** How long all tries of one request may take together, in milliseconds. */
  retryBudgetMs: number;
}

/** How the account of a system is reached, and the facts that resources decide by. */
export type SystemAccount<S extends SystemName> = AccountSettings & SystemFacts[S];

/** The account of a system, or a Failure that says which setting is missing. */
export type FindAccount = <S extends SystemName>(system: S, server?: string) => SystemAccount<S>;

export interface CallOptions {
  account: FindAccount;
  /** Refuses every changing request. */
  readOnly: boolean;
  /** Throws when nobody wants changes any more, e.g. because the engine is gone. Asked before each of them. */
  assertWanted(): Promise<void>;
  say(sentence: string): void;
  clock?: Clock;
  createSend?: (options: SenderOptions) => Send;
}

/**
 * The way from an endpoint to its answer. The links in order, outermost first: read-only rule,
 * retries, the turn of the object, a place in the account's queue, the question whether the change is
 * still wanted (asked last, since a request may have queued for long), encode, send, the verdict on a
 * missing answer, decode.
 */
export function createCall(options: CallOptions): Call {
  const clock = options.clock ?? systemClock;
  const say = (sentence: string): void => {
    options.say(sentence);
  };
  const lines = new Map<string, Line>();

  function lineTo(system: SystemName, server: string | undefined): Line {
    const name = [system, server].join(" ");
    const known = lines.get(name);
    if (known) return known;
    const line = openLine(options.account(system, server), options.createSend ?? createSend);
    lines.set(name, line);
    if (line.account.insecureSkipVerify) options.say(unverified(line.account));
    return line;
  }

  async function call<Input, Output>(endpoint: Endpoint<Input, Output>, input: Input): Promise<Output> {
    const line = lineTo(endpoint.system, endpoint.server?.(input));
    if (endpoint.changes && options.readOnly) throw readOnlyFailure(endpoint, line.account);
    const other = endpoint.handsOn?.(input);
    const handedOn = other && options.account(other.system, other.server);
    const attempt = (): Promise<Output> =>
      line.queue.add(async () => {
        if (line.refusal !== undefined) throw line.refusal;
        if (endpoint.changes) await options.assertWanted();
        return exchange({ endpoint, input, line, handedOn }, clock).finally(() => {
          widen(line);
        });
      });
    const policy = { ...defaultRetryPolicy, budgetMs: line.account.retryBudgetMs };
    return withRetries(
      () => inTurn(line, endpoint.object?.(input), attempt),
      policy,
      clock,
      (reason, pauseMs) => {
        options.say(`${reason.fields.what}; trying again in ${Math.ceil(pauseMs / 1000)} s`);
      },
    );
  }

  return Object.assign(call, {
    account: options.account,
    memory: createMemory(),
    now: () => new Date(clock.now()),
    systemTime: (system: SystemName, server?: string) =>
      new Date(clock.now() + (lines.get([system, server].join(" "))?.aheadMs ?? 0)),
    wait: (milliseconds: number) => clock.wait(milliseconds),
    poll: <T>(polling: Polling, look: () => Promise<T | undefined>) => poll(polling, look, clock, say),
    say,
  });
}

interface Line {
  account: AccountSettings;
  queue: PQueue;
  send: Send;
  /** The last change of each object that is under way or waits. */
  turns: Map<string, Promise<unknown>>;
  /** The system does not accept the login; asking again could lock it. */
  refusal: Failure | undefined;
  /** How far the system's clock is ahead of ours, by the `Date` of its last answer. */
  aheadMs: number;
}

/** The first request goes alone: a wrong password must not be tried by several at once. */
function openLine(account: AccountSettings, open: (options: SenderOptions) => Send): Line {
  const rate = account.requestsPerSecond;
  const queue = new PQueue({
    concurrency: 1,
    ...(rate === undefined ? {} : { intervalCap: 1, interval: Math.ceil(1000 / rate) }),
  });
  return { account, queue, send: open(account), turns: new Map(), refusal: undefined, aheadMs: 0 };
}

/** All places of the queue, once a request has ended and the login was not refused. */
function widen({ account, queue, refusal }: Line): void {
  if (refusal === undefined) queue.concurrency = account.maxInFlight;
}

function unverified({ title, origin }: AccountSettings): string {
  return `Warning: insecureSkipVerify is on: whoever answers at ${origin} is taken for ${title} and is sent its credentials. Set fingerprint or ca instead`;
}

/** One change at a time for each object, first come first served; a turn is taken before a place in the queue. */
async function inTurn<T>({ turns }: Line, object: string | undefined, work: () => Promise<T>): Promise<T> {
  if (object === undefined) return work();
  const turn = (turns.get(object) ?? Promise.resolve()).then(work, work);
  turns.set(object, turn);
  try {
    return await turn;
  } finally {
    if (turns.get(object) === turn) turns.delete(object);
  }
}

/** One request on its way. */
interface Attempt<Input, Output> {
  endpoint: Endpoint<Input, Output>;
  input: Input;
  line: Line;
  /** The other account whose login the request hands on. */
  handedOn: Account | undefined;
}

async function exchange<Input, Output>(attempt: Attempt<Input, Output>, clock: Clock): Promise<Output> {
  const { endpoint, input, line } = attempt;
  const answer = await answerOf(attempt);
  if (!endpoint.understands?.(answer)) assertNotBusy(answer, endpoint, line.account, clock);
  try {
    const output = endpoint.decode(answer, input);
    noteClock(line, answer, clock);
    return output;
  } catch (error) {
    if (isFailure(error) && error.fields.loginRefused) line.refusal = error;
    throw error;
  }
}

/** Headers have whole seconds, and an answer takes its time: up to here two clocks are taken for equal. */
const sameTimeMs = 3_000;

/** Only of an answer that was understood: a page may be somebody else's. */
function noteClock(line: Line, { headers }: Response, clock: Clock): void {
  const aheadMs = Date.parse(headers.date ?? "") - clock.now();
  if (Number.isNaN(aheadMs)) return;
  line.aheadMs = Math.abs(aheadMs) <= sameTimeMs ? 0 : aheadMs;
}

async function answerOf<Input, Output>(attempt: Attempt<Input, Output>): Promise<Response> {
  const { endpoint, input, handedOn } = attempt;
  const { account, send } = attempt.line;
  try {
    return await send(endpoint.encode(account, input, handedOn), account.timeoutMs);
  } catch (error) {
    if (error instanceof NoAnswer) throw noAnswerFailure(error, endpoint, account);
    throw error;
  }
}

function noAnswerFailure(error: NoAnswer, endpoint: AnyEndpoint, account: AccountSettings): Failure {
  const surelyNotExecuted = error.executed === "no" || endpoint.safeToRepeat;
  return failure({
    kind: surelyNotExecuted ? "unreachable" : "outcome-unknown",
    what: surelyNotExecuted
      ? `${account.title} at ${account.origin} could not be reached: ${error.message}`
      : `${endpoint.name} was sent to ${account.title} and no answer came: ${error.message}. It may or may not have been executed`,
    ...(surelyNotExecuted ? { source: `${endpoint.name} of ${account.title}` } : {}),
    next: surelyNotExecuted
      ? "Check the URL and the network, then run again"
      : "Run again: it looks first and goes on from what it finds",
  });
}

/**
 * 429 and 503 with Retry-After ask to come back. A 5xx to a request that must not be repeated says
 * nothing about what was done before it: its outcome is unknown.
 */
function assertNotBusy(
  answer: Response,
  endpoint: AnyEndpoint,
  account: AccountSettings,
  clock: Clock,
): void {
  const source = `${endpoint.name} of ${account.title}`;
  if (answer.status === 429) {
    throw failure({
      kind: "busy",
      what: `${account.title} asks to slow down`,
      source,
      code: "429",
      next: "Lower requestsPerSecond or maxInFlight of this system",
      retryAfterMs: retryAfterMs(answer.headers["retry-after"], clock.now()),
    });
  }
  if (answer.status < 500) return;
  throw failure({
    kind: endpoint.safeToRepeat ? "unreachable" : "outcome-unknown",
    what: endpoint.safeToRepeat
      ? `${account.title} is not able to answer`
      : `${endpoint.name} failed inside ${account.title}. It may or may not have been executed`,
    source,
    code: String(answer.status),
    next: "Run again: it looks first and goes on from what it finds",
    retryAfterMs: retryAfterMs(answer.headers["retry-after"], clock.now()),
  });
}

function readOnlyFailure(endpoint: AnyEndpoint, account: AccountSettings): Failure {
  return failure({
    kind: "refused",
    what: `${endpoint.name} would change ${account.title}, and plesk:readOnly is on`,
    next: "Turn plesk:readOnly off to let this stack change anything",
  });
}

type AnyEndpoint = Pick<Endpoint<never, unknown>, "name" | "safeToRepeat">;
