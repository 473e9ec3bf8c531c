import type { Assumptions } from "./assumptions";
import { flexCloudSystem } from "./flexCloud/system";
import { FlexCloud } from "./flexCloud/view";
import { CloudWorld } from "./flexCloud/world";
import { partner10System } from "./partner10/system";
import { Partner10 } from "./partner10/view";
import { Partner10World } from "./partner10/world";
import { PREFIX } from "./partner30/identifiers";
import { DEFAULT_SEED } from "./partner30/seed";
import { partner30System } from "./partner30/system";
import { Partner30 } from "./partner30/view";
import { World } from "./partner30/world";
import { type EncryptedPort, openServers } from "./pleskXml/open";
import { pleskXmlSystem } from "./pleskXml/system";
import type { Plesk } from "./pleskXml/view";
import type { Seeds } from "./seed";
import type { VendorSystem } from "./system";

/** All vendor systems of a sandbox, before anything listens. */
export interface Vendors {
  readonly systems: readonly VendorSystem[];
  /** HTTPS ports that are still to be opened. */
  readonly ports: readonly EncryptedPort[];
  /** The vendors' sides, to look at and to change. */
  readonly views: {
    readonly partner30: Partner30;
    readonly partner10: Partner10;
    readonly flexCloud: FlexCloud;
    readonly plesk: Plesk;
  };
}

/** Makes all vendor systems as they start; `root` is the sandbox's own URL, known once it listens. */
export function openVendors(
  seed: Seeds = {},
  assumptions: Assumptions,
  now: () => Date,
  root: () => string,
): Vendors {
  const world = new World({ ...DEFAULT_SEED, ...seed.partner30 }, () => assumptions.partner30, now);
  const partner30 = new Partner30(world, () => root() + PREFIX);
  const world10 = new Partner10World(seed.partner10 ?? {}, () => assumptions.partner10, now);
  const partner10 = new Partner10(world10, root);
  const { worlds, plesk, ports } = openServers(seed.pleskXml?.servers, () => assumptions.pleskXml, now, root);
  const cloud = new CloudWorld(seed.flexCloud ?? {}, () => assumptions.flexCloud, plesk);
  const flexCloud = new FlexCloud(cloud, root);
  const systems = [
    partner30System(world, partner30),
    partner10System(world10, partner10),
    flexCloudSystem(cloud, flexCloud),
    pleskXmlSystem(worlds, plesk),
  ];
  return { systems, ports, views: { partner30, partner10, flexCloud, plesk } };
}
