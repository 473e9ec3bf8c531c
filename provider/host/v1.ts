/**
 * The permanent entry of the provider process: `exports["./provider/v1"]` of package.json. Every
 * resource in every state names it, so it is never renamed and `get` never changes its meaning.
 */
import { licenseKey } from "../resources/licenseKey/operations";
import { createHandler, openRunWith, type OpenRun } from "./dynamic";
import { endWithEngine, engineGuard } from "./engineGuard";
import type { Run } from "../transport/execute";

endWithEngine();

/** One run for all resources of a process: they share its accounts, queues and limits. */
let run: Run | undefined;
const openRun: OpenRun = (config) => (run ??= openRunWith(engineGuard())(config));

const handlers = {
  LicenseKey: () => createHandler(licenseKey, openRun),
};

/** The handler of a resource type. */
export function get(name: string): ReturnType<(typeof handlers)["LicenseKey"]> {
  if (name in handlers) return handlers[name as keyof typeof handlers]();
  throw new Error(
    `This version of pulumi-plesk has no resource ${name}. A newer version made this state: update pulumi-plesk`,
  );
}
