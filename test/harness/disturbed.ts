import type { FaultKind } from "plesk-sandbox";
import type { Step } from "../../provider/converge/resource";
import { impatience } from "./config";
import { daily } from "./full";
import { openLab, type Lab } from "./lab";
import type { TestedResource } from "./resources";
import { expectNoSecretsInState, expectPresentable } from "./secrets";

export interface FaultStory {
  /** Brings the world to where the story begins; nothing goes wrong there. */
  before?: (lab: Lab) => Promise<unknown>;
  /** Given up too early, requests are still worked on, in real time: whoever looks then has to wait for that. */
  run: (lab: Lab, impatient?: boolean) => Promise<string | undefined>;
}

/** What the stories of a fault matrix have in common. */
export interface FaultMatrix<D, State, S extends Step> {
  resource: TestedResource<D, State, S>;
  /** Fails for a message that does not say what happened, which endpoint of which system it was, and what to do. */
  expectExplained(message: string): void;
  /** How long the user waits between two runs that fail, in milliseconds. */
  pauseMs?: number;
  /** A code for a refusal that no page of the system documents. */
  unknownCode: number;
}

/**
 * A story in which nothing goes wrong: the numbers of its requests, of those that did something, of these and the first
 * look and the last, and its end.
 */
export interface Undisturbed {
  requests: number[];
  changing: number[];
  deciding: number[];
  end: unknown;
}

export interface Disturbance {
  fault: FaultKind & { forMs?: number };
  /** The first request that it meets. */
  request: number;
  times: number;
  /** Requests are given up after a fifth of a second. */
  impatient?: boolean;
  /** How far the systems' clocks are ahead of the provider's, in milliseconds. */
  clockOffsetMs?: number;
}

/** Runs the story to its end; the first request has the number 1. */
export async function undisturbed<D, State, S extends Step>(
  matrix: FaultMatrix<D, State, S>,
  story: FaultStory,
): Promise<Undisturbed> {
  const lab = await openLab(matrix.resource.spec);
  try {
    await story.before?.(lab);
    const start = lab.sandbox.ledger.mark();
    expect(await story.run(lab)).toBeUndefined();
    const sent = lab.sandbox.ledger.since(start);
    const requests = sent.map((_, index) => index + 1);
    const changing = requests.filter((request) => (sent[request - 1]?.operations.length ?? 0) > 0);
    const deciding = requests.filter((n) => n === 1 || n === requests.length || changing.includes(n));
    await lab.refresh();
    return { requests, changing, deciding, end: outcomeIn(lab, matrix) };
  } finally {
    await lab.close();
  }
}

/** Disturbs a run from one of its requests on, runs again until nothing fails, and expects the undisturbed end. */
export async function expectSameEnd<D, State, S extends Step>(
  matrix: FaultMatrix<D, State, S>,
  story: FaultStory,
  { end }: Undisturbed,
  { fault, request, times, impatient = false, clockOffsetMs = 0 }: Disturbance,
): Promise<void> {
  const config = impatient ? impatience : {};
  const lab = await openLab(matrix.resource.spec, { config, clockOffsetMs });
  try {
    await story.before?.(lab);
    const start = lab.sandbox.ledger.mark();
    const where = ({ number }: { number: number }) => number >= start + request;
    const injected = lab.sandbox.faults.inject({ times, ...fault, where });
    const messages = [await story.run(lab, impatient)];
    injected.remove();
    // What was given up is still worked on for real: the pauses below pass on the clock only.
    if (impatient) await new Promise((resolve) => setTimeout(resolve, 500));
    for (let runs = 0; runs < 4 && messages.at(-1) !== undefined; runs++) {
      if (runs > 0) lab.clock.pass(matrix.pauseMs ?? 0);
      messages.push(await story.run(lab, impatient));
    }
    messages.push(await lab.refresh());
    for (const message of messages) {
      if (message === undefined) continue;
      expectPresentable(lab.sandbox, message);
      matrix.expectExplained(message);
    }
    for (const sentence of lab.said) expectPresentable(lab.sandbox, sentence);
    expectNoSecretsInState(lab.sandbox, lab.driver.state);
    const which = { fault, request, times, impatient, clockOffsetMs };
    expect({ which, messages, outcome: outcomeIn(lab, matrix) }).toEqual({ which, messages, outcome: end });
    expect(messages.at(-1)).toBeUndefined();
  } finally {
    await lab.close();
  }
}

