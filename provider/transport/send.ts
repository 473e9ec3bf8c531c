import type { Socket } from "node:net";

import type { Client } from "undici";

import type { Request, Response } from "../endpoint";
import { textOfBody, tooLong, Unreadable } from "./body";
import { connect, isLoopback, type OnStage, type Route } from "./connect";
import { NoAnswer, Refusal, wordsOf, type Reason } from "./noAnswer";

export { isLoopback, NoAnswer };

/** How one account is connected to. */
export interface SenderOptions extends Route {
  /** Requests under way at once, each over a connection of its own. */
  maxInFlight: number;
  /** How long an answer may be, as it comes and unpacked, in bytes; absent is 64 MiB. */
  maxBodyBytes?: number;
}

/** How long one request is worth waiting for. */
export interface SendOptions {
  /** From the first step to the last: connecting, the answer's head, its body, unpacking it. In milliseconds. */
  timeoutMs: number;
  /** Aborted where the run ends: nobody waits any more. */
  stopped?: AbortSignal | undefined;
  /**
   * Over a connection of its own. One that has been idle may be closed already, and what is written to it
   * then may or may not have been read.
   */
  fresh?: boolean;
}

/** Sends one request. Without an answer it throws `NoAnswer`, at the end of its time at the latest. */
export type Send = (request: Request, options: SendOptions) => Promise<Response>;

const defaultMaxBodyBytes = 64 * 2 ** 20;

let undici: Promise<typeof import("undici")> | undefined;

/** Only what sends needs it: a program, a preview and an update without changes start sooner. */
function loadUndici(): Promise<typeof import("undici")> {
  return (undici ??= import("undici"));
}

/**
 * The sender of one origin. Whoever calls it decides how many requests are under way; none of them
 * waits here for another. Connections are kept for the next request that may use one.
 */
export function createSend(options: SenderOptions): Send {
  const { maxInFlight, maxBodyBytes = defaultMaxBodyBytes, proxy, ...rest } = options;
  const direct = options.fingerprint !== undefined || isLoopback(new URL(options.origin).hostname);
  const route: Route = direct || proxy === undefined ? rest : { ...rest, proxy };
  const idle: Connection[] = [];

  function takeIdle(): Connection | undefined {
    for (let found = idle.pop(); found !== undefined; found = idle.pop()) {
      if (found.isOpen) return found;
      found.close();
    }
    return undefined;
  }

  async function open(attempt: Attempt): Promise<Connection> {
    const { Client } = await loadUndici();
    const socket = await connect(route, attempt.signal, attempt.onStage);
    return new Connection(socket, route, Client);
  }

  function keep(connection: Connection): void {
    if (connection.isOpen && idle.length < maxInFlight) idle.push(connection);
    else connection.close();
  }

  async function exchange(request: Request, fresh: boolean, attempt: Attempt): Promise<Answer> {
    const used = fresh ? undefined : takeIdle();
    // A fresh one takes the place of an idle one.
    if (fresh) takeIdle()?.close();
    const connection = used ?? (await open(attempt));
    try {
      const answer = await connection.exchange(request, attempt, maxBodyBytes);
      keep(connection);
      return answer;
    } catch (error) {
      connection.close();
      // It was closed while it was idle, before anything was written to it.
      if (used !== undefined && !attempt.wasSent() && !attempt.signal.aborted)
        return exchange(request, true, attempt);
      throw error;
    }
  }

  return async (request, { timeoutMs, stopped, fresh = false }) => {
    assertFormable(request);
    const attempt = new Attempt(timeoutMs, stopped);
    try {
      return await attempt.orEnd(
        exchange(request, fresh, attempt).then((answer) => responseOf(answer, maxBodyBytes)),
      );
    } catch (error) {
      throw attempt.noAnswer(error);
    } finally {
      attempt.close();
    }
  };
}

