import * as pulumi from "@pulumi/pulumi";

import type { ReadConfig } from "../settings";

/** The stack's configuration, as a program sees it. */
export function stackConfig(): ReadConfig {
  const config = new pulumi.Config("plesk");
  return (key) => config.get(key.replace(/^plesk:/, ""));
}
