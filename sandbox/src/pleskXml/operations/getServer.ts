import type { Exchange, Operation } from "../exchange";
import { guidOf } from "../identifiers";
import { okResult } from "../results";
import { child } from "../../xml/element";
import { node, type Node } from "../xml/node";

/** Reads facts about the server; the sandbox fills `key` and `gen_info`. */
export const getServer: Operation = {
  endpoint: "getServer",
  for: ["administrator"],
  run: (exchange, operation) => [
    okResult({}, [
      child(operation, "key") && key(exchange),
      child(operation, "gen_info") && generalInformation(exchange),
    ]),
  ],
};

function key({ world }: Exchange): Node {
  const property = ([name, value]: [string, string]) =>
    node("property", [node("name", name), node("value", value)]);
  return node("key", Object.entries(world.facts.key).map(property));
}

function generalInformation({ world: { facts } }: Exchange): Node {
  return node("gen_info", [
    node("server_name", `${facts.name}.example`),
    node("server_guid", guidOf(`server ${facts.name}`)),
    node("mode", "standard"),
  ]);
}
