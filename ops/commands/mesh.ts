/** `mesh keys`: make, rotate and look at the keys of the mesh's gateways. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { loadTopology } from "../../src/topology/load";
import type { Topology } from "../../src/topology/schema";
import { runFleet } from "../engine/fleet";
import { UserError } from "../errors";
import { layoutDirectory } from "../layout";
import { deployedBy } from "../mesh/deployed";
import { completeKeys } from "../mesh/init";
import { day } from "../mesh/keypair";
import { pulumiAsker } from "../mesh/pulumi-vault";
import { type Rotation, stepWords, takeAll, takeNext } from "../mesh/rotate";
import { actions, type IsDue, type Member } from "../mesh/rotation";
import { changeStackKeys, readStackKeys, stackFile } from "../mesh/stack-file";
import { keysStatus, statusCode } from "../mesh/status";
import { type Called, planWords, rotateCommand, settleSeconds, statusTable, upCommand } from "../mesh/words";
import { progress } from "../render/progress";
import { type CommonOptions, openSession, type Session } from "../session";
import { chosenStacks } from "../target/target";
import { print } from "./ask";

export interface KeysOptions extends CommonOptions {
  readonly json?: boolean | undefined;
}

export interface RotateOptions extends KeysOptions {
  readonly gateway?: number | undefined;
  readonly key?: string | undefined;
  readonly before?: string | undefined;
  readonly step?: boolean | undefined;
  readonly apply?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

const say = (text: string) => process.stderr.write(`${text}\n`);

/** The directory whose stack files the engine reads: in the sandbox the copies, which have keys of their own. */
function keysDirectory({ target }: Session): string {
  return target.place("global").directory;
}

/**
 * Regions of the mesh among the stacks that were asked for.
 * @throws UserError when one is asked for by name that has no mesh.
 */
export function meshStacks(topology: Topology, wanted: readonly string[] | undefined): string[] {
  const stacks = chosenStacks(topology, wanted);
  const members = topology.regions.filter(({ name, isolated }) => !isolated && stacks.includes(name));
  const others = stacks.filter((stack) => !members.some(({ name }) => name === stack));
  if (wanted && wanted.length > 0 && others.length > 0)
    throw new UserError(`${others.join(", ")} has no gateway: the mesh joins regions that are not isolated.`);
  return members.map(({ name }) => name);
}

export async function initKeys(options: KeysOptions): Promise<number> {
  // How many gateways a region has may have changed: that is what is mended here.
  const { topology, target, ...session } = await openSession(options, say, ["meshGateways"]);
  const directory = keysDirectory({ topology, target, ...session });
  const { gatewaysPerRegion } = topology.shared.mesh;
  const regions: { region: string; changed: boolean }[] = [];
  for (const region of meshStacks(topology, options.stack)) {
    const changed = await target.changing(() =>
      changeStackKeys(directory, region, (keys) =>
        completeKeys(region, keys, gatewaysPerRegion, target.vault, new Date()),
      ),
    );
    regions.push({ region, changed });
  }
  const lines = regions.map(({ region, changed }) => `${region}: ${changed ? "has keys now" : "has its keys"}`);
  if (regions.some(({ changed }) => changed))
    lines.push("Public halves stand in the stack files, private ones beside them as secrets. Next: ./meridian up");
  return print(options.json, { regions }, lines.join("\n"));
}

/** In the clouds the stack files say it all; the sandbox's copies have to be there first. */
export async function printKeysStatus(options: KeysOptions): Promise<number> {
  const directory =
    options.target === "cloud" ? layoutDirectory(options.layout) : keysDirectory(await openSession(options, say));
  const topology = loadTopology(directory);
  const hasHalves = (region: string) =>
    readStackKeys(readFileSync(stackFile(directory, region), "utf8")).secure !== undefined;
  const status = keysStatus(topology, meshStacks(topology, options.stack), hasHalves, new Date());
  print(options.json, status, statusTable(status));
  return statusCode(status);
}

