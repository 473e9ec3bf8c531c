import { z } from "zod";

import type { Endpoint } from "../../endpoint";
import { failure, type Failure } from "../../failure";
import { decodeJson } from "../../wire/json";
import { malformed } from "../../wire/malformed";
import { basicJson } from "../basicJson";
import { cloudFailure, saysBusy } from "./refusals";

/** A server of an account; without the account, of that of the login. */
export interface CloudServer {
  serverId: string;
  accountId?: string | undefined;
}

export interface UpgradeOrder extends CloudServer {
  addonTextkey: string;
  /** The named Plesk server whose login and port FlexCloud is given. */
  pleskServer: string;
}

const server = z.looseObject({ server: z.looseObject({ id: z.string(), status: z.string() }) });

/** Reads a server. It tells nothing of Plesk: only that the server is there. */
export const readServer: Endpoint<CloudServer, { status: string }> = {
  system: "flexCloud",
  name: "readServer",
  changes: false,
  safeToRepeat: true,
  encode: (account, input) => basicJson(account, "GET", serverPath(input)),
  decode: (answer, { serverId }) => {
    const source = "readServer of FlexCloud";
    if (answer.status >= 400)
      throw cloudFailure(answer, source, `Server ${serverId} could not be read`, true);
    if (answer.status !== 200) throw wrongStatus(answer.status, 200, source);
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
  forwardsLoginOf: ({ pleskServer }) => ({ system: "pleskXml", server: pleskServer }),
  encode: (account, order, plesk) =>
    basicJson(account, "POST", `${serverPath(order)}/action`, {
      upgradePlesk: {
        username: plesk?.forwardedLogin?.login,
        password: plesk?.forwardedLogin?.password,
        port_number: portOf(plesk?.baseUrl ?? ""),
        addon_textkey: order.addonTextkey,
      },
    }),
  decode: (answer, { serverId, addonTextkey }) => {
    const source = "upgradePlesk of FlexCloud";
    if (answer.status === 202) return "accepted";
    if (answer.status < 400) throw wrongStatus(answer.status, 202, source);
    if (saysBusy(answer)) return "busy";
    throw cloudFailure(answer, source, `Add-on ${addonTextkey} could not be ordered for server ${serverId}`);
  },
};

/** Between success and refusal: something else may have spoken, before or after the work. */
function wrongStatus(status: number, expected: number, source: string): Failure {
  return malformed(source, `its status, which is ${status} and not ${expected}`);
}

function serverPath({ serverId, accountId }: CloudServer): string {
  const server = `servers/${pathPart(serverId)}`;
  return accountId === undefined ? server : `accounts/${pathPart(accountId)}/flexcloud/${server}`;
}

/** An id as one part of a path. There is no way to write these two that does not lead elsewhere. */
function pathPart(id: string): string {
  if (id !== "." && id !== "..") return encodeURIComponent(id);
  throw failure({
    kind: "refused",
    what: `${JSON.stringify(id)} is no id of a server or an account`,
    next: "Nothing was sent. Correct flexCloud.serverId or flexCloud.accountId",
  });
}

function portOf(url: string): string {
  const { port, protocol } = new URL(url);
  return port || (protocol === "https:" ? "443" : "80");
}
