/** Takes the steps of a rotation. What the stack files say is its only memory, so it may end anywhere and begin again. */
import { UserError } from "../errors";
import { makeKey } from "./keypair";
import { namedKeys, openHalves, sealHalves } from "./private-halves";
import { type IsDue, type Member, type Need, needsOf, nextStep, type Step, taken } from "./rotation";
import { changeStackKeys } from "./stack-file";
import type { Vault } from "./vault";

/** What a region was brought up with, by its outputs; a part that they do not tell is undefined. */
export interface Deployed {
  readonly speaks: readonly string[] | undefined;
  readonly accepts: readonly string[] | undefined;
}

export interface Rotation {
  readonly directory: string;
  readonly vault: Vault;
  readonly now: () => Date;
  /** The mesh as the stack files say it. */
  readonly mesh: () => readonly Member[];
  readonly isDue: IsDue;
  /** Runs `work` while nobody else changes the stack files. */
  readonly changing: <T>(work: () => Promise<T>) => Promise<T>;
  readonly say: (line: string) => void;
  /** The command that brings regions up. */
  readonly upCommand: (regions: readonly string[]) => string;
}

/** The doings of a rotation that goes on by itself. */
export interface Applied {
  /** @throws UserError when one of them fails. */
  readonly bringUp: (regions: readonly string[]) => Promise<void>;
  /** Waits until gateways have fetched what they were given. */
  readonly settle: () => Promise<void>;
  readonly deployed: (region: string) => Promise<Deployed>;
}

const words = {
  announce: "announced its next key",
  switch: "speaks with its new key",
  retire: "left its old key",
} as const;

export function stepWords({ kind, region, gateway }: Step): string {
  return `${region}, gateway ${gateway}: ${words[kind]}`;
}

/** Takes one step, if it is still the next one. */
async function take(rotation: Rotation, step: Step): Promise<void> {
  const { directory, vault, now, isDue } = rotation;
  const { kind, region, gateway } = step;
  await rotation.changing(async () => {
    const still = nextStep(rotation.mesh(), isDue);
    if (still?.kind !== kind || still.region !== region || still.gateway !== gateway)
      throw new UserError("Somebody else changed the mesh's keys meanwhile. Run it again.");
    await changeStackKeys(directory, region, async (keys) => {
      const added: Record<string, string> = {};
      const make = () => {
        const { key, privateKey } = makeKey(now());
        added[key.publicKey] = privateKey;
        return key;
      };
      const gateways = keys.gateways.map((entry, at) => (at === gateway - 1 ? taken(entry, kind, make) : entry));
      if (kind === "switch") return { ...keys, gateways };
      return sealHalves(region, keys, gateways, { ...(await openHalves(region, keys, vault)), ...added }, vault);
    });
  });
  rotation.say(stepWords(step));
}

function regionsOf(needs: readonly Need[]): string[] {
  return [...new Set(needs.map(({ region }) => region))];
}

/** Needs that the outputs do not confirm. */
export async function unmet(
  needs: readonly Need[],
  deployed: (region: string) => Promise<Deployed>,
): Promise<readonly Need[]> {
  const answers = await Promise.all(
    needs.map(async (need) => (await deployed(need.region))[need.what]?.includes(need.publicKey) ?? false),
  );
  return needs.filter((_, index) => !answers[index]);
}

/**
 * Takes the next step and no other. Answers it, or undefined when there is none.
 * @throws UserError when somebody would be left behind, naming who has to be brought up first.
 */
export async function takeNext(
  rotation: Rotation,
  deployed: (region: string) => Promise<Deployed>,
): Promise<Step | undefined> {
  const mesh = rotation.mesh();
  const step = nextStep(mesh, rotation.isDue);
  if (!step) return undefined;
  const behind = regionsOf(await unmet(needsOf(mesh, step), deployed));
  if (behind.length > 0)
    throw new UserError(
      `Before ${step.region}'s gateway ${step.gateway} can ${step.kind}, bring up what does not know of its key yet:\n` +
        `  ${rotation.upCommand(behind)}`,
    );
  await take(rotation, step);
  return step;
}

/** Regions that let in a key which no stack file names any more, as far as they tell. */
async function lettingInOldKeys(mesh: readonly Member[], { deployed }: Applied): Promise<string[]> {
  const named = new Set(mesh.flatMap(({ gateways }) => namedKeys(gateways)));
  const members = membersOf(mesh);
  const answers = await Promise.all(members.map(deployed));
  return members.filter((_, index) => answers[index]?.accepts?.some((key) => !named.has(key)));
}

function membersOf(mesh: readonly Member[]): string[] {
  return mesh.flatMap(({ region, gateways }) => (gateways.length > 0 ? region : []));
}

/**
 * Takes every step, and brings up in between whom the next one needs; at the end everybody, or those who still let old keys in where the
 * steps were taken by an earlier run. Answers how many steps it took.
 */
export async function takeAll(rotation: Rotation, applied: Applied): Promise<number> {
  const { bringUp, settle } = applied;
  let steps = 0;
  for (;;) {
    const mesh = rotation.mesh();
    const step = nextStep(mesh, rotation.isDue);
    if (!step) break;
    const regions = regionsOf(needsOf(mesh, step));
    if (regions.length > 0) {
      await bringUp(regions);
      await settle();
    }
    await take(rotation, step);
    steps += 1;
  }
  const mesh = rotation.mesh();
  const last = steps > 0 ? membersOf(mesh) : await lettingInOldKeys(mesh, applied);
  if (last.length > 0) await bringUp(last);
  return steps;
}
