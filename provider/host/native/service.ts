/** The provider's verbs over gRPC: requests to plain values and back, errors to what the engine reads. Nothing of Plesk. */
import {
  Metadata,
  status,
  type handleUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import { explain } from "../help";
import { sendable, unwrapSecrets, type Properties } from "../values";
import type { EngineLog } from "./engine";
import type { Change } from "./detailedDiff";
import type { Operations } from "./operation";
import type { NativeProvider } from "./provider";

export interface ServiceOptions {
  provider: NativeProvider;
  operations: Operations;
  log: EngineLog;
}

export function serviceOf({ provider, operations, log }: ServiceOptions): UntypedServiceImplementation {
  /** Work on one resource: its sentences stand on the resource, and it ends when its time is up. */
  function onResource<Request extends OfResource, Response>(
    work: (request: Request) => Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return answer((request: Request) => {
      const timeout = request.getTimeout?.() ?? 0;
      return operations.run({ urn: request.getUrn(), timeout }, async () => {
        try {
          return await work(request);
        } finally {
          await log.settled();
        }
      });
    });
  }

  return {
    handshake: answer(() =>
      Promise.resolve(
        // Else they came in plain, and the engine would mark no more than results of the same names.
        new proto.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(false),
      ),
    ),
    getPluginInfo: answer(() => Promise.resolve(new PluginInfo().setVersion(provider.version))),
    attach: answer(() => Promise.resolve(new Empty())),
    getSchema: answer(() => Promise.resolve(new proto.GetSchemaResponse().setSchema(provider.schema))),

    checkConfig: answer((request: proto.CheckRequest) =>
      Promise.resolve(checked(provider.checkConfig(marked(request.getNews())))),
    ),
    // Another account is no other object: nothing is replaced because of one.
    diffConfig: answer((request: proto.DiffRequest) => {
      const olds = plain(request.getOldInputs() ?? request.getOlds());
      const isSame =
        JSON.stringify(settingsIn(olds)) === JSON.stringify(settingsIn(plain(request.getNews())));
      const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
      return Promise.resolve(new proto.DiffResponse().setChanges(isSame ? DIFF_NONE : DIFF_SOME));
    }),
    configure: answer(async (request: proto.ConfigureRequest) => {
      await provider.configure(plain(request.getArgs()));
      return new proto.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(true);
    }),

    check: onResource(async (request: proto.CheckRequest) =>
      checked(
        await provider.check({
          urn: request.getUrn(),
          olds: plain(request.getOlds()),
          news: marked(request.getNews()),
          // Whatever a stack is to hold comes with one.
          isOfStack: request.getRandomseed().length > 0,
        }),
      ),
    ),
    diff: onResource(async (request: proto.DiffRequest) => {
      const known = { urn: request.getUrn(), id: request.getId(), olds: plain(request.getOlds()) };
      return difference(await provider.diff(known, plain(request.getOldInputs()), plain(request.getNews())));
    }),
    create: onResource(async (request: proto.CreateRequest) => {
      const inputs = plain(request.getProperties());
      if (request.getPreview())
        return new proto.CreateResponse().setProperties(
          struct(await provider.previewCreate(request.getUrn(), inputs)),
        );
      const { id, outputs } = await provider.create(request.getUrn(), inputs);
      return new proto.CreateResponse()
        .setId(id)
        .setProperties(struct(outputs))
        .setRefreshBeforeUpdate(provider.looksFirst);
    }),
    update: onResource(async (request: proto.UpdateRequest) => {
      const known = { urn: request.getUrn(), id: request.getId(), olds: plain(request.getOlds()) };
      const news = plain(request.getNews());
      if (request.getPreview())
        return new proto.UpdateResponse().setProperties(struct(await provider.previewUpdate(known, news)));
      return new proto.UpdateResponse()
        .setProperties(struct(await provider.update(known, news)))
        .setRefreshBeforeUpdate(provider.looksFirst);
    }),
    read: onResource(async (request: proto.ReadRequest) => {
      const known = { urn: request.getUrn(), id: request.getId(), olds: plain(request.getProperties()) };
      const { id, outputs, inputs } = await provider.read(known);
      if (id === "") return new proto.ReadResponse();
      return new proto.ReadResponse()
        .setId(id)
        .setProperties(struct(outputs))
        .setInputs(struct(inputs))
        .setRefreshBeforeUpdate(provider.looksFirst);
    }),
    delete: onResource(async (request: proto.DeleteRequest) => {
      await provider.delete({
        urn: request.getUrn(),
        id: request.getId(),
        olds: plain(request.getProperties()),
      });
      return new Empty();
    }),

    invoke: answer(async (request: proto.InvokeRequest) => {
      const answered = await provider.invoke(request.getTok(), plain(request.getArgs()));
      const response = new proto.InvokeResponse();
      return "failures" in answered
        ? response.setFailuresList(failures(answered.failures))
        : response.setReturn(struct(answered.result));
    }),
    list: (call: ServerWritableStream<proto.ListRequest, proto.ListResponse>) => {
      provider.list(call.request.getToken(), marked(call.request.getQuery())).then(
        (found) => {
          for (const response of listed(found, call.request.getLimit())) call.write(response);
          call.end();
        },
        (error: unknown) => call.emit("error", serviceError(error)),
      );
    },
    cancel: answer(() => {
      operations.cancel();
      return Promise.resolve(new Empty());
    }),
    ...Object.fromEntries(
      ["parameterize", "construct", "call", "getMapping", "getMappings"].map((name) => [
        name,
        unimplemented(name),
      ]),
    ),
  };
}

interface OfResource {
  getUrn(): string;
  /** In seconds; 0 is no end. */
  getTimeout?(): number;
}

/** One page for all; a limit below 1 is none. */
function listed(found: Awaited<ReturnType<NativeProvider["list"]>>, limit: number): proto.ListResponse[] {
  if (found === undefined) return [new proto.ListResponse().setComputed(new proto.ListResponse.Computed())];
  return found
    .slice(0, limit < 1 ? undefined : limit)
    .map(({ id, name }) =>
      new proto.ListResponse().setResult(new proto.ListResponse.Result().setId(id).setName(name)),
    );
}

function answer<Request, Response>(
  work: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    Promise.resolve()
      .then(() => work(request))
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(serviceError(error));
        },
      );
  };
}

