/** The rotation as a state machine: it converges from anywhere, and nobody is ever left behind. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  actions,
  type IsDue,
  type Member,
  needsOf,
  nextStep,
  type Step,
  stageOf,
  taken,
} from "../../../ops/mesh/rotation";
import type { MeshGatewayKeys } from "../../../src/topology/mesh";

const old = "2026-01-01";
const today = "2026-11-21";
const isDue: IsDue = (_region, _gateway, { since }) => since < today;

let made = 0;
function fresh(since = today) {
  made += 1;
  return { publicKey: `key ${made}`, since };
}

/** A mesh as any number of rotations, ended anywhere, may have left it: at most one gateway has begun. */
const meshes = fc
  .record({
    gateways: fc.integer({ min: 2, max: 3 }),
    regions: fc.integer({ min: 2, max: 5 }),
    ages: fc.array(fc.boolean(), { minLength: 15, maxLength: 15 }),
    begun: fc.nat(20),
    stage: fc.constantFrom("announced", "switched"),
  })
  .map(({ gateways, regions, ages, begun, stage }): Member[] =>
    Array.from({ length: regions }, (_, region) => ({
      region: `region-${region}`,
      gateways: Array.from({ length: gateways }, (__, position): MeshGatewayKeys => {
        const index = region * gateways + position;
        if (index === begun)
          return stage === "announced" ? { ...fresh(old), next: fresh() } : { ...fresh(), previous: fresh(old) };
        return fresh(ages[index] ? old : today);
      }),
    })),
  );

function stepped(mesh: readonly Member[], { kind, region, gateway }: Step): Member[] {
  return mesh.map((member) => ({
    region: member.region,
    gateways: member.gateways.map((keys, position) =>
      member.region === region && position === gateway - 1 ? taken(keys, kind, fresh) : keys,
    ),
  }));
}

const keysIn = (member: Member | undefined) =>
  (member?.gateways ?? []).flatMap(({ publicKey, next, previous }) =>
    [publicKey, next?.publicKey, previous?.publicKey].filter((key) => key !== undefined),
  );

/** What each region runs: the stack files as they were when it was brought up last. */
class World {
  readonly runs: Map<string, readonly Member[]>;

  constructor(public files: readonly Member[]) {
    this.runs = new Map(files.map(({ region }) => [region, files]));
  }

  bringUp(region: string): void {
    this.runs.set(region, this.files);
  }

  private seenBy(region: string, of: string): Member | undefined {
    return this.runs.get(region)?.find((member) => member.region === of);
  }

  /** Every peer lets in the key that each gateway speaks with, as each of them runs. */
  nobodyIsLeftBehind(): void {
    for (const { region } of this.files) {
      const speaks = this.seenBy(region, region)?.gateways.map(({ publicKey }) => publicKey) ?? [];
      for (const peer of this.files.filter((other) => other.region !== region))
        expect(keysIn(this.seenBy(peer.region, region))).toEqual(expect.arrayContaining(speaks));
    }
  }

  meets(step: Step): boolean {
    return needsOf(this.files, step).every(({ region, what, publicKey }) =>
      what === "accepts"
        ? this.files.some((member) => keysIn(this.seenBy(region, member.region)).includes(publicKey))
        : this.seenBy(region, region)?.gateways.some((keys) => keys.publicKey === publicKey),
    );
  }

  /** At most one gateway has begun. */
  oneAtATime(): void {
    const begun = this.files.flatMap(({ gateways }) => gateways.filter((keys) => stageOf(keys) !== "steady"));
    expect(begun.length).toBeLessThanOrEqual(1);
  }
}

