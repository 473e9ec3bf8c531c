import type { Partner10Assumptions } from "../assumptions";
import { dayText, momentText } from "./dates";
import { keyNumberOf } from "./identifiers";
import type { StoredFeature, StoredKey } from "./model";
import { nameOf, type Partner10World } from "./world";
import { array, boolean, dateTime, int, struct, text, type Value } from "./xmlRpc/value";

/** The structure KeyDetails, additional keys included (reference, section 5.1). */
export function keyDetails(world: Partner10World, key: StoredKey): Value {
  const assumptions = world.assumptions();
  const moment = (date: string | null) => optional(date, (it) => dateTime(momentText(it, assumptions)));
  const day = (date: string | null) => optional(date, (it) => dateTime(dayText(it)));
  return struct([
    ["clientId", int(key.clientId)],
    ["keyNumber", text(keyNumberOf(key))],
    ["keyType", text(nameOf(key.keyType))],
    ["apiKeyType", text(toldName(key.apiKeyType, assumptions))],
    ["type", text(key.type)],
    ["expirationDate", day(key.expirationDate)],
    ["updateDate", day(key.updateDate)],
    ["productKey", optional(key.productKey, text)],
    ["overridingKeyNumber", optional(key.overridingKeyNumber, text)],
    ["createDate", moment(key.createDate)],
    ["terminated", boolean(key.terminated)],
    ["lastReportingDate", moment(key.lastReportingDate)],
    ["lastReportingIp", optional(key.lastReportingIp, text)],
    ["additionalKeys", array(additionalKeys(world, key))],
    ["features", array(ownFeatures(key, assumptions).map((feature) => featureDetails(feature, assumptions)))],
    ["properties", struct(assumptions.openStructures === "filled" ? [["build", text("1")]] : [])],
    ["susAndSupportInfo", susAndSupport(assumptions)],
    ["billingType", text(key.billingType)],
    ["activated", optional(key.activated, boolean)],
    ["suspended", assumptions.suspendedMember === "boolean" ? boolean(key.suspended) : undefined],
    ...undocumented(world, key),
  ]);
}

/** Members that are in no table, but in the answer of a live server. */
function undocumented(world: Partner10World, key: StoredKey): [string, Value | undefined][] {
  if (world.assumptions().undocumentedFields === "leftOut") return [];
  const parent = key.parent === null ? undefined : world.keys.get(key.parent);
  return [
    ["problem", boolean(key.problem)],
    ["parentKeyNumber", parent && text(keyNumberOf(parent))],
    ["productFamily", text(key.type === "MAIN" ? "plesk" : "kav")],
    ["trial", boolean(false)],
  ];
}

function additionalKeys(world: Partner10World, key: StoredKey): Value[] {
  const children = world.additionalKeysOf(key).map((child) => keyDetails(world, child));
  const bundled = world.assumptions().featurePlace === "key" ? [] : key.features.filter(isAdded);
  return bundled.length === 0 ? children : [...children, keyDetails(world, bundle(key, bundled))];
}

/** The additional key that shows the features which plans have added, where an assumption wants it. */
function bundle(key: StoredKey, features: readonly StoredFeature[]): StoredKey {
  const own = { id: key.id.replace(/^[^.]+/, "EXT"), type: "FEATURE" as const, parent: key.id, revision: 1 };
  const plain = features.map((feature) => ({ ...feature, plan: null }));
  return { ...key, ...own, keyType: "FEATURES", apiKeyType: "N/A", productKey: null, features: plain };
}

function ownFeatures(
  { features }: StoredKey,
  { featurePlace }: Partner10Assumptions,
): readonly StoredFeature[] {
  return featurePlace === "key" ? features : features.filter((feature) => !isAdded(feature));
}

function isAdded({ plan }: StoredFeature): boolean {
  return plan !== null;
}

function featureDetails({ identifier, apiName }: StoredFeature, assumptions: Partner10Assumptions): Value {
  return struct([
    ["name", text(nameOf(identifier))],
    ["apiName", text(toldName(apiName, assumptions))],
  ]);
}

function toldName(name: string, { apiNames }: Partner10Assumptions): string {
  return apiNames === "none" ? "N/A" : name;
}

function susAndSupport({ openStructures }: Partner10Assumptions): Value {
  return array(openStructures === "filled" ? [struct([["kind", text("sus")]])] : []);
}

function optional<Stored>(value: Stored | null, written: (value: Stored) => Value): Value | undefined {
  return value === null ? undefined : written(value);
}
