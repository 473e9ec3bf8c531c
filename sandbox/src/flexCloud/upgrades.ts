import type { FlexCloudAssumptions } from "../assumptions";
import type { Plesk } from "../pleskXml/view";
import type { CloudServer } from "./model";

interface Running {
  readonly textkey: string;
  readonly timer?: NodeJS.Timeout;
}

/** The upgrades that were accepted and are not over, at most one for each server. */
export class Upgrades {
  readonly #running = new Map<string, Running>();

  constructor(
    private readonly plesk: Plesk,
    private readonly assumptions: () => FlexCloudAssumptions,
  ) {}

  /** The textkey of the upgrade that runs on a server; undefined for none. */
  runningOn({ id }: CloudServer): string | undefined {
    return this.#running.get(id)?.textkey;
  }

  /** Whether the Plesk key of a server has what a textkey sets. */
  isEffective({ pleskServer, textkeys }: CloudServer, textkey: string): boolean {
    const { property, value } = textkeys[textkey] ?? {};
    return property !== undefined && this.plesk.server(pleskServer).facts.key[property] === value;
  }

  /** Starts an upgrade, which ends as the server's `upgradeMs` says. */
  start(server: CloudServer, textkey: string): void {
    const { id, upgradeMs } = server;
    this.#running.set(id, { textkey });
    if (upgradeMs === 0) this.finish(server);
    else if (upgradeMs !== null) this.#running.set(id, { textkey, timer: this.#timer(server, upgradeMs) });
  }

  /** Ends the upgrade that runs on a server; what it set is on the Plesk key unless it came to nothing. */
  finish(server: CloudServer): void {
    const running = this.#running.get(server.id);
    if (!running) return;
    this.#end(server.id, running);
    if (!server.fails && this.assumptions().acceptedUpgrade === "takesEffect")
      this.#apply(server, running.textkey);
  }

  /** Ends the upgrade that runs on a server without any effect. */
  abandon({ id }: CloudServer): void {
    const running = this.#running.get(id);
    if (running) this.#end(id, running);
  }

  /** Forgets all upgrades that run. */
  clear(): void {
    for (const [id, running] of this.#running) this.#end(id, running);
  }

  /** A sandbox that was closed must not be kept alive by an upgrade. */
  #timer(server: CloudServer, ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.finish(server);
    }, ms).unref();
  }

  #end(id: string, { timer }: Running): void {
    clearTimeout(timer);
    this.#running.delete(id);
  }

  #apply({ pleskServer, textkeys }: CloudServer, textkey: string): void {
    const server = this.plesk.server(pleskServer);
    const effect = textkeys[textkey];
    if (!effect) return;
    const key = { ...server.facts.key, [effect.property]: effect.value };
    if (this.assumptions().keyRevisionOnUpgrade === "grows")
      key.plesk_key_id = nextRevision(key.plesk_key_id);
    server.change({ key });
  }
}

/** A key number with the next revision (reference, section 6.4). */
function nextRevision(number = ""): string {
  return number.replace(/\d+$/, (revision) => String(Number(revision) + 1).padStart(revision.length, "0"));
}
