import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/**
 * Whether `NO_PROXY` says to go to a URL directly. Read as curl reads it: names with commas or blanks
 * between them, a star alone for everything, a name for itself and what is below it, with or without a
 * dot before it, an address in any spelling, with or without brackets, a network such as
 * `10.0.0.0/8`, and each of them with a port for that port only.
 */
export function bypassesProxy(noProxy: string, target: string): boolean {
  const url = new URL(target);
  const host = plainHost(url.hostname);
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => entry === "*" || matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  const { name, port: only } = partsOf(entry);
  if (only !== undefined && only !== port) return false;
  const [network = "", bits] = name.split("/", 2);
  if (isIP(host) !== 0) return sameAddress(network, host, bits);
  const domain = domainToASCII(network.replace(/^\*?\./, "").replace(/\.$/, ""));
  return bits === undefined && domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}

/** An address with several colons and without brackets has no port. */
function partsOf(entry: string): { name: string; port?: string } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  const named = /^([^:]*):(\d+)$/.exec(entry);
  const [, name = entry, port] = bracketed ?? named ?? [];
  return port === undefined ? { name } : { name, port };
}

function sameAddress(entry: string, host: string, bits: string | undefined): boolean {
  const [wanted, found] = [bitsOf(entry), bitsOf(host)];
  if (wanted === undefined || found?.length !== wanted.length) return false;
  const length = bits === undefined ? wanted.length : /^\d+$/.test(bits) ? Number(bits) : Infinity;
  return length <= wanted.length && wanted.slice(0, length) === found.slice(0, length);
}

/** The bits of an address, one character each. */
function bitsOf(address: string): string | undefined {
  const family = isIP(address);
  if (family === 0) return undefined;
  if (family === 4)
    return address
      .split(".")
      .map((part) => binary(Number(part), 8))
      .join("");
  // The URL's own spelling has no dots and no zero in front.
  const { hostname } = new URL(`http://[${address.replace(/%.*/, "")}]`);
  const [before = "", after] = hostname.slice(1, -1).split("::", 2);
  const [head, tail] = [groupsOf(before), groupsOf(after ?? "")];
  const gap = Array.from({ length: after === undefined ? 0 : 8 - head.length - tail.length }, () => 0);
  return [...head, ...gap, ...tail].map((group) => binary(group, 16)).join("");
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
}

function binary(value: number, length: number): string {
  return value.toString(2).padStart(length, "0");
}

function plainHost(hostname: string): string {
  return hostname
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
}
