/**
 * `env` and the `pulumi` that it puts first on PATH: the real CLI, against the sandbox, with the stack files as they are.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { UserError } from "../errors";
import { ownLayout } from "../layout";
import { checkout, workDirectory } from "../paths";
import { type CommonOptions, openSession } from "../session";

const shimDirectory = path.join(workDirectory, "bin");

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function writeShim(): void {
  mkdirSync(shimDirectory, { recursive: true });
  const shim = path.join(shimDirectory, "pulumi");
  writeFileSync(shim, `#!/bin/sh\nexec ${quoted(path.join(checkout, "meridian"))} pulumi "$@"\n`);
  chmodSync(shim, 0o755);
}

/** Shell commands that make plain `pulumi` work against the sandbox; for `eval`. */
export async function printEnvironment(options: CommonOptions): Promise<number> {
  if (options.target !== "sandbox")
    throw new UserError("In the clouds plain `pulumi` needs no help: it uses your own backend and credentials.");
  await openSession(options, (text) => process.stderr.write(`${text}\n`));
  writeShim();
  process.stdout.write(
    [
      `export PATH=${quoted(shimDirectory)}:"$PATH"`,
      `export MERIDIAN_LAYOUT=${quoted(options.layout)}`,
      `# Run this to set up your shell:`,
      `# eval "$(./meridian env${options.layout === ownLayout ? "" : ` --layout ${options.layout}`})"`,
      "",
    ].join("\n"),
  );
  return 0;
}

/** The value of `-s STACK`, `--stack STACK` or `--stack=STACK`. */
export function stackArgument(args: readonly string[]): string | undefined {
  for (const [index, argument] of args.entries()) {
    if (argument === "-s" || argument === "--stack") return args[index + 1];
    if (argument.startsWith("--stack=")) return argument.slice("--stack=".length);
    if (argument.startsWith("-s=")) return argument.slice("-s=".length);
  }
  return undefined;
}

/** Runs the real CLI with `args` in the sandbox. An isolated stack is looked for in its own backend. */
export async function runPulumi(args: readonly string[], options: CommonOptions): Promise<number> {
  if (args[0] === "config" && ["set", "set-all", "rm", "rm-all", "cp"].includes(args[1] ?? "")) {
    throw new UserError(
      "The stack files are the topology: edit Pulumi.<stack>.yaml itself, and every command sees it.",
    );
  }
  const session = await openSession(options, (text) => process.stderr.write(`${text}\n`));
  const stack = stackArgument(args);
  const known = stack !== undefined && session.stacks.includes(stack);
  if (known) for (const note of await session.target.ready(stack)) process.stderr.write(`${stack}: ${note}\n`);
  const place = session.target.place(stack ?? "global");
  const { exitCode } = await execa(session.command, args, {
    cwd: place.directory,
    env: { ...place.environment, MERIDIAN_TOPOLOGY: place.directory },
    stdio: "inherit",
    reject: false,
  });
  return exitCode ?? 1;
}
