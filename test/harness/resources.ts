import { join } from "node:path";

import type { ResourceSpec, Step } from "../../provider/converge/resource";
import { licenseKey } from "../../provider/resources/licenseKey/spec";
import { pleskLicenseUpgrade } from "../../provider/resources/pleskLicenseUpgrade/spec";
import { subscriptionPlanBinding } from "../../provider/resources/subscriptionPlanBinding/spec";
import { bindingOutcome, keyOutcome, upgradeOutcome, type OutcomeOf } from "./outcomes";

/** The program of a story, and the configuration value that it declares its resources from. */
export interface Program {
  project: string;
  declared: string;
}

/** What the harness knows of a resource: all else is the same for each. */
export interface TestedResource<D, State, S extends Step> {
  spec: ResourceSpec<D, State, S>;
  outcomeOf: OutcomeOf;
  program: Program;
}

export const resources = {
  licenseKey: row(licenseKey, keyOutcome, programOf("licenseKey", "keys")),
  pleskLicenseUpgrade: row(pleskLicenseUpgrade, upgradeOutcome, programOf("pleskLicenseUpgrade", "upgrades")),
  subscriptionPlanBinding: row(
    subscriptionPlanBinding,
    bindingOutcome,
    programOf("subscriptionPlanBinding", "bindings"),
  ),
};

function row<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  outcomeOf: OutcomeOf,
  program: Program,
): TestedResource<D, State, S> {
  return { spec, outcomeOf, program };
}

/** The program in a folder of the stories; `project` is its name in Pulumi.yaml. */
export function programOf(folder: string, project: string): Program {
  return { project: join(__dirname, "..", "stories", folder, "program"), declared: `${project}:declared` };
}
