/** A configured provider: check, diff, create, read, update and delete of objects, all following from their models. */
import { admission, identifying, placeOf } from "./admission";
import { type Checked, checkFields } from "./check";
import { type Change, diffFields } from "./diff";
import { CloudError } from "./errors";
import { type Identity, identity } from "./identity";
import type { ModelContext, Placement, Properties, Refusal, ResourceModel, StoredObject } from "./model";
import type { SandboxPackage } from "./package";
import { previewCreate, previewUpdate } from "./preview";
import { Session } from "./session";
import { containsUnknown, isUnknown, knownPart, own, withoutAbsent } from "./values";
import { WorldView } from "./view";
import { addressScope, type Entry, keyOf, keyOfEntry } from "./world";

interface Target {
  readonly type: string;
  readonly urn: string;
}

export interface CheckRequest extends Target {
  /** Inputs of the object that the state file has under this URN; empty or absent for a new one. */
  readonly olds?: Properties;
  readonly news: Properties;
}

export interface DiffRequest extends Target {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly news: Properties;
  /** Names of inputs whose changes do not count. */
  readonly ignoreChanges?: readonly string[];
}

export interface DiffResult {
  readonly changes: readonly Change[];
  /** Paths that make the object be replaced. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface CreateRequest extends Target {
  readonly inputs: Properties;
  readonly preview?: boolean;
}

export interface UpdateRequest extends Target {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldState: Properties;
  readonly news: Properties;
  readonly preview?: boolean;
}

export interface ReadRequest extends Target {
  readonly id: string;
  readonly inputs?: Properties;
}

export interface DeleteRequest extends Target {
  readonly id: string;
  readonly inputs: Properties;
}

/** `id` is "" at preview. */
export interface Existing {
  readonly id: string;
  readonly state: Properties;
}

export class ProviderInstance {
  private readonly session = new Session();

  constructor(
    private readonly pkg: SandboxPackage,
    readonly placement: Placement,
    private readonly config: Properties,
  ) {}

  /** Every failure at once. Inputs come back with defaults and with what is unknown. */
  check({ type, urn, olds, news }: CheckRequest): Checked {
    const model = this.pkg.resource(type);
    this.session.checked(urn, olds);
    const placement = this.placement;
    const { inputs, failures } = checkFields(model.inputs, news, { placement, resourceName: nameIn(urn) });
    const more = [...this.checkLocation(model, inputs), ...this.checkModel(model, urn, inputs, failures.length === 0)];
    return { inputs, failures: [...failures, ...more] };
  }

  private checkLocation(model: ResourceModel, inputs: Properties): readonly Refusal[] {
    if (model.location === "global") return [];
    const given = own(model.inputs, "region") ? own(inputs, "region") : undefined;
    if (isUnknown(given)) return [];
    const region = typeof given === "string" ? given : this.placement.region;
    if (region === "" && own(this.pkg.model.provider.inputs, "region"))
      return [{ property: "region", reason: `${model.type} needs a region, and its provider has none` }];
    if (region === this.placement.region) return [];
    const refusals = this.pkg.model.provider.check?.({ ...this.config, region }) ?? [];
    return refusals.filter(({ property }) => property === "region");
  }

  private checkModel(model: ResourceModel, urn: string, inputs: Properties, sound: boolean): readonly Refusal[] {
    if (!model.check) return [];
    try {
      return model.check({ ...this.context(model, urn, knownPart(inputs)), given: givenIn(inputs) });
    } catch (error) {
      // Rules may take fields to be of their kind; where they are not, that has been said already.
      if (sound) throw bug(model, urn, error);
      return [];
    }
  }

