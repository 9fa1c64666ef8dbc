/** Calls into models: what goes wrong inside of one is the model's fault, not the cloud's refusal. */
import { CloudError } from "./errors";

/** The function's answer. Throws "model-bug" when it throws anything but a CloudError. */
export function attempt<T>(token: string, urn: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof CloudError ? error : bug(token, urn, error);
  }
}

/** `urn` is "" for a function. */
export function bug(token: string, urn: string, error: unknown): CloudError {
  const message = error instanceof Error ? error.message : String(error);
  return new CloudError("model-bug", `the sandbox's model of ${token} failed${urn && ` at ${urn}`}: ${message}`);
}
