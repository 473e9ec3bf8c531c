import type { Account, SeedPlan, SeedSubscription } from "./model";
import { accountShape, planShape, serverShape, subscriptionShape } from "./shapes";
import type { Plesk, PleskServer, SubscriptionChange } from "./view";

/**
 * The part of the control surface that is about Plesk servers; passwords and secret keys do not leave through it.
 * Below `servers/{name}` stand `subscriptions`, `plans` and `accounts`, each with `/{name, GUID or id}` for one.
 */
export function controlServers(plesk: Plesk, method: string, path: string, body: unknown): unknown {
  const [collection, name, ...rest] = path.split("/").map(decodeURIComponent);
  if (collection !== "servers") return undefined;
  if (name === undefined) return method === "GET" ? plesk.servers.map(summary) : undefined;
  const server = plesk.server(name);
  if (rest.length === 0) return aboutServer(server, method, body);
  const [kind, reference] = rest;
  if (method === "POST" && kind === "subscriptions" && rest.length === 3 && rest[2] === "plan")
    return movedToPlan(server, reference, body);
  if (rest.length > 2) return undefined;
  if (kind === "subscriptions") return aboutSubscriptions(server, method, reference, body);
  if (kind === "plans") return aboutPlans(server, method, reference, body);
  return kind === "accounts" ? aboutAccounts(server, method, reference, body) : undefined;
}

function summary({ name, url, facts }: PleskServer) {
  return { ...facts, name, url };
}

function aboutServer(server: PleskServer, method: string, body: unknown): unknown {
  if (method === "POST") server.change(serverShape.parse(body) as Parameters<PleskServer["change"]>[0]);
  return ["GET", "POST"].includes(method) ? summary(server) : undefined;
}

function aboutSubscriptions(
  server: PleskServer,
  method: string,
  reference: string | undefined,
  body: unknown,
): unknown {
  const named = reference ?? "";
  switch (`${method}${reference === undefined ? "" : " one"}`) {
    case "GET":
      return server.subscriptions;
    case "POST":
      return server.add(subscriptionShape.required({ name: true }).parse(body) as SeedSubscription);
    case "GET one":
      return server.subscription(named);
    case "POST one":
      return server.changeSubscription(named, subscriptionShape.parse(body) as SubscriptionChange);
    case "DELETE one":
      server.remove(named);
      return {};
    default:
      return undefined;
  }
}

function movedToPlan(server: PleskServer, reference = "", body: unknown): unknown {
  const { plan } = subscriptionShape.pick({ plan: true }).required().parse(body);
  server.setPlan(reference, plan === null ? null : server.plan(plan).guid);
  return server.subscription(reference);
}

function aboutPlans(
  server: PleskServer,
  method: string,
  reference: string | undefined,
  body: unknown,
): unknown {
  const named = reference ?? "";
  switch (`${method}${reference === undefined ? "" : " one"}`) {
    case "GET":
      return server.plans;
    case "POST":
      return server.addPlan(planShape.required({ name: true }).parse(body) as SeedPlan);
    case "GET one":
      return server.plan(named);
    case "POST one": {
      const { guid } = server.plan(named);
      server.changePlan(guid, planShape.omit({ guid: true }).parse(body) as Partial<SeedPlan>);
      return server.plan(guid);
    }
    case "DELETE one":
      server.removePlan(named);
      return {};
    default:
      return undefined;
  }
}

function aboutAccounts(
  server: PleskServer,
  method: string,
  reference: string | undefined,
  body: unknown,
): unknown {
  if (reference === undefined) return method === "GET" ? server.accounts.map(withoutSecrets) : undefined;
  if (method === "POST") server.changeAccount(reference, accountShape.parse(body) as Partial<Account>);
  return ["GET", "POST"].includes(method) ? withoutSecrets(server.account(reference)) : undefined;
}

function withoutSecrets({ password: _, secretKeys: _1, ...account }: Readonly<Account>) {
  return account;
}
