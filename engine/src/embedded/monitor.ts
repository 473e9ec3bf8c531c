/** What the program and the provider see of the engine: Pulumi's ResourceMonitor and Engine services on one address. */

import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService, type IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { type Severity } from "./events";
import { type ReadRequest } from "./generator";
import { goalOf, type Goal } from "./goal";
import { type ResourceState } from "./state";
import { messageOf, UserError } from "./userError";
import { marshalProperties, unmarshalProperties, type Properties } from "./values";

/** What the engine does for the program. */
export interface Handlers {
  register(goal: Goal): Promise<Answer>;
  read(request: ReadRequest): Promise<Answer>;
  outputs(urn: string, outputs: Properties): Promise<void>;
  hook(request: proto.RegisterResourceHookRequest): void;
  log(severity: Severity, message: string, urn: string, ephemeral: boolean): void;
  /** The program has nothing more to register; the answer lets it end. */
  finished(): Promise<void>;
  /** The program asked for something that the embedded engine leaves out. */
  refused(error: UserError): void;
}

export interface Answer {
  state: ResourceState;
  unknown?: boolean;
}

export interface DeploymentFacts {
  project: string;
  stack: string;
  dryRun: boolean;
  parallel: number;
}

const { ResourceMonitorFeature: Feature } = proto;
const FEATURES = [
  Feature.RESOURCE_MONITOR_FEATURE_SECRETS,
  Feature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  Feature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  Feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  Feature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
];
const FEATURE_IDS = new Set(["secrets", "resourceReferences", "outputValues", "aliasSpecs", "resourceHooks"]);
const MESSAGE_SIZE = 400 * 1024 * 1024;

