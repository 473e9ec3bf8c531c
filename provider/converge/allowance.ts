import { failure } from "../failure";
import type { Limit, Limits, Operation } from "./resource";

export type { Limits };

export const defaultLimits: Limits = { purchasesPerRun: 5, ownerMoves: 0, allowTerminate: false };

/** Counts what one run has used of its limits. Preview and sending count with one of their own each. */
export class Allowance {
  private readonly used: Record<Limit, number> = { purchases: 0, ownerMoves: 0, terminations: 0 };

  constructor(readonly limits: Limits) {}

  /** Books what is wanted, or throws and books nothing. `subject` is the resource that wants it. */
  spend(operations: readonly Operation[], subject: string): void {
    const wanted = { ...this.used };
    for (const { uses } of operations) if (uses !== undefined) wanted[uses] += 1;
    for (const limit of Object.keys(wanted) as Limit[]) {
      if (wanted[limit] > this.used[limit] && wanted[limit] > this.allowed(limit)) {
        throw this.exceeded(limit, wanted[limit], subject);
      }
    }
    Object.assign(this.used, wanted);
  }

  private allowed(limit: Limit): number {
    if (limit === "terminations") return this.limits.allowTerminate ? Infinity : 0;
    return limit === "purchases" ? this.limits.purchasesPerRun : this.limits.ownerMoves;
  }

  private exceeded(limit: Limit, count: number, subject: string): Error {
    const [setting, value] = {
      purchases: ["purchasesPerRun", count],
      ownerMoves: ["ownerMoves", count],
      terminations: ["allowTerminate", true],
    }[limit];
    return failure({
      kind: "refused",
      help: "over-limits",
      what:
        limit === "terminations"
          ? `${subject} would terminate a key for good, and plesk:limits does not allow it`
          : `${subject} would be number ${count} of this run's ${words[limit]}, and plesk:limits allows ${this.allowed(limit)}`,
      next: `Nothing was sent for it. If it is meant, set it with: pulumi config set --path plesk:limits.${setting} ${value}`,
    });
  }
}

const words: Record<Limit, string> = {
  purchases: "purchases",
  ownerMoves: "moves to another owner",
  terminations: "terminations",
};
