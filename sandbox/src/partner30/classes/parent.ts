import type { SentIdentifiers } from "../body";
import { addressedKey, details, type Exchange, refuseTerminated } from "../exchange";
import { keyNumberOf } from "../identifiers";
import type { StoredKey } from "../model";
import { malformed, Refusal } from "../refusal";
import { asks, type Modification, type PlannedOperation } from "./planned";

/** Attaching to a parent, attaching to another one, detaching. */
export function parentOperations(modification: Modification): PlannedOperation[] {
  const { exchange, key, body } = modification;
  const sent = body.parentKeyIdentifiers;
  if (sent === undefined) return [];
  const parent = sent === null ? null : namedKey(exchange, sent);
  if (!asks(modification, parent?.keyId ?? null, key.parentKeyId)) return [];
  if (!parent) return [{ name: "detach", class: "parent", run: () => void (key.parentKeyId = null) }];
  const run = () => {
    checkParent(exchange, key, parent);
    key.parentKeyId = parent.keyId;
  };
  return [{ name: "attach", class: "parent", run }];
}

/** Whether identifiers that were sent are those of a key; members that were left out fit any. */
export function identifiersFit(sent: SentIdentifiers, key: StoredKey): boolean {
  const { keyId, keyNumber, activationCode } = sent;
  return (
    (keyId === undefined || keyId === key.keyId) &&
    (keyNumber === undefined || keyNumber === keyNumberOf(key)) &&
    (activationCode === undefined || activationCode === key.activationCode)
  );
}

/** Whether at least one of the three identifiers was sent. */
export function identifies({ keyId, keyNumber, activationCode }: SentIdentifiers): boolean {
  return keyId !== undefined || keyNumber !== undefined || activationCode !== undefined;
}

function namedKey(exchange: Exchange, sent: SentIdentifiers): StoredKey {
  if (!identifies(sent))
    throw malformed("parentKeyIdentifiers", "must hold keyId, keyNumber or activationCode.");
  const id = sent.keyId?.toString() ?? sent.keyNumber?.split(".")[1] ?? sent.activationCode ?? "";
  const { record } = exchange;
  const own = record.keyId;
  const parent = addressedKey(exchange, id);
  record.keyId = own;
  if (!identifiersFit(sent, parent))
    throw malformed("parentKeyIdentifiers", "the members name different keys.");
  return parent;
}

/** The rules of the sibling codes 245, 255 to 259 and 277 (reference, section 2). */
function checkParent({ world, assumptions }: Exchange, key: StoredKey, parent: StoredKey): void {
  const refuse = (message: string) => new Refusal("badParent", 400, message, details(parent));
  refuseTerminated(parent);
  const child = world.baseOf(key.items);
  const base = world.baseOf(parent.items);
  if (parent === key) throw refuse("A license key cannot be its own parent.");
  if (child?.kind !== "addon") throw refuse("Only an add-on key can be attached.");
  if (base?.kind === "addon") throw refuse("An add-on key cannot be a parent.");
  if (base && !child.parents?.includes(base.family))
    throw refuse("The add-on does not fit the type of the parent key.");
  if (parent.ownerId !== key.ownerId) throw refuse("The keys belong to different owners.");
  const sameType = world
    .childrenOf(parent)
    .some((other) => other !== key && !other.terminated && world.baseOf(other.items) === child);
  if (sameType) {
    const message = "The parent key already has an add-on key of this type.";
    throw new Refusal("duplicateChild", Number(assumptions.duplicateChild), message, details(parent));
  }
}