  diff({ type, urn, id, oldInputs, news, ignoreChanges = [] }: DiffRequest): DiffResult {
    const model = this.pkg.resource(type);
    this.session.named(urn, id);
    const entry = this.entry(model, id, oldInputs);
    if (entry) this.pkg.world.acknowledge(keyOfEntry(entry));
    const ignored = new Set(ignoreChanges);
    const changes = diffFields(model.inputs, oldInputs, news).filter(({ path }) => !ignored.has(topOf(path)));
    const replaces = changes.filter((change) => change.replaces).map(({ path }) => path);
    const deleteBeforeReplace = replaces.length > 0 && this.clashes(model, urn, id, oldInputs, news);
    return { changes, replaces, deleteBeforeReplace };
  }

  /** Whether the object and the one that replaces it can not exist side by side. */
  private clashes(model: ResourceModel, urn: string, id: string, olds: Properties, news: Properties): boolean {
    if (model.deleteBeforeReplace) return true;
    const sameRegion = this.regionOf(model, olds) === this.regionOf(model, news);
    const keepsName = (model.unique ?? []).some(({ fields, scope }) => {
      if (scope === "region" && !sameRegion) return false;
      const [before, after] = [identifying(fields, olds), identifying(fields, news)];
      return before !== undefined && before === after;
    });
    if (keepsName || !sameRegion || containsUnknown(news)) return keepsName;
    try {
      return model.id({ ...this.context(model, urn, news), ...this.identity(urn, "id") }) === id;
    } catch {
      return false;
    }
  }

  create({ type, urn, inputs, preview = false }: CreateRequest): Existing {
    const model = this.pkg.resource(type);
    if (preview) return { id: "", state: previewCreate(model, inputs) };
    const adopted = this.adopt(model, urn, inputs);
    if (adopted) return adopted;
    const holds = this.admit(model, urn, inputs);
    const drawn = this.identity(urn, "id");
    const id = attempt(model, urn, () => model.id({ ...this.context(model, urn, inputs), ...drawn }));
    if (typeof id !== "string" || id === "") throw bug(model, urn, new Error("it made no id"));
    const placement = this.placementOf(model, inputs);
    const taken = this.pkg.world.get(keyOf(this.pkg.name, type, placement, id));
    if (taken) throw new CloudError("exists", `AlreadyExists: ${type} ${id} exists already (${taken.object.urn})`);
    const { state, addresses } = this.compute(model, urn, id, inputs);
    const sequence = this.pkg.world.createdCount(urn);
    const object: StoredObject = { type, id, urn, placement, inputs, state };
    this.pkg.world.put({
      package: this.pkg.name,
      object,
      sequence,
      origin: urn,
      addresses,
      holds,
      acknowledged: false,
    });
    return { id, state };
  }

  /** The answer to a Create has gone out to the engine. */
  delivered({ type, id, inputs }: { readonly type: string; readonly id: string; readonly inputs: Properties }): void {
    const model = this.pkg.resource(type);
    this.session.delivered(keyOf(this.pkg.name, type, this.placementOf(model, inputs), id));
  }

  /** The engine says that it is done, so what it was told of is in its state file. A killed engine says nothing. */
  ended(): void {
    this.pkg.world.acknowledge(...this.session.delivery);
  }

  /**
   * An object that an interrupted run made and no state file has: the answer to its Create was lost. Taking it is what
   * clouds do with a repeated request (client tokens); without that every crash would leave an object behind.
   */
  private adopt(model: ResourceModel, urn: string, inputs: Properties): Existing | undefined {
    const orphan = this.pkg.world
      .ofUrn(urn)
      .find(
        ({ acknowledged, object, package: owner }) =>
          !acknowledged &&
          owner === this.pkg.name &&
          object.type === model.type &&
          object.placement.account === this.placement.account &&
          this.session.mayBeOrphan(urn, object.id),
      );
    if (!orphan) return undefined;
    const { id, inputs: oldInputs, state } = orphan.object;
    const changes = diffFields(model.inputs, oldInputs, inputs);
    const moved = orphan.object.placement.region !== this.placementOf(model, inputs).region;
    if (moved || changes.some(({ replaces }) => replaces)) {
      if (this.usersOf(orphan).length === 0) this.pkg.world.remove(keyOfEntry(orphan));
      return undefined;
    }
    if (changes.length === 0) return { id, state };
    return this.change(model, urn, orphan, inputs);
  }

