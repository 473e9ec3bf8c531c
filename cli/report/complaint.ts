import { redact } from "../../provider/failure";

/** What the engine complained of: the SDK's message repeats all that was printed before it. */
export function complaintOf(error: Error): string {
  const { stderr } = (error as { commandResult?: { stderr?: string } }).commandResult ?? {};
  const text =
    stderr === undefined ? error.message : stderr.slice(Math.max(0, stderr.lastIndexOf("error: ")));
  return redact(text.replace(/^error: /, "").trim());
}
