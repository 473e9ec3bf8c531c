import type { Fault } from "./faults";
import type { VendorAnswer } from "./system";

const HTML: VendorAnswer = {
  status: 200,
  headers: { "Content-Type": "text/html; charset=UTF-8" },
  body: "<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We will be back soon.</body></html>",
};

/** Gives the answer by which a system refuses in its own form. */
export type Refuse = (code: number) => VendorAnswer;

/** What a fault answers in place of the system's work. */
export function answerWithoutWork(fault: Fault, refuse: Refuse): VendorAnswer | undefined {
  if (fault.kind === "tooManyRequests")
    return page(429, undefined, { "Retry-After": String(fault.retryAfter ?? 1) });
  return "when" in fault && fault.when === "after" ? undefined : toldAnswer(fault, refuse);
}

/** What a fault answers in place of the system's answer. */
export function answerAfterWork(fault: Fault, refuse: Refuse): VendorAnswer | undefined {
  return fault.kind === "wrongContentType" ? HTML : toldAnswer(fault, refuse);
}

function toldAnswer(fault: Fault, refuse: Refuse): VendorAnswer | undefined {
  if (fault.kind === "status") return page(fault.status, fault.body, fault.headers);
  return fault.kind === "refused" ? refuse(fault.code) : undefined;
}

function page(status: number, body: string | undefined, headers: Record<string, string> = {}): VendorAnswer {
  return {
    status,
    headers: { "Content-Type": body?.startsWith("{") ? "application/json" : "text/html", ...headers },
    body: body ?? `<html><body><h1>${status}</h1></body></html>`,
  };
}
