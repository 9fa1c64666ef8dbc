/** How old the mesh's keys are, and where their rotation stands. Pure. */
import { gatewayName } from "../../src/plan/mesh/addresses";
import type { Topology } from "../../src/topology/schema";
import { type Stage, stageOf } from "./rotation";

export type Verdict = "good" | "warn" | "critical" | "missing";

export interface GatewayStatus {
  readonly region: string;
  /** From 1. */
  readonly gateway: number;
  readonly name: string;
  readonly publicKey?: string;
  readonly since?: string;
  readonly ageDays?: number;
  readonly stage?: Stage;
  readonly verdict: Verdict;
  /** What to do, or what is odd; nothing where all is well. */
  readonly note: string;
}

export interface KeysStatus {
  /** Days after which a key is too old. */
  readonly rotationDays: number;
  /** Days after which it is time. */
  readonly warnDays: number;
  readonly gateways: readonly GatewayStatus[];
}

/** Days before the end in which there is time to rotate. */
const notice = 10;
const dayMs = 86_400_000;

/** Whole days of UTC since a day; undefined where there is no such day. */
export function ageDays(since: string, now: Date): number | undefined {
  const made = Date.parse(`${since}T00:00:00Z`);
  return Number.isNaN(made) ? undefined : Math.floor((now.getTime() - made) / dayMs);
}

function judged(age: number | undefined, limits: Pick<KeysStatus, "rotationDays" | "warnDays">): [Verdict, string] {
  if (age === undefined) return ["critical", "no such day"];
  if (age < 0) return ["critical", "a day that is yet to come"];
  if (age > limits.rotationDays) return ["critical", `older than ${limits.rotationDays} days: rotate it now`];
  if (age > limits.warnDays) return ["warn", `older than ${limits.warnDays} days: rotate it`];
  return ["good", ""];
}

/** @param hasHalves whether a region's stack file holds private halves. */
export function keysStatus(
  { shared, regions }: Topology,
  stacks: readonly string[],
  hasHalves: (region: string) => boolean,
  now: Date,
): KeysStatus {
  const { keyRotationDays: rotationDays, gatewaysPerRegion } = shared.mesh;
  const limits = { rotationDays, warnDays: Math.max(0, rotationDays - notice) };
  const gateways = regions
    .filter(({ name, isolated }) => !isolated && stacks.includes(name))
    .flatMap(({ name: region, mesh }) =>
      Array.from({ length: gatewaysPerRegion }, (_, position): GatewayStatus => {
        const keys = mesh.gateways[position];
        const place = { region, gateway: position + 1, name: gatewayName(region, position + 1) };
        if (!keys) return { ...place, verdict: "missing", note: "no key: ./meridian mesh keys init" };
        const { publicKey, since } = keys;
        const age = ageDays(since, now);
        const found = { ...place, publicKey, since, ...(age !== undefined && { ageDays: age }), stage: stageOf(keys) };
        if (!hasHalves(region)) return { ...found, verdict: "missing", note: "no private half in the stack file" };
        const [verdict, note] = judged(age, limits);
        return { ...found, verdict, note };
      }),
    );
  return { ...limits, gateways };
}

/** 1 when a key is too old or missing. */
export function statusCode({ gateways }: KeysStatus): number {
  return gateways.some(({ verdict }) => verdict === "critical" || verdict === "missing") ? 1 : 0;
}
