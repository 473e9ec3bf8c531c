import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

import { redact } from "../../failure";
import type { Address } from "../engineGuard";
import type { Report } from "../report";
import { currentUrn } from "./operation";

const severities = { info: LogSeverity.INFO, warning: LogSeverity.WARNING };

/** The engine's log. Sentences stand on the resource that is worked on, and nothing waits for them but their end. */
export interface EngineLog {
  /** Resolves when the engine has it. */
  report: Report;
  say: (sentence: string) => void;
  /** Until all that was said has arrived. */
  settled(): Promise<void>;
}

export function engineLog({ host, port }: Address): EngineLog {
  const client = new EngineClient(`${host}:${port}`, credentials.createInsecure());
  const pending = new Set<Promise<void>>();
  const report: Report = (severity, sentence) => {
    const request = new LogRequest()
      .setSeverity(severities[severity])
      .setMessage(redact(sentence))
      .setUrn(currentUrn() ?? "");
    return new Promise((resolve) => {
      // That an engine does not listen any more is no failure of the work.
      client.log(request, () => {
        resolve();
      });
    });
  };
  return {
    report,
    say: (sentence) => {
      const reported = report(sentence.startsWith("Warning: ") ? "warning" : "info", sentence);
      pending.add(reported);
      void reported.then(() => pending.delete(reported));
    },
    settled: async () => {
      await Promise.all(pending);
    },
  };
}
