/** Settings are texts, wherever they come from: what each may say, and what it then means. */
import { X509Certificate } from "node:crypto";

import type { SystemName } from "../account";
import { defaultLimits, type Limits } from "../converge/allowance";
import { isLoopback } from "../transport/send";

/** What is wrong with the text of a setting, as the rest of a sentence that begins with its key. */
export class Invalid extends Error {}

type Reader<T> = (text: string) => T;

/** A line break or a blank at its end comes from a file or a variable: another namespace would mark other keys. */
export const text: Reader<string> = (value) => {
  assertNoStrayCharacters(value);
  return value;
};

/**
 * Logins, passwords and keys travel in headers, which hold no control characters, and lose blanks at
 * either end: another password would be sent, and could lock the login. Never shown.
 */
export const credential = text;

function assertNoStrayCharacters(value: string): void {
  const end = edges.find(([edge]) => edge.test(value));
  if (end !== undefined) throw new Invalid(end[1]);
  const [control] = /\p{Cc}/u.exec(value) ?? [];
  if (control === undefined) return;
  const name = /[\r\n]/.test(control) ? "a line break" : `the control character ${codePoint(control)}`;
  throw new Invalid(`contains ${name}`);
}

const edges: readonly (readonly [RegExp, string])[] = [
  [/[\r\n]$/, "ends with a line break"],
  [/^[\r\n]/, "begins with a line break"],
  [/\s$/, "ends with a blank"],
  [/^\s/, "begins with a blank"],
];

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A URL that paths are added to: it ends with a slash. `meaning` is what it is the URL of. */
export function baseUrl(system: SystemName, meaning: string): Reader<string> {
  const read = address(system, meaning);
  return (value) => read(value).replace(/\/?$/, "/");
}

/** A URL that is asked as it is. */
export function address(system: SystemName, meaning: string): Reader<string> {
  return (value) => {
    assertNoStrayCharacters(value);
    // What holds an @ may hold a password.
    const shown = value.includes("@") ? "" : `: ${JSON.stringify(value)}`;
    if (!URL.canParse(value)) throw new Invalid(`is not a valid URL${shown}. Expected: ${meaning}`);
    const url = new URL(value);
    if (url.username !== "" || url.password !== "")
      throw new Invalid("holds credentials; set them apart from the URL");
    if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
      throw new Invalid(`must begin with https: (http is for loopback only)${shown}`);
    if (url.search !== "" || url.hash !== "") throw new Invalid("must end with its path, without ? or #");
    assertOwn(system, url, meaning);
    return url.href;
  };
}

/** By what an address shows that another system is behind it; the first sign that is there counts. */
const signs: readonly (readonly [SystemName, sign: string, is: (url: URL) => boolean])[] = [
  ["partner30", "the path /jsonrest/", ({ pathname }) => pathname.startsWith("/jsonrest/")],
  ["partner30", "the host api.central.plesk.com", ({ hostname }) => hostname === "api.central.plesk.com"],
  ["flexCloud", "the host api.hostway.com", ({ hostname }) => hostname === "api.hostway.com"],
  ["partner10", "port 7050", ({ port }) => port === "7050"],
  ["pleskXml", "port 8443", ({ port, pathname }) => port === "8443" && pathname === "/"],
];

function assertOwn(system: SystemName, url: URL, meaning: string): void {
  if (url.pathname.includes("/enterprise/control/agent.php"))
    throw new Invalid(`must not contain /enterprise/control/agent.php. Expected: ${meaning}`);
  // What listens on loopback is the sandbox, a tunnel or a proxy, and may have any port.
  if (isLoopback(url.hostname)) return;
  const [other, sign] = signs.find(([, , is]) => is(url)) ?? [system];
  if (other !== system)
    throw new Invalid(`is the URL of another system (it has ${sign ?? ""}). Expected: ${meaning}`);
}

/** Times are waited for by timers, which take 2^31 - 1 milliseconds at most. */
const longestSeconds = 2_147_483;

