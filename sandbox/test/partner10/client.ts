import type { Sandbox } from "../../src";
import { child, type Element, parseXml } from "../../src/xml";

/** An answer as a test looks at it. */
export interface Answer {
  status: number;
  text: string;
  /** The struct of the result; empty for a fault or another body. */
  result: Record<string, unknown>;
  /** The code of a fault; null for a result. */
  fault: number | null;
}

/** A key of the default seed in each state. */
export const SAMPLE = "PLSK.01304242";
export const LINUX = "PLSK.10000001";
export const BOUGHT = "PLSK.10000002";
export const TERMINATED = "PLSK.10000003";
export const PROBLEM = "PLSK.10000004";
export const OVERRIDDEN = "PLSK.10000005";
export const NAMELESS = "PLSK.10000006";
export const ADDITIONAL = "KAV.10000007";
export const WINDOWS = "PLSK.10000008";
export const FOREIGN = "PLSK.10000009";
export const SUSPENDED = "PLSK.10000010";

/** Sends calls as the provider would: over real HTTP. */
export class KaClient {
  constructor(
    readonly sandbox: Sandbox,
    readonly login = "demo-partner",
  ) {}

  /** Sends a body as it is. */
  async send(body: string, headers: Record<string, string> = {}): Promise<Answer> {
    const { url } = this.sandbox.partner10;
    const init = { method: "POST", body, headers: { "Content-Type": "text/xml", ...headers } };
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, text, ...read(text) };
  }

  /** Calls a method with AuthInfo before the parameters. */
  async call(method: string, ...parameters: (string | readonly string[])[]): Promise<Answer> {
    return this.send(call(method, this.authInfo(), ...parameters.map(value)));
  }

  /** The result of `partner10.upgradeKey`. */
  async upgrade(number: string, plans: string | readonly string[], ...type: string[]) {
    return (await this.call("upgradeKey", number, plans, ...type)).result;
  }

  /** The result code of `partner10.upgradeKey`. */
  async upgradeCode(number: string, plans: string | readonly string[], ...type: string[]): Promise<unknown> {
    return (await this.upgrade(number, plans, ...type)).resultCode;
  }

  /** The result of `partner10.downgradeKey`. */
  async downgrade(number: string, plan: string) {
    return (await this.call("downgradeKey", number, plan)).result;
  }

  /** The keyInfo of `partner10.getKeyInfo`. */
  async keyInfo(number: string): Promise<Record<string, unknown>> {
    return (await this.call("getKeyInfo", number)).result.keyInfo as Record<string, unknown>;
  }

  /** The plans of `partner10.getAvailableUpgrades`. */
  async available(number: string): Promise<unknown> {
    return (await this.call("getAvailableUpgrades", number)).result.upgradePlans;
  }

  /** AuthInfo of the login. */
  authInfo(password = this.sandbox.partner10.account(this.login).password): string {
    return struct({ login: text(this.login), password: text(password) });
  }
}

export const call = (method: string, ...values: string[]): string =>
  `<?xml version="1.0"?><methodCall><methodName>partner10.${method}</methodName><params>${values
    .map((each) => `<param><value>${each}</value></param>`)
    .join("")}</params></methodCall>`;
export const text = (value: string): string => `<string>${value}</string>`;
export const list = (values: readonly string[]): string =>
  `<array><data>${values.map((each) => `<value>${text(each)}</value>`).join("")}</data></array>`;
export const struct = (members: Record<string, string>): string =>
  `<struct>${Object.entries(members)
    .map(([name, each]) => `<member><name>${name}</name><value>${each}</value></member>`)
    .join("")}</struct>`;

/** The identifiers of the features of a keyInfo. */
export function apiNames({ features }: Record<string, unknown>): unknown[] {
  return (features as { apiName: unknown }[]).map(({ apiName }) => apiName);
}

function value(parameter: string | readonly string[]): string {
  return typeof parameter === "string" ? text(parameter) : list(parameter);
}

function read(body: string): Pick<Answer, "result" | "fault"> {
  const root = parsed(body);
  const fault = root && child(root, "fault");
  const [content] = fault ? fault.children : (root?.children[0]?.children[0]?.children ?? []);
  const result = (content ? decoded(content) : {}) as Record<string, unknown>;
  return fault ? { result: {}, fault: result.faultCode as number } : { result, fault: null };
}

function parsed(body: string): Element | undefined {
  try {
    return parseXml(body);
  } catch {
    return undefined;
  }
}

/** A value in plain words: texts and dates as texts. */
function decoded({ children, text: own }: Element): unknown {
  const [typed] = children;
  if (!typed) return own;
  switch (typed.name) {
    case "int":
      return Number(typed.text);
    case "boolean":
      return typed.text === "1";
    case "array":
      return typed.children.flatMap(({ children: values }) => values.map(decoded));
    case "struct":
      return Object.fromEntries(
        typed.children.map((member) => [
          child(member, "name")?.text,
          decoded(child(member, "value") ?? member),
        ]),
      );
    default:
      return typed.text;
  }
}
