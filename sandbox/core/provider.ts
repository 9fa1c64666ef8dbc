/** A configured provider: the engine's requests, each answered by its operation, and what they tell of its state file. */
import type { Checked } from "./check";
import type { Placement, Properties } from "./model";
import { check } from "./operations/check";
import { create } from "./operations/create";
import { remove } from "./operations/delete";
import { diff } from "./operations/diff";
import { type Invoked, invoke } from "./operations/invoke";
import { stateAhead, update } from "./operations/update";
import { previewCreate } from "./preview";
import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  DiffResult,
  Existing,
  Found,
  ReadRequest,
  Target,
  UpdateRequest,
} from "./requests";
import { Session } from "./session";
import type { Site, Wanted } from "./site";
import { type Entry, keyOfEntry } from "./world";

export type * from "./requests";

export class ProviderInstance {
  private readonly session = new Session();

  constructor(private readonly site: Site) {}

  get placement(): Placement {
    return this.site.placement;
  }

  /** Every failure at once. Inputs come back with defaults and with what is unknown. */
  check(request: CheckRequest): Checked {
    const wanted = this.wanted(request, request.news);
    this.session.checked(request.urn, request.olds);
    return check(this.site, wanted);
  }

  diff(request: DiffRequest): DiffResult {
    const { id, oldInputs, news, ignoreChanges = [] } = request;
    const old = this.wanted(request, oldInputs);
    const entry = this.named(old, id);
    if (entry) this.site.world.acknowledge(keyOfEntry(entry));
    return diff(this.site, { id, inputs: oldInputs }, { ...old, inputs: news }, ignoreChanges);
  }

  create(request: CreateRequest): Existing {
    const wanted = this.wanted(request, request.inputs);
    if (request.preview) return { id: "", state: previewCreate(wanted.model, request.inputs) };
    return create(this.site, this.session, wanted);
  }

  /** The answer to a Create has gone out to the engine. */
  delivered({ type, id, inputs }: { readonly type: string; readonly id: string; readonly inputs: Properties }): void {
    this.session.delivered(this.site.keyOf({ model: this.site.catalog.resource(type), inputs }, id));
  }

  /** The engine says that it is done, so what it was told of is in its state file. A killed engine says nothing. */
  ended(): void {
    this.site.world.acknowledge(...this.session.delivery);
  }

  update(request: UpdateRequest): Existing {
    const { id, oldInputs, oldState, news, preview } = request;
    const old = this.wanted(request, oldInputs);
    const entry = this.named(old, id);
    const wanted = { ...old, inputs: news };
    if (preview) return { id, state: stateAhead(this.site, wanted, oldState, entry) };
    return update(this.site, wanted, id, entry);
  }

  /** What exists under the id in this provider's account and region, or nothing. */
  read(request: ReadRequest): Found | undefined {
    const { id, inputs = {} } = request;
    const entry = this.named(this.wanted(request, inputs), id);
    if (!entry) return undefined;
    this.site.world.acknowledge(keyOfEntry(entry));
    return { id, state: entry.object.state, inputs: entry.object.inputs };
  }

  /** Deleting what is gone already is no error. */
  delete(request: DeleteRequest): void {
    remove(this.site, this.wanted(request, request.inputs), request.id);
  }

  invoke(token: string, args: Properties): Invoked {
    return invoke(this.site, token, args);
  }

  /** The object under an id of the engine's state file. */
  private named(wanted: Wanted, id: string): Entry | undefined {
    this.session.named(wanted.urn, id);
    return this.site.entry(wanted, id);
  }

  private wanted({ type, urn }: Target, inputs: Properties): Wanted {
    return { model: this.site.catalog.resource(type), urn, inputs };
  }
}
