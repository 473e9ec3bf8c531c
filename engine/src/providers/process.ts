/** Pulumi's own process for dynamic providers, unchanged: started, called over gRPC and shut down. */

import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { type Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type ResourceState } from "../state/state";
import { propertiesOf, structOf } from "../state/struct";
import { markSecretsLike, type MarshalOptions, type Properties } from "../state/values";
import { messageOf, UserError } from "../userError";

/** Where a line was printed. */
export type Stream = "stdout" | "stderr";

/** How a provider process is started. */
export interface ProcessOptions {
  /** The command and its first arguments; the engine's address is appended. */
  command: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  engineAddress: string;
  /** A line that the provider printed. */
  onLine?: (line: string, stream: Stream) => void;
}

/** The resource that a call is about. */
export type Subject = Pick<ResourceState, "urn" | "id">;

/** A resource as it was, and as it shall be. */
export interface Change {
  olds: Properties;
  news: Properties;
}

/** "Created, but not ready": the error of a create or an update that left a half-made resource. */
export class InitFailed extends Error {
  constructor(
    readonly id: string,
    /** In wire form. */
    readonly properties: Record<string, unknown>,
    readonly reasons: string[],
  ) {
    // The words of the CLI.
    const title = reasons.length === 1 ? "1 error occurred:" : `${reasons.length} errors occurred:`;
    super(`${title}\n${reasons.map((reason) => `\t* ${reason}\n`).join("")}\n`);
    this.name = "InitFailed";
  }
}

const INIT_FAILED = "pulumirpc.ErrorResourceInitFailed";
const START_DEADLINE_MS = 60_000;
const STOP_GRACE_MS = 3_000;
// The default of 4 MB is too small for large states.
const CHANNEL_OPTIONS = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/**
 * A running provider. Providers know no secrets: they are told values in clear, and what was secret on the way in is
 * secret on the way out.
 */
export class ProviderProcess {
  private constructor(
    readonly process: ChildProcess,
    private readonly client: ResourceProviderClient,
  ) {}

