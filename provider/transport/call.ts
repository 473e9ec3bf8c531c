import PQueue from "p-queue";

import type { Account, SystemFacts, SystemName } from "../account";
import type { Call, Journal, Polling } from "../call";
import type { Endpoint, Request, Response } from "../endpoint";
import { failure, isFailure, redact, type Failure } from "../failure";
import type { SentRequest } from "./log";
import { createMemory } from "./memory";
import { poll } from "./poll";
import { defaultRetryPolicy, httpDate, systemClock, withRetries, type Clock } from "./retry";
import { createSend, NoAnswer, type Send, type SenderOptions } from "./send";
import { begun, either, stoppable, stoppedFailure } from "./stop";
import { assertNotBusy, assertReadable, noAnswerFailure, readOnlyFailure } from "./verdicts";

/** An account with everything that governs how it is talked to. */
export interface AccountSettings extends Account, SenderOptions {
  /** Requests started per second; undefined is no limit. */
  requestsPerSecond: number | undefined;
  /** How long one request may take once its turn has come, in milliseconds. */
  timeoutMs: number;
  /** How long all tries of one request and the pauses between them may take together, without queueing, in milliseconds. */
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
  /** Aborted when the run ends: whatever waits stops waiting, nothing more is begun, and nothing under way is waited for. */
  stopped?: AbortSignal;
  /**
   * What ends the operation that asks, where something does: its waits end, no request of it is begun any
   * more, and what is under way is waited for. Its reason is a Failure that says why.
   */
  ends?: () => AbortSignal | undefined;
  say(sentence: string): void;
  /** Told of each request, for whoever watches. */
  log?: ((request: SentRequest) => void) | undefined;
  /** Where orders are noted; left out, none is. */
  journal?: Journal | undefined;
  clock?: Clock;
  createSend?: (options: SenderOptions) => Send;
}

/**
 * The way from an endpoint to its answer. The links in order, outermost first: read-only rule,
 * retries, the turn of the object, a place in the account's queue, the question whether the change is
 * still wanted (asked last, since a request may have queued for long), encode, send, the verdict on a
 * missing answer, decode. A stop of the run ends the wait in each of them.
 */
export function createCall(options: CallOptions): Call {
  const { stopped } = options;
  const clock = stoppable(options.clock ?? systemClock, stopped);
  const ends = options.ends ?? (() => undefined);
  const say = (sentence: string): void => {
    options.say(redact(sentence));
  };
  const lines = new Map<string, Line>();

  function lineTo(system: SystemName, server: string | undefined): Line {
    const name = [system, server].join(" ");
    const known = lines.get(name);
    if (known) return known;
    const line = openLine(options.account(system, server), options.createSend ?? createSend);
    lines.set(name, line);
    if (line.account.insecureSkipVerify) say(unverified(line.account));
    return line;
  }

  async function call<Input, Output>(
    endpoint: Endpoint<Input, Output>,
    input: Input,
    beforeSend?: () => Promise<void>,
  ): Promise<Output> {
    const line = lineTo(endpoint.system, endpoint.server?.(input));
    if (endpoint.changes && options.readOnly) throw readOnlyFailure(endpoint, line.account);
    const other = endpoint.forwardsLoginOf?.(input);
    const forwardedTo = other && options.account(other.system, other.server);
    let tries = 0;
    const ended = ends();
    const leaves = either(stopped, ended);
    const attempt = async (): Promise<Output> => {
      if (ended?.aborted) throw stoppedFailure(ended);
      if (line.refusal !== undefined) throw line.refusal;
      if (endpoint.changes) await options.assertWanted();
      await beforeSend?.();
      const { log } = options;
      return exchange({ endpoint, input, line, forwardedTo, stopped, log, number: ++tries }, clock).finally(
        () => {
          widen(line);
        },
      );
    };
    const placed = (onBegin: () => void): Promise<Output> =>
      begun(
        leaves,
        (begin) => void line.queue.add(begin),
        () => {
          onBegin();
          return attempt();
        },
      );
    const object = endpoint.object?.(input);
    const policy = { ...defaultRetryPolicy, budgetMs: line.account.retryBudgetMs };
    return withRetries(
      (onBegin) =>
        object === undefined
          ? placed(onBegin)
          : begun(
              leaves,
              (begin) => {
                takeTurn(line, object, begin);
              },
              () => placed(onBegin),
            ),
      policy,
      stoppable(clock, ended),
      (reason, pauseMs) => {
        say(`${reason.fields.what}; trying again in ${Math.ceil(pauseMs / 1000)} s`);
      },
    );
  }

  return Object.assign(call, {
    account: options.account,
    memory: createMemory(),
    journal: options.journal ?? noJournal,
    now: () => new Date(clock.now()),
    systemTime: (system: SystemName, server?: string) =>
      new Date(clock.now() + (lines.get([system, server].join(" "))?.aheadMs ?? 0)),
    wait: (milliseconds: number) => stoppable(clock, ends()).wait(milliseconds),
    poll: <T>(polling: Polling, look: () => Promise<T | undefined>) =>
      poll(polling, look, stoppable(clock, ends()), say),
    say,
  });
}

