import { malformed } from "./malformed";
import { child, readXml, writeXml, type XmlElement, type XmlNode } from "./xml";

/** One operation of one operator, such as `get` of `webspace`, with what its node holds. */
export interface PacketOperation {
  readonly operator: string;
  readonly operation: string;
  readonly content: readonly XmlNode[];
}

/** A server's own error. Its text is in the server's language: shown, never decided on. */
export interface PacketError {
  readonly code: number;
  readonly text: string;
}

/** What became of one object. */
export interface PacketResult {
  /** Absent: status ok. */
  readonly error?: PacketError;
  /** The value that was asked by, in the form that it was asked in; absent where missing or empty. */
  readonly filterId?: string;
  /** Absent where missing or empty. */
  readonly id?: string;
  /** The whole `<result>`, for what the operation adds to it: data, problems, name, guid. */
  readonly element: XmlElement;
}

/**
 * The answer to a packet: one error for the whole packet, in which case nothing was executed, or the results of each
 * operation in the order in which they were sent. An operation that matched no object may have none.
 * The list is shorter than what was sent where the server did not answer the last operations.
 */
export type PacketAnswer =
  { readonly system: PacketError } | { readonly operations: readonly (readonly PacketResult[])[] };

/** Writes a packet. Consecutive operations of one operator share its node; without a version the server takes its newest. */
export function encodePacket(operations: readonly PacketOperation[], version?: string): string {
  return writeXml(["packet", operatorNodes(operations)], version === undefined ? {} : { version });
}

/** Reads the answer to the operations that were sent. */
export function decodePacket(text: string, sent: readonly PacketOperation[], source: string): PacketAnswer {
  const packet = readXml(text, source);
  if (packet.name !== "packet") throw malformed(source, `/: <${packet.name}> is not <packet>`);
  // The server may append what its own programs wrote to their error streams.
  const answers = packet.children.filter(({ name }) => name !== "output");
  const system = child(packet, "system");
  if (!system) return { operations: resultsOf(answers, sent, source) };
  if (answers.length > 1) throw malformed(source, "/packet: <system> stands beside other answers");
  return { system: systemError(system, source) };
}

function operatorNodes(operations: readonly PacketOperation[]): XmlNode[] {
  const nodes: [string, XmlNode[]][] = [];
  for (const { operator, operation, content } of operations) {
    const last = nodes.at(-1);
    const node: XmlNode = [operation, content];
    if (last?.[0] === operator) last[1].push(node);
    else nodes.push([operator, [node]]);
  }
  return nodes;
}

/** A server may answer operations of one operator in one node or in a node each, so that only their order counts. */
function resultsOf(
  operators: readonly XmlElement[],
  sent: readonly PacketOperation[],
  source: string,
): PacketResult[][] {
  const answered = operators.flatMap((operator) => operationsOf(operator, source));
  return answered.map(({ operator, operation }, index) => {
    const asked = sent[index];
    const place = `operation ${index + 1} (${operator} ${operation.name})`;
    if (asked?.operator !== operator || asked.operation !== operation.name) {
      const wanted = asked ? `${asked.operator} ${asked.operation}` : "nothing";
      throw malformed(source, `${place}: ${wanted} was sent there`);
    }
    const results = operation.children.filter(({ name }) => name === "result");
    return results.map((result, at) => resultOf(result, `${place}, result ${at + 1}`, source));
  });
}

function operationsOf({ name: operator, children }: XmlElement, source: string) {
  if (children.length === 0) throw malformed(source, `/packet/${operator}: no operation is in it`);
  return children.map((operation) => ({ operator, operation }));
}

function resultOf(element: XmlElement, place: string, source: string): PacketResult {
  const error = errorOf(element, place, source);
  const filterId = textOf(element, "filter-id");
  const id = textOf(element, "id");
  return {
    ...(error === undefined ? {} : { error }),
    ...(filterId === "" ? {} : { filterId }),
    ...(id === "" ? {} : { id }),
    element,
  };
}

function systemError(system: XmlElement, source: string): PacketError {
  const error = errorOf(system, "/packet/system", source);
  if (error === undefined)
    throw malformed(source, "/packet/system: its status is ok, but nothing is answered");
  return error;
}

function errorOf(element: XmlElement, place: string, source: string): PacketError | undefined {
  const status = textOf(element, "status");
  if (status === "ok") return undefined;
  if (status !== "error") throw malformed(source, `${place}: its status is neither ok nor error`);
  const code = textOf(element, "errcode");
  if (!/^\d+$/.test(code)) throw malformed(source, `${place}: it is an error without a numeric errcode`);
  return { code: Number(code), text: textOf(element, "errtext") };
}

function textOf(element: XmlElement, name: string): string {
  return child(element, name)?.text.trim() ?? "";
}
