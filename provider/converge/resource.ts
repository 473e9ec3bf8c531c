import type { AccountName } from "../account";
import type { Call } from "../call";
import { failure, isFailure, type Failure } from "../failure";

/** What makes an operation worth a warning. */
export type Mark = "buys" | "removes" | "irreversible";

/** What one run may do of what costs money or cannot be undone (`plesk:limits`). */
export interface Limits {
  /** How many purchases one run may make. */
  purchasesPerRun: number;
  /** How many keys one run may move to another owner. */
  ownerMoves: number;
  /** Whether a run may terminate keys, which cannot be undone. */
  allowTerminate: boolean;
}

/** What `plesk:limits` counts. */
export type Limit = "purchases" | "ownerMoves" | "terminations";

/** Something that is bought, by the vendor's name for it: an item, an upgrade plan, an add-on. */
export interface Bought {
  name: string;
  quantity: number;
}

/** One thing that a request does, able to say itself. */
export interface Operation {
  kind: string;
  /** What happens, in one sentence without a full stop. Preview, logs, errors and tests use it. */
  sentence: string;
  marks: readonly Mark[];
  /** The limit of which it uses up one. */
  uses?: Limit;
  /** What it buys; absent where that is not known yet, and where it buys nothing. */
  bought?: readonly Bought[];
}

/** One request: the operations that it carries, in the order in which the system runs them. */
export interface Step {
  operations: readonly Operation[];
  /** False for a step that only waits for what was sent before. */
  sends?: false;
  /** What follows is planned again from what it returned: it makes the object, or more may come of it. */
  replans?: boolean;
  /** Still tried after an earlier step was rejected, e.g. the suspension of a key. */
  evenAfterRejection?: boolean;
}

export interface CheckFailure {
  property: string;
  reason: string;
}

export type Parsed<Desired> = { desired: Desired } | { failures: CheckFailure[] };

/** What a look at the live object found. */
export type Observed<State> =
  | { kind: "seen"; state: State }
  /** Not shown to this login; not proof that it is gone (see `not-visible`). */
  | { kind: "notVisible"; state: State; failure: Failure }
  /** A purchase without an answer that may still appear. */
  | { kind: "pending"; state: State; failure: Failure }
  /** Only for answers that a contract calls authoritative. */
  | { kind: "absent" };

/** What a look at an object may rely on. */
export interface Look {
  /** An answer that this run has got together with others is good enough. */
  shared?: boolean;
  /** Whether no other resource of this run holds the object, and none has let go of it. */
  isFree?: (object: string) => boolean;
}

/** How a resource reads what Pulumi holds of it, and what Pulumi is given to hold. Pure. */
export interface Codec<Desired, State> {
  /** The inputs that a user can declare. */
  inputNames: readonly string[];
  /** Inputs with which `readInputs` shows the whole object: for a `get`, which declares nothing. */
  everyInput: Record<string, unknown>;
  /**
   * Reads raw inputs. `unknown` names top-level properties that have no value yet (preview); they
   * are absent from `raw`, and no rule is applied to them.
   */
  parseInputs(raw: Record<string, unknown>, unknown: readonly string[]): Parsed<Desired>;
  /** Reads the outputs of this version and of every older one. */
  decodeState(outputs: Record<string, unknown>): State;
  /** The outputs that hold the state; the host keeps the inputs beside them, which show what is live. */
  encodeState(state: State, shown: Record<string, unknown>): Record<string, unknown>;
  /** The declared inputs with live values in the place of declared ones. */
  readInputs(state: State, declared: Record<string, unknown>): Record<string, unknown>;
}

/** The system that an object was made on, and the words for where another one is configured now. */
export interface Home {
  account: AccountName;
  /** The system's URL at that time. */
  origin: string;
  /** What was done there, e.g. `Key 12 was made`. */
  deed: string;
  /** The system in a sentence, e.g. `Partner API 3.0`. */
  system: string;
  /** The setting that holds its URL. */
  setting: string;
  /** What to do instead of setting it back. */
  otherwise: string;
}

/**
 * One resource, knowing nothing of Pulumi. Everything but `observe`, `assertPossible` and `perform` is
 * pure. Adding a resource is implementing this; what only some resources need is optional.
 */
