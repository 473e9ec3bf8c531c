import type { Step } from "../../provider/converge/resource";
import type { Sandbox } from "plesk-sandbox";
import { cutAndResumed, cutsAroundChanges, everyCut, undisturbed, type CutStory } from "./cut";
import type { Driver } from "./driver";
import { inProcess, providerProcess, type Driven } from "./speeds";

export interface CutMatrix<D, State, S extends Step> {
  driven: Driven<D, State, S>;
  stories: Record<string, CutStory>;
  /** What is left of a run, without what differs between two equal runs. */
  outcomeOf(sandbox: Sandbox, state: Driver["state"]): unknown;
  /** How many of the stories are told daily at the speed of the provider process, which takes its time to start. */
  daily: number;
}

/**
 * Tells each story with a kill before and after each of its requests, handlers called directly; and
 * around the requests that change something, in the real provider process.
 */
export function tellCuts<D, State, S extends Step>(matrix: CutMatrix<D, State, S>): void {
  const { driven, stories, daily } = matrix;
  const all = Object.entries(stories);
  const isFull = process.env.PULUMI_PLESK_TEST === "full";
  const speeds = [
    { speed: inProcess(driven), cuts: everyCut, told: all },
    { speed: providerProcess(driven), cuts: cutsAroundChanges, told: isFull ? all : all.slice(0, daily) },
  ];
  const outcomeOf = (sandbox: Sandbox, { state }: Driver) => matrix.outcomeOf(sandbox, state);

  describe.each(speeds)("killed in the middle, at the speed of $speed.name", ({ speed, cuts, told }) => {
    describe.each(speed.victims)("with the %s as the victim", (victim) => {
      it.each(told)("%s ends as if nothing had happened", async (_, story) => {
        const calm = await undisturbed(speed, story, outcomeOf);
        for (const cut of cuts(calm.requests)) {
          const outcome = await cutAndResumed(speed, story, victim, cut, outcomeOf);
          expect({ cut, outcome }).toEqual({ cut, outcome: calm.outcome });
        }
      });
    });
  });
}
