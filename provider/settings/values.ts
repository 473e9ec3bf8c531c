/** Settings are texts, wherever they come from: what each may say, and the error that names the one that is wrong. */
import { failure } from "../failure";
import { defaultLimits, type Limits } from "../converge/allowance";
import { isLoopback } from "../transport/send";
import type { Setting } from "./table";

export function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

export function required(setting: Setting, value: string | undefined): string {
  if (value !== undefined) return value;
  throw wrong(setting, `is not set: ${setting.meaning}`);
}

/** A URL that paths are added to: it ends with a slash. */
export function urlOf(setting: Setting, value: string): string {
  const address = addressOf(setting, value);
  return address.endsWith("/") ? address : `${address}/`;
}

/** A URL that is asked as it is. */
export function addressOf(setting: Setting, value: string): string {
  if (!URL.canParse(value)) throw wrong(setting, `is no URL: ${JSON.stringify(value)}`);
  const url = new URL(value);
  if (url.username !== "" || url.password !== "")
    throw wrong(setting, "holds credentials; set them apart from the URL");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw wrong(setting, `must begin with https: (http is for loopback only): ${JSON.stringify(value)}`);
  }
  if (url.search !== "" || url.hash !== "") throw wrong(setting, "must end with its path, without ? or #");
  return url.href;
}

export function numberOf(setting: Setting, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value);
  throw wrong(setting, `must be a number above 0, not ${JSON.stringify(value)}`);
}

export function booleanOf(setting: Setting, value: string | undefined, fallback: boolean): boolean {
  return value === undefined ? fallback : oneOf(setting, value, ["true", "false"]) === "true";
}

export function oneOf<T extends string>(setting: Setting, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw wrong(setting, `must be ${allowed.join(" or ")}, not ${JSON.stringify(value)}`);
}

export function limitsOf(setting: Setting, value: string | undefined): Limits {
  if (value === undefined) return defaultLimits;
  const limits = objectOf(setting, value);
  for (const [name, limit] of Object.entries(limits)) {
    if (!(name in defaultLimits)) {
      throw wrong(
        setting,
        `has an unknown member ${name}; there are ${Object.keys(defaultLimits).join(", ")}`,
      );
    }
    const expected = typeof defaultLimits[name as keyof Limits];
    const fits =
      typeof limit === expected && (expected !== "number" || (Number.isInteger(limit) && Number(limit) >= 0));
    if (!fits)
      throw wrong(
        setting,
        `member ${name} must be ${expected === "number" ? "a whole number" : "true or false"}`,
      );
  }
  return { ...defaultLimits, ...limits };
}

export function objectOf(setting: Setting, value: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // The message below says the same for all texts that are no object.
  }
  throw wrong(setting, "must be a JSON object");
}

/** A Plesk protocol version: three or four numbers, 1.6.3.0 at least, since which plans can be switched. */
export function versionOf(setting: Setting, value: string | undefined): string | undefined {
  if (value === undefined || /^1\.6\.([3-9]|\d\d)(\.\d+)?$/.test(value)) return value;
  throw wrong(setting, `must be a version from 1.6.3.0 on, such as 1.6.9.1, not ${JSON.stringify(value)}`);
}

export function pemOf(setting: Setting, value: string | undefined): string | undefined {
  if (value === undefined || value.includes("-----BEGIN CERTIFICATE-----")) return value;
  throw wrong(setting, "must be the text of PEM certificates, not the name of a file");
}

/** The digits of a SHA-256 fingerprint, however they are separated. */
export function fingerprintOf(setting: Setting, value: string | undefined): string | undefined {
  const digits = value?.replaceAll(/[:\s]/g, "").toLowerCase();
  if (digits === undefined || /^[0-9a-f]{64}$/.test(digits)) return digits;
  throw wrong(
    setting,
    "must be the 64 hexadecimal digits of a SHA-256, as printed by: openssl x509 -noout -fingerprint -sha256 -in cert.pem",
  );
}

export function wrong({ key, env, secret }: Setting, reason: string): Error {
  const options = [secret ? "--secret" : "", key.includes(".") ? "--path" : "", key]
    .filter(Boolean)
    .join(" ");
  return failure({
    kind: "refused",
    what: `Setting ${key} ${reason}`,
    next: `Nothing was sent. Set the environment variable ${env}, or run: pulumi config set ${options} <value>`,
  });
}
