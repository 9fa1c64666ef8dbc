/** Faults on request: what an operation runs into instead of, before or after being done. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudError } from "./errors";
import { readIfThere, replaceFile } from "./files";
import { nameIn } from "./urn";

export const faultOperations = ["create", "update", "delete", "read"] as const;
export type FaultOperation = (typeof faultOperations)[number];

/**
 * fail: the cloud refuses with an error of its own. hang: no answer until cancelled or until `seconds` have passed.
 * throttle: the provider is told to slow down and repeats the request, as real ones do. late: an error although it was done.
 */
export const faultKinds = ["fail", "hang", "throttle", "late"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultSpec {
  /** Glob over type tokens: `aws:ec2/*`, `*`. */
  readonly type: string;
  /** Glob over the resource's name or its whole URN. */
  readonly name?: string;
  readonly operation: FaultOperation;
  readonly kind: FaultKind;
  /** How many requests run into it; 1 unless said otherwise. */
  readonly times?: number;
  /** Instead of the cloud's usual words. */
  readonly message?: string;
  /** hang: how long; until cancelled unless said. throttle: pause before each repetition; 0.1 unless said. */
  readonly seconds?: number;
}

export interface Fault extends FaultSpec {
  readonly id: string;
  /** Requests that will still run into it. */
  readonly times: number;
}

export interface Operation {
  readonly package: string;
  readonly type: string;
  readonly urn: string;
  readonly operation: FaultOperation;
  /** Seconds after which the provider gives up; 0 is never. */
  readonly timeout: number;
  /** Aborted when the engine cancels. */
  readonly signal: AbortSignal;
}

/** Real providers give up after so many repetitions of a throttled request (the SDKs' default is between 3 and 25). */
const throttleLimit = 10;

export class Faults {
  private faults: Fault[] = [];
  private next = 1;

  private constructor(private readonly path?: string) {
    if (path === undefined) return;
    this.faults = JSON.parse(readIfThere(path) ?? "[]");
    this.next = 1 + Math.max(0, ...this.faults.map(({ id }) => Number(id)));
  }

  static inMemory(): Faults {
    return new Faults();
  }

  static open(directory: string): Faults {
    return new Faults(join(directory, "faults.json"));
  }

  add(spec: FaultSpec): Fault {
    const fault = { ...spec, times: spec.times ?? 1, id: String(this.next++) };
    this.keep([...this.faults, fault]);
    return fault;
  }

  list(): readonly Fault[] {
    return this.faults;
  }

  /** Takes one fault away, or all; answers how many. */
  clear(id?: string): number {
    const left = id === undefined ? [] : this.faults.filter((fault) => fault.id !== id);
    const cleared = this.faults.length - left.length;
    this.keep(left);
    return cleared;
  }

  /** Runs `action` under the first fault that matches, which thereby comes true once. */
  async around<T>(operation: Operation, action: () => T): Promise<T> {
    if (this.faults.length === 0) return action();
    const fault = this.take(operation);
    if (!fault) return action();
    const words = wordsOf(operation.package);
    switch (fault.kind) {
      case "fail":
        throw new CloudError("unavailable", fault.message ?? words.failed);
      case "late":
        action();
        throw new CloudError("timeout", fault.message ?? words.late);
      case "hang":
        await pause(fault.seconds, operation);
        return action();
      case "throttle":
        await this.repeat(fault, operation, words.throttled);
        return action();
    }
  }

  private async repeat(first: Fault, operation: Operation, words: string): Promise<void> {
    let attempts = 1;
    for (let fault: Fault | undefined = first; fault; fault = this.take(operation, "throttle")) {
      if (attempts++ > throttleLimit) throw new CloudError("throttled", fault.message ?? words);
      await pause(fault.seconds ?? 0.1, operation);
    }
  }

  private take({ type, urn, operation }: Operation, kind?: FaultKind): Fault | undefined {
    const fault = this.faults.find(
      (candidate) =>
        candidate.operation === operation &&
        (kind === undefined || candidate.kind === kind) &&
        matches(candidate.type, type) &&
        (candidate.name === undefined || matches(candidate.name, urn) || matches(candidate.name, nameIn(urn))),
    );
    if (!fault) return undefined;
    const rest = { ...fault, times: fault.times - 1 };
    this.keep(this.faults.flatMap((other) => (other !== fault ? [other] : rest.times > 0 ? [rest] : [])));
    return fault;
  }

  private keep(faults: Fault[]): void {
    if (this.path !== undefined) replaceFile(this.path, `${JSON.stringify(faults, undefined, 2)}\n`);
    this.faults = faults;
  }
}

/** `*` is any text, `?` any one character. */
function matches(glob: string, text: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${pattern}$`, "s").test(text);
}

/** Waits; ends early with an error when the engine cancels or the resource's own timeout is over. */
async function pause(seconds: number | undefined, { timeout, signal }: Operation): Promise<void> {
  const limit = timeout > 0 ? timeout : Number.POSITIVE_INFINITY;
  const wanted = seconds ?? Number.POSITIVE_INFINITY;
  const milliseconds = Math.min(wanted, limit, 2_000_000) * 1000;
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    throw new CloudError("cancelled", "the operation was cancelled");
  }
  if (limit < wanted)
    throw new CloudError("timeout", `timeout while waiting for the cloud to answer (timeout: ${limit}s)`);
}

interface Words {
  readonly failed: string;
  readonly throttled: string;
  readonly late: string;
}

const late = "timeout while waiting for the resource to become available";

const words: { readonly [packageName: string]: Words } = {
  aws: {
    failed: "InternalFailure: The request processing has failed because of an unknown error, exception or failure.",
    throttled: "Throttling: Rate exceeded",
    late: `${late} (last state: 'pending')`,
  },
  gcp: {
    failed: "googleapi: Error 503: The service is currently unavailable., backendError",
    throttled: "googleapi: Error 429: Quota exceeded for quota metric 'Queries', rateLimitExceeded",
    late: "Error waiting for operation to complete: timeout while waiting for state to become 'DONE'",
  },
  alicloud: {
    failed: "[ERROR] ServiceUnavailable: The request has failed due to a temporary failure of the server.",
    throttled: "[ERROR] Throttling: Request was denied due to request throttling.",
    late,
  },
  cloudflare: {
    failed: "500 Internal Server Error: 10001: internal error",
    throttled: "429 Too Many Requests: 971: rate limited",
    late,
  },
  kubernetes: {
    failed: "Internal error occurred: etcdserver: request timed out",
    throttled: "the server has received too many requests",
    late,
  },
};

function wordsOf(packageName: string): Words {
  return words[packageName] ?? { failed: "the service is unavailable", throttled: "Throttling: Rate exceeded", late };
}
