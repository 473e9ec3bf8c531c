import { join } from "node:path";

import { failure } from "../../provider/failure";
import { providerText } from "../../provider/host/pleskResource";
import type { ResourceSpec, Step } from "../../provider/converge/resource";
import { startProviderProcess, type StartedProvider } from "pulumi-embedded-engine";
import type { Sandbox } from "plesk-sandbox";
import type { QuickClock } from "./clock";
import { configOf } from "./config";
import { Driver } from "./driver";
import { inProcessProvider } from "./inProcess";
import { driven, startPlugin } from "./native";
import { memoryJournal } from "./journal";

export type Victim = "provider" | "engine";

/** What is needed to run one story again and again at one speed. */
export interface Speed {
  name: string;
  /** A driver whose victim `kill` stops; it may take a while, the request waits for it. */
  start(
    sandbox: Sandbox,
    clock: QuickClock,
    config?: Record<string, string>,
  ): { driver: Driver; kill: (victim: Victim) => Promise<void>; end: () => Promise<void> };
  victims: readonly Victim[];
}

/** Somewhere in the repository, from where the provider's text finds the package as a user's project does. */
const projectFolder = join(__dirname, "..", "stories", "licenseKey", "program");

/** Handlers called directly. The death of the engine is its guard failing; what waits then waits for ever. */
export const inProcess = <D, State, S extends Step>(spec: ResourceSpec<D, State, S>): Speed => ({
  name: "handlers in process",
  victims: ["engine"],
  start: (sandbox, clock, config) => {
    interface Life {
      alive: boolean;
    }
    let current: Life = { alive: true };
    const journal = memoryJournal();
    const driver = new Driver(
      () => {
        const mine: Life = { alive: true };
        current = mine;
        const gone = failure({ kind: "refused", what: "The engine is gone" });
        const assertWanted = () => (mine.alive ? Promise.resolve() : Promise.reject(gone));
        const wait = (ms: number) => (mine.alive ? clock.wait(ms) : new Promise<void>(() => undefined));
        const say = (): void => undefined;
        return Promise.resolve(inProcessProvider(spec, assertWanted, say, { ...clock, wait }, journal));
      },
      configOf(sandbox, config),
    );
    const kill = (): Promise<void> => {
      current.alive = false;
      driver.kill();
      return Promise.resolve();
    };
    return { driver, kill, end: () => Promise.resolve() };
  },
});

/** Pulumi's own provider process over gRPC. Killing it, or the engine that it asks for permission. */
export const providerProcess = <D, State, S extends Step>(spec: ResourceSpec<D, State, S>): Speed =>
  processSpeed("the provider process", () =>
    startProviderProcess({ cwd: projectFolder, provider: providerText(spec.name) }),
  );

/** The plugin's process, likewise; its pipe ends with the engine. */
export const pluginProcess = <D, State, S extends Step>({ name }: ResourceSpec<D, State, S>): Speed =>
  processSpeed("the plugin's process", async () => {
    const { client, process, killEngine, close } = await startPlugin();
    return { ...driven(client, name, close), pid: process.pid ?? 0, killEngine };
  });

function processSpeed(name: string, open: () => Promise<StartedProvider>): Speed {
  return {
    name,
    victims: ["provider", "engine"],
    start: (sandbox, _, config) => {
      let current: StartedProvider | undefined;
      const left: StartedProvider[] = [];
      const driver = new Driver(
        async () => {
          const started = await open();
          left.push(started);
          current = started;
          // A provider that outlives its engine ends when the test is over, not with the phase.
          return { ...started, close: () => Promise.resolve() };
        },
        configOf(sandbox, config),
      );
      return {
        driver,
        kill: async (victim) => {
          if (victim === "engine") await current?.killEngine();
          else if (current) process.kill(current.pid, "SIGKILL");
          driver.kill();
        },
        end: async () => {
          await Promise.all(left.map((started) => started.close()));
        },
      };
    },
  };
}
