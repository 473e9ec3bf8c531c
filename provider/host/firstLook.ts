import type { Call } from "../call";
import type { ResourceSpec } from "../converge/resource";
import type { Settings } from "../settings";
import { createCall } from "../transport/call";
import { openLog } from "../transport/log";
import { isFailure, messageOf } from "../failure";
import { noEngine } from "./engineGuard";
import type { Report } from "./report";

/** What has to be known of a resource to look at its object before there is a state. */
type Looking = Pick<ResourceSpec<unknown, unknown>, "accounts" | "observe" | "standsFor">;

/** How long a preview waits for one answer, in milliseconds. */
const patienceMs = 15_000;

/**
 * Looks for a plan at what a new resource stands for. It never holds a preview up: nothing is asked twice, and a system that
 * did not answer the first request is asked no more. What could not be looked at is planned without a look.
 */
export class FirstLook {
  private opened: Call | undefined;
  /** Whether the first look at each account succeeded. */
  private readonly firsts = new Map<string, Promise<boolean>>();

  constructor(
    private readonly settings: () => Settings,
    private readonly say: (sentence: string) => void,
  ) {}

  /** The state of what is there; undefined where nothing can be said about it. Throws what the system would not have. */
  async at(spec: Looking, desired: unknown, report: Report, isPreview: boolean): Promise<unknown> {
    if (spec.standsFor === undefined) return undefined;
    const account = JSON.stringify(spec.accounts(desired));
    const first = this.firsts.get(account);
    if (first !== undefined && !(await first)) return undefined;
    const looked = this.look(spec, desired);
    if (first === undefined)
      this.firsts.set(
        account,
        looked.then(({ answered }) => answered),
      );
    const { state, refusal, silence } = await looked;
    if (refusal !== undefined) throw refusal;
    // In `up` the provider is about to report it.
    if (silence !== undefined && first === undefined && isPreview)
      await report("warning", `This could not be looked at before the plan: ${silence}`);
    if (state !== undefined) await report("info", spec.standsFor(state));
    return state;
  }

  private async look(spec: Looking, desired: unknown): Promise<Looked> {
    try {
      const observed = await spec.observe(this.call(), undefined, desired, { shared: true });
      return { answered: true, ...(observed.kind === "seen" ? { state: observed.state } : {}) };
    } catch (error) {
      if (isFailure(error, "rejected")) return { answered: true, refusal: error };
      if (isFailure(error)) return { answered: false, silence: messageOf(error) };
      throw error;
    }
  }

  private call(): Call {
    const { settings, say } = this;
    if (this.opened !== undefined) return this.opened;
    const read = settings();
    this.opened = createCall({
      account: (system, server) => {
        const account = read.account(system, server);
        return { ...account, retryBudgetMs: 0, timeoutMs: Math.min(account.timeoutMs, patienceMs) };
      },
      readOnly: true,
      assertWanted: noEngine,
      say,
      log: openLog(read, say),
    });
    return this.opened;
  }
}

interface Looked {
  answered: boolean;
  state?: unknown;
  /** What the system says against the declaration. */
  refusal?: Error;
  /** Why nothing is known. */
  silence?: string;
}
