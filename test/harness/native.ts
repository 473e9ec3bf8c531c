/** The plugin over gRPC, as an engine speaks to it: in this process on a clock of the test's own, or as a process. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { unwrapRpcSecret } from "@pulumi/pulumi/runtime/rpc";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { PartialFailure, type ProviderClient, type Values } from "pulumi-embedded-engine";

import type { Run } from "../../provider/converge/execute";
import type { ResourceSpec, Step } from "../../provider/converge/resource";
import type { EngineLog } from "../../provider/host/native/engine";
import { currentEnd, Operations } from "../../provider/host/native/operation";
import { NativeProvider } from "../../provider/host/native/provider";
import { serviceOf } from "../../provider/host/native/service";
import { openRunWith, type RunOptions } from "../../provider/host/verbs";
import { functions, lists, resources } from "../../provider/resources/all";
import schema = require("../../provider/schema.json");

/** What a native provider answers of a difference. */
export interface NativeDiff {
  changes: "some" | "none" | "unknown";
  replaces: string[];
  deleteBeforeReplace: boolean;
  detailed: Record<string, string>;
}

/** A resource as the engine has it in its state. */
export interface Stored {
  urn: string;
  id: string;
  outputs: Values;
  inputs?: Values;
}

/** All that an engine asks a plugin. Values are plain; secrets are unwrapped. */
export class PluginClient {
  private readonly client: ResourceProviderClient;

  constructor(address: string) {
    this.client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
  }

  async handshake(): Promise<proto.ProviderHandshakeResponse> {
    return this.ask("handshake", new proto.ProviderHandshakeRequest().setSupportsRefreshBeforeUpdate(true));
  }

  async schema(): Promise<typeof schema> {
    const answer = await this.ask<proto.GetSchemaResponse>("getSchema", new proto.GetSchemaRequest());
    return JSON.parse(answer.getSchema()) as typeof schema;
  }

  async checkConfig(news: Values): Promise<proto.CheckFailure.AsObject[]> {
    const request = new proto.CheckRequest().setNews(struct(news)).setOlds(struct({}));
    return (await this.ask<proto.CheckResponse>("checkConfig", request)).toObject().failuresList;
  }

  /** `settings` by their keys, as a stack's configuration has them. */
  async configure(settings: Record<string, unknown>): Promise<void> {
    const args = Object.entries(settings).map(([key, value]) => [key.replace("plesk:", ""), value]);
    await this.ask(
      "configure",
      new proto.ConfigureRequest().setArgs(struct(Object.fromEntries(args) as Values)),
    );
  }

  /** An engine that works on a stack sends a seed, one that keeps no state sends none. */
  async check(
    urn: string,
    olds: Values,
    news: Values,
    { isOfStack = true } = {},
  ): ReturnType<ProviderClient["check"]> {
    const request = new proto.CheckRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
    if (isOfStack) request.setRandomseed(new Uint8Array(32));
    const answer = await this.ask<proto.CheckResponse>("check", request);
    return { inputs: plain(answer.getInputs()), failures: answer.toObject().failuresList };
  }

  async diff({ urn, id, outputs, inputs = {} }: Stored, news: Values): Promise<NativeDiff> {
    const request = new proto.DiffRequest()
      .setUrn(urn)
      .setId(id)
      .setOlds(struct(outputs))
      .setNews(struct(news));
    const answer = await this.ask<proto.DiffResponse>("diff", request.setOldInputs(struct(inputs)));
    const kinds = Object.entries(proto.PropertyDiff.Kind);
    const detailed: Record<string, string> = {};
    answer.getDetaileddiffMap().forEach((diff, path) => {
      detailed[path] = kinds.find(([, number]) => number === diff.getKind())?.[0] ?? "";
    });
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    const changes = answer.getChanges();
    return {
      changes: changes === DIFF_SOME ? "some" : changes === DIFF_NONE ? "none" : "unknown",
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
      detailed,
    };
  }

  async create(
    urn: string,
    inputs: Values,
    { preview = false, timeout = 0 } = {},
  ): Promise<{ id: string; outs: Values; looksFirst: boolean }> {
    const request = new proto.CreateRequest()
      .setUrn(urn)
      .setProperties(struct(inputs))
      .setPreview(preview)
      .setTimeout(timeout);
    const answer = await this.ask<proto.CreateResponse>("create", request);
    return {
      id: answer.getId(),
      outs: plain(answer.getProperties()),
      looksFirst: answer.getRefreshBeforeUpdate(),
    };
  }

