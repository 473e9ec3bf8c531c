import type { Sandbox } from "../../src";

/** An answer as a test looks at it. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The root member and what is in it; empty when the body is no JSON. */
  root: string | undefined;
  error: Record<string, unknown>;
}

/** What a request may differ in from an ordinary one; undefined leaves a header out. */
export interface Special {
  method?: string;
  headers?: Record<string, string | undefined>;
  /** A body that is no JSON. */
  raw?: string;
}

export const SERVER = "test_server_0013";
export const OTHER = "test_server_0014";
export const FOREIGN = "test_server_0099";
export const POWERPACK = "plesk.9.linux.powerpack";
export const LANGUAGES = "plesk.9.linux.languagepack";

/** Both addresses of a server's actions. */
export const ACTION = `accounts/demo1234/flexcloud/servers/${SERVER}/action`;
export const SHORT_ACTION = `servers/${SERVER}/action`;

/** Sends requests as the provider would: over real HTTP, with Basic authentication. */
export class CloudClient {
  constructor(
    readonly sandbox: Sandbox,
    readonly login = "demo-cloud",
  ) {}

  /** Sends a request; a body makes it a POST. */
  async send(path: string, body?: unknown, { method, headers, raw }: Special = {}): Promise<Answer> {
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const all: Record<string, string | undefined> = {
      Authorization: `Basic ${this.credentials()}`,
      "Content-Type": "application/json; Charset=UTF-8",
      ...headers,
    };
    const sent = Object.entries(all).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    );
    const response = await fetch(`${this.sandbox.flexCloud.url}/${path}`, {
      method: method ?? (text === undefined ? "GET" : "POST"),
      headers: sent,
      ...(text === undefined ? {} : { body: new TextEncoder().encode(text) }),
    });
    return answerOf(response, await response.text());
  }

  /** Orders an upgrade; the parameters replace the usual ones. */
  async upgrade(parameters: Record<string, unknown> = {}, path = ACTION): Promise<Answer> {
    return this.send(path, { upgradePlesk: { ...this.parameters(), ...parameters } });
  }

  /** The status and the message of an order. */
  async outcome(parameters: Record<string, unknown> = {}, path = ACTION): Promise<unknown> {
    const { status, error } = await this.upgrade(parameters, path);
    return error.message === undefined ? status : `${status} ${error.message as string}`;
  }

  /** What an order names besides what it is about. */
  parameters(): Record<string, unknown> {
    return { ...this.sandbox.flexCloud.pleskLoginOf(SERVER), addon_textkey: POWERPACK };
  }

  /** The details of a server. */
  async read(path = ACTION.replace("/action", "")): Promise<Record<string, unknown>> {
    return (await this.send(path)).error;
  }

  /** Login and password as the header holds them. */
  credentials(password = this.sandbox.flexCloud.account(this.login).password): string {
    return btoa(`${this.login}:${password}`);
  }
}

/** The Plesk key that the first server's upgrades change. */
export function pleskKey(sandbox: Sandbox): Readonly<Record<string, string>> {
  return sandbox.plesk.server("alpha").facts.key;
}

function answerOf({ status, headers }: Response, text: string): Answer {
  const [root, error] = Object.entries(parsed(text))[0] ?? [];
  return { status, headers, text, root, error: (error ?? {}) as Record<string, unknown> };
}

function parsed(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
