/** The engine's side of the provider protocol, as far as Check needs it. */
import { type CallOptions, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import type plugin from "@pulumi/pulumi/proto/plugin_pb";
import grpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import proto from "@pulumi/pulumi/proto/provider_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";

type Unary<Response> = (
  metadata: Metadata,
  options: Partial<CallOptions>,
  done: (error: ServiceError | null, response: Response) => void,
) => void;

export class PluginClient {
  private readonly client: grpc.ResourceProviderClient;

  constructor(port: number) {
    this.client = new grpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
      "grpc.enable_http_proxy": 0,
    });
  }

  /** Handshake, then the version it says it has. Neither CheckConfig nor Configure: these are where credentials are asked for. */
  async introduce(engineAddress: string, directory: string, deadline: number): Promise<string> {
    const hello = new proto.ProviderHandshakeRequest()
      .setEngineAddress(engineAddress)
      .setRootDirectory(directory)
      .setProgramDirectory(directory)
      .setConfigureWithUrn(true)
      .setInvokeWithPreview(true);
    await call<proto.ProviderHandshakeResponse>(deadline, (...rest) => this.client.handshake(hello, ...rest)).catch(
      (error: unknown) => {
        if (codeOf(error) !== status.UNIMPLEMENTED) throw error;
      },
    );
    const info = await call<plugin.PluginInfo>(deadline, (...rest) =>
      this.client.getPluginInfo(new empty.Empty(), ...rest),
    );
    return info.getVersion();
  }

  /** The engine's own request goes on as it came: the sandbox accepts no secrets, so the engine has unwrapped them. */
  check(request: proto.CheckRequest, deadline: number): Promise<proto.CheckResponse> {
    return call(deadline, (...rest) => this.client.check(request, ...rest));
  }

  close(): void {
    this.client.close();
  }
}

/** `deadline` in milliseconds from now. */
function call<Response>(deadline: number, unary: Unary<Response>): Promise<Response> {
  return new Promise((done, fail) => {
    unary(new Metadata(), { deadline: Date.now() + deadline }, (error, response) =>
      error ? fail(error) : done(response),
    );
  });
}

/** The status of a call that failed, or nothing for any other error. */
export function codeOf(error: unknown): status | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}
