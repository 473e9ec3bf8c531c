import type { Fault } from "./faults";
import type { VendorAnswer } from "./system";

const HTML: VendorAnswer = {
  status: 200,
  headers: { "Content-Type": "text/html; charset=UTF-8" },
  body: "<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We will be back soon.</body></html>",
};

/** What a fault answers in place of the system's work. */
export function answerWithoutWork(fault: Fault): VendorAnswer | undefined {
  if (fault.kind === "status" && fault.when !== "after") return statusAnswer(fault.status, fault.body);
  if (fault.kind !== "tooManyRequests") return undefined;
  const { status, headers, body } = statusAnswer(429, undefined);
  return { status, headers: { ...headers, "Retry-After": String(fault.retryAfter ?? 1) }, body };
}

/** What a fault answers in place of the system's answer. */
export function answerAfterWork(fault: Fault): VendorAnswer | undefined {
  if (fault.kind === "status") return statusAnswer(fault.status, fault.body);
  return fault.kind === "wrongContentType" ? HTML : undefined;
}

function statusAnswer(status: number, body: string | undefined): VendorAnswer {
  const text = body ?? `<html><body><h1>${status}</h1></body></html>`;
  return {
    status,
    headers: { "Content-Type": body?.startsWith("{") ? "application/json" : "text/html" },
    body: text,
  };
}
