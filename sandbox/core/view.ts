/** What models see of the world: their own package, their own account and region first. */
import type { Placement, StoredObject, World } from "./model";
import { own } from "./values";
import { type Entry, keyOf, type SandboxWorld } from "./world";

export class WorldView implements World {
  constructor(
    private readonly world: SandboxWorld,
    private readonly packageName: string,
    private readonly placement: Placement,
  ) {}

  objects(type: string): readonly StoredObject[] {
    return Array.from(this.world.ofType(this.packageName, type), ({ object }) => object);
  }

  find(type: string, value: string, by = "id"): StoredObject | undefined {
    return this.locate(type, value, by)?.object;
  }

  /** The nearest object: in this account and region, else one without a location, else any. */
  locate(type: string, value: string, by = "id"): Entry | undefined {
    if (by === "id") {
      const here = this.world.get(keyOf(this.packageName, type, this.placement, value));
      if (here) return here;
    }
    let nearest: Entry | undefined;
    let least = 3;
    for (const entry of this.world.ofType(this.packageName, type)) {
      if (valueBy(entry, by) !== value) continue;
      const far = this.distance(entry.object.placement);
      if (far >= least) continue;
      if (far === 0) return entry;
      least = far;
      nearest = entry;
    }
    return nearest;
  }

  private distance({ account, region }: Placement): number {
    if (account !== this.placement.account) return 2;
    return region === "" || region === this.placement.region ? 0 : 1;
  }
}

export function valueBy({ object }: Entry, by: string): unknown {
  return by === "id" ? object.id : own(object.state, by);
}
