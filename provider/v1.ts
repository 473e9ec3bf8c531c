/**
 * The permanent entry of the provider process: `exports["./provider/v1"]` of package.json. Every
 * resource in every state names it, so it is never renamed and `get` never changes its meaning.
 *
 * @module pulumi-plesk/provider/v1
 */
import type * as pulumi from "@pulumi/pulumi";

import { createHandler, openRunWith, type OpenRun } from "./host/verbs";
import { endWithEngine, engineGuard, engineOfDynamicProvider } from "./host/engineGuard";
import type { Run } from "./converge/execute";
import { resources, type ResourceName } from "./resources/all";

const engine = engineOfDynamicProvider();
const stopped = endWithEngine(engine);

/** One run for all resources of a process: they share its accounts, queues and limits. */
let run: Run | undefined;
const openRun: OpenRun = (config) =>
  (run ??= openRunWith({ assertWanted: engineGuard(engine), stopped })(config));

/** The handler of a resource type. */
export function get(name: string): pulumi.dynamic.ResourceProvider {
  if (Object.hasOwn(resources, name)) return createHandler(resources[name as ResourceName] as never, openRun);
  throw new Error(
    `This version of pulumi-plesk has no resource ${name}. A newer version made this state: update pulumi-plesk`,
  );
}
