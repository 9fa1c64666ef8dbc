/** `mesh keys` on the command line. */
import type { Command, Option } from "@commander-js/extra-typings";
import { initKeys, printKeysStatus, rotateKeys } from "./mesh";

interface Options {
  readonly stackOption: () => Option<"-s, --stack <names...>", undefined, undefined, string[]>;
  readonly layoutOption: () => Option<"-l, --layout <name>", undefined, string>;
  readonly targetOption: () => Option<"-t, --target <target>", undefined, string>;
  readonly jsonOption: () => Option<"--json">;
}

type Finish = (work: number | Promise<number>) => Promise<void>;

export function addMeshCommands(meridian: Command, options: Options, finish: Finish): void {
  const { stackOption, layoutOption, targetOption, jsonOption } = options;
  const mesh = meridian.command("mesh").description("the WireGuard mesh between regions");
  const keys = mesh.command("keys").description("its gateways' keys (docs/mesh-keys.md)");

  keys
    .command("init")
    .description("make keys for every region of the mesh that lacks them")
    .addOption(stackOption())
    .addOption(layoutOption())
    .addOption(targetOption())
    .addOption(jsonOption())
    .action((given) => finish(initKeys(given)));

  keys
    .command("rotate")
    .description("show how keys are exchanged for new ones under traffic; with --step or --apply, do it")
    .addOption(stackOption())
    .option("--gateway <number>", "only this gateway of the region", Number)
    .option("--key <public half>", "only the gateway that speaks with this key, however young it is")
    .option("--before <day>", "only keys made before this day (default: today)")
    .option("--step", "take the next step: a change of one stack file")
    .option("--apply", "take every step, and bring regions up in between")
    .addOption(layoutOption())
    .addOption(targetOption())
    .addOption(jsonOption())
    .option("-y, --yes", "change real clouds without being asked")
    .action((given) => finish(rotateKeys(given)));

  keys
    .command("status")
    .description("how old the keys are; exit 1 when one is too old or missing")
    .addOption(stackOption())
    .addOption(layoutOption())
    .addOption(targetOption())
    .addOption(jsonOption())
    .action((given) => finish(printKeysStatus(given)));
}
