/** The process of the plugin `pulumi-resource-plesk`: an engine starts it and reads its port from the first line. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

import type { Run } from "../../converge/execute";
import { endWithEngine, engineGuard, engineOfPlugin, heldByEngine } from "../engineGuard";
import { openRunWith } from "../verbs";
import { engineLog } from "./engine";
import { currentEnd, Operations } from "./operation";
import { NativeProvider, type Offer } from "./provider";
import { serviceOf } from "./service";

const serverOptions = {
  // States may be large.
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  // Nobody asks a plugin about its calls, and counting them costs a little in each.
  "grpc.enable_channelz": 0,
};

export function serve(offer: Offer, argv: readonly string[] = process.argv): void {
  const engine = engineOfPlugin(argv);
  if (engine === undefined) {
    console.error(
      "This is a plugin of Pulumi, which starts it: https://www.pulumi.com/docs/iac/concepts/plugins/",
    );
    process.exitCode = 1;
    return;
  }
  const operations = new Operations();
  const log = engineLog(engine);
  const stopped = endWithEngine(engine, heldByEngine());
  let run: Run | undefined;
  const provider = new NativeProvider(offer, {
    report: log.report,
    say: log.say,
    openRun: (config) =>
      (run ??= openRunWith({
        assertWanted: engineGuard(engine),
        stopped,
        ends: currentEnd,
        say: log.say,
      })(config)),
  });
  const server = new Server(serverOptions);
  server.addService(ResourceProviderService, serviceOf({ provider, operations, log }));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
}
