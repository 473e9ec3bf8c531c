import type { Failure } from "../../failure";
import type { PacketError } from "../../wire/packet";
import { failureOf, refusedLogin, type Meaning } from "../meaning";

const correct = "Correct the declaration";
const lookAtServer = "Look at the server's panel, then run again";
const login = "the server's login, password or secret key";

/**
 * The codes of the Plesk XML API ("Error Codes"; plesk-xml-api.md section 10) and what we make of
 * them; the vendor says nothing about retrying. Texts are translated, so only codes decide. `busy`
 * is tried again within the retry budget, everything else is not.
 */
export const codes: Readonly<Record<number, Meaning>> = {
  1001: refusedLogin(login),
  1002: { kind: "rejected", meaning: "the object already exists", next: correct },
  1003: { kind: "busy", meaning: "the server's agent could not start", next: lookAtServer },
  1004: {
    kind: "rejected",
    meaning: "the server's initial setup is not completed",
    next: "Complete it in the panel",
  },
  1005: {
    kind: "rejected",
    meaning: "the protocol version is not supported",
    next: "Leave the setting protocolVersion out, or lower it",
  },
  1006: {
    kind: "rejected",
    meaning: "the login may not do this",
    next: "Use a login with the permission for the remote API and for this object, or allow it in the panel",
  },
  1007: { kind: "rejected", meaning: "the object already exists", next: correct },
  1008: { kind: "busy", meaning: "somebody else is changing it", next: "Run again later" },
  1009: { kind: "rejected", meaning: "the Virtuozzo key is not valid", next: lookAtServer },
  1010: {
    kind: "unauthorized",
    meaning: "access to the panel is denied",
    next: "Allow the address or the login on the server",
    loginRefused: true,
  },
  1011: {
    kind: "unauthorized",
    meaning: "the account is disabled",
    next: "Enable it, or use another login",
    loginRefused: true,
  },
  1012: {
    kind: "unauthorized",
    meaning: "the login is locked",
    next: "Wait until the server unlocks it, and correct the password before running again",
    loginRefused: true,
  },
  1013: { kind: "rejected", meaning: "the object does not exist", next: correct },
  1014: {
    kind: "rejected",
    meaning: "the server does not accept the packet",
    next: "This is a mistake of pulumi-plesk or of the protocolVersion set for the server: please report it with the text",
  },
  1015: { kind: "rejected", meaning: "the owner does not exist", next: correct },
  1017: { kind: "rejected", meaning: "this version of Plesk does not support it", next: correct },
  1018: { kind: "rejected", meaning: "the IP address does not exist", next: correct },
  1019: { kind: "rejected", meaning: "a value is not valid", next: correct },
  1023: { kind: "rejected", meaning: "the operation failed", next: lookAtServer },
  1024: {
    kind: "rejected",
    meaning: "a limit is reached",
    next: "Raise the limit of the licence or the reseller, or bind less",
  },
  1025: { kind: "rejected", meaning: "the object's status does not allow it", next: lookAtServer },
  1026: { kind: "rejected", meaning: "a component is not installed", next: lookAtServer },
  1027: { kind: "rejected", meaning: "the IP address cannot be used", next: lookAtServer },
  1029: { kind: "rejected", meaning: "this way of logging in is not supported", next: correct },
  1030: { kind: "rejected", meaning: "the server's licence has expired", next: "Renew it, then run again" },
  1031: { kind: "rejected", meaning: "a component is not configured", next: lookAtServer },
  1032: { kind: "rejected", meaning: "a network interface is missing", next: lookAtServer },
  1033: { kind: "rejected", meaning: "the account is incomplete", next: lookAtServer },
  1050: { kind: "rejected", meaning: "webmail is missing", next: lookAtServer },
  11003: refusedLogin(login, "the secret key is wrong, or it belongs to another address"),
};

/** The code of an object that does not exist. Means absence only in the result of that very object. */
export const doesNotExist = 1013;

const unknownCode: Meaning = { kind: "rejected", meaning: "an undocumented error", next: lookAtServer };

/** The failure behind the error of one result, or of a whole packet. */
export function pleskFailure(error: PacketError, source: string, what: string): Failure {
  const meaning = codes[error.code] ?? unknownCode;
  return failureOf(meaning, {
    what: `${what}: ${meaning.meaning}`,
    source,
    code: String(error.code),
    text: error.text,
  });
}
