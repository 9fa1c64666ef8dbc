/** Runs a program against Pulumi's mock monitor to its end. */
import * as pulumi from "@pulumi/pulumi";

/** The SDK notes a stack with each promise and each resource, and vitest maps each to its sources: more than half of a run's time. */
async function withoutStacks<T>(run: () => Promise<T>): Promise<T> {
  const limit = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
  // The SDK raises the limit to find the line that registers a resource.
  Object.defineProperty(Error, "stackTraceLimit", { configurable: true, get: () => 0, set: () => {} });
  try {
    return await run();
  } finally {
    if (limit) Object.defineProperty(Error, "stackTraceLimit", limit);
  }
}

/** Resolves once all that the program registers has been answered. */
export async function runProgram(mocks: pulumi.runtime.Mocks, stack: string, program: () => unknown): Promise<void> {
  await pulumi.runtime.setMocks(mocks, "meridian", stack, false);
  await withoutStacks(async () => {
    await pulumi.runtime.runInPulumiStack(async () => {
      await program();
      return {};
    });
    await pulumi.runtime.disconnect(false);
  });
}