function outcomeIn<D, State, S extends Step>(
  { sandbox, driver }: Lab,
  { resource }: FaultMatrix<D, State, S>,
): unknown {
  return resource.outcomeOf(sandbox, driver.state);
}

/** What goes wrong in the daily matrices of all resources. */
export const faults: Record<string, FaultKind> = {
  "the answer is lost": { kind: "answerLost" },
  "the connection is cut before the work": { kind: "resetBefore" },
  "500 before the work": { kind: "status", status: 500 },
  "500 after the work": { kind: "status", status: 500, when: "after" },
  "502 after the work": { kind: "status", status: 502, when: "after" },
  "503 before the work": { kind: "status", status: 503 },
  "204 without a body after the work": { kind: "status", status: 204, body: "", when: "after" },
  "too many requests": { kind: "tooManyRequests" },
  "the answer is cut off": { kind: "truncated" },
  "an HTML page in place of the answer": { kind: "wrongContentType" },
};

/** What is left to the full run: from outside it looks like another of the daily ones. */
const likeOthers = ["500 before the work", "502 after the work", "503 before the work"];

/** Every system is out of reach for a while, or works and its answers are lost. */
const outages: Record<string, Disturbance["fault"]> = {
  "an outage of half a minute": { kind: "resetBefore", forMs: 30_000 },
  "an outage of half a minute, in which all is executed": { kind: "answerLost", forMs: 30_000 },
};

/** The statuses that a gateway, a proxy or a firewall may answer with. 429 asks to come back. */
const statuses = [
  ...[
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
  ],
  ...[423, 424, 425, 426, 428, 431, 451, 494, 495, 496, 497, 499],
  ...[
    500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 523, 524, 525, 526, 530, 598, 599,
  ],
];
const pages = (when: "before" | "after", some: readonly number[]): [string, FaultKind][] =>
  some.map((status) => [`a page of ${status} ${when} the work`, { kind: "status", status, when }]);

/** These take real time. */
const late: Record<string, FaultKind> = {
  "the work takes longer than the deadline": { kind: "slow", ms: 400 },
  "the answer takes longer than the deadline": { kind: "slow", ms: 400, when: "after" },
};

const quarterMs = 15 * 60_000;

/** Tells a fault matrix: each story, disturbed by each fault at each request for the whole run, and once in the full run. */
export function tellFaults<D, State, S extends Step>(
  matrix: FaultMatrix<D, State, S>,
  stories: Record<string, FaultStory>,
): void {
  const times = daily([1000], { full: [1, 1000] });
  const all = Object.entries(faults);
  const unknown: [string, FaultKind][] = (["before", "after"] as const).map((when) => [
    `a result that no page documents, ${when} the work`,
    { kind: "refused", code: matrix.unknownCode, when },
  ]);
  const told = [
    ...daily(
      all.filter(([name]) => !likeOthers.includes(name)),
      { full: all },
    ),
    ...Object.entries(outages),
    ...unknown,
    ...pages("before", daily([404], { full: statuses })),
    ...pages("after", daily([504], { full: statuses })),
  ];
  describe.each(Object.entries(stories))("%s", (_, story) => {
    let calm: Undisturbed;
    beforeAll(async () => {
      calm = await undisturbed(matrix, story);
    });

    it.each(told)("%s, at every request", async (__, fault) => {
      for (const request of daily(calm.deciding, { full: calm.requests }))
        for (const each of "forMs" in fault ? [Infinity] : times)
          await expectSameEnd(matrix, story, calm, { fault, request, times: each });
    });

    it.each(Object.entries(late))("%s, at every request that changes something", async (__, fault) => {
      for (const request of daily(calm.changing, { full: calm.requests }))
        await expectSameEnd(matrix, story, calm, { fault, request, times: 1, impatient: true });
    });

    it.each(daily([-quarterMs], { full: [-quarterMs, quarterMs] }))(
      "an answer is lost, or its request, where the system's clock is %d ms ahead",
      async (clockOffsetMs) => {
        for (const request of daily(calm.changing, { full: calm.requests }))
          for (const kind of ["answerLost", "resetBefore"] as const)
            await expectSameEnd(matrix, story, calm, { fault: { kind }, request, times: 1, clockOffsetMs });
      },
    );
  });
}
