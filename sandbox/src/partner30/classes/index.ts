import { addressOperations } from "./address";
import { itemOperations } from "./items";
import { activationOperations, lifecycleOperations } from "./lifecycle";
import { ownerOperations } from "./owner";
import { parentOperations } from "./parent";
import type { Modification, PlannedOperation } from "./planned";
import { autoRenewOperations, configurationOperations, nicknameOperations } from "./settings";

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
