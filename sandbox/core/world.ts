/** Everything that exists in a sandbox, over all packages; kept in memory, and in a journal when it has a directory. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Journal } from "./journal";
import type { Placement, StoredObject } from "./model";
import { stackIn } from "./urn";

/** An object and what the sandbox knows of it besides. */
export interface Entry {
  readonly package: string;
  /** `placement.region` is the object's own region; "" for types without a location. */
  readonly object: StoredObject;
  /** How many objects of its URN were created before it. */
  readonly sequence: number;
  /** The URN it was created under, from which its ids are drawn; an alias can give the object another one later. */
  readonly origin: string;
  /** Addresses it was given, in the order it asked. */
  readonly addresses: readonly string[];
  /** Keys of the objects that can not be deleted while this one exists. */
  readonly holds: readonly string[];
  /** Some state file has it: an engine named its id after it was created, or ended well after it was told of it. */
  readonly acknowledged: boolean;
}

type Change =
  | { readonly put: Entry }
  | { readonly remove: string }
  /** Gone, but its key stays taken. */
  | { readonly retire: string }
  | { readonly acknowledge: readonly string[] }
  | { readonly created: readonly [urn: string, count: number] };

/** The name of an object within the world. Ids repeat over accounts and regions (a role, a log group), so they are part of it. */
export function keyOf(packageName: string, type: string, placement: Placement, id: string): string {
  return [packageName, type, placement.account, placement.region, id].join("\u0000");
}

export function keyOfEntry(entry: Entry): string {
  return keyOf(entry.package, entry.object.type, entry.object.placement, entry.object.id);
}

/** The journal is written anew when it holds this many records more than twice what is alive. */
const slack = 2_000;

export class SandboxWorld {
  private readonly entries = new Map<string, Entry>();
  private readonly byType = new Map<string, Map<string, Entry>>();
  private readonly byUrn = new Map<string, Set<string>>();
  private readonly holders = new Map<string, Set<string>>();
  private readonly addresses = new Map<string, Set<string>>();
  private readonly created = new Map<string, number>();
  private readonly retirees = new Set<string>();
  private readonly journal: Journal<Change> | undefined;
  /** How long the journal must be before it is worth another try to write it anew. */
  private worthIt = 0;

  private constructor(directory?: string) {
    if (directory === undefined) return;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.journal = new Journal<Change>(join(directory, "world.jsonl"), (change) => this.apply(change));
    this.compactIfWorthIt();
  }

  /** A world that is gone with the process, for tests. */
  static inMemory(): SandboxWorld {
    return new SandboxWorld();
  }

  static open(directory: string): SandboxWorld {
    return new SandboxWorld(directory);
  }

