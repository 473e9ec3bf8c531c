/** Resource hooks: functions of the program that the engine calls before and after it changes a resource. */

import * as grpc from "@grpc/grpc-js";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import {
  CallbackInvokeRequest,
  type Callback,
  type CallbackInvokeResponse,
} from "@pulumi/pulumi/proto/callback_pb";
import { ResourceHookRequest, ResourceHookResponse } from "@pulumi/pulumi/proto/resource_pb";
import { urnName, type HookType, type ResourceState } from "./state";
import { messageOf } from "./userError";
import { marshalProperties, type Properties } from "./values";

interface Hook {
  callback: Callback;
  onDryRun: boolean;
  ignoreErrors: boolean;
}

/** What a hook is told. Outputs are left out where they do not exist yet. */
export interface HookArguments {
  id: string;
  newInputs?: Properties;
  oldInputs?: Properties;
  newOutputs?: Properties;
  oldOutputs?: Properties;
}

export class Hooks {
  private readonly hooks = new Map<string, Hook>();
  private readonly clients = new Map<string, CallbacksClient>();

  constructor(
    private readonly dryRun: boolean,
    private readonly warn: (message: string, urn: string) => void,
  ) {}

  register(name: string, callback: Callback, options: { onDryRun: boolean; ignoreErrors: boolean }): void {
    if (!name) throw new Error("resource hook name cannot be empty");
    if (this.hooks.has(name)) throw new Error(`resource hook already registered for name "${name}"`);
    this.hooks.set(name, { callback, ...options });
  }

  async run(kind: HookType, state: ResourceState, args: HookArguments): Promise<void> {
    for (const name of state.resourceHooks[kind] ?? []) {
      const hook = this.hooks.get(name);
      if (!hook) throw new Error(`hook "${name}" was not registered`);
      if (this.dryRun && !hook.onDryRun) continue;
      await this.runOne(name, hook, kind, state, args);
    }
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private async runOne(
    name: string,
    hook: Hook,
    kind: HookType,
    state: ResourceState,
    args: HookArguments,
  ): Promise<void> {
    const failure = await this.invoke(hook.callback, requestFor(state, args)).catch(messageOf);
    if (!failure) return;
    if (!hook.ignoreErrors)
      throw new Error(`${kind.startsWith("Before") ? "before" : "after"} hook "${name}" failed: ${failure}`);
    this.warn(`${kind} hook "${name}" failed: ${failure}`, state.urn);
  }

  private async invoke(callback: Callback, request: ResourceHookRequest): Promise<string> {
    const invocation = new CallbackInvokeRequest()
      .setToken(callback.getToken())
      .setRequest(request.serializeBinary());
    const answer = await new Promise<CallbackInvokeResponse>((resolve, reject) => {
      this.clientFor(callback.getTarget()).invoke(invocation, (error, response) => {
        if (error) reject(error);
        else resolve(response);
      });
    });
    return ResourceHookResponse.deserializeBinary(answer.getResponse_asU8()).getError();
  }

  private clientFor(target: string): CallbacksClient {
    const client = this.clients.get(target) ?? new CallbacksClient(target, grpc.credentials.createInsecure());
    this.clients.set(target, client);
    return client;
  }
}

function requestFor(state: ResourceState, args: HookArguments): ResourceHookRequest {
  const request = new ResourceHookRequest()
    .setUrn(state.urn)
    .setId(args.id)
    .setName(urnName(state.urn))
    .setType(state.type);
  if (args.newInputs) request.setNewInputs(struct(args.newInputs));
  if (args.oldInputs) request.setOldInputs(struct(args.oldInputs));
  if (args.newOutputs) request.setNewOutputs(struct(args.newOutputs));
  if (args.oldOutputs) request.setOldOutputs(struct(args.oldOutputs));
  return request;
}

function struct(properties: Properties): Struct {
  const wire = marshalProperties(properties, { keepUnknowns: true, keepSecrets: true });
  return Struct.fromJavaScript(wire as Record<string, JavaScriptValue>);
}
