import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { type Assumptions, assume } from "./assumptions";
import type { Fault, Faults } from "./faults";
import type { Ledger } from "./ledger";
import { overviewOf } from "./overview";
import type { VendorAnswer, VendorSystem } from "./system";

/** The path that the control surface begins with. */
export const CONTROL_PREFIX = "/_sandbox/";

/** What the control surface works on. */
export interface Controlled {
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly assumptions: Assumptions;
  readonly systems: readonly VendorSystem[];
  reset(): void;
}

const match = {
  system: z.string().optional(),
  endpoint: z.string().optional(),
  method: z.string().optional(),
  keyId: z.string().optional(),
  server: z.string().optional(),
  subject: z.string().optional(),
  nth: z.number().int().min(1).optional(),
  times: z.number().int().min(1).optional(),
  forMs: z.number().min(1).optional(),
};
const when = z.enum(["before", "after"]).optional();

const fault = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("answerLost"), ...match }),
  z.strictObject({ kind: z.literal("resetBefore"), ...match }),
  z.strictObject({ kind: z.literal("truncated"), ...match }),
  z.strictObject({ kind: z.literal("wrongContentType"), ...match }),
  z.strictObject({ kind: z.literal("slow"), ms: z.number(), when, ...match }),
  z.strictObject({
    kind: z.literal("status"),
    status: z.number().int(),
    body: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    when,
    ...match,
  }),
  z.strictObject({ kind: z.literal("refused"), code: z.number().int(), when, ...match }),
  z.strictObject({
    kind: z.literal("tooManyRequests"),
    retryAfter: z.union([z.number(), z.string()]).optional(),
    ...match,
  }),
]);

/**
 * The control surface for other processes, below `/_sandbox/`. The server listens on loopback only.
 *
 * | request | what it does |
 * |---|---|
 * | `GET ledger`, `GET ledger?format=text`, `?since=N` | the ledger as JSON or as a table |
 * | `DELETE ledger` | forgets it |
 * | `GET assumptions`, `POST assumptions {name: value}` | the answers in force; changes some |
 * | `GET faults`, `POST faults {kind, endpoint?, nth?, times?, forMs?, ...}`, `DELETE faults` | lists, injects, takes back faults |
 * | `GET keys`, `GET keys/{id}` | keys as they are, without activation codes |
 * | `POST keys {items, ...}` | adds a key that was made elsewhere |
 * | `POST keys/{id} {nickname, items, suspended, ...}` | changes a key behind everybody's back |
 * | `GET partner10/keys`, `GET partner10/accounts`, each also with `/{number or login}` | keys and logins of Partner API 1.0, without activation codes and passwords |
 * | `POST partner10/keys {keyNumber, keyType, features, ...}` | adds a key that was made elsewhere |
 * | `POST partner10/keys/{number} {features, terminated, refuses, ...}`, likewise `partner10/accounts/{login}` | changes one behind everybody's back |
 * | `DELETE partner10/keys/{number}/features/{identifier}` | takes a feature off a key |
 * | `GET flexCloud/servers`, `GET flexCloud/accounts`, each also with `/{id or login}` | cloud servers and logins, without passwords |
 * | `POST flexCloud/servers/{id} {upgradeMs, fails, busy, status, refuses, ...}`, likewise `flexCloud/accounts/{login}` | changes one |
 * | `POST flexCloud/servers/{id}/finish`, `POST flexCloud/servers/{id}/abandon` | ends the upgrade that runs, with or without effect |
 * | `DELETE flexCloud/servers/{id}/textkeys/{textkey}` | takes off the Plesk key what a textkey sets |
 * | `DELETE flexCloud/servers/{id}` | deletes it |
 * | `GET servers`, `GET servers/{name}` | Plesk servers as they are |
 * | `POST servers/{name} {api, refuses, provides, key}` | changes one as a whole |
 * | `GET servers/{name}/subscriptions`, `plans`, `accounts`, each also with `/{name, GUID or id}` | what is on it, without passwords |
 * | `POST servers/{name}/subscriptions`, `POST servers/{name}/plans` | adds one that was made by hand |
 * | `POST servers/{name}/subscriptions/{...} {name, owner, plan, locked, ...}`, likewise `plans`, `accounts` | changes one behind everybody's back |
 * | `POST servers/{name}/subscriptions/{...}/plan {plan}` | moves it to another plan, by GUID, or to none, and applies that |
 * | `DELETE servers/{name}/subscriptions/{...}`, likewise `plans` | deletes it |
 * | `GET overview` | all of it that the page shows |
 * | `POST reset` | goes back to the start |
 */
export function control(
  controlled: Controlled,
  request: IncomingMessage,
  url: URL,
  body: string,
): VendorAnswer {
  const method = request.method ?? "";
  const path = url.pathname.slice(CONTROL_PREFIX.length);
  try {
    if (method === "GET" && path === "ledger") return ledgerAnswer(controlled.ledger, url.searchParams);
    const value = answered(controlled, method, path, body === "" ? undefined : JSON.parse(body));
    if (value === undefined) return json(404, { error: `There is no ${method} ${url.pathname}.` });
    return json(200, value);
  } catch (error) {
    return json(400, { error: error instanceof z.ZodError ? z.prettifyError(error) : String(error) });
  }
}

function answered(controlled: Controlled, method: string, path: string, body: unknown): unknown {
  const { ledger, faults, assumptions, systems } = controlled;
  switch (`${method} ${path}`) {
    case "DELETE ledger":
      ledger.clear();
      return {};
    case "GET assumptions":
      return assumptions;
    case "POST assumptions":
      for (const [name, value] of Object.entries(z.record(z.string(), z.string()).parse(body))) {
        assume(assumptions, name, value);
      }
      return assumptions;
    case "GET faults":
      return faults.pending();
    case "POST faults":
      return faults.inject(fault.parse(body) as Fault).fault;
    case "DELETE faults":
      faults.clear();
      return {};
    case "GET overview":
      return overviewOf(ledger, (part) => answered(controlled, "GET", part, undefined));
    case "POST reset":
      controlled.reset();
      return {};
    default:
      return systems.map((system) => system.control(method, path, body)).find((value) => value !== undefined);
  }
}

function ledgerAnswer(ledger: Ledger, query: URLSearchParams): VendorAnswer {
  const filter = { since: Number(query.get("since") ?? 0) };
  if (query.get("format") !== "text") return json(200, ledger.requests(filter));
  const headers = { "Content-Type": "text/plain; charset=UTF-8" };
  return { status: 200, headers, body: `${ledger.format(filter)}\n` };
}

/** An answer in JSON. */
export function json(status: number, value: unknown): VendorAnswer {
  return {
    status,
    headers: { "Content-Type": "application/json" },
    body: `${JSON.stringify(value, null, 2)}\n`,
  };
}
