import type { ResourceSpec } from "../../converge/resource";
import { cloudAddOn } from "./cloudAddOn/spec";
import { decodeState, inputNames, parseInputs, type Desired, type State } from "./codec";
import { either, type UpgradeStep } from "./either";
import { keyPlans } from "./keyPlans/spec";

/** Which facts show what is declared. */
const repeats = {
  "partner10.keyNumber": ["upgrade.keyNumber"],
  "partner10.upgradePlans": [
    ...["upgrade.appliedPlans", "upgrade.identifiers"],
    ...["__plesk.applied", "__plesk.expect", "__plesk.unsettled.plans"],
  ],
  "partner10.expect": ["upgrade.identifiers", "__plesk.applied", "__plesk.expect"],
  "partner10.confirm": ["__plesk.unsettled.confirm"],
  "flexCloud.serverId": ["__plesk.serverId"],
  "flexCloud.accountId": ["__plesk.accountId"],
  "flexCloud.addonTextkey": ["__plesk.order.addonTextkey"],
  "flexCloud.pleskServer": ["__plesk.pleskServer"],
  "flexCloud.verify": ["__plesk.verify", "__plesk.order.seenAs", "__plesk.live"],
  "flexCloud.confirm": ["__plesk.order.confirm"],
};

const { codec, ...both } = either({ keyPlans, cloudAddOn });

export const pleskLicenseUpgrade: ResourceSpec<Desired, State, UpgradeStep> = {
  name: "PleskLicenseUpgrade",
  codec: { inputNames, everyInput: {}, parseInputs, decodeState, ...codec },
  policyNames: ["onDelete"],
  ...both,
  repeats,
  ownWords: ["none", "billing", "purchase", "applied", "resend", "downgrade"],
};
