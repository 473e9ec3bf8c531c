import type { VendorAnswer } from "../../system";
import type { Exchange, Operation } from "../exchange";
import type { CloudServer } from "../model";
import type { CloudWorld } from "../world";

/** Tells about a server, and nothing about Plesk (reference, section 6.1). */
export const readServer: Operation = { endpoint: "readServer", method: "GET", changes: false, run: read };

function read({ world, server, location }: Exchange): VendorAnswer {
  const { id, name } = server;
  const details = {
    id,
    name,
    status: statusOf(world, server),
    zone: "CHI",
    hostId: "host-1",
    userId: server.accountId,
    addresses: { public: [{ version: 4, addr: ADDRESS }], private: [] },
    image: { id: "image-1", name: "Linux with Plesk", links: [] },
    flavor: { id: 3, name: "Medium", links: [] },
    securityGroup: { id: "group-1", links: [] },
    adminPass: null,
    created: "2011-12-05T12:51:28",
    updated: null,
    tenantId: null,
    accessIPv4: ADDRESS,
    accessIPv6: null,
    progress: 100,
    metadata: {},
    links: [{ href: `${location}/`, rel: "self" }],
  };
  const headers = { "Content-Type": "application/json" };
  return { status: 200, headers, body: JSON.stringify({ server: details }) };
}

const ADDRESS = "192.0.2.13";

function statusOf(world: CloudWorld, server: CloudServer): CloudServer["status"] {
  const isUpgrading = world.upgrades.runningOn(server) !== undefined;
  if (server.busy || (isUpgrading && world.assumptions().statusWhileUpgrading === "PROCESSING"))
    return "PROCESSING";
  return server.status;
}
