/** A value of a call or an answer, by its XML-RPC type; dates and base64 stay the text that they are. */
export type Value =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "dateTime"; readonly value: string }
  | { readonly kind: "base64"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly Value[] }
  | { readonly kind: "struct"; readonly members: Members };

/** The members of a struct in order. */
export type Members = readonly (readonly [name: string, value: Value])[];

/** A text. */
export const text = (value: string): Value => ({ kind: "string", value });

/** A whole number. */
export const int = (value: number): Value => ({ kind: "int", value });

/** A truth value. */
export const boolean = (value: boolean): Value => ({ kind: "boolean", value });

/** A date with a time and no zone, `YYYYMMDDTHH:MM:SS`. */
export const dateTime = (value: string): Value => ({ kind: "dateTime", value });

/** A list. */
export const array = (items: readonly Value[]): Value => ({ kind: "array", items });

/** A struct; optional members are absent where they are undefined (reference, section 2). */
export function struct(members: readonly (readonly [string, Value | undefined])[]): Value {
  return { kind: "struct", members: present(members) };
}

/** The members that have a value. */
export function present(members: readonly (readonly [string, Value | undefined])[]): Members {
  return members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}
