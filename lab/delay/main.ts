/**
 * Holds the underlay's packets for as long as the way between their regions takes. `delay PATHS FROM TO`: the paths as JSON, the
 * UDP port of this process, and that of socat, which stands at the TUN device and hands each packet over as a datagram.
 */
import { createSocket } from "node:dgram";
import type { Path } from "../plan";
import { DelayLine } from "./line";
import { delays } from "./packet";

const loopback = "127.0.0.1";
/** Timers are late rather than early; a packet that is due within half a millisecond goes now. */
const earlyMs = 0.5;
const reportEveryMs = 10_000;

function run(paths: readonly Path[], listen: number, answer: number): void {
  const delayOf = delays(paths);
  const lines = new Map<number, DelayLine<Buffer>>();
  const socket = createSocket({ type: "udp4", recvBufferSize: 8 << 20, sendBufferSize: 8 << 20 });

  const send = (packet: Buffer) => socket.send(packet, answer, loopback);

  function wake(line: DelayLine<Buffer>): void {
    const { next } = line;
    if (next !== undefined) setTimeout(release, Math.max(0, next - performance.now()), line);
  }

  function release(line: DelayLine<Buffer>): void {
    for (const packet of line.take(performance.now() + earlyMs)) send(packet);
    wake(line);
  }

  function lineOf(milliseconds: number): DelayLine<Buffer> {
    const known = lines.get(milliseconds);
    if (known) return known;
    const line = new DelayLine<Buffer>(milliseconds);
    lines.set(milliseconds, line);
    return line;
  }

  socket.on("message", (packet) => {
    const milliseconds = delayOf(packet);
    if (milliseconds === undefined) return;
    if (milliseconds === 0) {
      send(packet);
      return;
    }
    const line = lineOf(milliseconds);
    const idle = line.length === 0;
    line.put(packet, performance.now());
    if (idle) wake(line);
  });

  let told = 0;
  setInterval(() => {
    const dropped = [...lines.values()].reduce((sum, line) => sum + line.dropped, 0);
    if (dropped > told) process.stdout.write(`${dropped - told} packets lost: the line was full\n`);
    told = dropped;
  }, reportEveryMs);

  socket.bind(listen, loopback, () => process.stdout.write("ready\n"));
}

const [paths = "[]", listen = "", answer = ""] = process.argv.slice(2);
run(JSON.parse(paths), Number(listen), Number(answer));
