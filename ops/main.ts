/** The `meridian` command line. Exit codes: 0 good, 1 found something, 2 wrong use. */
import { Command, CommanderError, Option } from "@commander-js/extra-typings";
import { formatProblems, TopologyError } from "../src/topology/load";
import { clean } from "./commands/clean";
import { engineCommands, runEngineCommand } from "./commands/engine";
import { printEnvironment, runPulumi } from "./commands/environment";
import { printImages } from "./commands/images";
import { addLabCommands } from "./commands/lab";
import { addMeshCommands } from "./commands/mesh-cli";
import { addSandboxCommands } from "./commands/sandbox";
import { printTopology } from "./commands/topology";
import { UserError } from "./errors";
import { ownLayout } from "./layout";

const layoutOption = () =>
  new Option("-l, --layout <name>", "topology to take: a folder of layouts/").env("MERIDIAN_LAYOUT").default(ownLayout);
const targetOption = () =>
  new Option("-t, --target <target>", "sandbox or cloud").env("MERIDIAN_TARGET").default("sandbox");
const jsonOption = () => new Option("--json", "a document for machines instead of words");

/** `--stack a,b` or `--stack a b`. */
const stackOption = () =>
  new Option("-s, --stack <names...>", "only these stacks").argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    ...value.split(",").filter((name) => name !== ""),
  ]);

/** Runs a command's work and makes its result the exit code. */
function finish(work: number | Promise<number>): Promise<void> {
  return Promise.resolve(work).then((code) => {
    process.exitCode = code;
  });
}

function build(): Command {
  const meridian = new Command("meridian")
    .description("One service in several regions and clouds; each person's data where the law wants it.")
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError("(meridian help shows what there is)");

  const described = {
    up: "bring the stacks up: regions side by side, global last",
    preview: "show what `up` would change, and what the policies say of it",
    policy: "judge every stack by the policies; change nothing",
    down: "take the stacks down: global first",
  } as const;
  for (const name of ["up", "preview", "policy", "down"] as const) {
    meridian
      .command(name)
      .description(described[name])
      .addOption(stackOption())
      .addOption(layoutOption())
      .addOption(targetOption())
      .addOption(jsonOption())
      .option("--refresh", "ask the clouds first, so that drift shows")
      .option("--expect-no-changes", "exit 1 when anything changes")
      .option("-y, --yes", "change real clouds without being asked")
      .option("-v, --verbose", "show the engine's own output too")
      .action((options) => finish(runEngineCommand(engineCommands[name], options)));
  }

  meridian
    .command("topology")
    .description("print what was understood of the stack files")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .option("--mermaid", "a map in Mermaid")
    .action((options) => finish(printTopology(options)));

  meridian
    .command("images")
    .description("what each region's registry has to be given: all that no pull-through cache brings")
    .addOption(stackOption())
    .addOption(layoutOption())
    .addOption(jsonOption())
    .addOption(new Option("--script", "commands that copy it, to be read before they are run").conflicts("json"))
    .action((options) => finish(printImages(options)));

  meridian
    .command("env")
    .description('set up a shell for plain `pulumi` against the sandbox: eval "$(./meridian env)"')
    .addOption(layoutOption())
    .addOption(targetOption())
    .action((options) => finish(printEnvironment(options)));

  meridian
    .command("pulumi", { hidden: true })
    .description("the Pulumi CLI against the sandbox (what `env` puts first on PATH)")
    .argument("[arguments...]")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((args) => finish(runPulumi(args, { layout: process.env.MERIDIAN_LAYOUT ?? ownLayout, target: "sandbox" })));

  addMeshCommands(meridian, { stackOption, layoutOption, targetOption, jsonOption }, finish);

  addSandboxCommands(meridian, layoutOption, jsonOption, finish);
  addLabCommands(meridian, layoutOption, jsonOption, finish);

  meridian
    .command("clean")
    .description("end the sandboxes and remove what running Meridian made in the checkout")
    .action(() => finish(clean()));

  return meridian;
}

const machineErrors = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE"]);

/** A full disk, a missing permission: nothing that a stack trace would explain. */
function isMachineError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && typeof error.code === "string" && machineErrors.has(error.code);
}

/** Says what is wrong; a stack trace only for mistakes of the program's own. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof TopologyError) {
    process.stderr.write(`${formatProblems(error.problems)}\n`);
    return 2;
  }
  if (error instanceof UserError) {
    process.stderr.write(`meridian: ${error.message}\n`);
    return 2;
  }
  if (isMachineError(error)) {
    process.stderr.write(`meridian: ${error.message}. What is recorded stays as it is; mend this and run again.\n`);
    return 2;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

build()
  .parseAsync(process.argv)
  .catch((error: unknown) => {
    process.exitCode = explain(error);
  });
