import type { Endpoint } from "../../provider/endpoint";
import { isFailure } from "../../provider/failure";
import type { Call } from "../../provider/call";
import { createCall, type FindAccount, type SystemAccount } from "../../provider/transport/call";
import { systemClock, type Clock } from "../../provider/transport/retry";
import { Random } from "../fuzz/random";
import { openUnrulyServer, type UnrulyServer } from "./server";

export interface SoakOptions {
  requests: number;
  seed: number;
  /** What is in use after a collection, in MiB. */
  memoryInUse: () => number;
}

export interface Figures {
  requests: number;
  /** How many ended in which way. */
  outcomes: Record<string, number>;
  /** What was in use after a tenth of the requests and at the end, in MiB. */
  memory: [first: number, last: number];
  /** How many connections were open at once, and how many were kept at the end. */
  connections: { most: number; last: number };
  /** Sockets and timers that are there at the end and were not at the beginning. */
  left: string[];
  slowestMs: number;
}

const maxInFlight = 20;
const timeoutMs = 60;
const retryBudgetMs = 2_000;

/** Pauses between tries take a hundredth of their time. */
function fastClock(random: Random): Clock {
  return {
    ...systemClock,
    wait: (milliseconds, signal) => systemClock.wait(milliseconds / 100, signal),
    random: () => random.next(),
  };
}

/** A few tries of 60 ms and the pauses between them; the rest is what a busy machine adds. */
const longestMs = 10_000;

const endpoint = (changes: boolean): Endpoint<string, string> => ({
  system: "partner30",
  name: changes ? "order" : "look",
  changes,
  safeToRepeat: !changes,
  encode: ({ baseUrl }, id) => ({ method: "POST", url: baseUrl, headers: {}, body: `${id};` }),
  decode: ({ status, body }, id) => {
    if (status === 200 && body.trim() !== id) throw new Error(`the answer to ${id} is ${body.slice(0, 20)}`);
    return String(status);
  },
});

/**
 * Sends requests to a server that misbehaves at random, some side by side. Throws where one takes longer than
 * it may, gets another one's answer, or fails with something else than a Failure, and where an order is told
 * as not sent although the server has it, or is sent twice.
 */
export async function soak({ requests, seed, memoryInUse }: SoakOptions): Promise<Figures> {
  const atStart = resources();
  const random = new Random(seed);
  const server = await openUnrulyServer(random);
  const call = callTo(server, random);
  const figures: Figures = {
    ...{ requests: 0, outcomes: {}, memory: [0, 0], left: [], slowestMs: 0 },
    connections: { most: 0, last: 0 },
  };

  async function sendOne(id: string): Promise<void> {
    const changes = random.isOneIn(3);
    const start = performance.now();
    const outcome = await outcomeOf(call(endpoint(changes), id));
    if (changes) assertToldAsItWas(outcome, id, server.received(id));
    server.forget(id);
    const name = `${changes ? "order" : "look"}: ${outcome}`;
    figures.outcomes[name] = (figures.outcomes[name] ?? 0) + 1;
    figures.slowestMs = Math.max(figures.slowestMs, Math.round(performance.now() - start));
    figures.requests += 1;
    if (figures.slowestMs > longestMs) throw new Error(`${id} took ${figures.slowestMs} ms`);
  }

  let next = 0;
  async function sendInTurn(): Promise<void> {
    while (next < requests) {
      const number = next++;
      await sendOne(String(number));
      if (number === Math.floor(requests / 10)) figures.memory[0] = memoryInUse();
    }
  }

  await Promise.all(Array.from({ length: maxInFlight }, sendInTurn));
  figures.connections = { most: server.mostConnections(), last: await connectionsKept(server) };
  await server.close();
  figures.left = await leftSince(atStart);
  figures.memory[1] = memoryInUse();
  return figures;
}

function callTo({ origin }: UnrulyServer, random: Random): Call {
  const account = {
    ...{ system: "partner30", title: "Unruly", baseUrl: origin, origin },
    ...{ maxInFlight, timeoutMs, retryBudgetMs, maxBodyBytes: 2 ** 19 },
  } as SystemAccount<"partner30">;
  return createCall({
    account: (() => account) as unknown as FindAccount,
    readOnly: false,
    assertWanted: () => Promise.resolve(),
    say: () => undefined,
    clock: fastClock(random),
  });
}

function assertToldAsItWas(outcome: string, id: string, received: number): void {
  if (outcome === "unreachable" && received > 0)
    throw new Error(`order ${id} is told as not sent, and the server has it`);
  if (received > 1) throw new Error(`order ${id} was sent ${received} times`);
}

async function outcomeOf(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (error) {
    if (isFailure(error)) return error.kind;
    throw error;
  }
}

/** What was given up takes a moment to be closed. */
async function connectionsKept(server: UnrulyServer): Promise<number> {
  for (let left = 100; left > 0 && server.connections() > maxInFlight; left--) await pause(10);
  return server.connections();
}

async function leftSince(before: readonly string[]): Promise<string[]> {
  for (let left = 100; left > 0 && added(before).length > 0; left--) await pause(10);
  return added(before);
}

function added(before: readonly string[]): string[] {
  const others = [...before];
  return resources().filter((name) => {
    const at = others.indexOf(name);
    if (at !== -1) others.splice(at, 1);
    return at === -1;
  });
}

/** What keeps this process alive. */
function resources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout/.test(name));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