const noJournal: Journal = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

interface Line {
  account: AccountSettings;
  queue: PQueue;
  send: Send;
  /** The last change of each object that is under way or waits. */
  turns: Map<string, Promise<void>>;
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
function takeTurn({ turns }: Line, object: string, begin: () => Promise<void>): void {
  const turn = (turns.get(object) ?? Promise.resolve()).then(begin);
  turns.set(object, turn);
  void turn.then(() => {
    if (turns.get(object) === turn) turns.delete(object);
  });
}

/** One request on its way. */
interface Attempt<Input, Output> {
  endpoint: Endpoint<Input, Output>;
  input: Input;
  line: Line;
  /** The other account whose login the request hands on. */
  forwardedTo: Account | undefined;
  stopped: AbortSignal | undefined;
  log: CallOptions["log"];
  /** 1 for the first try. */
  number: number;
}

/** Sends and reads the answer; a change without a usable answer may go on where somebody gave up waiting for it. */
async function exchange<Input, Output>(attempt: Attempt<Input, Output>, clock: Clock): Promise<Output> {
  const start = clock.now();
  try {
    return await sendAndDecode(attempt, clock);
  } catch (error) {
    const mayStillRun = isFailure(error, "outcome-unknown") && wasGivenUp(error, clock.now() - start);
    throw mayStillRun ? failure({ ...error.fields, mayStillRun }) : error;
  }
}

/** An answer that is lost only after so long is lost to somebody's deadline, and not to a fault, in milliseconds. */
const losesAtOnceMs = 5_000;

/** The statuses by which something in between says that it waits no longer. */
const deadlinesBetween = ["408", "499", "504", "524"];

/** Whether somebody stopped waiting: the other side does not know, and may go on with the work. */
function wasGivenUp({ fields: { code = "", mayStillRun } }: Failure, tookMs: number): boolean {
  return mayStillRun === true || tookMs >= losesAtOnceMs || deadlinesBetween.includes(code);
}

async function sendAndDecode<Input, Output>(attempt: Attempt<Input, Output>, clock: Clock): Promise<Output> {
  const { endpoint, input, line } = attempt;
  const answer = await answerOf(attempt, clock);
  if (!endpoint.understands?.(answer)) assertNotBusy(answer, endpoint, line.account, clock.now());
  assertReadable(answer, endpoint, line.account.title);
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

/** Two clocks that are further apart were not both set: what a header says then is no time to count from. */
const mostAheadMs = 366 * 24 * 3600 * 1000;

/** Only of an answer that was understood: a page may be somebody else's. */
function noteClock(line: Line, { headers }: Response, clock: Clock): void {
  const aheadMs = (httpDate(headers.date) ?? NaN) - clock.now();
  if (!(Math.abs(aheadMs) <= mostAheadMs)) return;
  line.aheadMs = Math.abs(aheadMs) <= sameTimeMs ? 0 : aheadMs;
}

async function answerOf<Input, Output>(attempt: Attempt<Input, Output>, clock: Clock): Promise<Response> {
  const { endpoint, input, forwardedTo, stopped } = attempt;
  const { account, send } = attempt.line;
  const request = endpoint.encode(account, input, forwardedTo);
  const start = clock.now();
  const report = (outcome: number | Error): void => {
    attempt.log?.({
      system: endpoint.system,
      server: endpoint.server?.(input),
      operation: endpoint.name,
      object: endpoint.object?.(input) ?? pathOf(request),
      outcome,
      milliseconds: clock.now() - start,
      attempt: attempt.number,
    });
  };
  try {
    const limits = { timeoutMs: account.timeoutMs, stopped, fresh: !endpoint.safeToRepeat };
    const answer = await send(request, limits);
    report(answer.status);
    return answer;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    report(error);
    throw noAnswerFailure(error, endpoint, account);
  }
}

/** Without what is searched for. */
function pathOf({ url }: Request): string {
  return URL.canParse(url) ? new URL(url).pathname : "";
}
