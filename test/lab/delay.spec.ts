import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DelayLine } from "../../lab/delay/line";
import { delays } from "../../lab/delay/packet";

/** An IPv4 header between two addresses. */
function packet(source: string, destination: string): Uint8Array {
  const bytes = new Uint8Array(20);
  bytes[0] = 0x45;
  bytes.set(source.split(".").map(Number), 12);
  bytes.set(destination.split(".").map(Number), 16);
  return bytes;
}

describe("the delay of a packet", () => {
  const delay = delays([{ between: [1, 2], milliseconds: 40 }]);

  it("is its path's, either way", () => {
    expect(delay(packet("198.18.1.11", "198.18.2.12"))).toBe(40);
    expect(delay(packet("198.18.2.12", "198.18.1.11"))).toBe(40);
  });

  it("is that of the regions that an error message goes between, too", () => {
    expect(delay(packet("198.19.1.2", "198.18.2.11"))).toBe(40);
  });

  it("is none where nothing is known of the path", () => {
    expect(delay(packet("198.18.1.11", "198.18.3.11"))).toBe(0);
    expect(delay(packet("198.18.1.11", "198.18.1.12"))).toBe(0);
  });

  it("is not known of what is no IPv4 packet", () => {
    expect(delay(new Uint8Array(10))).toBeUndefined();
    expect(delay(new Uint8Array(40).fill(0x60, 0, 1))).toBeUndefined();
  });
});

describe("a delay line", () => {
  it("hands out packets when they are due, and not before", () => {
    const line = new DelayLine<string>(40);
    line.put("a", 0);
    line.put("b", 10);
    expect(line.next).toBe(40);
    expect(line.take(39.9)).toEqual([]);
    expect(line.take(40)).toEqual(["a"]);
    expect(line.next).toBe(50);
    expect(line.take(100)).toEqual(["b"]);
    expect(line.next).toBeUndefined();
  });

  it("loses what comes when it is full, and counts it", () => {
    const line = new DelayLine<string>(40, 2);
    expect([line.put("a", 0), line.put("b", 0), line.put("c", 0)]).toEqual([true, true, false]);
    expect(line.dropped).toBe(1);
    expect(line.take(40)).toEqual(["a", "b"]);
    expect(line.put("d", 41)).toBe(true);
  });

  it("keeps the order, loses nothing while there is room, and is never early", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ pause: fc.nat(30), take: fc.boolean() }), { maxLength: 3000 }),
        fc.integer({ min: 1, max: 200 }),
        (steps, milliseconds) => {
          const line = new DelayLine<{ at: number }>(milliseconds);
          let now = 0;
          const sent: { at: number }[] = [];
          const out: { at: number }[] = [];
          for (const { pause, take } of steps) {
            now += pause;
            const one = { at: now };
            sent.push(one);
            line.put(one, now);
            if (!take) continue;
            for (const due of line.take(now)) {
              expect(now - due.at).toBeGreaterThanOrEqual(milliseconds);
              out.push(due);
            }
          }
          out.push(...line.take(now + milliseconds));
          expect(out).toEqual(sent);
          expect(line.length).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });
});
