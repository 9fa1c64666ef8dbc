/** The command line's side of the control channel. */
import type { CommandName, DaemonFile, Reply, RequestOf, ResponseOf } from "./server/protocol";

export { type Fault, type FaultSpec, faultKinds, faultOperations } from "./core/faults";
export type { Judged, PluginStatus, StackChecks } from "./plugins/plugins";
export { debugProviders, findDaemon } from "./server/daemon-file";
export type {
  CommandName,
  Commands,
  DaemonFile,
  ObjectFilter,
  RequestOf,
  ResponseOf,
  RunChecks,
  Status,
} from "./server/protocol";

export class SandboxClient {
  constructor(private readonly daemon: Pick<DaemonFile, "control" | "token">) {}

  /** Throws what the sandbox says is wrong, or that it does not answer. */
  async call<C extends CommandName>(name: C, request: RequestOf<C>): Promise<ResponseOf<C>> {
    const response = await fetch(`${this.daemon.control}/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.daemon.token}`, "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const reply = (await response.json()) as Reply;
    if ("error" in reply) throw new Error(reply.error);
    return reply.result as ResponseOf<C>;
  }
}
