/** A delay line: what goes in comes out in the same order, each packet as long after as the line is. Pure. */

/** More than a path of 200 ms carries at 500 Mbit/s; what comes on top is lost, as in a router. */
export const longestLine = 16_384;

interface Held<T> {
  readonly due: number;
  readonly packet: T;
}

export class DelayLine<T> {
  #held: Held<T>[] = [];
  /** Place of the oldest packet in `#held`: shifting an array costs as much as it is long. */
  #first = 0;
  #dropped = 0;

  constructor(
    readonly milliseconds: number,
    readonly capacity: number = longestLine,
  ) {}

  get length(): number {
    return this.#held.length - this.#first;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Time at which the next packet is due. */
  get next(): number | undefined {
    return this.#held[this.#first]?.due;
  }

  /** @returns false when the line is full and the packet lost. */
  put(packet: T, now: number): boolean {
    if (this.length >= this.capacity) {
      this.#dropped += 1;
      return false;
    }
    this.#held.push({ due: now + this.milliseconds, packet });
    return true;
  }

  /** Takes out everything that is due, oldest first. */
  take(now: number): T[] {
    const due: T[] = [];
    for (let held = this.#held[this.#first]; held && held.due <= now; held = this.#held[this.#first]) {
      due.push(held.packet);
      this.#first += 1;
    }
    if (this.#first > 1024 && this.#first * 2 > this.#held.length) {
      this.#held = this.#held.slice(this.#first);
      this.#first = 0;
    }
    return due;
  }
}
