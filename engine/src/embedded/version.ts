/** The engine goes with the SDK whose protocols it speaks, and says so in its version. */

import { version as sdkVersion } from "@pulumi/pulumi/version";

export const ENGINE_VERSION = `v${sdkVersion}+embedded`;
