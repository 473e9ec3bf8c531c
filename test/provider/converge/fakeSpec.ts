import type { Call } from "../../../provider/call";
import { failure, type FailureKind } from "../../../provider/failure";
import {
  Interrupted,
  type Observed,
  type Operation,
  type ResourceSpec,
  type Step,
} from "../../../provider/converge/resource";
import { Claims } from "../../../provider/converge/claims";
import { Allowance, type Limits } from "../../../provider/converge/allowance";
import type { Run } from "../../../provider/converge/execute";

/** The smallest resource: a set of words. Each word that is missing or too much is one step. */
export interface Words {
  words: string[];
  pending?: boolean;
  policy?: string;
}

export interface WordStep extends Step {
  add?: string;
  drop?: string;
}

export interface World {
  live: Words | undefined;
  /** What was sent, in order. */
  sent: string[];
  said: string[];
  /** What the next requests do; nothing: they succeed. */
  trouble: Record<string, { kind: FailureKind; executed: boolean }[]>;
  observe?: () => Observed<Words>;
  /** Where the words were made, if not here. */
  origin?: string;
}

export interface DesiredWords {
  words: string[];
  policy?: string;
}

export const world = (live?: string[]): World => ({
  live: live === undefined ? undefined : { words: live },
  sent: [],
  said: [],
  trouble: {},
});

export function runIn(
  { said }: World,
  limits: Limits = { purchasesPerRun: 9, ownerMoves: 9, allowTerminate: true },
): Run {
  const call = Object.assign(() => Promise.reject(new Error("no network here")), {
    say: (sentence: string) => said.push(sentence),
    now: () => new Date(0),
    wait: () => Promise.resolve(),
    account: () => ({ origin: "https://words.example/" }),
  }) as unknown as Call;
  return { call, allowance: new Allowance(limits), claims: new Claims() };
}

export function wordSpec(of: World): ResourceSpec<DesiredWords, Words, WordStep> {
  const step = (kind: string, word: string, more: Partial<WordStep & Operation> = {}): WordStep => ({
    operations: [
      {
        kind,
        sentence: `${kind} ${word}`,
        marks: more.marks ?? [],
        ...(more.uses ? { uses: more.uses } : {}),
      },
    ],
    ...(kind === "drop" ? { drop: word } : { add: word }),
    ...(more.evenAfterRejection ? { evenAfterRejection: true } : {}),
    ...(more.replans ? { replans: true } : {}),
  });
  const missing = (has: string[], words: string[]): WordStep[] =>
    words
      .filter((word) => !has.includes(word))
      .map((word) =>
        step(
          "add",
          word,
          word.startsWith("$") ? { marks: ["buys"] } : word === "last" ? { evenAfterRejection: true } : {},
        ),
      );
  return {
    name: "Words",
    codec: {
      inputNames: ["words", "policy"],
      everyInput: { words: [] },
      parseInputs: ({ words, policy }) =>
        Array.isArray(words) || words === undefined
          ? { desired: { words: (words ?? []) as string[], ...(policy ? { policy: policy as string } : {}) } }
          : { failures: [{ property: "words", reason: "must be a list" }] },
      decodeState: ({ __plesk }) => __plesk as Words,
      encodeState: (state) => ({ __plesk: state, secret: { code: "hidden" }, nothing: undefined }),
      readInputs: ({ words }, declared) => ({ ...declared, words }),
    },
    policyNames: ["policy"],
    secretOutputs: ["secret"],
    idOf: ({ pending, words }) => (pending ? "pending:1" : (words[0] ?? "none")),
    accounts: () => [{ system: "partner30" }],
    homeOf: () => ({
      account: { system: "partner30" },
      origin: of.origin ?? "https://words.example/",
      deed: "Words were made",
      system: "Words",
      setting: "plesk:wordsUrl",
      otherwise: "keep them apart",
    }),
    fromId: (id) => ({ words: [id] }),
    replaces: ({ words }) => (words.includes("broken") ? ["words"] : []),
    objectsOf: () => ["the words"],
    needsAttention: ({ pending }) => pending ?? false,
    plan: (current, { words }) => {
      if (current?.words.includes("dead")) throw failure({ kind: "rejected", what: "It is dead" });
      const [first = "", ...rest] = words;
      if (current === undefined)
        return [
          step("make", first, { replans: true, marks: ["buys"], uses: "purchases" }),
          ...missing([], rest),
        ];
      const drops = current.words
        .filter((word) => !words.includes(word))
        .map((word) => step("drop", word, { marks: ["removes"] }));
      return [...missing(current.words, words), ...drops];
    },
    remarks: () => [],
    planDelete: ({ words }) =>
      words.map((word) => step("drop", word, { marks: ["removes", "irreversible"], uses: "terminations" })),
    countsAsGone: ({ policy }) => policy === "gone",
    forgets: ({ policy }) => policy === "forget",
    observe: () =>
      Promise.resolve(of.observe?.() ?? (of.live ? { kind: "seen", state: of.live } : { kind: "absent" })),
    perform: (_, { operations, add, drop, replans }, state) => {
      const [{ sentence }] = operations as [Operation];
      of.sent.push(sentence);
      const trouble = of.trouble[sentence]?.shift();
      const words = [
        ...(state?.words ?? []).filter((word) => word !== drop),
        ...(add === undefined ? [] : [add]),
      ];
      const after: Words = { ...state, words };
      if (trouble === undefined || trouble.executed) of.live = after;
      if (trouble === undefined) return Promise.resolve(after);
      const reason = failure({ kind: trouble.kind, what: `${sentence} failed`, next: "Try it" });
      if (replans && trouble.kind === "outcome-unknown")
        throw new Interrupted<Words>({ words: [], pending: true }, reason);
      return Promise.reject(reason);
    },
  };
}
