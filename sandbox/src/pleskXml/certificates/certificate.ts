import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import {
  bitString,
  integer,
  objectId,
  octetString,
  sequence,
  set,
  tagged,
  time,
  utf8String,
  yes,
} from "./der";

/** The certificates that a server can have: one that a client should trust, and three that it should not as they are. */
export const CERTIFICATE_KINDS = ["testCa", "selfSigned", "wrongHost", "expired"] as const;

/**
 * What a server's certificate is like: signed by the sandbox's own authority for 127.0.0.1 and localhost, signed by
 * itself, signed by the authority for another host, or signed by it and no longer valid.
 */
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** A certificate with its private key, both as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly privateKey: string;
  /** The SHA-256 of the certificate, as pairs of digits with colons. */
  readonly fingerprint: string;
}

/** Signs certificates; made anew for each sandbox, so that none of its keys outlives it. */
export interface Authority extends Certificate {
  readonly key: KeyObject;
}

interface Contents {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signedWith: KeyObject;
  from: Date;
  until: Date;
  extensions: Buffer[];
}

const DAY = 86_400_000;
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const AUTHORITY_NAME = "Sandbox authority";

/** An authority of its own. */
export function newAuthority(): Authority {
  const { publicKey, privateKey } = keyPair();
  const names = { subject: AUTHORITY_NAME, issuer: AUTHORITY_NAME };
  const extensions = [basicConstraints(), keyUsage(0x06, 1)];
  const contents = { ...names, publicKey, signedWith: privateKey, ...validity(-1, 365), extensions };
  return { ...issued(contents, privateKey), key: privateKey };
}

/** A certificate for a server that listens on 127.0.0.1. */
export function newCertificate(kind: CertificateKind, authority: Authority): Certificate {
  const { publicKey, privateKey } = keyPair();
  const subject = kind === "wrongHost" ? "plesk.example" : "localhost";
  const isOwn = kind === "selfSigned";
  const extensions = [alternativeNames(subject), keyUsage(0x80, 7)];
  const contents = {
    subject,
    issuer: isOwn ? subject : AUTHORITY_NAME,
    publicKey,
    signedWith: isOwn ? privateKey : authority.key,
    ...(kind === "expired" ? validity(-30, -1) : validity(-1, 365)),
    extensions: isOwn ? [alternativeNames(subject)] : extensions,
  };
  return issued(contents, privateKey);
}

function keyPair() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** The real clock counts here, not the sandbox's: it is the client's that certificates are held against. */
function validity(fromDay: number, untilDay: number): { from: Date; until: Date } {
  const now = Date.now();
  return { from: new Date(now + fromDay * DAY), until: new Date(now + untilDay * DAY) };
}

function issued(contents: Contents, privateKey: KeyObject): Certificate {
  const body = toBeSigned(contents);
  const signature = sign("sha256", body, contents.signedWith);
  const der = sequence(body, sequence(objectId(ECDSA_WITH_SHA256)), bitString(signature));
  const certificate = new X509Certificate(der);
  return {
    certificate: certificate.toString(),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    fingerprint: certificate.fingerprint256,
  };
}

function toBeSigned({ subject, issuer, publicKey, from, until, extensions }: Contents): Buffer {
  return sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sequence(objectId(ECDSA_WITH_SHA256)),
    commonName(issuer),
    sequence(time(from), time(until)),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...extensions)),
  );
}

function commonName(name: string): Buffer {
  return sequence(set(sequence(objectId("2.5.4.3"), utf8String(name))));
}

/** For a server of this name only; for `localhost` also 127.0.0.1. */
function alternativeNames(host: string): Buffer {
  const names = [tagged(2, Buffer.from(host), false)];
  if (host === "localhost") names.push(tagged(7, Buffer.from([127, 0, 0, 1]), false));
  return sequence(objectId("2.5.29.17"), octetString(sequence(...names)));
}

function basicConstraints(): Buffer {
  return sequence(objectId("2.5.29.19"), yes(), octetString(sequence(yes())));
}

function keyUsage(bits: number, unused: number): Buffer {
  return sequence(objectId("2.5.29.15"), yes(), octetString(bitString(Buffer.from([bits]), unused)));
}
