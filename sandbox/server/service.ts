/** The resource-provider protocol over one package (provider.proto; what the engine expects is in its provider_plugin.go). */
import type { EventEmitter } from "node:events";
import { type ServerUnaryCall, type sendUnaryData, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb";
import proto from "@pulumi/pulumi/proto/provider_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import type { Change } from "../core/diff";
import { CloudError, type CloudErrorCode } from "../core/errors";
import type { FaultOperation, Faults } from "../core/faults";
import type { Refusal } from "../core/model";
import type { SandboxPackage } from "../core/package";
import { typeIn } from "../core/urn";
import { topOf } from "../core/values";
import type { Plugins } from "../plugins/plugins";
import { merged } from "../plugins/verdict";
import { type Connection, Connections } from "./connections";
import { fromStruct, toStruct } from "./struct";

/** INTERNAL, UNKNOWN and DATA_LOSS make the engine take the object's state for unknown; only a bug is that. */
const codes: { readonly [code in CloudErrorCode]: status } = {
  refused: status.FAILED_PRECONDITION,
  "not-found": status.NOT_FOUND,
  exists: status.ALREADY_EXISTS,
  "in-use": status.FAILED_PRECONDITION,
  throttled: status.RESOURCE_EXHAUSTED,
  timeout: status.DEADLINE_EXCEEDED,
  cancelled: status.CANCELLED,
  unavailable: status.ABORTED,
  "not-kept": status.RESOURCE_EXHAUSTED,
  "no-model": status.INVALID_ARGUMENT,
  "model-bug": status.INTERNAL,
};

/** Told of every call, so that an idle sandbox can end. */
export interface Activity {
  begin(): void;
  end(): void;
}

interface Target {
  getType(): string;
  getUrn(): string;
}

export function providerService(
  pkg: SandboxPackage,
  faults: Faults,
  plugins: Plugins,
  activity: Activity,
): { readonly service: UntypedServiceImplementation; readonly connections: Connections } {
  const connections = new Connections();

  /** A handler whose errors become statuses, whatever they are. */
  const unary =
    <Request, Response>(
      action: (request: Request, connection: Connection, call: EventEmitter) => Response | Promise<Response>,
    ) =>
    (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>): void => {
      activity.begin();
      Promise.resolve()
        .then(() => action(call.request, connections.of(call.getPeer()), call))
        .then(
          (response) => answer(null, response),
          (error: unknown) => answer(statusOf(error, call.request)),
        )
        .finally(() => activity.end());
    };

  const around = async <T>(
    operation: FaultOperation,
    request: Target & { getTimeout(): number },
    { cancellation }: Connection,
    call: EventEmitter,
    action: () => T,
  ): Promise<T> => {
    if (faults.list().length === 0) return action();
    // Of an engine that was killed no Cancel comes, but its calls end.
    const abandoned = new AbortController();
    call.once("cancelled", () => abandoned.abort());
    const signal = AbortSignal.any([cancellation.signal, abandoned.signal]);
    const subject = { package: pkg.name, ...target(request), operation, timeout: request.getTimeout(), signal };
    return faults.around(subject, action);
  };

  const service: UntypedServiceImplementation = {
    handshake: unary((_request: proto.ProviderHandshakeRequest, connection) => {
      connections.begin(connection.peer);
      return new proto.ProviderHandshakeResponse();
    }),
    attach: unary(() => new empty.Empty()),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(pkg.model.version)),
    getSchema: unary(() => new proto.GetSchemaResponse().setSchema(schemaOf(pkg))),
    getMapping: unary(() => new proto.GetMappingResponse()),
    getMappings: unary(() => new proto.GetMappingsResponse()),

    checkConfig: unary((request: proto.CheckRequest) => {
      const news = fromStruct(request.getNews());
      const response = new proto.CheckResponse().setInputs(toStruct(news));
      return response.setFailuresList(failuresOf(pkg.checkConfig(news)));
    }),
    diffConfig: unary((request: proto.DiffRequest) => {
      const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
      const { changes, replaces } = pkg.diffConfig(olds, fromStruct(request.getNews()));
      return diffResponse(changes, replaces, false);
    }),
    configure: unary((request: proto.ConfigureRequest, connection) => {
      connection.provider = pkg.configure(fromStruct(request.getArgs()));
      return new proto.ConfigureResponse().setSupportspreview(true);
    }),

    check: unary(async (request: proto.CheckRequest, connection) => {
      const provider = connections.provider(connection);
      const verdict = await plugins.check(pkg.name, request);
      const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const checked = provider.check({ ...target(request), olds, news });
      const response = new proto.CheckResponse().setInputs(toStruct(checked.inputs));
      return response.setFailuresList(failuresOf(merged(verdict, checked.failures)));
    }),
    diff: unary((request: proto.DiffRequest, connection) => {
      const { changes, replaces, deleteBeforeReplace } = connections.provider(connection).diff({
        ...target(request),
        id: request.getId(),
        oldInputs: fromStruct(request.getOldInputs()),
        news: fromStruct(request.getNews()),
        ignoreChanges: request.getIgnorechangesList(),
      });
      return diffResponse(changes, replaces, deleteBeforeReplace);
    }),
    create: unary(async (request: proto.CreateRequest, connection, call) => {
      const provider = connections.provider(connection);
      const creation = { ...target(request), inputs: fromStruct(request.getProperties()) };
      if (request.getPreview())
        return createResponse(provider.create({ ...creation, preview: true }), proto.CreateResponse);
      const made = await around("create", request, connection, call, () => provider.create(creation));
      provider.delivered({ ...creation, id: made.id });
      return createResponse(made, proto.CreateResponse);
    }),
    read: unary(async (request: proto.ReadRequest, connection, call) => {
      const provider = connections.provider(connection);
      const inputs = fromStruct(request.getInputs());
      const found = await around("read", request, connection, call, () =>
        provider.read({ ...target(request), id: request.getId(), inputs }),
      );
      if (!found) return new proto.ReadResponse();
      return createResponse(found, proto.ReadResponse).setInputs(toStruct(found.inputs));
    }),
    update: unary(async (request: proto.UpdateRequest, connection, call) => {
      const provider = connections.provider(connection);
      const preview = request.getPreview();
      const update = {
        ...target(request),
        id: request.getId(),
        oldInputs: fromStruct(request.getOldInputs()),
        oldState: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        preview,
      };
      const run = () => provider.update(update);
      const { state } = preview ? run() : await around("update", request, connection, call, run);
      return new proto.UpdateResponse().setProperties(toStruct(state));
    }),
    delete: unary(async (request: proto.DeleteRequest, connection, call) => {
      const provider = connections.provider(connection);
      const inputs = fromStruct(request.getOldInputs());
      await around("delete", request, connection, call, () =>
        provider.delete({ ...target(request), id: request.getId(), inputs }),
      );
      return new empty.Empty();
    }),

    invoke: unary((request: proto.InvokeRequest, connection) => {
      const args = fromStruct(request.getArgs());
      const { answer, failures } = connections.provider(connection).invoke(request.getTok(), args);
      return new proto.InvokeResponse().setReturn(toStruct(answer)).setFailuresList(failuresOf(failures));
    }),
    cancel: unary((_request: empty.Empty, connection) => {
      connections.cancel(connection);
      return new empty.Empty();
    }),
  };
  return { service, connections };
}