export interface ResourceSpec<Desired, State, S extends Step = Step> {
  /** The resource's name, e.g. `LicenseKey`. */
  name: string;
  codec: Codec<Desired, State>;
  /** What the state keeps of the declaration and never sends, e.g. `onDelete`. */
  policyNames: readonly (keyof Desired & keyof State & string)[];
  /** The id for Pulumi's state: the vendor's, or `pending:...`. Never empty. */
  idOf(state: State): string;
  /** The state of an object of which only the id is known. */
  fromId(id: string, call: Call): State;
  /** The accounts that the declaration needs, as far as it is known. */
  accounts(desired: Desired): AccountName[];
  /** Where the object was made: working on it through another system is refused. */
  homeOf(state: State): Home;
  /** The properties whose change makes another object necessary. */
  replaces(state: State, desired: Desired): string[];
  /**
   * The vendor's objects that the resource stands for, as texts that other resources of its kind would
   * use too. No two resources of a program may stand for one. Without a state: those that the
   * declaration names.
   */
  objectsOf(state: State | undefined, desired: Desired | undefined): string[];
  /** Whether the object calls for an update although the declaration is as before. */
  needsAttention(state: State, desired: Desired): boolean;
  /** What has to be done, in order. Same in, nothing out. Throws a Failure where nothing may be done. */
  plan(current: State | undefined, desired: Desired): S[];
  /** What deleting does, by the policy in the state. */
  planDelete(state: State): S[];
  /** What the user should know beside the steps, in preview. */
  remarks(current: State | undefined, desired: Desired, limits: Limits): string[];
  /**
   * The live object: ours from an interrupted run or one to adopt (no id yet), else the one of the id.
   */
  observe(
    call: Call,
    last: State | undefined,
    desired: Desired | undefined,
    look?: Look,
  ): Promise<Observed<State>>;
  /** Sends one step and returns the state after it. Throws `Interrupted` where it knows more than before. */
  perform(
    call: Call,
    step: S,
    state: State | undefined,
    desired: Desired | undefined,
    look?: Look,
  ): Promise<State>;

  /** The state without some of several objects that the resource stands for: another resource has those by now. */
  without?(state: State, objects: readonly string[]): State;
  /**
   * What is there before anything is sent, in a sentence. Set where a new resource stands for an object that is there
   * already: then its plan is made after a look at that.
   */
  standsFor?(state: State): string;
  /** The state of an object that was imported or looked up, from what was seen of it. */
  imported?(state: State): State;
  /** What the user should know once the object is there, e.g. that it was found and not bought. */
  notice?(state: State): string | undefined;
  /** Why a deletion leaves the object alone whatever its policy says: somebody else holds it by now. */
  heldElsewhere?(state: State): string | undefined;
  /** Set where a marker is made for the resource, by which an interrupted run finds what it bought. */
  isMarked?: true;
  /** Top-level outputs that hold secrets. */
  secretOutputs?: readonly string[];
  /** Inputs that are secret although the user does not say so. */
  secretInputs?: readonly string[];
  /**
   * Where outputs repeat inputs, as dotted paths: an output beside the inputs is as secret as the input whose
   * value, or a live value in the place of it, it shows.
   */
  repeats?: Readonly<Record<string, readonly string[]>>;
  /** Values of inputs that are words of this package: what is done is said, also where they are secret. */
  ownWords?: readonly string[];
  /** Whether the user declared that an object in this state is as good as gone: deleting it succeeds. */
  countsAsGone?(state: State): boolean;
  /** Whether a refresh drops an object in this state instead of reporting it. */
  forgets?(state: State): boolean;
  /** Looks, before the first step is sent, at what only the systems can tell. Throws a Failure to stop. */
  assertPossible?(call: Call, steps: readonly S[], state: State | undefined, desired: Desired): Promise<void>;
}

/** What is asked of the systems, knowing nothing of Pulumi: it reads, and never changes anything. */
interface Question<By, Answer> {
  /** Reads raw arguments. */
  parse(raw: Record<string, unknown>): { by: By } | { failures: CheckFailure[] };
  read(call: Call, by: By): Promise<Answer>;
}

/** The objects that a resource could stand for. */
export type ListSpec<By> = Question<By, ListedObject[]>;

/** An object by the id under which it is read and imported; the name is empty where the list shows none. */
export interface ListedObject {
  id: string;
  name: string;
}

/** A function that a program calls. */
export interface FunctionSpec<By> extends Question<By, Record<string, unknown>> {
  /** Its name, e.g. `getLicenseKey`. */
  name: string;
  /** Members of the result that hold secrets. */
  secretOutputs: readonly string[];
}

/** The state with the declaration's policies in the place of those that it held. */
export function withPolicies<Desired, State>(
  { policyNames }: Pick<ResourceSpec<Desired, State>, "policyNames">,
  state: State,
  desired: Desired,
): State {
  const policies = Object.fromEntries(policyNames.map((name) => [name, desired[name]]));
  const members = Object.entries({ ...state, ...policies }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as State;
}

/** A failure half-way: what is known is kept with it, so that nothing is lost and running again converges. */
export class Interrupted<State> extends Error {
  override readonly name = "Interrupted";

  constructor(
    readonly state: State,
    readonly reason: Error,
  ) {
    super(reason.message);
  }
}

/** A failure to read what has come of a change that was accepted: it is not the change that failed. */
export function unseen(state: unknown, accepted: string, error: unknown): unknown {
  if (!isFailure(error)) return error instanceof Error ? new Interrupted(state, error) : error;
  const what = `${accepted}, and what has come of it could not be read: ${error.fields.what}`;
  return new Interrupted(state, failure({ ...error.fields, what }));
}

/** A step in one line: its sentences with their marks. */
export function describe(step: Step): string {
  return step.operations.map(describeOperation).join("; ");
}

/** An operation's sentence with its marks, e.g. `buy a key with A [buys]`. */
export function describeOperation({ sentence, marks }: Operation): string {
  return [sentence, ...marks.map((mark) => `[${mark}]`)].join(" ");
}
