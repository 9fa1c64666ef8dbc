/** A stand-in for the engine: one connection to a provider port, speaking the protocol. */
import { credentials, type ServiceError } from "@grpc/grpc-js";
import grpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import proto from "@pulumi/pulumi/proto/provider_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import type { Properties } from "../../../sandbox/core/model";
import { fromStruct, toStruct } from "../../../sandbox/server/struct";
import { urnOf } from "../core/harness";

export interface Recorded {
  readonly type: string;
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

/** Each has a TCP connection of its own, as each provider instance of the real engine has. */
export class Engine {
  readonly client: grpc.ResourceProviderClient;

  constructor(
    port: number,
    private readonly stack = "test",
  ) {
    const options = { "grpc.use_local_subchannel_pool": 1, "grpc.max_receive_message_length": -1 };
    this.client = new grpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  }

  /** Handshake and Configure. */
  async configure(config: Properties): Promise<proto.ConfigureResponse> {
    await this.send("handshake", new proto.ProviderHandshakeRequest());
    return this.send("configure", new proto.ConfigureRequest().setArgs(toStruct(config)));
  }

  async check(type: string, name: string, news: Properties, olds: Properties = {}): Promise<proto.CheckResponse> {
    const request = new proto.CheckRequest().setUrn(urnOf(type, name, this.stack)).setType(type);
    return this.send("check", request.setOlds(toStruct(olds)).setNews(toStruct(news)));
  }

  async create(type: string, name: string, news: Properties, timeout = 0): Promise<Recorded> {
    const checked = await this.check(type, name, news);
    const failures = checked.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    const urn = urnOf(type, name, this.stack);
    const inputs = fromStruct(checked.getInputs());
    const request = new proto.CreateRequest().setUrn(urn).setType(type).setTimeout(timeout);
    const made: proto.CreateResponse = await this.send("create", request.setProperties(toStruct(inputs)));
    return { type, urn, id: made.getId(), inputs, state: fromStruct(made.getProperties()) };
  }

  diff({ type, urn, id, inputs, state }: Recorded, news: Properties): Promise<proto.DiffResponse> {
    const request = new proto.DiffRequest().setUrn(urn).setType(type).setId(id);
    return this.send("diff", request.setOldInputs(toStruct(inputs)).setOlds(toStruct(state)).setNews(toStruct(news)));
  }

  async read({ type, urn, id, inputs, state }: Recorded): Promise<Recorded | undefined> {
    const request = new proto.ReadRequest().setUrn(urn).setType(type).setId(id);
    const found: proto.ReadResponse = await this.send(
      "read",
      request.setInputs(toStruct(inputs)).setProperties(toStruct(state)),
    );
    if (found.getId() === "") return undefined;
    const answer = { inputs: fromStruct(found.getInputs()), state: fromStruct(found.getProperties()) };
    return { type, urn, id: found.getId(), ...answer };
  }

  async delete({ type, urn, id, inputs, state }: Recorded): Promise<void> {
    const request = new proto.DeleteRequest().setUrn(urn).setType(type).setId(id);
    await this.send("delete", request.setOldInputs(toStruct(inputs)).setProperties(toStruct(state)));
  }

  cancel(): Promise<empty.Empty> {
    return this.send("cancel", new empty.Empty());
  }

  /** What an engine that ends well does; one that is killed only closes. */
  async end(): Promise<void> {
    await this.cancel();
    this.client.close();
  }

  send<Request, Response>(method: Method, request: Request): Promise<Response> {
    const { path, requestSerialize, responseDeserialize } = grpc.ResourceProviderService[method];
    return new Promise((done, fail) => {
      this.client.makeUnaryRequest(
        path,
        requestSerialize as (value: Request) => Buffer,
        responseDeserialize as unknown as (bytes: Buffer) => Response,
        request,
        (error: ServiceError | null, response?: Response) => (response === undefined ? fail(error) : done(response)),
      );
    });
  }
}

export type Method =
  | "handshake"
  | "getSchema"
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "invoke"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "cancel"
  | "getPluginInfo"
  | "attach"
  | "construct"
  | "getMapping"
  | "getMappings";