  update({ type, urn, id, oldInputs, oldState, news, preview = false }: UpdateRequest): Existing {
    const model = this.pkg.resource(type);
    this.session.named(urn, id);
    const entry = this.entry(model, id, oldInputs);
    if (preview) return { id, state: this.previewUpdate(model, urn, entry, oldState, news) };
    if (!entry) throw new CloudError("not-found", `NotFound: ${type} ${id} does not exist in ${this.where()}`);
    return this.change(model, urn, { ...entry, acknowledged: true }, news);
  }

  private previewUpdate(
    model: ResourceModel,
    urn: string,
    entry: Entry | undefined,
    oldState: Properties,
    news: Properties,
  ): Properties {
    if (entry && !containsUnknown(news)) {
      try {
        return this.stateAfterUpdate(model, urn, entry, news).state;
      } catch {
        // What the rules say against it is said by the update itself.
      }
    }
    return previewUpdate(model, oldState, news);
  }

  private change(model: ResourceModel, urn: string, entry: Entry, inputs: Properties): Existing {
    const holds = this.admit(model, urn, inputs, entry);
    const { state, addresses } = this.stateAfterUpdate(model, urn, entry, inputs);
    const object: StoredObject = { ...entry.object, urn, inputs, state };
    this.pkg.world.put({ ...entry, object, addresses, holds });
    return { id: object.id, state };
  }

  private stateAfterUpdate(
    model: ResourceModel,
    urn: string,
    entry: Entry,
    inputs: Properties,
  ): { readonly state: Properties; readonly addresses: readonly string[] } {
    const { state, addresses } = this.compute(model, urn, entry.object.id, inputs, entry);
    const kept = Object.entries(model.inputs).flatMap(([name, field]) => {
      const value = own(entry.object.state, name);
      return field.computed && own(inputs, name) === undefined && value !== undefined ? [[name, value] as const] : [];
    });
    return { state: { ...state, ...Object.fromEntries(kept) }, addresses };
  }

  /** What exists under the id in this provider's account and region, or nothing. */
  read({ type, urn, id, inputs = {} }: ReadRequest): (Existing & { readonly inputs: Properties }) | undefined {
    const model = this.pkg.resource(type);
    this.session.named(urn, id);
    const entry = this.entry(model, id, inputs);
    if (!entry) return undefined;
    this.pkg.world.acknowledge(keyOfEntry(entry));
    return { id, state: entry.object.state, inputs: entry.object.inputs };
  }

  /** Deleting what is gone already is no error. */
  delete({ type, urn, id, inputs }: DeleteRequest): void {
    const model = this.pkg.resource(type);
    const entry = this.entry(model, id, inputs);
    if (!entry) return;
    const users = this.usersOf(entry).map(({ object }) => `${object.type} ${object.id}`);
    if (users.length > 0) throw new CloudError("in-use", `DependencyViolation: ${id} is used by ${users.join(", ")}`);
    const reason = attempt(model, urn, () => model.retain?.(entry.object, this.view(entry.object.placement)));
    if (reason !== undefined) throw new CloudError("in-use", reason);
    this.pkg.world.remove(keyOfEntry(entry));
  }

  invoke(token: string, args: Properties): Checked & { readonly answer: Properties } {
    const model = this.pkg.invokeModel(token);
    const checked = checkFields(model.inputs, args, { placement: this.placement, resourceName: "" });
    if (checked.failures.length > 0) return { ...checked, answer: {} };
    const { inputs } = checked;
    const region = own(inputs, "region");
    try {
      const answer = model.answer({
        inputs,
        placement: this.placement,
        region: typeof region === "string" ? region : this.placement.region,
        world: this.view(this.placement),
      });
      return { ...checked, answer: withoutAbsent(answer) };
    } catch (error) {
      if (error instanceof CloudError) throw error;
      throw new CloudError("model-bug", `the sandbox's model of ${token} failed: ${messageOf(error)}`);
    }
  }

