import { setTimeout as pause } from "node:timers/promises";

import { excerpt, oneLine } from "../../../provider/failure";
import type { Response } from "../../../provider/endpoint";
import { proxyOf } from "../../../provider/settings";
import { retryAfterMs } from "../../../provider/transport/retry";
import { createSend, NoAnswer } from "../../../provider/transport/send";

/** Nobody waits longer for a message to be posted, all tries together. */
export const deadlineMs = 20_000;

const tries = 3;

/** Posts once; again only where it surely did not arrive. Throws an error that does not show the URL. */
export async function post(url: string, body: string, withinMs = deadlineMs): Promise<void> {
  const send = createSend({
    origin: url,
    maxInFlight: 1,
    maxBodyBytes: 2 ** 16,
    ...proxyOf(process.env, url),
  });
  const end = Date.now() + withinMs;
  for (let number = 1; ; number++) {
    const outcome = await attempt(send, { url, body, timeoutMs: end - Date.now() });
    if (outcome === undefined) return;
    const { error, waitMs = number * 1000, isFinal } = outcome;
    if (isFinal || number === tries || Date.now() + waitMs >= end) throw error;
    await pause(waitMs);
  }
}

interface Missed {
  error: Error;
  /** Whether another try would be of no use, or post it twice. */
  isFinal: boolean;
  waitMs?: number | undefined;
}

async function attempt(
  send: ReturnType<typeof createSend>,
  { url, body, timeoutMs }: { url: string; body: string; timeoutMs: number },
): Promise<Missed | undefined> {
  try {
    const headers = { "content-type": "application/json; charset=utf-8", connection: "close" };
    const answer = await send({ method: "POST", url, headers, body }, { timeoutMs });
    return missedBy(answer);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { message, executed, reason } = error;
    return { error: new Error(message), isFinal: executed !== "no" || reason !== "network" };
  }
}

/** Undefined for an answer that says yes. */
function missedBy({ status, headers, body }: Response): Missed | undefined {
  if (status >= 200 && status < 300) return undefined;
  const text = excerpt(oneLine(body), 200);
  return {
    error: new Error(`it answered ${status}${text === "" ? "" : ` ${JSON.stringify(text)}`}`),
    isFinal: status !== 429 && status !== 503,
    waitMs: retryAfterMs(headers["retry-after"], Date.now()),
  };
}
