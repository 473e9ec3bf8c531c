import { rememberSecret } from "../../../provider/failure";
import { isLoopback } from "../../../provider/transport/send";

/** The kinds of webhooks; `json` is for everything that takes a plain object. */
export const notifyFormats = ["slack", "teams", "json"] as const;

export type NotifyFormat = (typeof notifyFormats)[number];

export interface Target {
  url: string;
  format: NotifyFormat;
}

/** Where to post, by a URL that is a secret as a whole: no message may show it, and none does from here on. */
export function targetOf(given: string, format: NotifyFormat | undefined): Target {
  rememberSecret(given);
  if (!URL.canParse(given)) throw wrong("is not a valid URL");
  const url = new URL(given);
  rememberAll(url);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    throw wrong("must begin with https: (http is for loopback only)");
  if (url.username !== "" || url.password !== "")
    throw wrong("holds a login, which is not sent: webhooks have their secret in the path or the query");
  if (format === undefined && isRetired(url.hostname))
    throw wrong(
      "is of a Teams connector, which Microsoft has retired: make a workflow that begins with a webhook request, and use its URL",
    );
  return { url: url.href, format: format ?? formatOf(url.hostname) };
}

function wrong(reason: string): Error {
  return new Error(
    `The URL of --notify (or PLESK_NOTIFY_URL) ${reason}. It is not shown, since it is a secret`,
  );
}

/** Shorter parts are words rather than secrets; without them, messages would be full of holes. */
const shortestPart = 12;

function rememberAll({ href, host, hostname, pathname, search, searchParams }: URL): void {
  const parts = [...pathname.split("/"), ...searchParams.values()].filter(
    (part) => part.length >= shortestPart,
  );
  for (const part of [href, ...parts, ...[pathname + search].filter((text) => text.length >= shortestPart)])
    rememberSecret(part);
  if (isLoopback(hostname)) return;
  rememberSecret(host);
  rememberSecret(hostname);
}

/** By the hosts of the two that have formats of their own (their documentation of webhooks and of workflows). */
const hosts: readonly (readonly [NotifyFormat, RegExp])[] = [
  ["slack", /^hooks\.slack(-gov)?\.com$/],
  ["teams", /\.logic\.azure\.(com|us)$|(^|\.)api\.powerplatform\.com$|(^|\.)api\.powerautomate\.com$/],
];

function formatOf(hostname: string): NotifyFormat {
  return hosts.find(([, host]) => host.test(hostname))?.[0] ?? "json";
}

function isRetired(hostname: string): boolean {
  return hostname === "outlook.office.com" || hostname.endsWith(".webhook.office.com");
}
