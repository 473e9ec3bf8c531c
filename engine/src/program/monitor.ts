/** What the program and the provider see of the engine: Pulumi's ResourceMonitor and Engine services on one address. */

import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService, type IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { type Severity } from "../output/events";
import { EVERYTHING, propertiesOf, structOf } from "../state/struct";
import { type ProgramRun } from "../steps/programRun";
import { type Run } from "../steps/run";
import { messageOf, refuse, UserError } from "../userError";
import { goalOf } from "./goal";

const { ResourceMonitorFeature: Feature } = proto;
const FEATURES = [
  Feature.RESOURCE_MONITOR_FEATURE_SECRETS,
  Feature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  Feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  Feature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
];
const SEVERITIES: Severity[] = ["info", "info", "warning", "error"];
const MESSAGE_SIZE = 400 * 1024 * 1024;

/** The server for one operation. */
export class Monitor {
  private readonly server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_SIZE,
    "grpc.max_send_message_length": MESSAGE_SIZE,
  });

  constructor(
    private readonly run: Run,
    private readonly programRun: ProgramRun,
  ) {
    this.server.addService(ResourceMonitorService, this.resourceMonitor());
    this.server.addService(EngineService, this.engine());
  }

  /** Resolves with the address. */
  async listen(): Promise<string> {
    const port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    return `127.0.0.1:${port}`;
  }

  close(): void {
    this.server.forceShutdown();
  }

  private resourceMonitor(): IResourceMonitorServer {
    const done = new Empty();
    return {
      getDeploymentInfo: this.answer(() => this.deploymentInfo()),
      registerResource: this.answer((request: proto.RegisterResourceRequest) => this.register(request)),
      readResource: this.answer((request: proto.ReadResourceRequest) => this.read(request)),
      registerResourceOutputs: this.answer(async (request: proto.RegisterResourceOutputsRequest) => {
        await this.programRun.outputs(request.getUrn(), propertiesOf(request.getOutputs()));
        return done;
      }),
      registerResourceHook: this.answer((request: proto.RegisterResourceHookRequest) => {
        this.run.hooks.register(request);
        return done;
      }),
      signalAndWaitForShutdown: this.answer(async () => {
        await this.programRun.finished();
        return done;
      }),
      invoke: this.refuse((request: proto.ResourceInvokeRequest) => `the function call ${request.getTok()}`),
      call: this.refuse((request: proto.ResourceCallRequest) => `the method call ${request.getTok()}`),
      supportsFeature: this.refuse(() => "a question of an older Pulumi SDK"),
      existsResource: this.refuse(() => "an existence check"),
      registerStackTransform: this.refuse(() => "a resource transform"),
      registerStackInvokeTransform: this.refuse(() => "an invoke transform"),
      registerErrorHook: this.refuse(() => "an error hook"),
      registerPackage: this.refuse(() => "a parameterized package"),
    };
  }

  private engine(): IEngineServer {
    return {
      log: this.answer((request: engine.LogRequest) => {
        this.log(request);
        return new Empty();
      }),
      // The SDK tells the engine, and does not ask for it.
      setRootResource: this.answer(() => new engine.SetRootResourceResponse()),
      getRootResource: this.refuse(() => "the question for the root resource"),
      startDebugging: this.refuse(() => "a debugger"),
      requirePulumiVersion: this.refuse(() => "a program that requires a version of the Pulumi CLI"),
    };
  }

  private log(request: engine.LogRequest): void {
    // Debug messages hold whole requests, secrets included; the engine has no reader for them.
    if (request.getSeverity() === engine.LogSeverity.DEBUG) return;
    const severity = SEVERITIES[request.getSeverity()] ?? "info";
    // An error that the program logs fails the operation, but what runs may end.
    if (severity === "error") this.run.failed = true;
    const about = { urn: request.getUrn(), ephemeral: request.getEphemeral() };
    this.run.events.diagnostic(severity, request.getMessage().replace(/\n$/, ""), about);
  }

  private deploymentInfo(): proto.DeploymentInfo {
    const { facts, options } = this.run;
    const info = new proto.DeploymentInfo().setOrganization("organization").setStack(facts.stack);
    info.setProject(facts.project.name).setDryrun(options.dryRun).setParallel(options.parallel);
    return info.setSupportedfeaturesList(FEATURES);
  }

  private async register(request: proto.RegisterResourceRequest): Promise<proto.RegisterResourceResponse> {
    const goal = goalOf(request);
    const { state, unknown } = await this.programRun.register(goal);
    // A component's outputs are what its own code registers.
    const outputs = goal.wanted.custom ? state.outputs : {};
    return new proto.RegisterResourceResponse()
      .setUrn(state.urn)
      .setId(state.id)
      .setObject(structOf(outputs, EVERYTHING))
      .setUnknown(unknown);
  }

  private async read(request: proto.ReadResourceRequest): Promise<proto.ReadResourceResponse> {
    const { state } = await this.programRun.read({
      id: request.getId(),
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      provider: request.getProvider(),
      inputs: propertiesOf(request.getProperties()),
      dependencies: request.getDependenciesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    });
    const outputs = structOf(state.outputs, EVERYTHING);
    return new proto.ReadResourceResponse().setUrn(state.urn).setProperties(outputs);
  }

  private answer<Request, Response>(
    handle: (request: Request) => Response | Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
      const work = Promise.resolve().then(() => handle(call.request));
      work.then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          if (error instanceof UserError) this.refused(error);
          callback({ code: grpc.status.UNKNOWN, details: messageOf(error) });
        },
      );
    };
  }

  /** The program asked for something that the embedded engine leaves out. */
  private refused({ message }: UserError): void {
    this.run.error(message);
    this.run.cancel();
  }

  private refuse<Request>(what: (request: Request) => string): grpc.handleUnaryCall<Request, never> {
    return this.answer<Request, never>((request) => refuse(what(request)));
  }
}
