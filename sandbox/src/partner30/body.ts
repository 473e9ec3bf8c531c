import { z } from "zod";
import type { Partner30Assumptions } from "../assumptions";
import { malformed } from "./refusal";

/** The members of the Full structure that only the server sets (reference, section 5.3). */
const READ_ONLY = [
  "creationDate",
  "lastModificationDate",
  "updateDate",
  "expirationDate",
  "susExpirationDate",
  "susStatus",
  "supportExpirationDate",
  "supportStatus",
  "status",
  "ownerSuspended",
  "isEls",
  "lastReportingOs",
] as const;

const identifiers = z.strictObject({
  keyId: z.number().int().optional(),
  keyNumber: z.string().optional(),
  activationCode: z.string().optional(),
  activationLink: z.string().optional(),
});

const item = z.strictObject({
  item: z.string().min(1),
  externalId: z
    .union([z.string(), z.number()])
    .nullable()
    .optional()
    .transform((id) => (typeof id === "number" ? String(id) : id)),
  quantity: z.number().int().min(0).nullable().optional(),
});

const provisioningPayload = z.strictObject({
  domain: z.string().max(255).optional(),
  zoneId: z.string().min(1),
  locale: z.string().min(1),
});

/** A body in the Full structure: what is absent was omitted, what is null was sent as null. */
export type KeyBody = z.output<ReturnType<typeof schemaOf>>;

/** An item as it was sent. */
export type SentItem = z.output<typeof item>;

/** The identifiers of a key as they were sent. */
export type SentIdentifiers = z.output<typeof identifiers>;

/** Reads a body strictly: an unknown member or a wrong JSON type is refused with the path of the first one. */
export function parseBody(text: string, assumptions: Partner30Assumptions): KeyBody {
  if (text.trim() === "") throw malformed("body", "must not be empty.");
  const parsed = schemaFor(assumptions).safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformed(pathOf(issue?.path ?? []), issue?.message ?? "is not valid.");
}

const schemas = new Map<string, ReturnType<typeof schemaOf>>();

function schemaFor(assumptions: Partner30Assumptions): ReturnType<typeof schemaOf> {
  const { booleanStrings, ownerIdNumber, readOnlyMembers } = assumptions;
  const name = [booleanStrings, ownerIdNumber, readOnlyMembers].join();
  const schema = schemas.get(name) ?? schemaOf(assumptions);
  schemas.set(name, schema);
  return schema;
}

function schemaOf({ booleanStrings, ownerIdNumber, readOnlyMembers }: Partner30Assumptions) {
  const spelled = z.enum(["true", "false"]).transform((word) => word === "true");
  const boolean = (booleanStrings === "accepted" ? z.union([z.boolean(), spelled]) : z.boolean()).optional();
  const ownerId =
    ownerIdNumber === "accepted" ? z.union([z.string(), z.number().transform(String)]) : z.string();
  const readOnly = readOnlyMembers === "ignored" ? z.unknown() : z.never("is set by the server only.");
  return z.strictObject({
    ownerId: ownerId.optional(),
    keyIdentifiers: identifiers.optional(),
    parentKeyIdentifiers: identifiers.nullable().optional(),
    childKeyIdentifiers: z.unknown().optional(),
    items: z.array(item).nullable().optional(),
    suspended: boolean,
    terminated: boolean,
    ipAddressBinding: z.string().nullable().optional(),
    restrictIPBinding: boolean,
    nickname: z.string().nullable().optional(),
    autoRenew: boolean,
    productConfigurationId: z.number().int().nullable().optional(),
    activationInfo: z.strictObject({ uid: z.string().optional(), activated: boolean }).nullable().optional(),
    provisioningPayload: provisioningPayload.optional(),
    ...eachReadOnly(readOnly.optional()),
  });
}

function eachReadOnly<Schema>(schema: Schema): Record<(typeof READ_ONLY)[number], Schema> {
  return Object.fromEntries(READ_ONLY.map((name) => [name, schema])) as Record<
    (typeof READ_ONLY)[number],
    Schema
  >;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("body", "is not JSON.");
  }
}

function pathOf(path: readonly PropertyKey[]): string {
  const written = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return written === "" ? "body" : written.replace(/^\./, "");
}
