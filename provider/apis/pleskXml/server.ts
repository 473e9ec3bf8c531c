import { malformed } from "../../wire/malformed";
import { child } from "../../wire/xml";
import { pleskFailure } from "./errors";
import { packetEndpoint, type OnServer } from "./packets";

const whatFailed = "The server's licence key could not be read";

/** The properties of the server's own licence key, by name. Administrators only. */
export const readServerKey = packetEndpoint<OnServer, Record<string, string>>({
  name: "server get",
  changes: false,
  whatFailed: () => whatFailed,
  packet: () => [{ operator: "server", operation: "get", content: [["key", []]] }],
  decode: (answers, _, source) => {
    const result = answers[0]?.[0];
    if (result?.error !== undefined) throw pleskFailure(result.error, source, whatFailed);
    const key = result && child(result.element, "key");
    if (key === undefined) throw malformed(source, "server/get/result/key");
    const properties = key.children.filter(({ name }) => name === "property");
    return Object.fromEntries(
      properties.map((property) => [
        child(property, "name")?.text.trim() ?? "",
        child(property, "value")?.text.trim() ?? "",
      ]),
    );
  },
});
