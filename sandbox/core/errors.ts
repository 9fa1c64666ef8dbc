import type { Refusal } from "./model";

/** What went wrong, in terms that both a unit test and a gRPC status can be made from. */
export type CloudErrorCode =
  | "refused"
  | "not-found"
  | "exists"
  | "in-use"
  | "throttled"
  | "timeout"
  | "cancelled"
  | "unavailable"
  /** The sandbox's own files could not be written. */
  | "not-kept"
  | "no-model"
  | "model-bug";

/** An answer of the sandboxed cloud that is not a success. */
export class CloudError extends Error {
  constructor(
    readonly code: CloudErrorCode,
    message: string,
    readonly refusals: readonly Refusal[] = [],
  ) {
    super(message);
    this.name = "CloudError";
  }

  /** One error out of several refusals, each on a line of its own. */
  static refused(refusals: readonly Refusal[], code: CloudErrorCode = "refused"): CloudError {
    const lines = refusals.map(({ property, reason }) => (property ? `${property}: ${reason}` : reason));
    return new CloudError(code, lines.join("\n"), refusals);
  }
}
