/** What plugins are told is the engine: they say their warnings to it, and look now and then whether it still lives. */
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import grpc from "@pulumi/pulumi/proto/engine_grpc_pb";
import proto from "@pulumi/pulumi/proto/engine_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";

export class PluginHost {
  private serving: Promise<string> | undefined;
  private readonly server = new Server();

  /** `warn` gets what a plugin says of a resource that the user should read. */
  constructor(private readonly warn: (urn: string, message: string) => void) {}

  /** `127.0.0.1:PORT`; listens once somebody asks. */
  address(): Promise<string> {
    this.serving ??= this.listen();
    return this.serving;
  }

  close(): void {
    this.server.forceShutdown();
  }

  private listen(): Promise<string> {
    this.server.addService(grpc.EngineService, {
      log: ({ request }: ServerUnaryCall<proto.LogRequest, empty.Empty>, answer: sendUnaryData<empty.Empty>) => {
        const { WARNING, ERROR } = proto.LogSeverity;
        const severity = request.getSeverity();
        if ((severity === WARNING || severity === ERROR) && request.getUrn() !== "")
          this.warn(request.getUrn(), request.getMessage().trim());
        answer(null, new empty.Empty());
      },
    });
    return new Promise((done, fail) => {
      this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error ? fail(error) : done(`127.0.0.1:${port}`),
      );
    });
  }
}
