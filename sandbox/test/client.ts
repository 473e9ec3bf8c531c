import type { Sandbox } from "../src";

/** An answer as a test looks at it. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The JSON body; null when it is empty or no JSON. */
  json: unknown;
}

/** What a request may differ in from an ordinary one. */
export interface Special {
  login?: string;
  headers?: Record<string, string>;
  /** A body that is no JSON. */
  raw?: string;
}

/** An item in a request. */
export interface Item {
  item: string;
  externalId?: string | number | null;
  quantity?: number | null;
}

export const ADMIN = "PLESK-12-WEB-ADMIN-1M";
export const PRO = "PLESK-12-WEB-PRO-1M";
export const HOST = "PLESK-12-WEB-HOST-1M";
export const PACK = "FT-PLESK-5-LANGUAGE-PACKS-1M";
export const ONE_PACK = "FT-PLESK-1-LANGUAGE-PACK-1M";
export const DNSSEC = "ADD-DNSSEC-1M";
export const DOCKER = "ADD-ADDENDIO-DOCKER-BUSINESS-1M";
export const MONITORING = "360-MON-1M";
export const SITES = "360-MON-SITE-1M";

/** Sends requests as the provider would: over real HTTP, with Basic authentication. */
export class Client {
  constructor(
    readonly sandbox: Sandbox,
    readonly login = "demo-customer",
  ) {}

  async call(method: string, path: string, body?: unknown, special: Special = {}): Promise<Answer> {
    const { PLESK_PARTNER30_URL: url = "", PLESK_PARTNER30_PASSWORD: password = "" } = this.sandbox.envOf(
      special.login ?? this.login,
    );
    const text = special.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const headers = {
      Authorization: `Basic ${btoa(`${special.login ?? this.login}:${password}`)}`,
      ...(text === undefined ? {} : { "Content-Type": "application/json; charset=UTF8" }),
      ...special.headers,
    };
    const response = await fetch(url + path, {
      method,
      headers,
      ...(text === undefined ? {} : { body: text }),
    });
    const answered = await response.text();
    return { status: response.status, headers: response.headers, text: answered, json: parsed(answered) };
  }

  /** Buys a key and gives its id. */
  async buy(items: (string | Item)[] = [ADMIN], members: Record<string, unknown> = {}): Promise<number> {
    const answer = await this.create(items, members);
    if (answer.status !== 201) throw new Error(answer.text);
    return Number(answer.headers.get("location")?.split("/").at(-1));
  }

  /** Sends a create request. */
  async create(items: (string | Item)[], members: Record<string, unknown> = {}): Promise<Answer> {
    return this.call("POST", "keys", { items: itemsOf(items), ...members });
  }

  /** Sends a modify request. */
  async modify(keyId: number, body: unknown): Promise<Answer> {
    return this.call("PUT", `keys/${keyId}`, body);
  }

  /** Sends a modify request with a list of items. */
  async setItems(keyId: number, items: (string | Item)[]): Promise<Answer> {
    return this.modify(keyId, { items: itemsOf(items) });
  }

  /** The Full structure of a key. */
  async read(keyId: number): Promise<Record<string, unknown>> {
    return (await this.call("GET", `keys/${keyId}`)).json as Record<string, unknown>;
  }

  /** The ids that a search finds. */
  async list(query = ""): Promise<number[]> {
    const { json } = await this.call("GET", `keys${query}`);
    return (json as { keyId: number }[]).map(({ keyId }) => keyId);
  }
}

/** The executed operations of the newest request. */
export function executed(sandbox: Sandbox): readonly string[] {
  return sandbox.ledger.requests().at(-1)?.operations ?? [];
}

/** The error body of an answer. */
export function errorOf({ json }: Answer): Record<string, string> {
  return json as Record<string, string>;
}

export function itemsOf(items: (string | Item)[]): Item[] {
  return items.map((item) => (typeof item === "string" ? { item } : item));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