export const seconds = number("a number of seconds", 0.001, longestSeconds);

export const secondsFromZero = number("a number of seconds", 0, longestSeconds);

export const secondsOrNever: Reader<number> = (value) =>
  value === "never" ? Infinity : number("never or a number of seconds", 0.001, longestSeconds)(value);

/** Requests per second. */
export const rate = number("a number", 0.001, 1000);

export function count(most: number): Reader<number> {
  return number("a whole number", 1, most, /^\d+$/);
}

function number(words: string, least: number, most: number, form = /^\d+(\.\d+)?$/): Reader<number> {
  return (value) => {
    const found = Number(value);
    if (form.test(value) && found >= least && found <= most) return found;
    throw new Invalid(`must be ${words} from ${least} to ${most}, not ${JSON.stringify(value)}`);
  };
}

export function oneOf<T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value) => {
    const found = allowed.find((each) => each === value);
    if (found !== undefined) return found;
    throw new Invalid(`must be ${allowed.join(" or ")}, not ${JSON.stringify(value)}`);
  };
}

export const boolean: Reader<boolean> = (value) => oneOf("true", "false")(value) === "true";

export const object: Reader<Record<string, unknown>> = (value) => {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // The message below says the same for all texts that are no object.
  }
  throw new Invalid("must be a JSON object");
};

export const limits: Reader<Limits> = (value) => {
  const given = object(value);
  for (const [name, limit] of Object.entries(given)) {
    if (!Object.hasOwn(defaultLimits, name))
      throw new Invalid(`has an unknown member ${name}; there are ${Object.keys(defaultLimits).join(", ")}`);
    const isFlag = typeof defaultLimits[name as keyof Limits] === "boolean";
    const fits = isFlag ? typeof limit === "boolean" : Number.isInteger(limit) && Number(limit) >= 0;
    if (!fits) throw new Invalid(`member ${name} must be ${isFlag ? "true or false" : "a whole number"}`);
  }
  return { ...defaultLimits, ...given };
};

/** A Plesk protocol version: three or four numbers, 1.6.3.0 at least, since which plans can be switched. */
export const version: Reader<string> = (value) => {
  if (/^1\.6\.([3-9]|\d\d)(\.\d+)?$/.test(value)) return value;
  throw new Invalid(`must be a version from 1.6.3.0 on, such as 1.6.9.1, not ${JSON.stringify(value)}`);
};

const beginning = "-----BEGIN CERTIFICATE-----";

export const pem: Reader<string> = (value) => {
  const certificates = value.split(beginning).slice(1);
  if (certificates.length === 0)
    throw new Invalid("must be the text of PEM certificates, not the name of a file");
  for (const each of certificates) assertCertificate(beginning + each);
  return value;
};

/** What cannot be read would be left out without a word, and the server not be trusted. */
function assertCertificate(text: string): void {
  try {
    new X509Certificate(text);
  } catch {
    throw new Invalid(
      "holds a certificate that cannot be read: its lines must be lines, and its end must be there",
    );
  }
}

/** The digits of a SHA-256 fingerprint, however they are separated. */
export const fingerprint: Reader<string> = (value) => {
  const digits = value.replaceAll(/[:\s]/g, "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digits)) return digits;
  throw new Invalid(
    "must be the 64 hexadecimal digits of a SHA-256, as printed by: openssl x509 -noout -fingerprint -sha256 -in cert.pem",
  );
};

/** A proxy's address from the environment; `proxy:3128` is read as `http://proxy:3128`, as curl does. */
export const proxy: Reader<string> = (value) => {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(url))
    throw new Invalid("is not a valid address of a proxy, such as http://proxy.example:3128");
  const { protocol } = new URL(url);
  if (protocol === "http:" || protocol === "https:") return url;
  throw new Invalid(`names a proxy that speaks ${protocol.slice(0, -1)}; only http and https are known here`);
};
