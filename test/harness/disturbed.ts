import type { FaultKind } from "plesk-sandbox";
import type { Step } from "../../provider/converge/resource";
import { daily } from "./full";
import { openLab, type Lab } from "./lab";
import type { TestedResource } from "./resources";
import { expectNoSecretsInState, expectPresentable } from "./secrets";

export interface FaultStory {
  /** Brings the world to where the story begins; nothing goes wrong there. */
  before?: (lab: Lab) => Promise<unknown>;
  run: (lab: Lab) => Promise<string | undefined>;
}

/** What the stories of a fault matrix have in common. */
export interface FaultMatrix<D, State, S extends Step> {
  resource: TestedResource<D, State, S>;
  /** Fails for a message that does not say what happened, which endpoint of which system it was, and what to do. */
  expectExplained(message: string): void;
  /** How long the user waits between two runs that fail, in milliseconds. */
  pauseMs?: number;
}

/** A story in which nothing goes wrong: the numbers of its requests, those that did something, and its end. */
export interface Undisturbed {
  requests: number[];
  changing: number[];
  end: unknown;
}

export interface Disturbance {
  fault: FaultKind;
  /** The first request that it meets. */
  request: number;
  times: number;
  /** More configuration for the whole story. */
  config?: Record<string, string>;
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
    await lab.refresh();
    return { requests, changing, end: outcomeIn(lab, matrix) };
  } finally {
    await lab.close();
  }
}

/** Disturbs a run from one of its requests on, runs again until nothing fails, and expects the undisturbed end. */
export async function expectSameEnd<D, State, S extends Step>(
  matrix: FaultMatrix<D, State, S>,
  story: FaultStory,
  { end }: Undisturbed,
  { fault, request, times, config = {} }: Disturbance,
): Promise<void> {
  const lab = await openLab(matrix.resource.spec, { config });
  try {
    await story.before?.(lab);
    const start = lab.sandbox.ledger.mark();
    const where = ({ number }: { number: number }) => number >= start + request;
    const injected = lab.sandbox.faults.inject({ ...fault, times, where });
    const messages = [await story.run(lab)];
    injected.remove();
    for (let runs = 0; runs < 4 && messages.at(-1) !== undefined; runs++) {
      if (runs > 0) lab.clock.pass(matrix.pauseMs ?? 0);
      messages.push(await story.run(lab));
    }
    messages.push(await lab.refresh());
    for (const message of messages) {
      if (message === undefined) continue;
      expectPresentable(lab.sandbox, message);
      matrix.expectExplained(message);
    }
    for (const sentence of lab.said) expectPresentable(lab.sandbox, sentence);
    expectNoSecretsInState(lab.sandbox, lab.driver.state);
    const which = { fault, request, times };
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

/** Tells a fault matrix: each story, disturbed by each fault at each request for the whole run, and once in the full run. */
export function tellFaults<D, State, S extends Step>(
  matrix: FaultMatrix<D, State, S>,
  stories: Record<string, FaultStory>,
): void {
  const times = daily([1000], { full: [1, 1000] });
  const all = Object.entries(faults);
  const told = daily(
    all.filter(([name]) => !likeOthers.includes(name)),
    { full: all },
  );
  describe.each(Object.entries(stories))("%s", (_, story) => {
    let calm: Undisturbed;
    beforeAll(async () => {
      calm = await undisturbed(matrix, story);
    });

    it.each(told)("%s, at every request", async (__, fault) => {
      for (const request of calm.requests)
        for (const each of times) await expectSameEnd(matrix, story, calm, { fault, request, times: each });
    });
  });
}