describe("a rotation", () => {
  it("announces, switches and retires", () => {
    const steady: MeshGatewayKeys = { publicKey: "K", since: old };
    const announced = taken(steady, "announce", () => ({ publicKey: "N", since: today }));
    expect(announced).toEqual({ publicKey: "K", since: old, next: { publicKey: "N", since: today } });
    const switched = taken(announced, "switch", fresh);
    expect(switched).toEqual({ publicKey: "N", since: today, previous: { publicKey: "K", since: old } });
    expect(taken(switched, "retire", fresh)).toEqual({ publicKey: "N", since: today });
    expect(() => taken(steady, "switch", fresh)).toThrow(RangeError);
    expect(() => taken(announced, "announce", fresh)).toThrow(/announced/);
  });

  it("ends with every key new that was due, wherever it begins, in three steps a gateway", () => {
    fc.assert(
      fc.property(meshes, (begin) => {
        const due = begin.flatMap(({ gateways }) =>
          gateways.filter((keys) => stageOf(keys) === "steady" && keys.since < today),
        );
        const left = { steady: 0, announced: 2, switched: 1 };
        const begun = begin.flatMap(({ gateways }) => gateways).reduce((sum, keys) => sum + left[stageOf(keys)], 0);
        let mesh: readonly Member[] = begin;
        let steps = 0;
        for (let step = nextStep(mesh, isDue); step; step = nextStep(mesh, isDue)) {
          mesh = stepped(mesh, step);
          steps += 1;
        }
        expect(steps).toBe(3 * due.length + begun);
        for (const { gateways } of mesh)
          for (const keys of gateways) expect(keys).toEqual({ publicKey: keys.publicKey, since: today });
      }),
    );
  });

  it("leaves nobody behind, whoever is brought up when, as long as each step's needs are met", () => {
    const doings = fc.array(fc.oneof(fc.constant("step" as const), fc.nat(4)), { maxLength: 120 });
    fc.assert(
      fc.property(meshes, doings, (begin, what) => {
        // Before what began, all ran one and the same.
        const world = new World(begin);
        for (const doing of what) {
          const step = doing === "step" ? nextStep(world.files, isDue) : undefined;
          if (step && world.meets(step)) world.files = stepped(world.files, step);
          else if (typeof doing === "number") world.bringUp(begin[doing % begin.length]?.region ?? "");
          world.nobodyIsLeftBehind();
          world.oneAtATime();
        }
      }),
    );
  });

  it("tolerates peers that are a step behind, and would not tolerate two", () => {
    const begin: Member[] = ["a", "b"].map((region) => ({ region, gateways: [fresh(old), fresh(old)] }));
    const world = new World(begin);
    const announce = nextStep(world.files, isDue);
    if (!announce) throw new Error("nothing is due");
    world.files = stepped(world.files, announce);
    const hasty = nextStep(world.files, isDue);
    if (!hasty) throw new Error("nothing to switch");
    expect(world.meets(hasty)).toBe(false);
    world.files = stepped(world.files, hasty);
    world.bringUp("a");
    expect(() => world.nobodyIsLeftBehind()).toThrow();
  });

  it("plans what a run of it would do", () => {
    fc.assert(
      fc.property(meshes, (begin) => {
        const world = new World(begin);
        const planned = actions(begin, isDue);
        for (const action of planned) {
          if (action.kind === "up") {
            for (const region of action.regions) world.bringUp(region);
          } else {
            expect(nextStep(world.files, isDue)).toEqual(action.step);
            expect(world.meets(action.step)).toBe(true);
            world.files = stepped(world.files, action.step);
          }
          world.nobodyIsLeftBehind();
        }
        expect(nextStep(world.files, isDue)).toBeUndefined();
        if (planned.length > 0) for (const runs of world.runs.values()) expect(runs).toBe(world.files);
      }),
    );
  });

  it("goes to its end for a gateway that names both keys, as only somebody's edit can have left it", () => {
    const both: Member[] = [
      { region: "a", gateways: [{ ...fresh(), next: fresh(), previous: fresh() }] },
      { region: "b", gateways: [fresh()] },
    ];
    const kinds = actions(both, () => false).flatMap((action) => (action.kind === "step" ? action.step.kind : []));
    expect(kinds).toEqual(["retire", "switch", "retire"]);
  });
});