export class Monitor {
  private readonly server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_SIZE,
    "grpc.max_send_message_length": MESSAGE_SIZE,
  });
  private shutDown: ((error: Error) => void) | undefined;
  /** Rejects when the engine stops answering, so that no call of the program hangs. */
  private readonly down = new Promise<never>((_resolve, reject) => (this.shutDown = reject));
  private handlers: Handlers | undefined;
  private rootResource = "";

  constructor(private readonly facts: DeploymentFacts) {
    this.down.catch(() => undefined);
    this.server.addService(ResourceMonitorService, this.resourceMonitor());
    this.server.addService(EngineService, this.engine());
  }

  async listen(): Promise<string> {
    const port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    return `127.0.0.1:${port}`;
  }

  serve(handlers: Handlers): void {
    this.handlers = handlers;
  }

  /** Every call that waits, and every later one, is told that the monitor is gone; the SDK then ends quietly. */
  abort(): void {
    const error: Partial<grpc.StatusObject> = {
      code: grpc.status.UNAVAILABLE,
      details: "resource monitor shut down",
    };
    this.shutDown?.(Object.assign(new Error("resource monitor shut down"), error));
  }

  close(): void {
    this.server.forceShutdown();
  }

  private get to(): Handlers {
    if (!this.handlers) throw new Error("no program is running");
    return this.handlers;
  }

  private resourceMonitor(): IResourceMonitorServer {
    return {
      getDeploymentInfo: this.answer<Empty, proto.DeploymentInfo>(() => this.deploymentInfo()),
      supportsFeature: this.answer<proto.SupportsFeatureRequest, proto.SupportsFeatureResponse>((request) =>
        new proto.SupportsFeatureResponse().setHassupport(FEATURE_IDS.has(request.getId())),
      ),
      registerResource: this.answer<proto.RegisterResourceRequest, proto.RegisterResourceResponse>(
        (request) => this.register(request),
      ),
      readResource: this.answer<proto.ReadResourceRequest, proto.ReadResourceResponse>((request) =>
        this.read(request),
      ),
      registerResourceOutputs: this.answer<proto.RegisterResourceOutputsRequest, Empty>(async (request) => {
        await this.to.outputs(
          request.getUrn(),
          unmarshalProperties(request.getOutputs()?.toJavaScript() ?? {}),
        );
        return new Empty();
      }),
      registerResourceHook: this.answer<proto.RegisterResourceHookRequest, Empty>((request) => {
        this.to.hook(request);
        return new Empty();
      }),
      signalAndWaitForShutdown: this.answer<Empty, Empty>(async () => {
        await this.to.finished();
        return new Empty();
      }),
      invoke: this.refuse((request: proto.ResourceInvokeRequest) => `the function call ${request.getTok()}`),
      call: this.refuse((request: proto.ResourceCallRequest) => `the method call ${request.getTok()}`),
      existsResource: this.refuse(
        (request: proto.ExistsResourceRequest) => `the existence check of ${request.getId()}`,
      ),
      registerStackTransform: this.refuse(() => "a resource transform"),
      registerStackInvokeTransform: this.refuse(() => "an invoke transform"),
      registerErrorHook: this.refuse(() => "an error hook"),
      registerPackage: this.refuse(
        (request: proto.RegisterPackageRequest) => `the parameterized package ${request.getName()}`,
      ),
    };
  }

  private engine(): IEngineServer {
    const severities: Severity[] = ["info", "info", "warning", "error"];
    return {
      log: this.answer<engine.LogRequest, Empty>((request) => {
        // Debug messages hold whole requests, secrets included; the engine has no reader for them.
        const debug = request.getSeverity() === engine.LogSeverity.DEBUG;
        if (!debug)
          this.to.log(
            severities[request.getSeverity()] ?? "info",
            request.getMessage(),
            request.getUrn(),
            request.getEphemeral(),
          );
        return new Empty();
      }),
      getRootResource: this.answer<engine.GetRootResourceRequest, engine.GetRootResourceResponse>(() =>
        new engine.GetRootResourceResponse().setUrn(this.rootResource),
      ),
      setRootResource: this.answer<engine.SetRootResourceRequest, engine.SetRootResourceResponse>(
        (request) => {
          this.rootResource = request.getUrn();
          return new engine.SetRootResourceResponse();
        },
      ),
      startDebugging: this.refuse(() => "a debugger"),
      requirePulumiVersion: this.answer<
        engine.RequirePulumiVersionRequest,
        engine.RequirePulumiVersionResponse
      >(() => new engine.RequirePulumiVersionResponse()),
    };
  }

  private deploymentInfo(): proto.DeploymentInfo {
    const { project, stack, dryRun, parallel } = this.facts;
    const info = new proto.DeploymentInfo()
      .setProject(project)
      .setStack(stack)
      .setOrganization("organization");
    return info.setDryrun(dryRun).setParallel(parallel).setSupportedfeaturesList(FEATURES);
  }

  private async register(request: proto.RegisterResourceRequest): Promise<proto.RegisterResourceResponse> {
    const goal = goalOf(request);
    const { state, unknown } = await this.to.register(goal);
    // A component's outputs are what its own code registers.
    const outputs = goal.custom ? state.outputs : {};
    return new proto.RegisterResourceResponse()
      .setUrn(state.urn)
      .setId(state.id)
      .setObject(struct(outputs, request.getAcceptsecrets()))
      .setUnknown(unknown ?? false);
  }

  private async read(request: proto.ReadResourceRequest): Promise<proto.ReadResourceResponse> {
    const { state } = await this.to.read({
      id: request.getId(),
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      provider: request.getProvider(),
      properties: unmarshalProperties(request.getProperties()?.toJavaScript() ?? {}),
      dependencies: request.getDependenciesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    });
    return new proto.ReadResourceResponse()
      .setUrn(state.urn)
      .setProperties(struct(state.outputs, request.getAcceptsecrets()));
  }

  private answer<Request, Response>(
    handle: (request: Request) => Response | Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
      const work = Promise.resolve().then(() => handle(call.request));
      Promise.race([work, this.down]).then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          if (error instanceof UserError) this.handlers?.refused(error);
          callback(asStatus(error));
        },
      );
    };
  }

  private refuse<Request, Response>(
    what: (request: Request) => string,
  ): grpc.handleUnaryCall<Request, Response> {
    return this.answer<Request, Response>((request) => {
      throw new UserError(
        `${what(request)} is not supported by the embedded engine; use the Pulumi CLI for it`,
      );
    });
  }
}

function asStatus(error: unknown): Partial<grpc.StatusObject> & Error {
  const status = error as Partial<grpc.StatusObject>;
  const details = messageOf(error);
  return Object.assign(new Error(details), {
    code: typeof status.code === "number" ? status.code : grpc.status.UNKNOWN,
    details,
  });
}

function struct(properties: Properties, keepSecrets: boolean): Struct {
  const wire = marshalProperties(properties, { keepUnknowns: true, keepSecrets });
  return Struct.fromJavaScript(wire as Record<string, JavaScriptValue>);
}
