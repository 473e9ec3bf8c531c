/** One round after the other of what a refresh asks, by the provider and bare, in a process that does nothing else. */
import { join } from "node:path";
import { performance } from "node:perf_hooks";

import { get } from "pulumi-plesk/provider/v1";
import { Pool } from "undici";

import type * as xml from "../dist/provider/wire/xml";
import { root } from "./command";

export interface Cost {
  /** On the clock, in milliseconds. */
  wall: number;
  /** Processor time, in milliseconds. */
  cpu: number;
}

/** What each round took. */
export type Reads = Record<"bare" | "provider" | "parse", Cost[]>;

export interface ReadsOptions {
  /** The ids of the keys to read. */
  ids: string[];
  /** Requests under way at once. */
  inFlight: number;
  rounds: number;
}

async function main({ ids, inFlight, rounds }: ReadsOptions): Promise<void> {
  const {
    PLESK_PARTNER30_URL: url = "",
    PLESK_PARTNER30_LOGIN: login,
    PLESK_PARTNER30_PASSWORD: password,
  } = process.env;
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: inFlight });
  const authorization = `Basic ${Buffer.from(`${login ?? ""}:${password ?? ""}`).toString("base64")}`;
  const handler = get("LicenseKey");
  const readBare = async (id: string): Promise<unknown> => {
    const answer = await pool.request({
      method: "GET",
      path: `${pathname}keys/${id}`,
      headers: { authorization },
    });
    if (answer.statusCode !== 200) throw new Error(`a bare GET was answered with ${answer.statusCode}`);
    return answer.body.json();
  };
  const states = new Map<string, object>();
  const readByProvider = async (id: string): Promise<void> => {
    const found = await handler.read?.(id, { ...states.get(id) });
    states.set(id, found?.props as object);
  };
  // The first time as what nobody manages here; from then on as a refresh does.
  await Promise.all(ids.map(readByProvider));

  const { readXml } = (await import(join(root, "dist", "provider", "wire", "xml.js"))) as typeof xml;
  const answer = await readSubscriptions();
  const reads: Reads = { bare: [], provider: [], parse: [] };
  for (let round = 0; round < rounds; round++) {
    reads.parse.push(await costOf(() => Promise.resolve(readXml(answer, "bench"))));
    reads.bare.push(await costOf(() => Promise.all(ids.map(readBare))));
    reads.provider.push(await costOf(() => Promise.all(ids.map(readByProvider))));
  }
  await pool.close();
  process.send?.(reads);
  process.disconnect();
}

/** The text about all subscriptions of the one server that there is. */
async function readSubscriptions(): Promise<string> {
  const setting = (name: string): string => process.env[`PLESK_SERVER_SERVER_1_${name}`] ?? "";
  const response = await fetch(`${setting("URL").replace(/\/?$/, "/")}enterprise/control/agent.php`, {
    method: "POST",
    headers: {
      HTTP_AUTH_LOGIN: setting("LOGIN"),
      HTTP_AUTH_PASSWD: setting("PASSWORD"),
      "content-type": "text/xml",
    },
    body: "<packet><webspace><get><filter/><dataset><gen_info/><subscriptions/></dataset></get></webspace></packet>",
  });
  const text = await response.text();
  if (text.length < 1e6) throw new Error(`not all subscriptions are there: ${text.slice(0, 500)}`);
  return text;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}

void main(JSON.parse(process.argv[2] ?? "") as ReadsOptions);
