import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

import { redact } from "../../failure";
import type { Address } from "../engineGuard";
import type { Tell } from "../plan";
import { currentUrn } from "./operation";

const severities = { info: LogSeverity.INFO, warning: LogSeverity.WARNING };

/** The engine's log. Sentences stand on the resource that is worked on, and nothing waits for them but their end. */
export interface EngineLog {
  /** Resolves when the engine has it. */
  tell: Tell;
  say: (sentence: string) => void;
  /** Until all that was said has arrived. */
  settled(): Promise<void>;
}

export function engineLog({ host, port }: Address): EngineLog {
  const client = new EngineClient(`${host}:${port}`, credentials.createInsecure());
  const pending = new Set<Promise<void>>();
  const tell: Tell = (severity, sentence) => {
    const request = new LogRequest()
      .setSeverity(severities[severity])
      .setMessage(redact(sentence))
      .setUrn(currentUrn() ?? "");
    return new Promise((resolve) => {
      // An engine that does not listen any more is told nothing, and that is no failure of the work.
      client.log(request, () => {
        resolve();
      });
    });
  };
  return {
    tell,
    say: (sentence) => {
      const told = tell(sentence.startsWith("Warning: ") ? "warning" : "info", sentence);
      pending.add(told);
      void told.then(() => pending.delete(told));
    },
    settled: async () => {
      await Promise.all(pending);
    },
  };
}
