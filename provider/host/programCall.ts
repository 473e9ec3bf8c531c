import type { Call } from "../call";
import { createCall } from "../transport/call";
import { openLog } from "../transport/log";
import { noEngine } from "./engineGuard";
import { stackSettings } from "./stackConfig";

/** The way to the systems for functions that a program calls itself: it can read and never change. */
export function programCall(): Call {
  const settings = stackSettings();
  return createCall({
    account: settings.account,
    readOnly: true,
    assertWanted: noEngine,
    say: console.log,
    log: openLog(settings, console.log),
  });
}
