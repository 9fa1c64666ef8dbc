/** Where a provider stands: its package's models, the world, and the account and region it was pointed at. */
import type { Catalog } from "./catalog";
import { type Identity, identity } from "./identity";
import type { ModelContext, Placement, Properties, ResourceModel } from "./model";
import { nameIn } from "./urn";
import { isUnknown, own } from "./values";
import { WorldView } from "./view";
import { addressScope, type Entry, keyOf, keyOfEntry, type SandboxWorld } from "./world";

/** A resource as it is wanted. */
export interface Wanted {
  readonly model: ResourceModel;
  readonly urn: string;
  readonly inputs: Properties;
}

export class Site {
  constructor(
    readonly catalog: Catalog,
    readonly world: SandboxWorld,
    readonly placement: Placement,
    /** The provider's inputs. */
    readonly config: Properties,
  ) {}

  get packageName(): string {
    return this.catalog.model.name;
  }

  /** `inputs.region` where the type takes one, else the provider's. */
  regionOf(model: ResourceModel, inputs: Properties): string {
    const region = own(model.inputs, "region") ? own(inputs, "region") : undefined;
    return typeof region === "string" && !isUnknown(region) ? region : this.placement.region;
  }

  /** Where an object of these inputs lies; a type without a location has no region. */
  placementOf({ model, inputs }: Pick<Wanted, "model" | "inputs">): Placement {
    const region = model.location === "global" ? "" : this.regionOf(model, inputs);
    return { account: this.placement.account, region };
  }

  keyOf(wanted: Pick<Wanted, "model" | "inputs">, id: string): string {
    return keyOf(this.packageName, wanted.model.type, this.placementOf(wanted), id);
  }

  entry(wanted: Pick<Wanted, "model" | "inputs">, id: string): Entry | undefined {
    return this.world.get(this.keyOf(wanted, id));
  }

  /** Objects that can not do without this one. */
  usersOf(entry: Entry): readonly Entry[] {
    return this.world.heldBy(keyOfEntry(entry));
  }

  view(placement: Placement): WorldView {
    return new WorldView(this.world, this.packageName, placement);
  }

  context(wanted: Wanted): ModelContext {
    const { model, urn, inputs } = wanted;
    return {
      urn,
      resourceName: nameIn(urn),
      placement: this.placement,
      region: this.regionOf(model, inputs),
      inputs,
      given: givenIn(inputs),
      world: this.view(this.placementOf(wanted)),
    };
  }

  /** What an object draws its id and addresses from: the one that exists, or the next of the URN. */
  identity(urn: string, stream: "id" | "compute", entry?: Entry): Identity {
    const scope = addressScope({ package: this.packageName, object: { urn } });
    const key = entry && keyOfEntry(entry);
    return identity({
      urn: entry?.origin ?? urn,
      sequence: entry?.sequence ?? this.world.createdCount(urn),
      stream,
      addresses: entry?.addresses ?? [],
      taken: (address) => this.world.addressTaken(scope, address, key),
    });
  }
}

export function givenIn(inputs: Properties): (input: string) => boolean {
  return (input) => own(inputs, input) !== undefined && own(inputs, input) !== null;
}
