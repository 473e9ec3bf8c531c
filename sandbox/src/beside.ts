import type { IncomingMessage } from "node:http";
import { control, type Controlled, CONTROL_PREFIX, json } from "./control";
import { strangerIn } from "./localOnly";
import { pageFile } from "./page";
import type { VendorAnswer } from "./system";

const NOT_FOUND: VendorAnswer = {
  status: 404,
  headers: { "Content-Type": "text/plain" },
  body: "No such system.\n",
};

/** Answers what is for no vendor system: the control surface, and the page that uses it. */
export function beside(
  controlled: Controlled,
  request: IncomingMessage,
  url: URL,
  body: string,
): VendorAnswer {
  if (!url.pathname.startsWith(CONTROL_PREFIX)) return pageFile(request.method, url.pathname) ?? NOT_FOUND;
  const error = strangerIn(request);
  return error === undefined ? control(controlled, request, url, body) : json(403, { error });
}