  async update(
    { urn, id, outputs, inputs = {} }: Stored,
    news: Values,
    { preview = false, timeout = 0 } = {},
  ): Promise<{ outs: Values }> {
    const request = new proto.UpdateRequest()
      .setUrn(urn)
      .setId(id)
      .setOlds(struct(outputs))
      .setOldInputs(struct(inputs))
      .setNews(struct(news))
      .setPreview(preview)
      .setTimeout(timeout);
    return { outs: plain((await this.ask<proto.UpdateResponse>("update", request)).getProperties()) };
  }

  /** Without outputs: an import, or a resource that is only looked up. */
  async read(
    urn: string,
    id: string,
    outputs?: Values,
  ): Promise<{ id: string; props: Values; inputs: Values }> {
    const request = new proto.ReadRequest().setUrn(urn).setId(id);
    if (outputs !== undefined) request.setProperties(struct(outputs));
    const answer = await this.ask<proto.ReadResponse>("read", request);
    return { id: answer.getId(), props: plain(answer.getProperties()), inputs: plain(answer.getInputs()) };
  }

  async delete({ urn, id, outputs }: Stored): Promise<void> {
    const request = new proto.DeleteRequest().setUrn(urn).setId(id).setProperties(struct(outputs));
    await this.ask("delete", request);
  }

  async invoke(
    token: string,
    args: Values,
  ): Promise<{ result: Values; failures: proto.CheckFailure.AsObject[] }> {
    const request = new proto.InvokeRequest().setTok(token).setArgs(struct(args));
    const answer = await this.ask<proto.InvokeResponse>("invoke", request);
    return { result: plain(answer.getReturn()), failures: answer.toObject().failuresList };
  }

  list(resource: string, query: Values = {}, limit = 0): Promise<proto.ListResponse.AsObject[]> {
    const request = new proto.ListRequest()
      .setToken(`plesk:index:${resource}`)
      .setQuery(struct(query))
      .setLimit(limit);
    const stream = this.client.list(request);
    return new Promise((resolve, reject) => {
      const answers: proto.ListResponse.AsObject[] = [];
      stream.on("data", (answer: proto.ListResponse) => answers.push(answer.toObject()));
      stream.on("end", () => {
        resolve(answers);
      });
      stream.on("error", reject);
    });
  }

  async cancel(): Promise<void> {
    await this.ask("cancel", new Empty());
  }

  close(): void {
    this.client.close();
  }

  private ask<T>(verb: string, request: unknown): Promise<T> {
    type Ask = (request: unknown, done: (error: grpc.ServiceError | null, answer: T) => void) => void;
    const ask = (this.client as unknown as Record<string, Ask>)[verb]?.bind(this.client);
    return new Promise((resolve, reject) => {
      ask?.(request, (error, answer) => {
        if (error) reject(failureOf(error));
        else resolve(answer);
      });
    });
  }
}

