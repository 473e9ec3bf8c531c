import { type Element, NotWellFormed, parseXml } from "../xml";
import type { Exchange, Operation } from "./exchange";
import { operationOf } from "./operations/routes";
import { PleskError } from "./refusal";
import { hasFailed } from "./results";
import type { ServerWorld } from "./world";
import { node, type Node } from "./xml/node";
import { isAtLeast, packetMistake } from "./xml/schema";

/** The oldest protocol version with operations on plans (reference, section 3). */
const OLDEST = [1, 6, 3, 0] as const;

/** A packet that is well-formed, with the version that it names. */
export interface Packet {
  readonly root: Element;
  readonly version: string | undefined;
}

/** An operation as it stands in a packet. */
export interface Requested {
  readonly operation: Operation | undefined;
  readonly element: Element;
}

/** Reads a packet; a text that is none is refused as the vendor's server does. */
export function parsePacket(body: string): Packet {
  try {
    const root = parseXml(body);
    return { root, version: root.attributes.version };
  } catch (error) {
    if (!(error instanceof NotWellFormed)) throw error;
    throw new PleskError(1014, `Error in line ${error.line}: ${error.message}`);
  }
}

/** Checks version, then structure, then permission; whatever fails here, nothing is executed (reference, section 3). */
export function checkPacket(
  { facts }: ServerWorld,
  { kind }: Exchange["account"],
  { root, version }: Packet,
): void {
  const mistake = packetMistake(root, spokenVersion(facts.protocolVersion, version));
  if (mistake) throw new PleskError(1014, `Error in line ${mistake.line}: ${mistake.message}`);
  const isForbidden = requestedIn(root).some(({ operation }) => !(operation?.for ?? [kind]).includes(kind));
  if (isForbidden) throw new PleskError(1006);
}

/** Parts of a version that are missing are as in the server's own; so two and three parts are accepted. */
function spokenVersion(own: string, version: string | undefined): number[] {
  const newest = own.split(".").map(Number);
  if (version === undefined) return newest;
  const parts = version.split(".").map(Number);
  const isVersion = /^\d+(\.\d+){1,3}$/.test(version);
  const spoken = newest.map((part, at) => parts[at] ?? part);
  if (isVersion && isAtLeast(newest, spoken) && isAtLeast(spoken, OLDEST)) return spoken;
  throw new PleskError(1005);
}

/** All operations of a packet, in order. */
export function requestedIn(root: Element): Requested[] {
  return root.children.flatMap((operator) =>
    operator.children.map((element) => ({ operation: operationOf(operator.name, element.name), element })),
  );
}

/** Executes the operations in order and gives one node for each operator and operation (reference, section 3). */
export function executed(exchange: Exchange, { root }: Packet): Node[] {
  const stops = exchange.assumptions.afterFailure === "skipped";
  let failed = false;
  const operatorNode = (operator: Element) => {
    const nodes: Node[] = [];
    for (const element of operator.children) {
      if (failed && stops) break;
      const results = operationOf(operator.name, element.name)?.run(exchange, element) ?? [];
      failed ||= hasFailed(results);
      nodes.push(node(element.name, results));
    }
    return nodes.length > 0 ? node(operator.name, nodes) : undefined;
  };
  return root.children.map(operatorNode).filter((it) => it !== undefined);
}
