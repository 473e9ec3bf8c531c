/** "Created, but not ready": how a provider says that a resource exists although its creation or update failed. */

import type * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";

export class InitFailed extends Error {
  constructor(
    readonly id: string,
    readonly properties: Record<string, unknown>,
    readonly reasons: string[],
  ) {
    super(initErrorText(reasons));
    this.name = "InitFailed";
  }
}

/** The half-made resource that the error carries in its details, if any. */
export function initFailure(error: grpc.ServiceError): InitFailed | undefined {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return undefined;
  for (const detail of Status.deserializeBinary(details).getDetailsList()) {
    const found = detail.unpack(
      (bytes) => ErrorResourceInitFailed.deserializeBinary(bytes),
      "pulumirpc.ErrorResourceInitFailed",
    );
    if (found)
      return new InitFailed(
        found.getId(),
        found.getProperties()?.toJavaScript() ?? {},
        found.getReasonsList(),
      );
  }
  return undefined;
}

function initErrorText(reasons: string[]): string {
  if (reasons.length === 0) return "resource init failed";
  const title = reasons.length === 1 ? "1 error occurred:" : `${reasons.length} errors occurred:`;
  return `${title}\n${reasons.map((reason) => `\t* ${reason}\n`).join("")}\n`;
}
