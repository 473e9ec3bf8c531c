import type { Account } from "../account";
import type { Request } from "../endpoint";

/** A request with the login in a header and JSON both ways. `path` is relative to the account's URL. */
export function basicJson(
  { login, password, baseUrl }: Account,
  method: Request["method"],
  path: string,
  body?: unknown,
): Request {
  return {
    method,
    url: new URL(path, baseUrl).toString(),
    headers: {
      authorization: `Basic ${Buffer.from(`${login}:${password}`, "utf8").toString("base64")}`,
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json; charset=UTF-8" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