  /** The keys of what is held; throws what the cloud has against it. */
  private admit(model: ResourceModel, urn: string, inputs: Properties, self?: Entry): readonly string[] {
    const placement = this.placementOf(model, inputs);
    const subject = { model, inputs, placement, view: this.view(placement), ...(self ? { self } : {}) };
    const { holds, refusals } = admission(this.pkg.world, this.pkg.name, subject);
    if (refusals.length > 0) throw CloudError.refused(refusals);
    const { admit } = model;
    if (admit) {
      const context = this.context(model, urn, inputs);
      const more = attempt(model, urn, () => admit(self ? { ...context, self: self.object } : context));
      if (more.length > 0) throw CloudError.refused(more);
    }
    return holds;
  }

  private compute(
    model: ResourceModel,
    urn: string,
    id: string,
    inputs: Properties,
    entry?: Entry,
  ): { readonly state: Properties; readonly addresses: readonly string[] } {
    const drawn = this.identity(urn, "compute", entry);
    const context = { ...this.context(model, urn, inputs), ...drawn, id };
    const computed = withoutAbsent(attempt(model, urn, () => model.compute(context)));
    const outputs = new Set(model.outputs);
    for (const name of Object.keys(computed)) {
      if (outputs.has(name) || own(model.inputs, name)) continue;
      throw bug(model, urn, new Error(`it computes ${name}, which is not among its outputs`));
    }
    const given = Object.entries(model.inputs).flatMap(([name, field]) => {
      const value = own(inputs, name);
      return field.computed && value !== undefined ? [[name, value] as const] : [];
    });
    return { state: { ...inputs, ...computed, ...Object.fromEntries(given) }, addresses: drawn.addresses };
  }

  private identity(urn: string, stream: string, entry?: Entry): Identity {
    const { world, name } = this.pkg;
    const scope = addressScope({ package: name, object: { urn } });
    const key = entry && keyOfEntry(entry);
    return identity({
      urn: entry?.origin ?? urn,
      sequence: entry?.sequence ?? world.createdCount(urn),
      stream,
      addresses: entry?.addresses ?? [],
      taken: (address) => world.addressTaken(scope, address, key),
    });
  }

  private context(model: ResourceModel, urn: string, inputs: Properties): ModelContext {
    return {
      urn,
      resourceName: nameIn(urn),
      placement: this.placement,
      region: this.regionOf(model, inputs),
      inputs,
      given: givenIn(inputs),
      world: this.view(this.placementOf(model, inputs)),
    };
  }

  private view(placement: Placement): WorldView {
    return new WorldView(this.pkg.world, this.pkg.name, placement);
  }

  private usersOf(entry: Entry): readonly Entry[] {
    return this.pkg.world.heldBy(keyOfEntry(entry));
  }

  private entry(model: ResourceModel, id: string, inputs: Properties): Entry | undefined {
    return this.pkg.world.get(keyOf(this.pkg.name, model.type, this.placementOf(model, inputs), id));
  }

  private placementOf(model: ResourceModel, inputs: Properties): Placement {
    const region = model.location === "global" ? "" : this.regionOf(model, inputs);
    return { account: this.placement.account, region };
  }

  private regionOf(model: ResourceModel, inputs: Properties): string {
    const region = own(model.inputs, "region") ? own(inputs, "region") : undefined;
    return typeof region === "string" && !isUnknown(region) ? region : this.placement.region;
  }

  private where(): string {
    return placeOf(this.placement);
  }
}

/** The last part of a URN, which may contain "::" itself. */
function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function topOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

function attempt<T>(model: ResourceModel, urn: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof CloudError ? error : bug(model, urn, error);
  }
}

function bug(model: ResourceModel, urn: string, error: unknown): CloudError {
  return new CloudError("model-bug", `the sandbox's model of ${model.type} failed at ${urn}: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function givenIn(inputs: Properties): (input: string) => boolean {
  return (input) => own(inputs, input) !== undefined && own(inputs, input) !== null;
}
