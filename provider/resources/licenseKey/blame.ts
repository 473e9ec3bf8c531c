/** Which property of the declaration a refusal is about. It only names what to correct: no decision hangs on a text. */
import type { KeyBody } from "../../apis/partner30/structures";
import { failure, isFailure } from "../../failure";

/** The members of a request that a system judges by their values, with the property that each is declared as. */
const propertyOf: Partial<Record<keyof KeyBody, string>> = {
  items: "items",
  ownerId: "ownerId",
  parentKeyIdentifiers: "parent",
  ipAddressBinding: "ipBinding",
  restrictIPBinding: "ipBinding",
  productConfigurationId: "productConfigurationId",
  activationInfo: "activation",
};

/** The refusal of a request with the property whose value it names, or the only one that was sent. */
export function withProperty(error: unknown, body: KeyBody): unknown {
  if (!isFailure(error, "rejected")) return error;
  const sent = Object.entries(body as Record<string, unknown>).flatMap(([member, value]) => {
    const property = propertyOf[member as keyof KeyBody];
    return property === undefined ? [] : [{ property, value }];
  });
  const named = sent.filter(({ value }) =>
    textsIn(value).some((text) => names(error.fields.text ?? "", text)),
  );
  const [property, ...others] = new Set((named.length > 0 ? named : sent).map((each) => each.property));
  if (property === undefined || others.length > 0) return error;
  return failure({ ...error.fields, property });
}

/** Shorter ones stand in many texts. */
const shortest = 4;

/** By what an answer can name a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string" || typeof value === "number")
    return String(value).length < shortest ? [] : [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** As a word of its own: key 1234 is not named where key 12345 is. */
function names(text: string, value: string): boolean {
  const escaped = value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`).test(text);
}
