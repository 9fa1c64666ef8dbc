/** The command line's side of the control channel. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { processMark } from "./server/process-mark";
import type { CommandName, DaemonFile, Reply, RequestOf, ResponseOf } from "./server/protocol";

export { type Fault, type FaultSpec, faultKinds, faultOperations } from "./core/faults";
export type {
  CommandName,
  Commands,
  DaemonFile,
  ObjectFilter,
  RequestOf,
  ResponseOf,
  Status,
} from "./server/protocol";

/** What `DIR/daemon.json` says, or nothing when no sandbox serves the directory. */
export function findDaemon(directory: string): DaemonFile | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, "daemon.json"), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const daemon: DaemonFile = JSON.parse(text);
  return processMark(daemon.pid) === daemon.mark ? daemon : undefined;
}

/** Value for `PULUMI_DEBUG_PROVIDERS`. */
export function debugProviders({ ports }: Pick<DaemonFile, "ports">): string {
  return Object.entries(ports)
    .map(([name, port]) => `${name}:${port}`)
    .join(",");
}

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