/** The time of one request, and what is known of how far it came. */
class Attempt {
  #ending = new AbortController();
  #timer: NodeJS.Timeout;
  #stage = "";
  #wasSent = (): boolean => false;
  readonly onStage: OnStage = (stage) => {
    this.#stage = stage;
  };
  readonly #onStop = (): void => {
    this.#ending.abort(new Refusal("the run was stopped", "stopped"));
  };

  constructor(
    timeoutMs: number,
    readonly stopped: AbortSignal | undefined,
  ) {
    this.#timer = setTimeout(
      () => {
        this.#ending.abort(
          new Refusal(`no answer within ${timeoutMs} ms${this.#whileWaiting()}`, "deadline"),
        );
      },
      Math.min(timeoutMs, longestTimer),
    );
    stopped?.addEventListener("abort", this.#onStop, { once: true });
    if (stopped?.aborted) this.#onStop();
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  wasSent(): boolean {
    return this.#wasSent();
  }

  /** From here on the request may be written to the socket. */
  watch(socket: Socket): void {
    const before = socket.bytesWritten;
    this.#wasSent = () => socket.bytesWritten > before;
    this.#stage = "";
  }

  /** The outcome of the work, or the end of its time, whatever the work makes of the signal. */
  orEnd<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    const end = new Promise<never>((_, reject) => {
      const fail = (): void => {
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", fail, { once: true });
      if (signal.aborted) fail();
    });
    return Promise.race([end, work]);
  }

  noAnswer(error: unknown): NoAnswer {
    const cause: unknown = this.signal.aborted ? this.signal.reason : error;
    return new NoAnswer(this.wasSent() ? "unknown" : "no", wordsOf(cause), reasonOf(cause));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.stopped?.removeEventListener("abort", this.#onStop);
  }

  #whileWaiting(): string {
    return this.#stage === "" ? "" : `, while ${this.#stage}`;
  }
}

/** What a timer of Node.js takes; with more it fires at once. */
const longestTimer = 2 ** 31 - 1;

function reasonOf(error: unknown): Reason {
  return error instanceof Refusal ? error.reason : "network";
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Undefined where it was longer than what is read. */
  bytes: Buffer | undefined;
}

/** One connection that is open already, with one request at a time. */
class Connection {
  readonly #client: Client;

  constructor(
    readonly socket: Socket,
    { origin }: Route,
    HttpClient: typeof Client,
  ) {
    let isTaken = false;
    this.#client = new HttpClient(new URL(origin).origin, {
      pipelining: 1,
      // The only limit of time is ours, around all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_, callback) => {
        // A closed connection is not opened again behind our back.
        const isClosed = isTaken;
        isTaken = true;
        queueMicrotask(() => {
          if (isClosed) callback(new Error("the connection was closed"), null);
          else callback(null, socket);
        });
      },
    });
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && this.socket.writable;
  }

  async exchange(request: Request, attempt: Attempt, maxBodyBytes: number): Promise<Answer> {
    attempt.watch(this.socket);
    const { pathname, search } = new URL(request.url);
    const answer = await this.#client.request({
      method: request.method,
      path: pathname + search,
      headers: request.headers,
      body: request.body ?? null,
      signal: attempt.signal,
    });
    const bytes = await bytesOf(answer.body, maxBodyBytes);
    if (bytes === undefined) this.close();
    return { status: answer.statusCode, headers: flat(answer.headers), bytes };
  }

  close(): void {
    void this.#client.destroy();
    this.socket.destroy();
  }
}

async function bytesOf(body: AsyncIterable<Buffer>, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function responseOf({ status, headers, bytes }: Answer, maxBodyBytes: number): Promise<Response> {
  try {
    if (bytes === undefined) throw tooLong(maxBodyBytes);
    return { status, headers, body: await textOfBody(bytes, headers, maxBodyBytes) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { status, headers, body: "", unreadable: error.message };
  }
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

/** Before anything is opened. A header's value may be a password, and is never told. */
function assertFormable({ url, headers }: Request): void {
  if (!URL.canParse(url)) throw new NoAnswer("no", "the request has no valid URL", "request");
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new NoAnswer("no", `the name of the header ${JSON.stringify(name)} cannot be sent`, "request");
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))
      throw new NoAnswer("no", `the header ${name} has a character that cannot be sent`, "request");
  }
}
