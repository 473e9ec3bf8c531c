import type { Response } from "../../provider/endpoint";
import { isFailure } from "../../provider/failure";
import { noEngine } from "../../provider/host/engineGuard";
import type { Setting } from "../../provider/settings";
import { createCall, type FindAccount } from "../../provider/transport/call";
import { httpDate } from "../../provider/transport/retry";
import { createSend, type Send, type SenderOptions } from "../../provider/transport/send";
import { adviceFor } from "./advice";
import { fault, faultOf, ok, warning, type Finding } from "./finding";
import type { CheckedSystem } from "./systems";

/** Nobody waits longer for a doctor. */
const patienceMs = 15_000;

/** Up to here clocks count as equal; certificates and the age of interrupted purchases need no more. */
const largestSkewMs = 60_000;

/** Reaches a system with its settings and says what came of it. Nothing is changed, and nothing is tried twice. */
export async function lookAt(
  { system, look }: CheckedSystem,
  server: string,
  settings: Record<string, Setting>,
  account: FindAccount,
): Promise<Finding[]> {
  const answers = new Answers();
  const warnings: Finding[] = [];
  const impatient: FindAccount = (...name) => {
    const known = account(...name);
    return { ...known, retryBudgetMs: 0, timeoutMs: Math.min(known.timeoutMs, patienceMs) };
  };
  const call = createCall({
    account: impatient,
    readOnly: true,
    assertWanted: noEngine,
    say: (sentence) => warnings.push(warning(sentence, "Trust the one certificate that is meant")),
    createSend: (options) => answers.watching(options),
  });
  try {
    impatient(system, server);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [faultOf(error)];
  }
  try {
    const found = await look(call, server, () => answers.last);
    return [ok(`reached and logged in: ${found}`), ...warnings, ...answers.clockFindings()];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [faultOf(error, adviceFor(error, settings)), ...warnings, ...answers.clockFindings()];
  }
}

/** What a server answered, and its clock, by the dates of its answers, which are whole seconds. */
class Answers {
  last: Response | undefined;
  #aheadMs: number | undefined;

  watching(options: SenderOptions): Send {
    const send = createSend(options);
    return async (request, limits) => {
      const before = Date.now();
      const response = await send(request, limits);
      this.last = response;
      const date = httpDate(response.headers.date);
      if (date !== undefined) this.#aheadMs = date + 500 - (before + Date.now()) / 2;
      return response;
    };
  }

  clockFindings(): Finding[] {
    if (this.#aheadMs === undefined) return [];
    if (Math.abs(this.#aheadMs) <= largestSkewMs) return [ok("its clock and this machine's agree")];
    const seconds = Math.round(Math.abs(this.#aheadMs) / 1000);
    const [ahead, behind] =
      this.#aheadMs > 0 ? ["the server's", "this machine's"] : ["this machine's", "the server's"];
    return [
      fault(
        `the clocks differ: ${ahead} is ${seconds} seconds ahead of ${behind}`,
        "Synchronise both clocks with NTP. Certificates, and the search for purchases that were interrupted, depend on the time",
      ),
    ];
  }
}
