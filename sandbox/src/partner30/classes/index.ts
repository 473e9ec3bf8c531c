import type { Modification } from "../modification";
import type { PlannedOperation } from "../operations";
import { activationOperations } from "./activation";
import { addressOperations } from "./address";
import { configurationOperations } from "./configuration";
import { itemOperations } from "./items";
import { lifecycleOperations } from "./lifecycle";
import { autoRenewOperations, nicknameOperations } from "./marks";
import { ownerOperations } from "./owner";
import { parentOperations } from "./parent";

/** The operations that a body asks for, in no particular order (reference, section 8). */
export function plannedOperations(modification: Modification): PlannedOperation[] {
  return [
    ...ownerOperations(modification),
    ...lifecycleOperations(modification),
    ...itemOperations(modification),
    ...activationOperations(modification),
    ...addressOperations(modification),
    ...configurationOperations(modification),
    ...parentOperations(modification),
    ...nicknameOperations(modification),
    ...autoRenewOperations(modification),
  ];
}
