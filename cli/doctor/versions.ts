import { readFileSync } from "node:fs";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version as sdk } from "@pulumi/pulumi/version";

import { fault, warning, type Finding } from "./finding";

/** What runs here; undefined where there is none. */
export interface Versions {
  "pulumi-plesk": string;
  "Node.js": string;
  "@pulumi/pulumi": string;
  "Pulumi CLI": string | undefined;
}

export async function installedVersions(): Promise<Versions> {
  return {
    "pulumi-plesk": ownManifest().version,
    "Node.js": process.versions.node,
    "@pulumi/pulumi": sdk,
    "Pulumi CLI": await cliVersion(),
  };
}

async function cliVersion(): Promise<string | undefined> {
  try {
    const { version } = await PulumiCommand.get({ skipVersionCheck: true });
    return version?.toString();
  } catch {
    return undefined;
  }
}

interface Manifest {
  version: string;
  engines: { node: string };
  peerDependencies: { "@pulumi/pulumi": string };
}

export function ownManifest(): Manifest {
  return JSON.parse(readFileSync(require.resolve("pulumi-plesk/package.json"), "utf8")) as Manifest;
}

/** What is too old for this package, by what its manifest asks for. */
export function versionFindings(versions: Versions): Finding[] {
  const { engines, peerDependencies } = ownManifest();
  const cli = versions["Pulumi CLI"];
  const findings: Finding[] = [];
  if (isBelow(versions["Node.js"], engines.node))
    findings.push(
      warning(
        `Node.js ${versions["Node.js"]} is older than what is supported`,
        `Install Node.js ${engines.node}`,
      ),
    );
  const wanted = peerDependencies["@pulumi/pulumi"];
  if (isBelow(versions["@pulumi/pulumi"], wanted))
    findings.push(
      fault(
        `@pulumi/pulumi ${versions["@pulumi/pulumi"]} is too old`,
        `npm install '@pulumi/pulumi@${wanted}'`,
      ),
    );
  if (cli === undefined)
    findings.push(
      fault("there is no Pulumi CLI on PATH", "Install it: https://www.pulumi.com/docs/install/"),
    );
  else if (isBelow(cli, wanted))
    findings.push(
      fault(
        `Pulumi CLI ${cli} is older than the oldest SDK that this package works with (${wanted})`,
        "Update it: https://www.pulumi.com/docs/install/",
      ),
    );
  return findings;
}

/** Whether a version lies below the lower end of a range such as `>=3.259.0 <4`. */
function isBelow(version: string, range: string): boolean {
  const [wanted = []] = [...range.matchAll(/>=(\S+)/g)].map(([, lower = ""]) => lower.split(".").map(Number));
  const parts = version.split(/[.-]/).map(Number);
  const at = wanted.findIndex((part, index) => (parts[index] ?? 0) !== part);
  return at !== -1 && (parts[at] ?? 0) < (wanted[at] ?? 0);
}
