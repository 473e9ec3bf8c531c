/** The Automation API's event server, as its client. */

import * as grpc from "@grpc/grpc-js";
import { EventsClient } from "@pulumi/pulumi/proto/events_grpc_pb";
import { EventRequest } from "@pulumi/pulumi/proto/events_pb";

export function openEventStream(address: string): { write(line: string): void; close(): Promise<void> } {
  const client = new EventsClient(address, grpc.credentials.createInsecure());
  let finish: (() => void) | undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  // A listener that went away must not fail the update.
  const stream = client.streamEvents(() => finish?.());
  stream.on("error", () => finish?.());
  return {
    write: (line) => {
      stream.write(new EventRequest().setEvent(line));
    },
    close: async () => {
      stream.end();
      await finished;
      client.close();
    },
  };
}
