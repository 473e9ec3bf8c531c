import { messageOf, type Failure } from "../../provider/failure";

/** What one check found. */
export interface Finding {
  /** A warning is worth reading; a fault makes the exit code 1. */
  level: "ok" | "warning" | "fault";
  what: string;
  /** What to do about it. */
  do?: string;
}

export const ok = (what: string): Finding => ({ level: "ok", what });

export const warning = (what: string, remedy: string): Finding => ({ level: "warning", what, do: remedy });

export const fault = (what: string, remedy: string): Finding & { do: string } => ({
  level: "fault",
  what,
  do: remedy,
});

/** A failure, with what to do about it in a line of its own. */
export function faultOf(failure: Failure, remedy = failure.fields.next ?? "Run doctor again"): Finding {
  const { next } = failure.fields;
  const text = messageOf(failure);
  return fault(
    next !== undefined && text.endsWith(`. ${next}`) ? text.slice(0, -next.length - 2) : text,
    remedy,
  );
}