function unimplemented(name: string): handleUnaryCall<unknown, unknown> {
  return (_, callback) => {
    callback({ code: status.UNIMPLEMENTED, details: `plesk has no ${name}` });
  };
}

/** What keeps a resource that is half made: the engine saves id and outputs, and updates it on the next run. */
interface HalfMade {
  id: string;
  properties: Properties;
  reasons: string[];
}

function serviceError(error: unknown): { code: status; details: string; metadata?: Metadata } {
  const details = explain(error);
  if (!isHalfMade(error)) return { code: status.UNKNOWN, details };
  const kept = new proto.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(struct(error.properties))
    .setReasonsList(error.reasons);
  const packed = new Any();
  packed.pack(kept.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const wrapped = new Status();
  wrapped.setCode(status.UNKNOWN);
  wrapped.setMessage(details);
  wrapped.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(wrapped.serializeBinary()));
  return { code: status.UNKNOWN, details, metadata };
}

function isHalfMade(error: unknown): error is HalfMade {
  return typeof error === "object" && error !== null && "id" in error && "properties" in error;
}

function checked({
  inputs,
  failures: found,
}: Awaited<ReturnType<NativeProvider["check"]>>): proto.CheckResponse {
  return new proto.CheckResponse().setInputs(struct(inputs)).setFailuresList(failures(found));
}

function failures(found: readonly { property: string; reason: string }[]): proto.CheckFailure[] {
  return found.map(({ property, reason }) =>
    new proto.CheckFailure().setProperty(property).setReason(reason),
  );
}

const { Kind } = proto.PropertyDiff;
const kinds: Record<Change, readonly [kind: proto.PropertyDiff.Kind, replacing: proto.PropertyDiff.Kind]> = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
};

function difference({
  changes,
  replaces,
  detailed,
}: Awaited<ReturnType<NativeProvider["diff"]>>): proto.DiffResponse {
  const { DIFF_SOME, DIFF_NONE, DIFF_UNKNOWN } = proto.DiffResponse.DiffChanges;
  const paths = Object.entries(detailed);
  const response = new proto.DiffResponse()
    .setChanges(changes === undefined ? DIFF_UNKNOWN : changes ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(replaces)
    .setDeletebeforereplace(replaces.length > 0)
    .setDiffsList([...new Set(paths.map(([path]) => rootOf(path)))])
    .setHasdetaileddiff(paths.length > 0);
  for (const [path, change] of paths) {
    const [kind, replacing] = kinds[change];
    const isReplacing = replaces.includes(rootOf(path));
    const diff = new proto.PropertyDiff().setKind(isReplacing ? replacing : kind).setInputdiff(true);
    response.getDetaileddiffMap().set(path, diff);
  }
  return response;
}

/** The top-level property of a path. */
function rootOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

/** A provider's settings, however they are written: a dynamic provider, which it may have been, has them with a prefix. */
function settingsIn(inputs: Properties): [name: string, value: unknown][] {
  const settings = Object.entries(inputs).map(([name, value]): [string, unknown] => [
    name.replace(/^plesk:/, ""),
    value,
  ]);
  return settings.sort(([a], [b]) => (a < b ? -1 : 1));
}

function struct(properties: Properties): Struct {
  return Struct.fromJavaScript(sendable(properties) as Record<string, JavaScriptValue>);
}

/** With the marks of secrets. */
function marked(message: Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}

function plain(message: Struct | undefined): Properties {
  return unwrapSecrets(marked(message));
}
