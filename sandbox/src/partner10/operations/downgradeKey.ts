import { about, type Exchange, type Operation, numberedKey, refuseConcurrent, refuseDead } from "../exchange";
import { keyNumberOf } from "../identifiers";
import type { Plan, StoredKey } from "../model";
import { orderablePlan, titleOf } from "../plans";
import { featureOf } from "../seed";
import { nameOf } from "../world";
import { int, present, text } from "../xmlRpc/value";

/** Takes one plan away, named as it was when it was added (reference, section 6). */
export const downgradeKey: Operation = {
  endpoint: "downgradeKey",
  changes: true,
  deniedTo: ["limited", "standard"],
  signatures: () => [["string", "string"]],
  run: (exchange, [number, name]) => {
    const key = numberedKey(exchange, number as string);
    refuseDead(key);
    refuseConcurrent(exchange, key);
    const plan = orderablePlan(exchange, name as string);
    const code = downgraded(exchange, key, plan);
    return present([
      ["resultCode", int(code)],
      ["resultDesc", text(`${titleOf(plan, key)}: ${DONE[code] ?? ""}`)],
      ["keyNumber", text(keyNumberOf(key))],
    ]);
  },
};

const DONE: Readonly<Record<number, string>> = {
  100: "the feature has been removed",
  101: "the feature has been replaced by another feature",
  110: "the key does not have this feature",
};

function downgraded(exchange: Exchange, key: StoredKey, plan: Plan): number {
  const { assumptions, record } = exchange;
  const code = downgradeCode(exchange, key, plan);
  if (code === 110) return code;
  if (key.refuses !== null) throw about(key, key.refuses);
  key.features = key.features.flatMap((feature) => {
    if (feature.identifier !== plan.gives) return [feature];
    return plan.from === null ? [] : [featureOf(plan.from)];
  });
  if (assumptions.downgradeRevision === "grows") key.revision += 1;
  record.operations.push("downgrade");
  return code;
}

/** The code of a downgrade that can be done; one that cannot is a refusal. */
function downgradeCode({ assumptions }: Exchange, key: StoredKey, { kind, gives, from }: Plan): number {
  if (kind === "keyType") {
    if (key.keyType !== gives) return 110;
    throw about(key, 289);
  }
  const feature = key.features.find(({ identifier }) => identifier === gives);
  if (kind === "sus") throw about(key, 266);
  if (!feature) return 110;
  if (feature.isDefault) throw about(key, 263, { feature: nameOf(gives) });
  if (kind === "switchOff")
    throw about(key, Number(assumptions.switchOffDowngrade), { feature: nameOf(gives) });
  return from === null ? 100 : Number(assumptions.downgradedPath);
}
