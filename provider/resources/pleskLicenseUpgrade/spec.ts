import type { ResourceSpec } from "../../converge/resource";
import { cloudAddOn } from "./cloudAddOn/spec";
import { decodeState, inputNames, parseInputs, type Desired, type State } from "./codec";
import { either, type UpgradeStep } from "./either";
import { keyPlans } from "./keyPlans/spec";

const { codec, ...both } = either({ keyPlans, cloudAddOn });

export const pleskLicenseUpgrade: ResourceSpec<Desired, State, UpgradeStep> = {
  name: "PleskLicenseUpgrade",
  codec: { inputNames, everyInput: {}, parseInputs, decodeState, ...codec },
  policyNames: ["onDelete"],
  ...both,
};
