import type { PleskServer } from "../../src";
import { child, type Element, parseXml } from "../../src/xml";

/** An answer as a test looks at it. */
export interface Answer {
  status: number;
  text: string;
  /** The root of the packet; null when the body is no XML. */
  packet: Element | null;
}

/** The nodes of a result that hold a text, by name. */
export type Result = Record<string, string>;

/** Sends packets as the provider would: over real HTTP. */
export class PleskClient {
  constructor(
    readonly server: PleskServer,
    readonly login = "admin",
  ) {}

  /** Sends a body as it is; headers replace the usual ones, undefined leaves one out. */
  async send(body: string, headers: Record<string, string | undefined> = {}): Promise<Answer> {
    const all: Record<string, string | undefined> = {
      "Content-Type": "text/xml",
      HTTP_AUTH_LOGIN: this.login,
      HTTP_AUTH_PASSWD: this.server.account(this.login).password,
      ...headers,
    };
    const sent = Object.entries(all).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    );
    const response = await fetch(this.server.endpoint, { method: "POST", body, headers: sent });
    const text = await response.text();
    return { status: response.status, text, packet: parsed(text) };
  }

  /** Sends operations and gives all their results. */
  async results(...operations: string[]): Promise<Result[]> {
    return resultsOf(await this.send(packet(...operations)));
  }

  /** Sends operations and gives the first result. */
  async result(...operations: string[]): Promise<Result> {
    return (await this.results(...operations))[0] ?? {};
  }

  /** What stands in the node of an error of the whole packet. */
  async systemError(body: string, headers: Record<string, string | undefined> = {}): Promise<Result> {
    const { packet: root } = await this.send(body, headers);
    return textsOf(root && child(root, "system"));
  }

  /** The dataset `subscriptions` of a subscription, as it is written. */
  async subscriptions(filter: string): Promise<string> {
    const { text } = await this.send(packet(get(filter)));
    return /<data>(.*)<\/data>/s.exec(text)?.[1]?.replace(/<gen_info>.*<\/gen_info>/s, "") ?? "(no data)";
  }
}

export const packet = (...operations: string[]): string => `<packet>${operations.join("")}</packet>`;
export const byId = (...ids: number[]): string => ids.map((id) => `<id>${id}</id>`).join("");
export const byGuid = (guid: string): string => `<plan-guid>${guid}</plan-guid>`;
export const byExternalId = (id: string): string => `<plan-external-id>${id}</plan-external-id>`;
export const NO_PLAN = "<no-plan/>";

export const get = (filter: string, dataset = "<gen_info/><subscriptions/>"): string =>
  `<webspace><get><filter>${filter}</filter><dataset>${dataset}</dataset></get></webspace>`;
export const switchTo = (filter: string, plan: string): string => change("switch-subscription", filter, plan);
export const sync = (filter: string): string => change("sync-subscription", filter, "");
export const addAddOn = (filter: string, plan: string): string => change("add-subscription", filter, plan);
export const removeAddOn = (filter: string, plan: string): string =>
  change("remove-subscription", filter, plan);
export const plans = (filter: string, owner = "", operator = "service-plan"): string =>
  `<${operator}><get><filter>${filter}</filter>${owner}</get></${operator}>`;
export const SERVER_KEY = "<server><get><key/></get></server>";

/** All results of an answer, whatever the operations. */
export function resultsOf({ packet: root }: Answer): Result[] {
  const operations = (root?.children ?? []).flatMap(({ children }) => children);
  return operations.flatMap(({ children }) => children.map((result) => textsOf(result)));
}

function change(name: string, filter: string, plan: string): string {
  return `<webspace><${name}><filter>${filter}</filter>${plan}</${name}></webspace>`;
}

function textsOf(element: Element | null | undefined): Result {
  const leaves = (element?.children ?? []).filter(({ children }) => children.length === 0);
  return Object.fromEntries(leaves.map(({ name, text }) => [name, text]));
}

function parsed(text: string): Element | null {
  try {
    return parseXml(text);
  } catch {
    return null;
  }
}
