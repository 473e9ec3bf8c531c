import type { VendorAnswer } from "../../system";
import { type KeyBody, parseBody } from "../body";
import { plannedOperations } from "../classes";
import { terminate } from "../classes/lifecycle";
import { refuseSuspendedOwner } from "../classes/owner";
import { identifiersFit, identifies } from "../classes/parent";
import { touched } from "../consistency";
import { addressedKey, type Call, details, type Exchange, refuseTerminated, state } from "../exchange";
import type { StoredKey } from "../model";
import { booleanParameter } from "../query";
import { malformed, Refusal } from "../refusal";
import { allOrNothing, execute } from "./execute";

/** Modifies a key (reference, section 4.4). */
export function modifyKey({ exchange, reference, query }: Call): VendorAnswer {
  const body = parseBody(exchange.request.body, exchange.assumptions);
  const wantsState = booleanParameter(query, "return-key-state") ?? false;
  const key = addressedKey(exchange, reference);
  refuseTerminated(key);
  checkGuard(exchange, key, body);
  refuseNothing(exchange, body);
  if (body.provisioningPayload && exchange.assumptions.provisioningOnModify === "refused") {
    throw malformed("provisioningPayload", "can be sent on create only.");
  }
  refuseSuspendedOwner(exchange, key.ownerId);
  const before = structuredClone(key);
  const run = () => {
    execute(exchange, key, plannedOperations({ exchange, key, body, creating: false }));
  };
  try {
    if (exchange.assumptions.atomicity === "rolledBack") allOrNothing(exchange, run);
    else run();
  } finally {
    if (exchange.record.operations.length > 0) touched(exchange.world, before, key);
  }
  const { modifyAnswer } = exchange.assumptions;
  return state(exchange, modifyAnswer === "before" ? before : key, wantsState && modifyAnswer !== "empty");
}

/** Terminates a key (reference, section 4.5). */
export function terminateKey({ exchange, reference, query }: Call): VendorAnswer {
  const wantsState = booleanParameter(query, "return-key-state") ?? false;
  const { deleteAnswer, secondDelete } = exchange.assumptions;
  const key = addressedKey(exchange, reference);
  const before = structuredClone(key);
  if (!key.terminated || secondDelete === "400") {
    refuseTerminated(key);
    terminate(exchange, key);
    exchange.record.operations.push("terminate");
    touched(exchange.world, before, key);
  }
  return state(exchange, deleteAnswer === "before" ? before : key, wantsState && deleteAnswer !== "empty");
}

/** The guard against addressing the wrong key (reference, section 5.1). */
function checkGuard({ assumptions }: Exchange, key: StoredKey, { keyIdentifiers }: KeyBody): void {
  if (!keyIdentifiers) return;
  if (!identifies(keyIdentifiers)) {
    throw malformed("keyIdentifiers", "must hold keyId, keyNumber or activationCode.");
  }
  if (identifiersFit(keyIdentifiers, key)) return;
  const message = "The key identifiers do not belong to the addressed license key.";
  throw new Refusal("guardMismatch", Number(assumptions.guardMismatch), message, details(key));
}

function refuseNothing({ assumptions }: Exchange, body: KeyBody): void {
  const members = Object.keys(body).filter((name) => name !== "keyIdentifiers");
  if (members.length === 0 && assumptions.emptyModify === "refused")
    throw malformed("body", "holds nothing to change.");
}
