/** What one provider instance has heard from its engine about each URN. */
import type { Properties } from "./model";

interface Heard {
  /** The engine's state file has an object under this URN. */
  inState: boolean;
  readonly ids: Set<string>;
}

export class Session {
  private readonly heard = new Map<string, Heard>();
  private readonly created = new Set<string>();

  checked(urn: string, olds: Properties | undefined): void {
    // The engine checks a replacement once more, without olds; what it said first stays true.
    if (olds && Object.keys(olds).length > 0) this.of(urn).inState = true;
  }

  named(urn: string, id: string): void {
    const heard = this.of(urn);
    heard.inState = true;
    heard.ids.add(id);
  }

  /** The engine was told of an object it had made. */
  delivered(key: string): void {
    this.created.add(key);
  }

  /** Keys of what the engine was told of. */
  get delivery(): readonly string[] {
    return [...this.created];
  }

  /**
   * Whether an object that no engine has named could be one that the state file lacks: it does when the state has
   * nothing under the URN, or when what it has was named and is another.
   */
  mayBeOrphan(urn: string, id: string): boolean {
    const heard = this.heard.get(urn);
    if (!heard?.inState) return true;
    return heard.ids.size > 0 && !heard.ids.has(id);
  }

  private of(urn: string): Heard {
    let heard = this.heard.get(urn);
    if (!heard) {
      heard = { inState: false, ids: new Set() };
      this.heard.set(urn, heard);
    }
    return heard;
  }
}
