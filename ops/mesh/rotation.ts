/**
 * The rotation of a gateway's key, as what the stack files say. Three steps, each one change of one stack file:
 *
 *     steady ── announce ──> announced ── switch ──> switched ── retire ──> steady
 *     speaks K               speaks K, next N        speaks N, previous K   speaks N
 *
 * Peers let in every key that a stack file names, so that one that is a step behind still knows the key that is spoken. Before a
 * step, those whom it would leave two behind have to be brought up. Pure.
 */
import type { MeshGatewayKeys, MeshKey } from "../../src/topology/mesh";

export type Stage = "steady" | "announced" | "switched";
export type StepKind = "announce" | "switch" | "retire";

/** A region of the mesh and what its stack file says of its gateways. */
export interface Member {
  readonly region: string;
  readonly gateways: readonly MeshGatewayKeys[];
}

export interface Step {
  readonly kind: StepKind;
  readonly region: string;
  /** From 1. */
  readonly gateway: number;
}

/** What a region has to have been brought up with before a step. */
export interface Need {
  readonly region: string;
  /** `accepts`: it lets the key in; `speaks`: a gateway of its own speaks with it. */
  readonly what: "accepts" | "speaks";
  readonly publicKey: string;
}

export type IsDue = (region: string, gateway: number, keys: MeshGatewayKeys) => boolean;

export function stageOf({ next, previous }: MeshGatewayKeys): Stage {
  if (previous) return "switched";
  return next ? "announced" : "steady";
}

const stepFrom: Readonly<Record<Stage, StepKind>> = { steady: "announce", announced: "switch", switched: "retire" };

/** A gateway that has begun comes first, whoever is due: one at a time over the whole mesh. Undefined when all is done. */
export function nextStep(mesh: readonly Member[], isDue: IsDue): Step | undefined {
  const all = mesh.flatMap(({ region, gateways }) =>
    gateways.map((keys, position) => ({ region, gateway: position + 1, keys })),
  );
  const turn =
    all.find(({ keys }) => stageOf(keys) !== "steady") ??
    all.find(({ region, gateway, keys }) => isDue(region, gateway, keys));
  return turn && { kind: stepFrom[stageOf(turn.keys)], region: turn.region, gateway: turn.gateway };
}

export function needsOf(mesh: readonly Member[], { kind, region, gateway }: Step): readonly Need[] {
  const keys = mesh.find((member) => member.region === region)?.gateways[gateway - 1];
  if (!keys || kind === "announce") return [];
  if (kind === "retire") return [{ region, what: "speaks", publicKey: keys.publicKey }];
  const { next } = keys;
  if (!next) return [];
  return mesh
    .filter((member) => member.region !== region && member.gateways.length > 0)
    .map((member) => ({ region: member.region, what: "accepts", publicKey: next.publicKey }));
}

/**
 * The gateway's entry after a step; `made` is the key that an announcement announces.
 * @throws RangeError when the step is not the entry's next one.
 */
export function taken(keys: MeshGatewayKeys, kind: StepKind, made: () => MeshKey): MeshGatewayKeys {
  const { publicKey, since, next } = keys;
  if (stepFrom[stageOf(keys)] !== kind)
    throw new RangeError(`a gateway that is ${stageOf(keys)} has no ${kind} before it`);
  if (kind === "announce") return { publicKey, since, next: made() };
  if (kind === "switch" && next) return { ...next, previous: { publicKey, since } };
  return { publicKey, since, ...(next && { next }) };
}

export type Action =
  | { readonly kind: "step"; readonly step: Step }
  /** Bring these up; with `settle`, then wait until their gateways have fetched it. */
  | { readonly kind: "up"; readonly regions: readonly string[]; readonly settle: boolean };

/** All that is left to do, in order. The last action brings up everybody, so that no peer lets an old key in any more. */
export function actions(mesh: readonly Member[], isDue: IsDue): readonly Action[] {
  const done: Action[] = [];
  let now = mesh;
  let made = 0;
  const fresh = (): MeshKey => {
    made += 1;
    return { publicKey: `made ${made}`, since: "9999-12-31" };
  };
  const due: IsDue = (region, gateway, keys) => !keys.publicKey.startsWith("made ") && isDue(region, gateway, keys);
  for (let step = nextStep(now, due); step; step = nextStep(now, due)) {
    const { kind, region, gateway } = step;
    const regions = needsOf(now, step).map((need) => need.region);
    if (regions.length > 0) done.push({ kind: "up", regions, settle: true });
    done.push({ kind: "step", step });
    now = now.map((member) =>
      member.region === region
        ? {
            region,
            gateways: member.gateways.map((keys, at) => (at === gateway - 1 ? taken(keys, kind, fresh) : keys)),
          }
        : member,
    );
  }
  if (done.length === 0) return [];
  const everybody = mesh.filter(({ gateways }) => gateways.length > 0).map(({ region }) => region);
  return [...done, { kind: "up", regions: everybody, settle: false }];
}
