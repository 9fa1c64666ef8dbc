/** Runs components against Pulumi's mock monitor and tells what they register. */
import type { MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { runProgram } from "./run";

export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly custom: boolean;
  /** Name of the explicit provider, or "" when the registration would take the default one. */
  readonly provider: string;
}

/** Answers a mock gives for one type: outputs beside the inputs. */
export type Answers = Record<string, (args: MockResourceArgs) => Record<string, unknown>>;
export type InvokeAnswers = Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>>;

/** Everything that `build` registers, once every registration has gone through. */
export async function registrations(
  build: () => unknown | Promise<unknown>,
  answers: Answers = {},
  invokes: InvokeAnswers = {},
): Promise<Registration[]> {
  const seen: Registration[] = [];
  await runProgram(
    {
      newResource(args) {
        seen.push({
          type: args.type,
          name: args.name,
          inputs: args.inputs,
          custom: args.custom ?? false,
          provider: args.provider?.split("::")[3] ?? "",
        });
        return { id: args.id || `${args.name}-id`, state: { ...args.inputs, ...answers[args.type]?.(args) } };
      },
      call(args) {
        const answer = invokes[args.token];
        if (!answer) throw new Error(`the test answers no invoke ${args.token}`);
        return answer(args.inputs);
      },
    },
    "test",
    build,
  );
  return seen;
}
