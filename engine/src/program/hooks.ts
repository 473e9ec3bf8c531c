/** Resource hooks: functions of the program that the engine calls before and after it changes a resource. */

import * as grpc from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import {
  ResourceHookRequest,
  ResourceHookResponse,
  type RegisterResourceHookRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { type JournalStep } from "../state/journal";
import { urnName, type HookType, type ResourceState } from "../state/state";
import { EVERYTHING, structOf } from "../state/struct";
import { messageOf } from "../userError";

type HookSubject = Pick<JournalStep, "old" | "new">;

/** The hooks that the program has registered. */
export class Hooks {
  private readonly hooks = new Map<string, RegisterResourceHookRequest>();
  /** A program has one server for all its hooks. */
  private client: CallbacksClient | undefined;

  constructor(
    private readonly dryRun: boolean,
    private readonly warn: (message: string, urn: string) => void,
  ) {}

  register(hook: RegisterResourceHookRequest): void {
    const name = hook.getName();
    if (!name) throw new Error("resource hook name cannot be empty");
    if (this.hooks.has(name)) throw new Error(`resource hook already registered for name "${name}"`);
    this.hooks.set(name, hook);
  }

  /** Runs the resource's hooks of a kind; rejects with the first that fails, unless its errors are to be ignored. */
  async call(kind: HookType, subject: HookSubject): Promise<void> {
    const state = subject.new ?? subject.old;
    if (!state) return;
    for (const name of state.resourceHooks[kind] ?? []) {
      const hook = this.hooks.get(name);
      if (!hook) throw new Error(`hook "${name}" was not registered`);
      if (this.dryRun && !hook.getOnDryRun()) continue;
      const failure = await this.invoke(hook, requestFor(kind, state, subject)).catch(messageOf);
      if (failure === "") continue;
      const when = kind.startsWith("Before") ? "before" : "after";
      if (!hook.getIgnoreErrors()) throw new Error(`${when} hook "${name}" failed: ${failure}`);
      this.warn(`${kind} hook "${name}" failed: ${failure}`, state.urn);
    }
  }

  close(): void {
    this.client?.close();
  }

  /** The error that the hook ended with; empty if it did well. */
  private async invoke(hook: RegisterResourceHookRequest, request: ResourceHookRequest): Promise<string> {
    const { token = "", target = "" } = hook.getCallback()?.toObject() ?? {};
    const client = (this.client ??= new CallbacksClient(target, grpc.credentials.createInsecure()));
    const invocation = new CallbackInvokeRequest().setToken(token).setRequest(request.serializeBinary());
    const answer = await new Promise<CallbackInvokeResponse>((resolve, reject) => {
      client.invoke(invocation, (error, response) => {
        if (error) reject(error);
        else resolve(response);
      });
    });
    return ResourceHookResponse.deserializeBinary(answer.getResponse_asU8()).getError();
  }
}

/** Outputs of the new resource are told when they exist. */
function requestFor(
  kind: HookType,
  { urn, id, type }: ResourceState,
  { old, new: fresh }: HookSubject,
): ResourceHookRequest {
  const request = new ResourceHookRequest().setUrn(urn).setId(id).setName(urnName(urn)).setType(type);
  if (old)
    request.setOldInputs(structOf(old.inputs, EVERYTHING)).setOldOutputs(structOf(old.outputs, EVERYTHING));
  if (fresh) request.setNewInputs(structOf(fresh.inputs, EVERYTHING));
  if (fresh && kind.startsWith("After")) request.setNewOutputs(structOf(fresh.outputs, EVERYTHING));
  return request;
}