  get(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  all(): Iterable<Entry> {
    return this.entries.values();
  }

  get size(): number {
    return this.entries.size;
  }

  ofType(packageName: string, type: string): Iterable<Entry> {
    return this.byType.get(`${packageName}\u0000${type}`)?.values() ?? [];
  }

  ofUrn(urn: string): readonly Entry[] {
    return this.resolve(this.byUrn.get(urn));
  }

  /** Objects that hold this one. */
  heldBy(key: string): readonly Entry[] {
    return this.resolve(this.holders.get(key));
  }

  /** Whether an object other than `key` has the address. Stacks of different layouts may use one block, each for itself. */
  addressTaken(scope: string, address: string, key?: string): boolean {
    const owners = this.addresses.get(`${scope}\u0000${address}`);
    return owners !== undefined && (owners.size > 1 || !owners.has(key ?? ""));
  }

  /** Creations of the URN so far. */
  createdCount(urn: string): number {
    return this.created.get(urn) ?? 0;
  }

  /** Like `remove` and `acknowledge` it changes nothing when it throws "not-kept": the journal could not be written. */
  put(entry: Entry): void {
    this.commit({ put: entry });
  }

  remove(key: string): void {
    if (this.entries.has(key)) this.commit({ remove: key });
  }

  /** Removes the object and keeps its key from being used again. */
  retire(key: string): void {
    if (this.entries.has(key)) this.commit({ retire: key });
  }

  retired(key: string): boolean {
    return this.retirees.has(key);
  }

  acknowledge(...keys: readonly string[]): void {
    const news = keys.filter((key) => this.entries.get(key)?.acknowledged === false);
    if (news.length > 0) this.commit({ acknowledge: news });
  }

  close(): void {
    this.journal?.close();
  }

  private commit(change: Change): void {
    this.journal?.append(change);
    this.apply(change);
    this.compactIfWorthIt();
  }

  private apply(change: Change): void {
    if ("put" in change) this.insert(change.put);
    else if ("remove" in change) this.drop(change.remove);
    else if ("retire" in change) {
      this.drop(change.retire);
      this.retirees.add(change.retire);
    } else if ("created" in change) this.created.set(...change.created);
    else {
      for (const key of change.acknowledge) {
        const entry = this.entries.get(key);
        if (entry) this.insert({ ...entry, acknowledged: true });
      }
    }
  }

  private insert(entry: Entry): void {
    const key = keyOfEntry(entry);
    const { type, urn } = entry.object;
    this.unlink(key);
    this.entries.set(key, entry);
    const typeKey = `${entry.package}\u0000${type}`;
    let ofType = this.byType.get(typeKey);
    if (!ofType) {
      ofType = new Map();
      this.byType.set(typeKey, ofType);
    }
    ofType.set(key, entry);
    link(this.byUrn, urn, key);
    for (const held of entry.holds) link(this.holders, held, key);
    for (const address of entry.addresses) link(this.addresses, `${addressScope(entry)}\u0000${address}`, key);
    this.created.set(entry.origin, Math.max(this.createdCount(entry.origin), entry.sequence + 1));
  }

  private drop(key: string): void {
    const entry = this.unlink(key);
    this.entries.delete(key);
    if (entry) this.byType.get(`${entry.package}\u0000${entry.object.type}`)?.delete(key);
  }

  /** Takes the object out of the indices, but not out of its place in the order of creation. */
  private unlink(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    unlinkFrom(this.byUrn, entry.object.urn, key);
    for (const held of entry.holds) unlinkFrom(this.holders, held, key);
    for (const address of entry.addresses) unlinkFrom(this.addresses, `${addressScope(entry)}\u0000${address}`, key);
    return entry;
  }

  private resolve(keys: ReadonlySet<string> | undefined): readonly Entry[] {
    if (!keys) return [];
    return [...keys].flatMap((key) => this.entries.get(key) ?? []);
  }

  private compactIfWorthIt(): void {
    const alive = this.entries.size + this.created.size + this.retirees.size;
    if (!this.journal || this.journal.length <= Math.max(2 * alive + slack, this.worthIt)) return;
    try {
      this.journal.compact(this.records());
      this.worthIt = 0;
    } catch {
      // The change is on file, and the long journal says the same; there may be more room later.
      this.worthIt = this.journal.length + slack;
    }
  }

  private *records(): Generator<Change> {
    for (const [urn, count] of this.created) yield { created: [urn, count] };
    for (const key of this.retirees) yield { retire: key };
    for (const entry of this.entries.values()) yield { put: entry };
  }
}

/** Addresses are told apart by package and stack. */
export function addressScope(entry: { readonly package: string; readonly object: { readonly urn: string } }): string {
  return `${entry.package}\u0000${stackIn(entry.object.urn)}`;
}

function link(index: Map<string, Set<string>>, from: string, to: string): void {
  const set = index.get(from);
  if (set) set.add(to);
  else index.set(from, new Set([to]));
}

function unlinkFrom(index: Map<string, Set<string>>, from: string, to: string): void {
  const set = index.get(from);
  set?.delete(to);
  if (set?.size === 0) index.delete(from);
}
