/** A step: one thing that the engine does to one resource. Planned first, then applied; the same in a preview and in an update. */

import { type Op } from "./events";
import { type Diff } from "./resourceProvider";
import { type ResourceState } from "./state";

/** The program's call that waits for the outcome of a step. */
export interface Waiting {
  done(outcome: { state: ResourceState; unknown?: boolean }): void;
}

export interface Step {
  readonly op: Op;
  readonly old: ResourceState | undefined;
  new: ResourceState | undefined;
  /** The state that the step is about, for its events. */
  readonly subject: ResourceState;
  /** Whether the step stands for something that the program did (a replacement is one thing, in three steps). */
  readonly logical: boolean;
  readonly waiting?: Waiting | undefined;
  /** The properties that force a replacement. */
  readonly keys?: string[];
  diff?: Pick<Diff, "changedKeys" | "detailedDiff">;
  /** A resource outside the targets that would have been created: nothing is recorded. */
  readonly skippedCreate?: boolean;
  /** What a refresh turned out to be. */
  resultOp?(): Op;
  apply(): Promise<void>;
}
