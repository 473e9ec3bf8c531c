import type { RequestDescription, VendorAnswer, VendorRequest, VendorSystem } from "../system";
import { authenticated } from "./authentication";
import { controlFlexCloud } from "./control";
import { PREFIX, type Route, routeOf } from "./identifiers";
import type { Account, CloudServer } from "./model";
import { operationOf } from "./operations/routes";
import { Refusal, refusalAnswer, refusalOf, REFUSED } from "./refusal";
import type { FlexCloud } from "./view";
import type { CloudWorld } from "./world";

/** The Hostway FlexCloud API as one system of the sandbox. */
export function flexCloudSystem(world: CloudWorld, flexCloud: FlexCloud): VendorSystem {
  return {
    name: "flexCloud",
    prefix: PREFIX,
    describe: (method, path) => describeRequest(world, method, path),
    handle: (request) => handle(world, flexCloud, request),
    refuse: (status) => refusalAnswer(refusalOf(status), world.assumptions()),
    control: (method, path, body) => controlFlexCloud(flexCloud, method, path, body),
    reset: () => {
      world.reset();
    },
  };
}

/** Ids that exist are told, whatever else stands in a path is not. */
function describeRequest(world: CloudWorld, method: string, path: string): RequestDescription {
  const route = routeOf(path);
  if (!route) return { endpoint: "unknown", path: "<unknown>", keyId: null };
  const { accountId, serverId, isAction } = route;
  const { endpoint, changes, method: only } = operationOf(route);
  const isAccount = [...world.accounts.values()].some((account) => account.accountId === accountId);
  const server = world.servers.get(serverId)?.id;
  const account = accountId === null ? "" : `accounts/${isAccount ? accountId : "<unknown>"}/flexcloud/`;
  return {
    endpoint: method === only ? endpoint : "unknown",
    path: `${account}servers/${server ?? "<unknown>"}${isAction ? "/action" : ""}`,
    keyId: null,
    changing: changes && method === only,
    ...(server === undefined ? {} : { server }),
  };
}

function handle(world: CloudWorld, flexCloud: FlexCloud, request: VendorRequest): VendorAnswer {
  try {
    return answer(world, flexCloud, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    request.record.refusal = error.message;
    return refusalAnswer(error, world.assumptions());
  }
}

/** Who asks is checked first, then the address, then the action. */
function answer(world: CloudWorld, flexCloud: FlexCloud, request: VendorRequest): VendorAnswer {
  const account = authenticated(world, request.headers);
  request.record.account = account.login;
  const route = routeOf(request.path);
  if (!route) throw REFUSED.notFound();
  const { method, run } = operationOf(route);
  if (request.method !== method) throw new Refusal(405);
  const server = serverOf(world, account, route);
  const { accountId, id } = server;
  const location = `${flexCloud.url}/accounts/${encodeURIComponent(accountId)}/flexcloud/servers/${encodeURIComponent(id)}`;
  return run({ world, assumptions: world.assumptions(), server, request, location });
}

/** The server of an address: that of the login's own account only. */
function serverOf(
  world: CloudWorld,
  account: Account,
  { accountId, serverId, isAction }: Route,
): CloudServer {
  const { foreignAccount, shortServerUri, unknownServer } = world.assumptions();
  if (accountId !== null && accountId !== account.accountId)
    throw refusedAccount(world, accountId, foreignAccount);
  if (accountId === null && !isAction && shortServerUri === "404") throw REFUSED.notFound();
  const server = world.servers.get(serverId);
  if (server?.accountId === account.accountId) return server;
  throw unknownServer === "400" ? REFUSED.noServer() : REFUSED.notFound();
}

function refusedAccount(world: CloudWorld, accountId: string, answered: "401" | "403" | "404"): Refusal {
  const isForeign = [...world.accounts.values()].some((account) => account.accountId === accountId);
  if (!isForeign || answered === "404") return REFUSED.notFound();
  return answered === "403" ? REFUSED.forbidden() : REFUSED.unauthorized();
}
