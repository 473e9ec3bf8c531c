import type { Account } from "../../account";
import type { Endpoint, Request, Response } from "../../endpoint";
import { failure } from "../../failure";
import { decodePacket, encodePacket, type PacketOperation, type PacketResult } from "../../wire/packet";
import { pageFailure } from "../meaning";
import { pleskFailure } from "./errors";

/** What every request to a Plesk server names. */
export interface OnServer {
  /** The server's name in the settings. */
  server: string;
}

interface PacketEndpoint<Input extends OnServer, Output> {
  /** The vendor's name of the operation. */
  name: string;
  changes: boolean;
  object?: (input: Input) => string;
  /** What a whole-packet error means for the user, e.g. `The subscription could not be read`. */
  whatFailed: (input: Input) => string;
  packet: (input: Input) => PacketOperation[];
  /** The results of each operation that was sent. */
  decode: (answers: readonly (readonly PacketResult[])[], input: Input, source: string) => Output;
}

/** An endpoint of the Plesk XML API: one packet to one server. Reads are safe to repeat, changes are not. */
export function packetEndpoint<Input extends OnServer, Output>(
  endpoint: PacketEndpoint<Input, Output>,
): Endpoint<Input, Output> {
  const { name, changes, object, whatFailed, packet, decode } = endpoint;
  return {
    system: "pleskXml",
    server: ({ server }) => server,
    name,
    changes,
    ...(object === undefined ? {} : { object }),
    safeToRepeat: !changes,
    understands: ({ body }) => body.includes("<packet"),
    encode: (account, input) => request(account, encodePacket(packet(input), account.protocolVersion)),
    decode: (response, input) => {
      const source = `${name} of Plesk server ${input.server}`;
      assertPacket(response, source, changes);
      const answer = decodePacket(response.body, packet(input), source);
      // Nothing of a packet that is refused as a whole was executed (plesk-xml-api.md section 3).
      if ("system" in answer) throw pleskFailure(answer.system, source, whatFailed(input));
      // Silence is no answer: it must not look like an object that does not exist.
      if (answer.operations.length < packet(input).length)
        throw incompleteAnswer(
          source,
          changes ? "The change may or may not have been executed" : whatFailed(input),
        );
      return decode(answer.operations, input, source);
    },
  };
}

function request(account: Account, body: string): Request {
  const credentials =
    account.secretKey === undefined
      ? { HTTP_AUTH_LOGIN: headerText(account.login), HTTP_AUTH_PASSWD: headerText(account.password) }
      : { KEY: headerText(account.secretKey) };
  return {
    method: "POST",
    url: new URL("enterprise/control/agent.php", account.baseUrl).toString(),
    headers: { ...credentials, "content-type": "text/xml" },
    body,
  };
}

/** A header's characters are sent as one byte each; the server reads the bytes as UTF-8, as of its own clients. */
function headerText(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}

function incompleteAnswer(source: string, what: string): Error {
  return failure({
    kind: "malformed",
    what: `${what}: the server did not answer every operation of the packet`,
    source,
    next: "Run again: it looks first and goes on from what it finds",
  });
}

/** The code inside a packet decides, whatever the HTTP status (plesk-xml-api.md section 1); a page is no packet. */
function assertPacket({ status, body }: Response, source: string, changes: boolean): void {
  if (status === 200 || body.includes("<packet")) return;
  if (changes || (status !== 401 && status !== 403)) {
    const [system, setting] = ["the Plesk XML API", "the server's URL"];
    throw pageFailure({ system, setting, source, status, body, changes });
  }
  throw failure({
    kind: "unauthorized",
    what: "The server returned a web page instead of a Plesk XML API response",
    source,
    code: String(status),
    next: "Check the server's URL, and that its remote API is switched on for this address (panel.ini: [api] enabled, allowedIPs)",
  });
}
