import type { Partner30Assumptions } from "../assumptions";
import type { VendorAnswer } from "../system";

/**
 * The reasons for which the system says no, with the `type` of the error body. Only 24204 is the vendor's
 * (reference, section 2); the others are the sandbox's own, and no client may rely on them.
 */
const TYPES = {
  terminated: "24204",
  badCredentials: "24901",
  malformed: "24902",
  unknownEndpoint: "24903",
  methodNotAllowed: "24904",
  contentType: "24905",
  headers: "24906",
  unknownKey: "24910",
  foreignKey: "24911",
  guardMismatch: "24912",
  conflict: "24920",
  busy: "24921",
  unknownConstant: "24930",
  notForSale: "24931",
  notAcceptable: "24932",
  downgrade: "24933",
  unmatched: "24934",
  badOwner: "24940",
  ownerSuspended: "24941",
  duplicateChild: "24950",
  badParent: "24951",
  ipTaken: "24960",
  badAddress: "24961",
  badConfiguration: "24962",
  suspended: "24970",
  expired: "24971",
  purchased: "24972",
  sus: "24973",
  notConvertible: "24974",
  notExportable: "24975",
} as const;

const SHARED_TYPE = "24900";

/** Why the system said no. */
export type Reason = keyof typeof TYPES;

/** Thrown anywhere while a request is worked on; becomes the documented error body. */
export class Refusal extends Error {
  constructor(
    /** The reason, for the `type`. */
    readonly reason: Reason,
    /** The HTTP status. */
    readonly status: number,
    message: string,
    /** The object or member that it is about. */
    readonly details: string,
  ) {
    super(message);
  }
}

/** A body or query that is not as documented; `path` names the member. */
export function malformed(path: string, why: string): Refusal {
  return new Refusal("malformed", 400, "The request is not valid.", `${path}: ${why}`);
}

/** The refusal of a status that the sandbox is told to answer with, whatever the request. */
export function refusalOf(status: number): Refusal {
  const known: Readonly<Record<number, [Reason, string]>> = {
    401: ["badCredentials", "Authorization failed."],
    403: ["foreignKey", "Access to the license key is denied."],
    404: ["unknownKey", "The license key was not found."],
    409: ["busy", "The license key is being changed by another request."],
  };
  const [reason, message] = known[status] ?? ["malformed", "The request is not valid."];
  return new Refusal(reason, status, message, "The request was refused.");
}

/** A refusal as the answer that the client gets (reference, section 2: all four members are strings). */
export function refusalAnswer(refusal: Refusal, assumptions: Partner30Assumptions): VendorAnswer {
  const { status, reason, message, details } = refusal;
  if (reason === "badCredentials") return credentialsAnswer(refusal, assumptions);
  return {
    status,
    headers: JSON_HEADERS,
    body: errorBody(status, typeOf(reason, assumptions), message, details),
  };
}

const JSON_HEADERS = { "Content-Type": "application/json; charset=UTF-8" };

function credentialsAnswer(
  { status, message, details }: Refusal,
  assumptions: Partner30Assumptions,
): VendorAnswer {
  const challenge = status === 401 ? { "WWW-Authenticate": 'Basic realm="Partner API"' } : {};
  switch (assumptions.badCredentialsBody) {
    case "empty":
      return { status, headers: challenge, body: "" };
    case "html":
      return {
        status,
        headers: { ...challenge, "Content-Type": "text/html" },
        body: `<html><body><h1>${status}</h1></body></html>`,
      };
    case "documented":
      return {
        status,
        headers: { ...challenge, ...JSON_HEADERS },
        body: errorBody(status, typeOf("badCredentials", assumptions), message, details),
      };
  }
}

function errorBody(status: number, type: string, message: string, details: string): string {
  return JSON.stringify({ code: String(status), type, message, details });
}

function typeOf(reason: Reason, { errorTypes }: Partner30Assumptions): string {
  return reason === "terminated" || errorTypes === "distinct" ? TYPES[reason] : SHARED_TYPE;
}
