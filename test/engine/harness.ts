/** Runs the real command line, with the real engine, over copies of a topology that a test may spoil. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import type { StackReport } from "../../ops/engine/report";
import { layoutKey } from "../../ops/layout";

export const checkout = path.resolve(import.meta.dirname, "../..");

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A topology of a test's own: its files, its state and its clouds. */
export class Bench {
  readonly directory: string;
  private readonly sandbox: string;
  private readonly environment: Record<string, string> = {};

  constructor(
    readonly name: string,
    layout = ".",
  ) {
    this.directory = path.join(checkout, ".meridian", "test", name);
    this.sandbox = path.join(checkout, ".meridian", "sandbox", layoutKey(this.directory));
    rmSync(this.directory, { recursive: true, force: true });
    mkdirSync(this.directory, { recursive: true });
    const source = path.join(checkout, layout);
    for (const file of readdirSync(source).filter((entry) => /^Pulumi\..*yaml$/.test(entry))) {
      cpSync(path.join(source, file), path.join(this.directory, file));
    }
    this.useProgram("src/program.cjs");
  }

  /** Makes `program` (path from the checkout) the one that the engine runs. */
  useProgram(program: string): void {
    const main = path.relative(this.directory, path.join(checkout, program));
    this.edit("Pulumi.yaml", (text) => text.replace(/^main:.*$/m, `main: ${main}`));
  }

  /** Runs `test/engine/programs/<name>.ts` instead of the platform. */
  useTestProgram(name: string): this {
    this.useProgram("test/engine/programs/run.cjs");
    this.environment.MERIDIAN_TEST_PROGRAM = name;
    return this;
  }

  edit(file: string, change: (text: string) => string): void {
    const target = path.join(this.directory, file);
    const before = readFileSync(target, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changed nothing`);
    writeFileSync(target, after);
  }

  removeStackFiles(stacks: readonly string[]): void {
    for (const stack of stacks) rmSync(path.join(this.directory, `Pulumi.${stack}.yaml`));
  }

  /** The stack files as they lie there. */
  stackFiles(): Record<string, string> {
    const files = readdirSync(this.directory);
    return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(this.directory, file), "utf8")]));
  }

  start(args: readonly string[], env: Record<string, string> = {}) {
    return execa(path.join(checkout, "meridian"), args, {
      cwd: checkout,
      env: { MERIDIAN_LAYOUT: this.directory, CI: "true", NO_COLOR: "1", ...this.environment, ...env },
      stdin: "ignore",
      reject: false,
    });
  }

  async meridian(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
    const { exitCode, stdout, stderr } = await this.start(args, env);
    return { exitCode: exitCode ?? -1, stdout, stderr };
  }

  /** Runs `up`, `preview`, `policy` or `down` and answers the report of each stack by name. */
  async stacks(
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<Run & { readonly reports: Record<string, StackReport> }> {
    const run = await this.meridian([...args, "--json"], env);
    if (!run.stdout.startsWith("{")) throw new Error(`no report of ${args.join(" ")}:\n${run.stderr}`);
    const { stacks }: { stacks: StackReport[] } = JSON.parse(run.stdout);
    return { ...run, reports: Object.fromEntries(stacks.map((report) => [report.stack, report])) };
  }

  /** Checkpoint of a stack, as the file backend holds it. */
  checkpoint(
    stack: string,
    world = "shared",
  ): { resources?: { urn: string; type: string; id?: string; custom: boolean }[]; pending_operations?: unknown[] } {
    const file = path.join(this.sandbox, "worlds", world, "state", ".pulumi", "stacks", "meridian", `${stack}.json`);
    return JSON.parse(readFileSync(file, "utf8")).checkpoint.latest ?? {};
  }

  /** Objects that exist in the sandbox's clouds. */
  async objects(): Promise<{ type: string; id: string; urn: string }[]> {
    const { stdout } = await this.meridian(["sandbox", "list", "--json"]);
    return JSON.parse(stdout);
  }

  get cloudDirectory(): string {
    return path.join(this.sandbox, "cloud");
  }

  /** Ends the sandbox and removes everything of this bench. */
  async remove(): Promise<void> {
    await this.meridian(["sandbox", "stop"]);
    rmSync(this.sandbox, { recursive: true, force: true });
    rmSync(this.directory, { recursive: true, force: true });
  }
}
