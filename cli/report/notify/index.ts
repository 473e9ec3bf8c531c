import { messageOf } from "../../../provider/failure";
import type { Report } from "../schema";
import { bodyFor } from "./message";
import { clean, fingerprintOf, lastNoted, note, notedBeside } from "./noted";
import { post } from "./post";
import { targetOf, type NotifyFormat, type Target } from "./target";

export { notifyFormats } from "./target";

/** The options of the command, as they were given. */
export interface NotifyOptions {
  notify?: string;
  notifyFormat?: NotifyFormat;
  notifyState?: string;
}

export interface Notifying extends Target {
  /** The file that notes what was posted last; undefined for the one beside the project. */
  noted: string | undefined;
}

/** What the options ask for; undefined where nobody is to be notified. Throws where they cannot be meant. */
export function notifyingBy({ notify, notifyFormat, notifyState }: NotifyOptions): Notifying | undefined {
  if (notify !== undefined && notify !== "") return { ...targetOf(notify, notifyFormat), noted: notifyState };
  const alone =
    notifyFormat !== undefined ? "--notify-format" : notifyState !== undefined ? "--notify-state" : "";
  if (alone !== "") throw new Error(`${alone} goes with --notify, or with the variable PLESK_NOTIFY_URL`);
  return undefined;
}

/**
 * Posts what was found, unless it is what was posted last. Who begins with everything as declared hears nothing. Whatever
 * fails is a warning: the report and the exit code stand, and the next run posts what this one could not.
 */
export async function notify(
  report: Report,
  { url, format, noted }: Notifying,
  folder: string,
  withinMs?: number,
): Promise<void> {
  const file = noted ?? notedBeside(folder, report);
  const fingerprint = fingerprintOf(report);
  const last = lastNoted(file, report);
  if (fingerprint === (last ?? clean)) return;
  try {
    await post(url, bodyFor(format, report, fingerprint), withinMs);
  } catch (error) {
    console.warn(`Nobody was notified: the webhook was not reached, or did not take it: ${messageOf(error)}`);
    return;
  }
  try {
    note(file, report, fingerprint);
  } catch (error) {
    console.warn(
      `The next run will notify of the same once more: ${file} cannot be written: ${messageOf(error)}`,
    );
  }
}
