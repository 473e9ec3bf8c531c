import type { VendorAnswer, VendorRequest } from "../system";
import { parseAction, type UpgradePlesk } from "./body";
import type { CloudServer } from "./model";
import { Refusal, REFUSED, refusalOf } from "./refusal";
import type { CloudWorld } from "./world";

/** Accepts an upgrade of a server's Plesk licence, or says why not (reference, section 4). */
export function upgradePlesk(
  world: CloudWorld,
  server: CloudServer,
  request: VendorRequest,
  location: string,
): VendorAnswer {
  const assumptions = world.assumptions();
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