/** Engines before 3.14x do not send the type by itself; a URN has it. */
function target(request: Target): { readonly type: string; readonly urn: string } {
  const urn = request.getUrn();
  return { type: request.getType() || typeIn(urn), urn };
}

function createResponse<R extends { setId(id: string): R; setProperties(value: ReturnType<typeof toStruct>): R }>(
  { id, state }: { readonly id: string; readonly state: Parameters<typeof toStruct>[0] },
  Response: new () => R,
): R {
  return new Response().setId(id).setProperties(toStruct(state));
}

function failuresOf(refusals: readonly Refusal[]): proto.CheckFailure[] {
  return refusals.map(({ property, reason }) => new proto.CheckFailure().setProperty(property).setReason(reason));
}

function diffResponse(
  changes: readonly Change[],
  replaces: readonly string[],
  deleteBeforeReplace: boolean,
): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setReplacesList([...replaces])
    .setDiffsList([...new Set(changes.map(({ path }) => topOf(path)))])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  const details = response.getDetaileddiffMap();
  const replacing = new Set(replaces);
  for (const change of changes) {
    const kind = kindOf(change, replacing.has(change.path));
    details.set(change.path, new proto.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

function kindOf({ kind }: Change, replaces: boolean): proto.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  if (kind === "add") return replaces ? ADD_REPLACE : ADD;
  if (kind === "delete") return replaces ? DELETE_REPLACE : DELETE;
  return replaces ? UPDATE_REPLACE : UPDATE;
}

function statusOf(error: unknown, request: unknown): { code: status; details: string } {
  if (error instanceof CloudError) return { code: codes[error.code], details: error.message };
  const urn =
    request instanceof Object && "getUrn" in request && request.getUrn instanceof Function ? request.getUrn() : "";
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: status.INTERNAL, details: `the sandbox failed${urn ? ` at ${urn}` : ""}: ${message}` };
}

/** Enough of a schema for the engine to accept; SDKs carry the real ones. */
function schemaOf({ model }: SandboxPackage): string {
  const resources = Object.fromEntries(model.resources.map(({ type }) => [type, {}]));
  const functions = Object.fromEntries(model.invokes.map(({ token }) => [token, {}]));
  return JSON.stringify({ name: model.name, version: model.version, resources, functions });
}
