/** Commands in a lab's namespaces. */
import { execa } from "execa";
import { LabError } from "./error";
import { initOf } from "./namespace";
import { cleanEnvironment } from "./requirements";

export interface ExecOptions {
  /** Text for standard input. */
  readonly input?: string;
  /** By default a command that fails rejects. */
  readonly reject?: boolean;
  /** Milliseconds after which it is ended. */
  readonly timeout?: number;
}

/**
 * Runs `command` by sh(1). The answer is execa's: a promise of `stdout`, `stderr` and `exitCode`, and meanwhile the process, to read from and
 * to kill.
 */
function run(where: readonly string[], command: string, { input, reject = true, timeout }: ExecOptions) {
  const [file = "", ...args] = [...where, "sh", "-c", command];
  return execa(file, args, {
    reject,
    cwd: "/",
    env: cleanEnvironment,
    extendEnv: false,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    ...(timeout === undefined ? {} : { timeout }),
  });
}

export type Execution = ReturnType<typeof run>;

/** In a network namespace, with this machine's own files. */
export function inNetwork(namespace: string, command: string, options: ExecOptions = {}): Execution {
  return run(["ip", "netns", "exec", namespace], command, options);
}

/** On the machine whose first process is `init`: its network, files, processes and name. */
export function onMachine(init: number, command: string, options: ExecOptions = {}): Execution {
  return run(["nsenter", "--target", String(init), "--net", "--mount", "--pid", "--uts", "--ipc"], command, options);
}

/** @throws LabError when no machine runs in the namespace. */
export async function machineIn(namespace: string): Promise<number> {
  const init = await initOf(namespace);
  if (init === undefined) throw new LabError(`No machine runs in ${namespace}.`);
  return init;
}