/** The options with what they leave unsaid: keys that were made before today, so that a new one is never due. */
function checked(options: RotateOptions, today: string): RotateOptions & Called {
  const { step, apply, before, gateway, key, stack, target, yes } = options;
  if (step && apply) throw new UserError("--step takes one step and --apply takes all: say one of them.");
  if (before !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(before) && before <= today))
    throw new UserError(
      `--before is "${before}"; it is a day up to today: ${today}. A key made today is named with --key.`,
    );
  if (gateway !== undefined && !(Number.isInteger(gateway) && gateway >= 1))
    throw new UserError("--gateway is the number of a gateway: 1 or 2.");
  if (gateway !== undefined && stack?.length !== 1)
    throw new UserError("--gateway is one of a region's: say which with --stack.");
  if (key !== undefined && [stack, gateway, before].some((other) => other !== undefined))
    throw new UserError("--key names the key itself: without --stack, --gateway and --before.");
  if (apply && target === "cloud" && !yes)
    throw new UserError("This changes real clouds. Say --yes to go on without being asked.");
  return key === undefined ? { ...options, before: before ?? today } : options;
}

function dueOf(regions: readonly string[], { gateway, key, before = "" }: Called): IsDue {
  if (key !== undefined) return (_region, _gateway, { publicKey }) => publicKey === key;
  return (region, index, { since }) =>
    regions.includes(region) && (gateway === undefined || gateway === index) && since < before;
}

export async function rotateKeys(given: RotateOptions): Promise<number> {
  const options = checked(given, day(new Date()));
  const session = await openSession(options, say);
  const { target } = session;
  const directory = keysDirectory(session);
  const mesh = (): Member[] =>
    loadTopology(directory)
      .regions.filter(({ isolated }) => !isolated)
      .map(({ name, mesh: { gateways } }) => ({ region: name, gateways }));
  const wanted = meshStacks(session.topology, options.stack);
  const rotation: Rotation = {
    directory,
    vault: target.vault,
    now: () => new Date(),
    mesh,
    isDue: dueOf(wanted, options),
    changing: (work) => target.changing(work),
    say,
    upCommand: (regions) => upCommand(options, regions),
  };
  if (options.step) return oneStep(session, rotation, options);
  if (options.apply) return allSteps(session, rotation, options);
  const planned = actions(mesh(), rotation.isDue);
  return print(options.json, { actions: planned }, planWords(options, mesh(), planned));
}

const deployedIn = ({ command, target }: Session) => deployedBy(pulumiAsker(command, (stack) => target.place(stack)));

async function oneStep(session: Session, rotation: Rotation, options: RotateOptions): Promise<number> {
  const step = await takeNext(rotation, deployedIn(session));
  const left = planWords(options, rotation.mesh(), actions(rotation.mesh(), rotation.isDue));
  return print(options.json, { step: step ?? null }, step ? `${stepWords(step)}.\n${left}` : left);
}

async function allSteps(session: Session, rotation: Rotation, options: RotateOptions): Promise<number> {
  const seconds = options.target === "cloud" ? settleSeconds : 0;
  try {
    const steps = await takeAll(rotation, {
      bringUp: (regions) => bringUp(session, regions),
      settle: () => sleep(seconds * 1000),
      deployed: deployedIn(session),
    });
    return print(options.json, { steps }, steps > 0 ? `Rotated, in ${steps} steps.` : planWords(options, [], []));
  } catch (error) {
    say(`Once that is mended, go on with: ${rotateCommand(options, "--apply")}`);
    throw error;
  }
}

/** @throws UserError when a stack fails or is refused; the rotation stands where it is. */
async function bringUp(session: Session, regions: readonly string[]): Promise<void> {
  say(`up: ${regions.join(", ")}`);
  const shown = progress();
  const reports = await runFleet(
    { ...session, stacks: regions },
    {
      operation: "up",
      policies: true,
      onStart: (stack) => shown.start(stack),
      onProgress: (report) => shown.update(report),
      onNote: (stack, note) => shown.note(stack, note),
    },
  );
  shown.end();
  const failed = reports.filter(({ outcome, policies }) => outcome !== "done" || policies.violations.length > 0);
  if (failed.length === 0) return;
  const why = failed.map(({ stack, errors, policies }) =>
    [stack, ...errors, ...policies.violations.map(({ message }) => message)].join("\n  "),
  );
  throw new UserError(
    `The rotation stops where it is; nothing is lost. These could not be brought up:\n${why.join("\n")}`,
  );
}
