import { escaped } from "../../xml";

/** A node of an answer: with text, or with nodes below it. */
export interface Node {
  readonly name: string;
  readonly content: string | readonly Node[];
}

/** A node; nodes that are undefined are left out. */
export function node(name: string, content: string | readonly (Node | undefined)[] = []): Node {
  return { name, content: typeof content === "string" ? content : content.filter((it) => it !== undefined) };
}

/** A packet as the server sends it: without indentation, so that texts stay as they are. */
export function packetText(version: string, nodes: readonly Node[]): string {
  const body = nodes.map(written).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<packet version="${escaped(version)}">${body}</packet>\n`;
}

function written({ name, content }: Node): string {
  const inner = typeof content === "string" ? escaped(content) : content.map(written).join("");
  return inner === "" ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}