  /** Resolves when the process has said where it listens. */
  static async start(options: ProcessOptions): Promise<ProviderProcess> {
    const [command = "", ...args] = options.command;
    // A group of its own: Ctrl-C is for the engine, which ends its providers in order.
    const child = spawn(command, [...args, options.engineAddress], {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const address = `127.0.0.1:${await portOf(child, options)}`;
    const credentials = grpc.credentials.createInsecure();
    return new ProviderProcess(child, new ResourceProviderClient(address, credentials, CHANNEL_OPTIONS));
  }

  async configure(args: Properties): Promise<void> {
    const request = new proto.ConfigureRequest().setArgs(structOf(args, { keepSecrets: true }));
    request.setAcceptsecrets(true).setAcceptresources(true);
    await call((done) => this.client.configure(request, done));
  }

  async check(
    urn: string,
    { olds, news }: Change,
    options: MarshalOptions = {},
  ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }> {
    const request = new proto.CheckRequest().setUrn(urn);
    request.setOlds(structOf(olds, options)).setNews(structOf(news, options));
    const answer = await call<proto.CheckResponse>((done) => this.client.check(request, done));
    const failures = answer.getFailuresList();
    return {
      inputs: markSecretsLike(propertiesOf(answer.getInputs()), news),
      failures: failures.map((each) => ({ property: each.getProperty(), reason: each.getReason() })),
    };
  }

  /** `changes` is undefined where the provider leaves the comparison to the engine. */
  async diff(
    { urn, id }: Subject,
    { olds, news, oldInputs = {} }: Change & { oldInputs?: Properties },
    options: MarshalOptions = {},
  ): Promise<{ changes: boolean | undefined; replaces: string[]; deleteBeforeReplace: boolean }> {
    const request = new proto.DiffRequest().setUrn(urn).setId(id).setOldInputs(structOf(oldInputs, options));
    request.setOlds(structOf(olds, options)).setNews(structOf(news, options));
    const answer = await call<proto.DiffResponse>((done) => this.client.diff(request, done));
    const { DIFF_UNKNOWN, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    const changes = answer.getChanges();
    return {
      changes: changes === DIFF_UNKNOWN ? undefined : changes === DIFF_SOME,
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
    };
  }

  /** Rejects with {@link InitFailed} for a half-made resource, as `update` does. */
  async create(urn: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const request = new proto.CreateRequest().setUrn(urn).setProperties(structOf(inputs));
    const answer = await call<proto.CreateResponse>((done) => this.client.create(request, done));
    if (!answer.getId()) throw new Error(`plugin returned empty resource.ID from create '${urn}'`);
    return { id: answer.getId(), outputs: markSecretsLike(propertiesOf(answer.getProperties()), inputs) };
  }

  /** An empty id says that the resource is gone. */
  async read(
    { urn, id }: Subject,
    { outputs, inputs = {} }: { outputs: Properties; inputs?: Properties },
  ): Promise<{ id: string; outputs: Properties; inputs?: Properties }> {
    const request = new proto.ReadRequest().setUrn(urn).setId(id);
    request.setProperties(structOf(outputs)).setInputs(structOf(inputs));
    const answer = await call<proto.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: answer.getId(),
      outputs: markSecretsLike(propertiesOf(answer.getProperties()), outputs),
      ...(answer.hasInputs() && { inputs: markSecretsLike(propertiesOf(answer.getInputs()), inputs) }),
    };
  }

  async update({ urn, id }: Subject, { olds, news }: Change): Promise<Properties> {
    const request = new proto.UpdateRequest().setUrn(urn).setId(id);
    request.setOlds(structOf(olds)).setNews(structOf(news));
    const answer = await call<proto.UpdateResponse>((done) => this.client.update(request, done));
    return markSecretsLike(propertiesOf(answer.getProperties()), news);
  }

  async delete({ urn, id }: Subject, outputs: Properties): Promise<void> {
    const request = new proto.DeleteRequest().setUrn(urn).setId(id).setProperties(structOf(outputs));
    await call<Empty>((done) => this.client.delete(request, done));
  }

  async stop(): Promise<void> {
    this.client.close();
    await stopped(this.process, (signal) => void this.process.kill(signal));
  }
}

/** The first number on stdout is the port; what is printed before it explains a start that failed. */
async function portOf(child: ChildProcess, { cwd, onLine }: ProcessOptions): Promise<string> {
  const heard: string[] = [];
  let port: string | undefined;
  const ready = new EventEmitter();
  onLines(child, (line, stream) => {
    if (port !== undefined) onLine?.(line, stream);
    else if (stream === "stdout" && /^\d+$/.test(line)) ready.emit("port", (port = line));
    else heard.push(line);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), START_DEADLINE_MS);
  await Promise.race([once(ready, "port"), once(child, "close")]).catch((error: unknown) => {
    heard.push(messageOf(error));
  });
  clearTimeout(timer);
  if (port !== undefined) return port;
  throw new UserError(
    `the dynamic provider process ended before it printed its port; is @pulumi/pulumi installed in ${cwd}?` +
      heard.map((line) => `\n    ${line}`).join(""),
  );
}

function call<T>(start: (done: (error: grpc.ServiceError | null, answer: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, answer) => {
      if (error) reject(initFailure(error) ?? errorOf(error));
      else resolve(answer);
    });
  });
}

function errorOf({ code, details }: grpc.ServiceError): Error {
  if (code !== grpc.status.UNAVAILABLE) return new Error(details);
  return new Error(
    `the dynamic provider process is gone (${details}); did the provider end it with process.exit() or crash?`,
  );
}

/** The half-made resource that the error carries in its details, if any. */
function initFailure(error: grpc.ServiceError): InitFailed | undefined {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return undefined;
  const [found] = Status.deserializeBinary(details)
    .getDetailsList()
    .flatMap(
      (detail) =>
        detail.unpack((bytes) => proto.ErrorResourceInitFailed.deserializeBinary(bytes), INIT_FAILED) ?? [],
    );
  return (
    found &&
    new InitFailed(found.getId(), found.getProperties()?.toJavaScript() ?? {}, found.getReasonsList())
  );
}

/** Each line that the process prints. */
export function onLines(child: ChildProcess, listen: (line: string, stream: Stream) => void): void {
  for (const stream of ["stdout", "stderr"] as const) {
    const input = child[stream];
    if (input)
      createInterface({ input }).on("line", (line) => {
        listen(line, stream);
      });
  }
}

/** Asks the process to end, and ends it when it does not. */
export async function stopped(child: ChildProcess, send: (signal: NodeJS.Signals) => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  send("SIGTERM");
  const timer = setTimeout(send, STOP_GRACE_MS, "SIGKILL");
  await ended;
  clearTimeout(timer);
}
