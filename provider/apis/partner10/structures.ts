import { z } from "zod";

import { malformed, placeOf } from "../../wire/malformed";
import { DateTime, Misfit, misfitFailure, type Fault, type XmlRpcStruct } from "../../wire/xmlRpc";

/** A key as far as upgrades are concerned. Activation codes are not read at all. */
export interface KeyFacts {
  /** Prefix, number and revision. */
  keyNumber: string;
  /** The identifiers of its type and its features, those of additional keys too, sorted. */
  identifiers: string[];
  /** Whether a type or a feature is returned as `N/A`: then a plan that is not among the identifiers may be there. */
  hasUnnamed: boolean;
  terminated: boolean;
  /** Marked as a problem: nothing can be changed. */
  problem: boolean;
  /** Another key that has to be used in its place. */
  overridingKeyNumber?: string;
  /** As the system tells them, without a zone. */
  expirationDate?: string;
  updateDate?: string;
}

/** What a change was answered with. */
export type Changed = { code: number; keyNumber?: string | undefined } | { fault: Fault };

/** `PLSK.01304242.0001` without its revision, which moves for reasons of its own. */
export function identityOf(keyNumber: string): string {
  return keyNumber.split(".").slice(0, 2).join(".");
}

// Line breaks around values are layout in the vendor's samples.
const text = z.string().transform((value) => value.trim());
const date = z.instanceof(DateTime).transform(({ text: value }) => value.trim());

/** A member that may be missing; nil is how some servers write that. */
function maybe<T>(schema: z.ZodType<T>) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** Objects, nil left out. */
function list<T>(schema: z.ZodType<T>) {
  const fits = (value: unknown): boolean => !(value instanceof Misfit);
  return z
    .array(z.unknown().refine(fits).pipe(schema.nullable()))
    .transform((values) => values.filter((value) => value !== null));
}

interface RawKey {
  apiKeyType?: string | undefined;
  features?: { apiName?: string | undefined }[] | undefined;
  additionalKeys?: RawKey[] | undefined;
}

const features = list(z.looseObject({ apiName: maybe(text) }));

const additionalKey: z.ZodType<RawKey> = z.looseObject({
  apiKeyType: maybe(text),
  features: maybe(features),
  get additionalKeys() {
    return maybe(list(additionalKey));
  },
});

/** Features are needed: a key without any would look like one that lacks all plans. */
const keyDetails = z.looseObject({
  keyNumber: text,
  apiKeyType: maybe(text),
  features,
  additionalKeys: maybe(list(additionalKey)),
  terminated: maybe(z.boolean()),
  problem: maybe(z.boolean()),
  overridingKeyNumber: maybe(text),
  expirationDate: maybe(date),
  updateDate: maybe(date),
});

/** The answer of getKeyInfo (partner-api-1.0.md 5.1). */
export const keyAnswer: z.ZodType<KeyFacts> = z
  .looseObject({ keyInfo: keyDetails })
  .transform(({ keyInfo }) => {
    const { keyNumber, terminated = false, problem = false, overridingKeyNumber, ...rest } = keyInfo;
    const names = [rest.apiKeyType ?? unnamed, ...featuresOf(keyInfo), ...typesBelow(keyInfo)];
    return {
      keyNumber,
      identifiers: [...new Set(names)].filter((name) => name !== unnamed).sort(),
      hasUnnamed: names.includes(unnamed),
      terminated,
      problem,
      ...(overridingKeyNumber ? { overridingKeyNumber } : {}),
      ...(rest.expirationDate === undefined ? {} : { expirationDate: rest.expirationDate }),
      ...(rest.updateDate === undefined ? {} : { updateDate: rest.updateDate }),
    };
  });

/** The answer of getAvailableUpgrades. Without a list nothing is on offer. */
export const offerAnswer = z
  .looseObject({ upgradePlans: maybe(list(text)) })
  .transform(({ upgradePlans = [] }) => [...new Set(upgradePlans)].sort());

/** The answer of a change; every member but code and text may be absent. */
export const changed = z
  .looseObject({ keyNumber: maybe(text) })
  .transform(({ keyNumber }) => ({ keyNumber }));

/** Reads a struct as the given shape. What does not fit is `malformed`, with its place. */
export function decodeStruct<T>(schema: z.ZodType<T>, struct: XmlRpcStruct, source: string): T {
  const result = schema.safeParse(struct);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const found = valueAt(struct, issue?.path ?? []);
  if (found instanceof Misfit) throw misfitFailure(found, source);
  throw malformed(source, `${placeOf("params[0]", issue?.path ?? [])}: ${issue?.message ?? "does not fit"}`);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[name] : undefined,
    value,
  );
}

/** What the system tells of things that have no identifier in this API. */
const unnamed = "N/A";

/** A feature may sit on an additional key. */
function featuresOf({ features: own = [], additionalKeys = [] }: RawKey): string[] {
  return [...own.map(({ apiName }) => apiName ?? unnamed), ...additionalKeys.flatMap(featuresOf)];
}

function typesBelow({ additionalKeys = [] }: RawKey): string[] {
  return additionalKeys.flatMap((key) => [key.apiKeyType ?? unnamed, ...typesBelow(key)]);
}