/** What the engine makes of an error: a resource that is half made is kept. */
function failureOf(error: grpc.ServiceError): Error {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (details === undefined) return new Error(error.details);
  const [any] = Status.deserializeBinary(details as Buffer).getDetailsList();
  const kept = any?.unpack(
    (bytes) => proto.ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (kept == null) return new Error(error.details);
  return new PartialFailure(kept.getId(), plain(kept.getProperties()), kept.getReasonsList());
}

/** A URN of a resource as a native program declares it. */
export function urnOf(resource: string, name = "test"): string {
  return `urn:pulumi:test::test::plesk:index:${resource}::${name}`;
}

/** The plugin as the harness' engine drives dynamic providers, which knows no URNs and no previews. */
export function driven(client: PluginClient, resource: string, close: () => Promise<void>): ProviderClient {
  const urn = ({ __resource: name }: Values): string =>
    urnOf(resource, typeof name === "string" ? name : undefined);
  return {
    configure: (config) => client.configure(config),
    check: async (olds, news) => {
      const { inputs, failures } = await client.check(urn(news), olds, news);
      return { inputs: withoutWords(inputs), failures };
    },
    diff: async (id, olds, news) => {
      const { changes, ...rest } = await client.diff({ urn: urn(news), id, outputs: olds }, news);
      return { changes: changes === "unknown" ? undefined : changes === "some", ...rest };
    },
    create: (inputs) => client.create(urn(inputs), inputs),
    read: async (id, props) => {
      const found = await client.read(urn(props), id, props);
      return { ...found, inputs: withoutWords(found.inputs) };
    },
    update: (id, olds, news) => client.update({ urn: urn(news), id, outputs: olds }, news),
    delete: (id, props) => client.delete({ urn: urn(props), id, outputs: props }),
    close,
  };
}

/** The inputs as a program declared them, which leaves out what is kept. */
function withoutWords(inputs: Values): Values {
  const { onDelete, ...others } = inputs;
  return onDelete === "keep" ? others : inputs;
}

/** What a plugin reported its engine: `info: ...` and `warning: ...`. */
export type Reports = string[];

/** The plugin's service in this process. */
export async function openPlugin(
  options: RunOptions,
  reported: Reports = [],
): Promise<{ client: PluginClient; close: () => Promise<void> }> {
  const operations = new Operations();
  const log: EngineLog = {
    report: (severity, sentence) => Promise.resolve(void reported.push(`${severity}: ${sentence}`)),
    say: options.say ?? (() => undefined),
    settled: () => Promise.resolve(),
  };
  let run: Run | undefined;
  const open = openRunWith({ ...options, ends: currentEnd });
  const provider = new NativeProvider(
    { resources: resources as never, functions: functions as never, lists: lists as never, schema },
    { report: log.report, say: log.say, openRun: (config) => (run ??= open(config)) },
  );
  const server = new grpc.Server();
  server.addService(ResourceProviderService, serviceOf({ provider, operations, log }));
  const client = new PluginClient(`127.0.0.1:${await listen(server)}`);
  const close = (): Promise<void> => {
    client.close();
    server.forceShutdown();
    return Promise.resolve();
  };
  return { client, close };
}

/** The same as `inProcessProvider`, through the other door. */
export function nativeProvider<D, State, S extends Step>(
  { name }: ResourceSpec<D, State, S>,
  options: RunOptions,
): ProviderClient {
  let opened: ProviderClient | undefined;
  const to = (): ProviderClient => {
    if (opened === undefined) throw new Error("configure comes first");
    return opened;
  };
  return {
    configure: async (config) => {
      const { client, close } = await openPlugin(options);
      opened = driven(client, name, close);
      await opened.configure(config);
    },
    check: (olds, news) => to().check(olds, news),
    diff: (id, olds, news) => to().diff(id, olds, news),
    create: (inputs) => to().create(inputs),
    read: (id, props) => to().read(id, props),
    update: (id, olds, news) => to().update(id, olds, news),
    delete: (id, props) => to().delete(id, props),
    close: () => to().close(),
  };
}

export interface PluginProcess {
  client: PluginClient;
  process: ChildProcess;
  reported: Reports;
  /** What it took from the start to the line with the port, in milliseconds: of processor time where that is reported. */
  readyMs: number;
  /** What the death of the engine looks like: its pipe ends and its address refuses connections. */
  killEngine(): Promise<void>;
  close(): Promise<void>;
}

const compiled = [process.execPath, join(__dirname, "..", "..", "dist", "provider", "plugin.js")];

/** The plugin as a process of its own, which an engine of this test has started. */
export async function startPlugin(
  command: readonly string[] = compiled,
  env: NodeJS.ProcessEnv = {},
): Promise<PluginProcess> {
  const reported: Reports = [];
  const engine = new grpc.Server();
  engine.addService(EngineService, {
    log: ({ request }: { request: LogRequest }, done: grpc.sendUnaryData<Empty>) => {
      const severity = request.getSeverity() === LogSeverity.INFO ? "info" : "warning";
      reported.push(`${severity} ${request.getUrn()}: ${request.getMessage()}`);
      done(null, new Empty());
    },
  });
  const address = `127.0.0.1:${await listen(engine)}`;
  const [executable = "", ...args] = command;
  const started = Date.now();
  const child = spawn(executable, [...args, address], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const readyMs = processorMs(child.pid ?? 0) ?? Date.now() - started;
  const client = new PluginClient(`127.0.0.1:${port}`);
  const killEngine = (): Promise<void> => {
    engine.forceShutdown();
    child.stdin.destroy();
    return Promise.resolve();
  };
  const close = async (): Promise<void> => {
    client.close();
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    engine.forceShutdown();
  };
  return { client, process: child, reported, readyMs, killEngine, close };
}

/** The processor time of a process so far, which does not depend on what else a machine does. */
function processorMs(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const [user, system] = readFileSync(file, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")
    .slice(11, 13)
    .map(Number);
  // The kernel counts in hundredths of a second.
  return ((user ?? 0) + (system ?? 0)) * 10;
}

function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

function struct(values: Values): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(values)) as Record<string, JavaScriptValue>);
}

function plain(message: Struct | undefined): Values {
  const values = (message?.toJavaScript() ?? {}) as Values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, unwrapRpcSecret(value) as unknown]),
  );
}
