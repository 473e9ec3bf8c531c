import { z } from "zod";

import type { Account, Endpoint, Request } from "../../endpoint";
import { decodeJson } from "../../wire/json";
import { malformed } from "../../wire/malformed";
import { cloudFailure, saysBusy } from "./refusals";

/** A server of an account; without the account, of that of the login. */
export interface CloudServer {
  serverId: string;
  accountId?: string | undefined;
}

export interface UpgradeOrder extends CloudServer {
  addonTextkey: string;
  /** The named Plesk server whose login and port FlexCloud is told. */
  pleskServer: string;
}

const server = z.looseObject({ server: z.looseObject({ id: z.string(), status: z.string() }) });

/** Reads a server. It tells nothing of Plesk: only that the server is there. */
export const readServer: Endpoint<CloudServer, { status: string }> = {
  system: "flexCloud",
  name: "readServer",
  changes: false,
  safeToRepeat: true,
  encode: (account, input) => request(account, "GET", serverPath(input)),
  decode: (answer, { serverId }) => {
    const source = "readServer of FlexCloud";
    if (answer.status !== 200) throw cloudFailure(answer, source, `Server ${serverId} could not be read`);
    const { id, status } = decodeJson(server, answer.body, source).server;
    if (id !== serverId) throw malformed(source, `$.server.id: it is ${id}, not ${serverId}`);
    return { status };
  },
};

/**
 * Orders an add-on for the Plesk licence of a server. Accepted is not done, and a repeated order may
 * be paid twice. `busy`: nothing was ordered.
 */
export const upgradePlesk: Endpoint<UpgradeOrder, "accepted" | "busy"> = {
  system: "flexCloud",
  name: "upgradePlesk",
  changes: true,
  object: ({ serverId }) => serverId,
  safeToRepeat: false,
  handsOn: ({ pleskServer }) => ({ system: "pleskXml", server: pleskServer }),
  encode: (account, order, plesk) =>
    request(account, "POST", `${serverPath(order)}/action`, {
      upgradePlesk: {
        username: plesk?.login,
        password: plesk?.password,
        port_number: portOf(plesk?.baseUrl ?? ""),
        addon_textkey: order.addonTextkey,
      },
    }),
  decode: (answer, { serverId, addonTextkey }) => {
    const source = "upgradePlesk of FlexCloud";
    if (answer.status === 202) return "accepted";
    // Between success and refusal: something else may have spoken, before or after the work.
    if (answer.status < 400) throw malformed(source, `its status, which is ${answer.status} and not 202`);
    if (saysBusy(answer)) return "busy";
    throw cloudFailure(answer, source, `Add-on ${addonTextkey} could not be ordered for server ${serverId}`);
  },
};

function serverPath({ serverId, accountId }: CloudServer): string {
  const server = `servers/${encodeURIComponent(serverId)}`;
  return accountId === undefined ? server : `accounts/${encodeURIComponent(accountId)}/flexcloud/${server}`;
}

function request(account: Account, method: "GET" | "POST", path: string, body?: unknown): Request {
  const credentials = Buffer.from(`${account.login}:${account.password}`).toString("base64");
  return {
    method,
    url: new URL(path, account.baseUrl).toString(),
    headers: {
      authorization: `Basic ${credentials}`,
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json; charset=UTF-8" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

function portOf(url: string): string {
  const { port, protocol } = new URL(url);
  return port || (protocol === "https:" ? "443" : "80");
}
