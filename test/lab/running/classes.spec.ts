/** Classes of traffic on a path that is full: each gets what it is sure of, and one that is alone gets all. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Exec, listen } from "../../../lab/iperf";
import { Lab } from "../../../lab/lab";
import { until } from "../../../lab/process";
import type { Execution } from "../../../lab/shell";
import type { TrafficClassName } from "../../../src/plan/mesh/qos";
import { topology } from "../fixture";
import { obstacle, titled } from "./obstacle";

/** 20 Mbit/s between us-east and eu-west: little for any machine, so that the shaper is what is narrow, and not the processor. */
const bandwidthScale = 0.002;
const pathBits = 20e6;

/** Which class a flow should be of: by its code point, and in no case by its port, by which it is counted. */
const flows = {
  critical: { port: 5201, options: "--dscp ef" },
  dataSync: { port: 5202, options: "--dscp cs1" },
  // One and a half times the path, and no regard for what is lost.
  standard: { port: 5203, options: "--udp --length 1200 --bitrate 30M" },
} as const satisfies Record<TrafficClassName, { port: number; options: string }>;
const names = Object.keys(flows) as readonly TrafficClassName[];

/**
 * The shaper counts IP packets as they enter the tunnel, and so does the counter at the far host: no header is between the two. What is
 * allowed for is a queue that grows or shrinks while it is measured, and a clock that is read beside the counters: 5 % of the path.
 */
const tolerance = 0.05;
const settleMs = 2500;
const measureMs = 6000;
/** A shaper whose timer comes late, as another program has the processor, sends less than it may: a measurement then is made again, so often. */
const measurements = 3;

const counters = `table ip measured {
${names.map((name) => `  counter ${name} { }`).join("\n")}
  chain arriving {
    type filter hook input priority filter; policy accept;
${names.map((name) => `    meta l4proto { tcp, udp } th dport ${flows[name].port} counter name ${name}`).join("\n")}
  }
}
`;

type Bytes = Readonly<Record<TrafficClassName, number>>;

describe.skipIf(obstacle)(titled("classes of traffic on a full path"), () => {
  let lab: Lab;
  let far: Exec;
  let running: Execution[] = [];

  beforeAll(async () => {
    lab = await Lab.start({ topology: topology(), instance: "classes.spec", latency: false, bandwidthScale });
    far = lab.host("eu-west").exec;
    await far("nft -f -", { input: counters });
    for (const name of names) await listen(far, flows[name].port);
  });
  afterAll(async () => {
    await stopAll();
    await lab?.stop();
  });
  beforeEach(stopAll);

  async function stopAll(): Promise<void> {
    const ended = running;
    running = [];
    for (const flow of ended) flow.kill();
    await Promise.all(ended);
    // What stands in queues drains, and servers see that they are alone.
    if (ended.length > 0) await sleep(1500);
  }

  async function arrived(): Promise<Bytes & { readonly atMs: number }> {
    const { stdout } = await far("nft list counters table ip measured && date +%s%3N");
    const number = (pattern: string) => Number(new RegExp(pattern).exec(stdout)?.[1]);
    const bytes = (name: string) => number(`counter ${name} \\{\\s+packets \\d+ bytes (\\d+)`);
    return {
      critical: bytes("critical"),
      dataSync: bytes("dataSync"),
      standard: bytes("standard"),
      atMs: number("(\\d+)$"),
    };
  }

  /** Starts a flow and waits until it flows: its control connection is of the standard class, whose flood must come last. */
  async function start(name: TrafficClassName): Promise<void> {
    const { port, options } = flows[name];
    const before = (await arrived())[name];
    running.push(
      lab
        .host("us-east")
        .exec(`exec iperf3 --client ${lab.host("eu-west").address} --port ${port} --time 60 ${options}`, {
          reject: false,
          timeout: 60_000,
        }),
    );
    await until(`The ${name} flow does not begin`, 15_000, async () =>
      (await arrived())[name] > before + 200_000 ? true : undefined,
    );
  }

  /** Shares of the path that each class gets, 0 to 1. */
  async function shares(): Promise<Bytes> {
    const before = await arrived();
    await sleep(measureMs);
    const after = await arrived();
    const share = (name: TrafficClassName) =>
      ((after[name] - before[name]) * 8) / (((after.atMs - before.atMs) / 1000) * pathBits);
    return { critical: share("critical"), dataSync: share("dataSync"), standard: share("standard") };
  }

  /** What holds of the shares while these flows run. */
  async function whileFlowing(classes: readonly TrafficClassName[], holds: (got: Bytes) => void): Promise<void> {
    for (const name of classes) await start(name);
    await sleep(settleMs);
    for (let left = measurements - 1; ; left--) {
      const got = await shares();
      try {
        return holds(got);
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  }

  it("has a path of the width that is meant", () => {
    const tunnel = lab.gateway("mesh-us-east-1").gateway.plan.tunnels.find(({ region }) => region === "eu-west");
    expect(tunnel?.bitsPerSecond).toBe(pathBits);
    expect(lab.keyed?.topology.shared.mesh.shares).toEqual({ critical: 40, dataSync: 30, standard: 20 });
  });

  it.each(names)("gives all of it to %s when the others are silent, and no more than it has", (name) =>
    whileFlowing([name], (got) => {
      expect(got[name]).toBeGreaterThan(1 - 2 * tolerance);
      expect(got[name]).toBeLessThan(1 + tolerance);
    }),
  );

  it("leaves critical its 40 % under a flood of standard, and standard its 20 %", () =>
    whileFlowing(["critical", "standard"], (got) => {
      expect(got.critical).toBeGreaterThan(0.4 - tolerance);
      expect(got.standard).toBeGreaterThan(0.2 - tolerance);
      // What nobody is sure of goes to the more important one.
      expect(got.critical).toBeGreaterThan(got.standard);
      expect(got.critical + got.standard).toBeGreaterThan(1 - 2 * tolerance);
    }));

  it("leaves each its share when all three want everything: 40, 30 and 20 %", () =>
    whileFlowing(names, (got) => {
      expect(got.critical).toBeGreaterThan(0.4 - tolerance);
      expect(got.dataSync).toBeGreaterThan(0.3 - tolerance);
      expect(got.standard).toBeGreaterThan(0.2 - tolerance);
      expect(got.critical + got.dataSync + got.standard).toBeGreaterThan(1 - 2 * tolerance);
    }));
});
