/** Pulumi's own process for dynamic providers, unchanged: started, called over gRPC and shut down. */

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { initFailure, InitFailed } from "./initFailed";
import { UserError } from "./userError";

export type Wire = Record<string, unknown>;

export interface DiffAnswer {
  changes: "some" | "none" | "unknown";
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** The calls of a dynamic provider in wire form. Create and update reject with {@link InitFailed} for a half-made resource. */
export interface ProviderCalls {
  configure(args: Wire): Promise<void>;
  check(
    urn: string,
    olds: Wire,
    news: Wire,
  ): Promise<{ inputs: Wire; failures: { property: string; reason: string }[] }>;
  diff(urn: string, id: string, olds: Wire, news: Wire, oldInputs?: Wire): Promise<DiffAnswer>;
  create(urn: string, inputs: Wire, timeout?: number): Promise<{ id: string; outs: Wire }>;
  read(
    urn: string,
    id: string,
    props: Wire,
    inputs?: Wire,
  ): Promise<{ id: string; props: Wire; inputs?: Wire }>;
  update(urn: string, id: string, olds: Wire, news: Wire, timeout?: number): Promise<{ outs: Wire }>;
  delete(urn: string, id: string, props: Wire, timeout?: number): Promise<void>;
}

export interface ProviderProcessOptions {
  /** The command and its first arguments; the engine's address is appended. */
  command: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  engineAddress: string;
  /** A line that the provider printed. */
  onLine?: (line: string, stream: "stdout" | "stderr") => void;
}

const START_DEADLINE = 60_000;
const SHUTDOWN_GRACE = 2_000;
// The default of 4 MB is too small for large states.
const CHANNEL_OPTIONS = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

export class ProviderProcess implements ProviderCalls {
  private constructor(
    readonly process: ChildProcess,
    private readonly client: ResourceProviderClient,
  ) {}

  static async start(options: ProviderProcessOptions): Promise<ProviderProcess> {
    const [command = "", ...args] = options.command;
    // A group of its own: the shim is a shell, and its node would outlive a signal that only reaches the shell.
    const child = spawn(command, [...args, options.engineAddress], {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const port = await firstLine(child, options);
    const client = new ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
      CHANNEL_OPTIONS,
    );
    return new ProviderProcess(child, client);
  }

  async configure(args: Wire): Promise<void> {
    const request = new proto.ConfigureRequest()
      .setArgs(struct(args))
      .setAcceptsecrets(true)
      .setAcceptresources(true);
    await call((done) => this.client.configure(request, done));
  }

  async check(urn: string, olds: Wire, news: Wire): ReturnType<ProviderCalls["check"]> {
    const request = new proto.CheckRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
    const answer = await call<proto.CheckResponse>((done) => this.client.check(request, done));
    const failures = answer
      .getFailuresList()
      .map((f) => ({ property: f.getProperty(), reason: f.getReason() }));
    return { inputs: plain(answer.getInputs()), failures };
  }

  async diff(urn: string, id: string, olds: Wire, news: Wire, oldInputs: Wire = {}): Promise<DiffAnswer> {
    const request = new proto.DiffRequest().setUrn(urn).setId(id).setOlds(struct(olds)).setNews(struct(news));
    request.setOldInputs(struct(oldInputs));
    const answer = await call<proto.DiffResponse>((done) => this.client.diff(request, done));
    const changes = answer.getChanges();
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    return {
      changes: changes === DIFF_SOME ? "some" : changes === DIFF_NONE ? "none" : "unknown",
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
    };
  }

  async create(urn: string, inputs: Wire, timeout = 0): ReturnType<ProviderCalls["create"]> {
    const request = new proto.CreateRequest().setUrn(urn).setProperties(struct(inputs)).setTimeout(timeout);
    const answer = await call<proto.CreateResponse>((done) => this.client.create(request, done));
    return { id: answer.getId(), outs: plain(answer.getProperties()) };
  }

  async read(urn: string, id: string, props: Wire, inputs?: Wire): ReturnType<ProviderCalls["read"]> {
    const request = new proto.ReadRequest().setUrn(urn).setId(id).setProperties(struct(props));
    if (inputs) request.setInputs(struct(inputs));
    const answer = await call<proto.ReadResponse>((done) => this.client.read(request, done));
    const found = answer.getInputs();
    return {
      id: answer.getId(),
      props: plain(answer.getProperties()),
      ...(found && { inputs: plain(found) }),
    };
  }

  async update(
    urn: string,
    id: string,
    olds: Wire,
    news: Wire,
    timeout = 0,
  ): ReturnType<ProviderCalls["update"]> {
    const request = new proto.UpdateRequest()
      .setUrn(urn)
      .setId(id)
      .setOlds(struct(olds))
      .setNews(struct(news));
    request.setTimeout(timeout);
    const answer = await call<proto.UpdateResponse>((done) => this.client.update(request, done));
    return { outs: plain(answer.getProperties()) };
  }

  async delete(urn: string, id: string, props: Wire, timeout = 0): Promise<void> {
    const request = new proto.DeleteRequest()
      .setUrn(urn)
      .setId(id)
      .setProperties(struct(props))
      .setTimeout(timeout);
    await call<Empty>((done) => this.client.delete(request, done));
  }

  /** Ends the process and whatever it started. */
  async stop(): Promise<void> {
    this.client.close();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    signalGroup(this.process, "SIGTERM");
    const timer = setTimeout(() => {
      signalGroup(this.process, "SIGKILL");
    }, SHUTDOWN_GRACE);
    await ended;
    clearTimeout(timer);
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

function firstLine(child: ChildProcess, options: ProviderProcessOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const heard: string[] = [];
    let port: string | undefined;
    const fail = (what: string): void => {
      clearTimeout(timer);
      reject(
        new UserError(`the dynamic provider process ${what}${heard.map((line) => `\n    ${line}`).join("")}`),
      );
    };
    const timer = setTimeout(() => {
      signalGroup(child, "SIGKILL");
      fail(`printed no port within ${START_DEADLINE / 1000} s`);
    }, START_DEADLINE);
    child.once("error", (error) => {
      fail(`could not be started: ${error.message}`);
    });
    child.once("close", (code) => {
      if (port === undefined)
        fail(
          `ended with exit code ${code ?? "none"} before it printed its port; is @pulumi/pulumi installed in ${options.cwd}?`,
        );
    });
    onLines(child, (line, stream) => {
      if (port === undefined && stream === "stdout" && /^\d+$/.test(line)) {
        clearTimeout(timer);
        resolve((port = line));
      } else if (port === undefined) heard.push(line);
      else options.onLine?.(line, stream);
    });
  });
}

function onLines(child: ChildProcess, listen: (line: string, stream: "stdout" | "stderr") => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name];
    if (stream)
      createInterface({ input: stream }).on("line", (line) => {
        listen(line, name);
      });
  }
}

function call<T>(start: (done: (error: grpc.ServiceError | null, answer: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, answer) => {
      if (error) reject(initFailure(error) ?? providerError(error));
      else resolve(answer);
    });
  });
}

function providerError(error: grpc.ServiceError): Error {
  if (error.code === grpc.status.UNAVAILABLE) {
    return new Error(
      `the dynamic provider process is gone (${error.details}); did the provider end it with process.exit() or crash?`,
    );
  }
  return new Error(error.details);
}

function struct(wire: Wire): Struct {
  return Struct.fromJavaScript(wire as Record<string, JavaScriptValue>);
}

function plain(message: Struct | undefined): Wire {
  return message?.toJavaScript() ?? {};
}

export { InitFailed };
