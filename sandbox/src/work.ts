import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { answerAfterWork, answerWithoutWork } from "./faultAnswers";
import type { Fault, Faults } from "./faults";
import type { LedgerRecord } from "./ledgerEntry";
import type { VendorAnswer, VendorRequest, VendorSystem } from "./system";

/** What disturbs or delays the work. */
export interface Working {
  readonly faults: Faults;
  /** How long each request takes before its work is done. */
  readonly latencyMs: number;
}

/** The life of one request: callbacks and faults before, the system's work, callbacks and faults after. */
export async function work(
  { faults, latencyMs }: Working,
  system: VendorSystem,
  request: VendorRequest,
  response: ServerResponse,
): Promise<void> {
  const { record } = request;
  const { socket } = response;
  const fault = faults.take(record);
  if (fault) record.fault = fault.kind;
  if (latencyMs > 0) await waited(latencyMs);
  const dropped = await faults.notify("before", record);
  if (fault?.kind === "slow" && fault.when !== "after") await waited(fault.ms);
  const instead = fault && answerWithoutWork(fault);
  if (dropped) drop(socket, record, "dropped before the work");
  else if (fault?.kind === "resetBefore") reset(socket);
  else if (instead) answer(response, record, instead);
  else await workDone(faults, system, request, response, fault);
}

async function workDone(
  faults: Faults,
  system: VendorSystem,
  request: VendorRequest,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const { record } = request;
  const { socket } = response;
  const answered = handled(system, request);
  const dropped = await faults.notify("after", record);
  if (fault?.kind === "slow" && fault.when === "after") await waited(fault.ms);
  if (dropped) drop(socket, record, "dropped after the work");
  else if (fault?.kind === "answerLost") socket?.destroy();
  else if (fault?.kind === "truncated") truncated(response, record, answered);
  else answer(response, record, (fault && answerAfterWork(fault)) ?? answered);
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

function answer(response: ServerResponse, record: LedgerRecord, answered: VendorAnswer): void {
  record.status = answered.status;
  send(response, answered);
}

function truncated(
  response: ServerResponse,
  record: LedgerRecord,
  { status, headers, body }: VendorAnswer,
): void {
  const whole = Buffer.from(body);
  record.status = status;
  response.writeHead(status, { ...headers, "Content-Length": Math.max(whole.length, 2) });
  response.write(whole.length > 1 ? whole.subarray(0, whole.length >> 1) : "{", () =>
    response.socket?.destroy(),
  );
}

/** Sends an answer, compressed if its headers say so. */
export function send(response: ServerResponse, { status, headers, body }: VendorAnswer): void {
  const bytes = headers["Content-Encoding"] === "gzip" ? gzipSync(body) : Buffer.from(body);
  response.writeHead(status, { ...headers, "Content-Length": bytes.length }).end(bytes);
}
