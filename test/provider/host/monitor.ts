import * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** One request as it came over the wire, with its inputs as plain values (secrets in their signed form). */
export interface Registration {
  request: proto.RegisterResourceRequest.AsObject;
  inputs: Record<string, unknown>;
}

export interface Recorded {
  /** By name; by `name@parent` where there is a parent. */
  registrations: Map<string, Registration>;
  hooks: string[];
  /** What the program told the engine. */
  log: string[];
}

export interface MonitorOptions {
  project?: string;
  stack?: string;
  organization?: string;
  /** Refuses the registration of this name. */
  refuse?: string;
  /** What is answered beside the inputs, as from a state. */
  known?: Record<string, string>;
}

/** What a program sends to the engine when it runs in this process. */
export async function record(program: () => unknown, options: MonitorOptions = {}): Promise<Recorded> {
  const monitor = await startMonitor(options);
  try {
    const { project = "shop", stack = "dev", organization = "acme" } = options;
    settings.resetOptions(project, stack, 16, "", monitor.address, false, organization);
    // The SDK's runner asks for this before it runs a program; it is not part of the declared surface.
    await (settings as unknown as { awaitFeatureSupport(): Promise<void> }).awaitFeatureSupport();
    await program();
    await pulumi.runtime.disconnect();
    return monitor.recorded;
  } finally {
    monitor.close();
  }
}

/** The engine's two services, which record what they are told and answer each registration with its inputs. */
export async function startMonitor(
  options: MonitorOptions = {},
): Promise<{ address: string; recorded: Recorded; close: () => void }> {
  const recorded: Recorded = { registrations: new Map(), hooks: [], log: [] };
  const server = new grpc.Server();
  server.addService(ResourceMonitorService, monitorOf(recorded, options));
  server.addService(EngineService, engineOf(recorded));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const close = (): void => {
    server.forceShutdown();
  };
  return { address: `127.0.0.1:${port}`, recorded, close };
}

function monitorOf(
  recorded: Recorded,
  { project = "shop", stack = "dev", refuse, known = {} }: MonitorOptions,
): grpc.UntypedServiceImplementation {
  const register = (request: proto.RegisterResourceRequest): proto.RegisterResourceResponse => {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    if (name === refuse) throw new Error("refused by the test");
    const [, , parentType, parentName] = parent.split("::");
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
    recorded.registrations.set(parentName === undefined ? name : `${name}@${parentName}`, {
      request: request.toObject(),
      inputs,
    });
    const qualified = parentType === undefined ? type : `${parentType}$${type}`;
    return new proto.RegisterResourceResponse()
      .setUrn(`urn:pulumi:${stack}::${project}::${qualified}::${name}`)
      .setId(request.getCustom() ? `${name}-id` : "")
      .setObject(Struct.fromJavaScript({ ...known, ...inputs } as Record<string, JavaScriptValue>));
  };
  const { ResourceMonitorFeature: Feature } = proto;
  const features = [
    Feature.RESOURCE_MONITOR_FEATURE_SECRETS,
    Feature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    Feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  ];
  return {
    getDeploymentInfo: answer(() => new proto.DeploymentInfo().setSupportedfeaturesList(features)),
    registerResource: answer(register),
    registerResourceOutputs: answer(() => new Empty()),
    registerResourceHook: answer((request: proto.RegisterResourceHookRequest) => {
      recorded.hooks.push(request.getName());
      return new Empty();
    }),
    signalAndWaitForShutdown: answer(() => new Empty()),
  };
}

function engineOf(recorded: Recorded): grpc.UntypedServiceImplementation {
  return {
    log: answer((request: engine.LogRequest) => {
      recorded.log.push(request.getMessage());
      return new Empty();
    }),
    getRootResource: answer(() => new engine.GetRootResourceResponse()),
    setRootResource: answer(() => new engine.SetRootResourceResponse()),
  };
}

function answer<Request, Response>(
  of: (request: Request) => Response,
): grpc.handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    try {
      callback(null, of(request));
    } catch (error) {
      callback({ code: grpc.status.INVALID_ARGUMENT, details: (error as Error).message });
    }
  };
}
