import { z } from "zod";
import type { FlexCloudAssumptions } from "../../assumptions";
import type { VendorAnswer, VendorRequest } from "../../system";
import type { Exchange, Operation } from "../exchange";
import type { CloudServer } from "../model";
import { Refusal, refusalOf, REFUSED } from "../refusal";
import type { CloudWorld } from "../world";

const parameters = z.strictObject({
  username: z.string().min(1),
  password: z.string().min(1),
  port_number: z.string().regex(/^\d+$/),
  addon_textkey: z.string().min(1),
});

/** What an upgrade is asked for with. */
type UpgradePlesk = z.output<typeof parameters>;

/** Accepts an upgrade of a server's Plesk licence, or says why not (reference, section 4). */
export const upgradePlesk: Operation = {
  endpoint: "upgradePlesk",
  method: "POST",
  changes: true,
  run: acceptedUpgrade,
};

function acceptedUpgrade({ world, assumptions, server, request, location }: Exchange): VendorAnswer {
  checkContentType(world, request);
  const upgrade = parseAction(request.body, assumptions);
  if (server.refuses !== null) throw refusalOf(server.refuses);
  for (const check of ORDERS[assumptions.checkOrder]) check(world, server, upgrade);
  order(world, server, upgrade.addon_textkey, request);
  const headers = assumptions.upgradeLocation === "server" ? { Location: location } : {};
  return { status: 202, headers, body: "" };
}

type Check = (world: CloudWorld, server: CloudServer, upgrade: UpgradePlesk) => void;

const refuseBusy: Check = ({ upgrades }, server) => {
  if (server.busy || upgrades.runningOn(server) !== undefined) throw REFUSED.busy();
};

const refuseLogin: Check = (world, server, { username, password, port_number: port }) => {
  const { inactiveServer, pleskLogin } = world.assumptions();
  if (server.status !== "ACTIVE" && server.status !== "PROCESSING") {
    if (inactiveServer === "409") throw REFUSED.conflict();
    if (inactiveServer === "403") throw REFUSED.pleskLogin();
  }
  const plesk = world.plesk.server(server.pleskServer);
  const administrator = { login: "admin", password: plesk.account("admin").password };
  const root = { login: "root", password: server.rootPassword };
  const wanted = pleskLogin === "system" ? root : administrator;
  const isOpen = port === (server.port ?? new URL(plesk.url).port);
  if (username !== wanted.login || password !== wanted.password || !isOpen) throw REFUSED.pleskLogin();
};

const refuseTextkey: Check = (_, { textkeys }, { addon_textkey: textkey }) => {
  if (!Object.hasOwn(textkeys, textkey)) throw REFUSED.textkey();
};

const ORDERS = {
  busyFirst: [refuseBusy, refuseLogin, refuseTextkey],
  loginFirst: [refuseLogin, refuseTextkey, refuseBusy],
  textkeyFirst: [refuseTextkey, refuseLogin, refuseBusy],
};

function checkContentType(world: CloudWorld, { headers }: VendorRequest): void {
  const { actionContentType } = world.assumptions();
  // The manual prints the header with a blank where a semicolon belongs.
  const isJson = /^application\/json\s*(;|\s|$)/i.test(headers["content-type"] ?? "");
  if (isJson || actionContentType === "served") return;
  throw actionContentType === "400" ? REFUSED.parameter() : new Refusal(415);
}

/** What is accepted is paid for, whatever becomes of it. */
function order(world: CloudWorld, server: CloudServer, textkey: string, { record }: VendorRequest): void {
  const { repeatedUpgrade } = world.assumptions();
  const isRepeated = world.upgrades.isEffective(server, textkey);
  if (isRepeated && repeatedUpgrade === "400") throw REFUSED.parameter();
  if (isRepeated && repeatedUpgrade === "409") throw REFUSED.conflict();
  record.operations.push("upgradePlesk");
  if (!isRepeated || repeatedUpgrade === "charged")
    record.charges.push({ kind: "upgrade", item: textkey, quantity: 1, keyId: server.id });
  world.upgrades.start(server, textkey);
}

/** Reads the body of an action: exactly one action, and all its parameters as texts (reference, section 4). */
function parseAction(body: string, { unknownAction }: FlexCloudAssumptions): UpgradePlesk {
  const actions = z.record(z.string(), z.unknown()).safeParse(parsed(body));
  const [action, more] = Object.entries(actions.success ? actions.data : {});
  if (!action || more) throw REFUSED.actions();
  const [name, given] = action;
  if (name !== "upgradePlesk") throw unknownAction === "405" ? new Refusal(405) : REFUSED.parameter();
  const upgrade = parameters.safeParse(given);
  if (!upgrade.success) throw REFUSED.parameter();
  return upgrade.data;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
