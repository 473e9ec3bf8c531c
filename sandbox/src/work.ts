import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { answerAfterWork, answerWithoutWork, type Refuse } from "./faultAnswers";
import type { Fault, Faults } from "./faults";
import type { LedgerRecord } from "./ledgerEntry";
import type { VendorAnswer, VendorRequest, VendorSystem } from "./system";

/** What disturbs or delays the work. */
export interface Working {
  readonly faults: Faults;
  /** How long each request takes before its work is done. */
  readonly latencyMs: number;
  /** The clock that answers tell in their header Date. */
  readonly now: () => Date;
}

/** One request on its way. */
interface Task extends Working {
  readonly system: VendorSystem;
  readonly request: VendorRequest;
  readonly response: ServerResponse;
  readonly fault: Fault | undefined;
}

/** The life of one request: callbacks and faults before, the system's work, callbacks and faults after. */
export async function work(
  working: Working,
  system: VendorSystem,
  request: VendorRequest,
  response: ServerResponse,
): Promise<void> {
  const { record } = request;
  const { faults, latencyMs } = working;
  const fault = faults.take(record);
  const task = { ...working, system, request, response, fault };
  if (fault) record.fault = fault.kind;
  if (latencyMs > 0) await waited(latencyMs);
  const dropped = await faults.notify("before", record);
  if (fault?.kind === "slow" && fault.when !== "after") await waited(fault.ms);
  const instead = fault && answerWithoutWork(fault, refusing(task));
  if (dropped) drop(response.socket, record, "dropped before the work");
  else if (fault?.kind === "resetBefore") reset(response.socket);
  else if (instead) answer(task, instead);
  else await workDone(task);
}

async function workDone(task: Task): Promise<void> {
  const { faults, system, request, response, fault } = task;
  const { record } = request;
  const answered = handled(system, request);
  const dropped = await faults.notify("after", record);
  if (fault?.kind === "slow" && fault.when === "after") await waited(fault.ms);
  if (dropped) drop(response.socket, record, "dropped after the work");
  else if (fault?.kind === "answerLost") response.socket?.destroy();
  else if (fault?.kind === "truncated") truncated(task, answered);
  else answer(task, (fault && answerAfterWork(fault, refusing(task))) ?? answered);
}

function refusing({ system, request }: Task): Refuse {
  return (code) => system.refuse(code, request);
}

/** An error in the sandbox itself must look like one, not like a vendor's refusal. */
function handled(system: VendorSystem, request: VendorRequest): VendorAnswer {
  try {
    return system.handle(request);
  } catch (error) {
    request.record.refusal = `error in the sandbox: ${String(error)}`;
    return { status: 500, headers: { "Content-Type": "text/plain" }, body: `${request.record.refusal}\n` };
  }
}

/** An encrypted connection cannot be reset; its client sees that it was cut all the same. */
function reset(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

/** A wait must not keep a process alive after the server was closed. */
function waited(ms: number): Promise<void> {
  return sleep(ms, undefined, { ref: false });
}

function drop(socket: Socket | null, record: LedgerRecord, fault: string): void {
  record.fault = fault;
  socket?.destroy();
}

function answer({ request, response, now }: Task, answered: VendorAnswer): void {
  request.record.status = answered.status;
  send(response, answered, now);
}

function truncated({ request, response, now }: Task, { status, headers, body }: VendorAnswer): void {
  const whole = Buffer.from(body);
  request.record.status = status;
  response.writeHead(status, { ...dated(now), ...headers, "Content-Length": Math.max(whole.length, 2) });
  response.write(whole.length > 1 ? whole.subarray(0, whole.length >> 1) : "{", () =>
    response.socket?.destroy(),
  );
}

/** Sends an answer, compressed if its headers say so, with the time of the sandbox's clock. */
export function send(
  response: ServerResponse,
  { status, headers, body }: VendorAnswer,
  now: () => Date,
): void {
  const bytes = headers["Content-Encoding"] === "gzip" ? gzipSync(body) : Buffer.from(body);
  response.writeHead(status, { ...dated(now), ...headers, "Content-Length": bytes.length }).end(bytes);
}

function dated(now: () => Date): { Date: string } {
  return { Date: now().toUTCString() };
}
