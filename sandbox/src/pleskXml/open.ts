import type { PleskXmlAssumptions } from "../assumptions";
import { newAuthority, newCertificate } from "./certificates/certificate";
import { PREFIX } from "./identifiers";
import type { SeedServer } from "./model";
import { DEFAULT_SERVERS } from "./seed";
import type { Location } from "./serverView";
import { Plesk, PleskServer } from "./view";
import { ServerWorld, type Worlds } from "./world";

/** An HTTPS port that is still to be opened. */
export interface EncryptedPort {
  /** The path of its server on the sandbox's own port. */
  readonly mount: string;
  readonly cert: string;
  readonly key: string;
  /** To be told the URL once it is open. */
  opened(url: string): void;
}

/** The Plesk servers of a sandbox before anything listens. */
export interface Opening {
  readonly worlds: Worlds;
  readonly plesk: Plesk;
  readonly ports: readonly EncryptedPort[];
}

/** Makes the Plesk servers; `root` is the sandbox's own URL, known once it listens. */
export function openServers(
  seeds: readonly SeedServer[] = DEFAULT_SERVERS,
  assumptions: () => PleskXmlAssumptions,
  now: () => Date,
  root: () => string,
): Opening {
  const worlds = new Map(seeds.map((seed) => [seed.name, new ServerWorld(seed, assumptions, now)]));
  if (worlds.size < seeds.length) throw new Error("Two Plesk servers of the seed have the same name.");
  const encrypted = encryptedPorts([...worlds.values()]);
  const servers = [...worlds.values()].map((world) => {
    const plain = () => ({ url: root() + mountOf(world) });
    return new PleskServer(world, encrypted.get(world)?.location ?? plain);
  });
  const ports = [...encrypted.values()].map(({ port }) => port);
  return { worlds, plesk: new Plesk(servers), ports };
}

function encryptedPorts(worlds: readonly ServerWorld[]) {
  const ports = new Map<ServerWorld, { port: EncryptedPort; location: () => Location }>();
  const wanted = worlds.filter(({ facts }) => facts.https !== null);
  if (wanted.length === 0) return ports;
  const authority = newAuthority();
  for (const world of wanted) {
    const kind = world.facts.https ?? "testCa";
    const { certificate, privateKey, fingerprint } = newCertificate(kind, authority);
    const ca = kind === "selfSigned" ? certificate : authority.certificate;
    let url = "";
    const opened = (known: string) => void (url = known);
    const port = { mount: mountOf(world), cert: certificate, key: privateKey, opened };
    ports.set(world, { port, location: () => ({ url, certificate: { ca, fingerprint } }) });
  }
  return ports;
}

function mountOf({ facts }: ServerWorld): string {
  return PREFIX + encodeURIComponent(facts.name);
}
