import type { Operation, Step } from "../../converge/resource";

/** One request, or the wait for what an earlier one began. */
export interface UpgradeStep extends Step {
  request:
    | { kind: "upgrade"; plans: string[] }
    | { kind: "downgrade"; plan: string }
    | { kind: "order" }
    | { kind: "wait" }
    /** What a preview cannot tell yet. */
    | { kind: "unknown" };
}

export function step(
  request: UpgradeStep["request"],
  operations: readonly Omit<Operation, "kind">[],
): UpgradeStep {
  return { request, operations: operations.map((operation) => ({ kind: request.kind, ...operation })) };
}
