import { createHash } from "node:crypto";

/** The path that all servers are below. */
export const PREFIX = "/plesk/";

/** The path of the endpoint on a server (reference, section 1). */
export const ENDPOINT = "enterprise/control/agent.php";

/** A GUID: always the same one for one subject, and nothing to guess by eye. */
export function guidOf(subject: string): string {
  const hex = createHash("sha256").update(`guid of ${subject}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

/** The beginning of a server's environment variables: its name in capitals, other characters as underscores. */
export function variableOf(server: string): string {
  return `PLESK_SERVER_${server.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}
