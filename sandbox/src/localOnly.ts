import type { IncomingMessage } from "node:http";

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Why a request to the control surface is refused: a web page from elsewhere that is open in a browser on this machine
 * must neither change the sandbox nor read it. Browsers say where a request comes from; other programs say nothing and pass.
 */
export function strangerIn({ method, headers }: IncomingMessage): string | undefined {
  const { host = "", origin, "sec-fetch-site": site = "none", "content-type": type = "" } = headers;
  // A name that somebody else made resolve to this machine would count as the same origin.
  if (!LOOPBACK.test(host)) return `The host "${host}" is not this machine.`;
  const isOwn = origin === undefined || origin.replace(/^https?:\/\//, "") === host;
  if (!isOwn || !["none", "same-origin"].includes(site))
    return "Web pages from elsewhere may not use the sandbox.";
  if (origin !== undefined && method === "POST" && !type.startsWith("application/json"))
    return "Web pages have to send JSON, as application/json.";
  return undefined;
}
