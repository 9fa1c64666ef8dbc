/** The lab: the mesh of a topology as real processes in network namespaces of one Linux machine. */
import type { Topology } from "../src/topology/schema";
import { startDelay } from "./delay/start";
import { LabError } from "./error";
import { fabric, wires } from "./fabric";
import { type KeyedTopology, scaleBandwidth, withFreshKeys } from "./keys";
import { LabMachine } from "./machine";
import { measure, type PairReport, unreached } from "./measure";
import { type LabNames, labNames } from "./names";
import { createNamespace, existing, ipBatch, setUp } from "./namespace";
import { bringPrograms, type Say } from "./packages";
import { allGateways, type LabPlan, type LabRegion, labPlan, namespaces } from "./plan";
import { until } from "./process";
import { type Removed, removeFinishedLab, removeLab } from "./remove";
import { kernelGaps, obstacles } from "./requirements";
import { type ExecOptions, type Execution, inNetwork } from "./shell";
import { claim, isBeingMade, markReady, readState } from "./state";
import { type LabStatus, labStatus } from "./status";

export interface LabOptions {
  readonly topology: Topology;
  /** What the topology is called, for people. */
  readonly layout?: string;
  /** Labs with different names stand side by side. */
  readonly instance?: string;
  /** False leaves the delay between regions out: for throughput. */
  readonly latency?: boolean;
  /** Factor for the paths' bandwidth. */
  readonly bandwidthScale?: number;
  /** Whether Debian packages that are missing may be installed. */
  readonly mayInstall?: boolean;
  readonly say?: Say;
  /** Ends the making: what was made is taken away. */
  readonly signal?: AbortSignal;
}

const establishedWithinMs = 90_000;
const askEveryMs = 500;

/** @throws LabError that names everything this machine lacks, as far as it can be told before a lab is made. */
export async function requireLab(mayInstall: boolean, say: Say): Promise<void> {
  const lacking = await obstacles();
  if (lacking.length === 0) {
    await bringPrograms(mayInstall, say);
    lacking.push(...(await kernelGaps()));
  }
  if (lacking.length > 0) throw new LabError(`The lab can not run here. It needs ${lacking.join("; ")}.`);
}

/** @throws LabError when there is a lab that only root can look at. */
function requireRoot({ prefix }: LabNames): void {
  if (existing(prefix).length > 0 && process.getuid?.() !== 0)
    throw new LabError("The lab is root's: run it with sudo.");
}

/** Why no lab can run here, for tests that are skipped then; undefined when one can. */
export async function labObstacle(mayInstall: boolean, say: Say = () => undefined): Promise<string | undefined> {
  try {
    await requireLab(mayInstall, say);
    return undefined;
  } catch (error) {
    if (error instanceof LabError) return error.message;
    throw error;
  }
}

/** Rejects when `signal` says so. */
function interruption(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new LabError("Interrupted; what was made is removed.")), {
      once: true,
    });
  });
}

export class Lab {
  readonly #machines: ReadonlyMap<string, LabMachine>;

  private constructor(
    readonly names: LabNames,
    readonly plan: LabPlan,
    readonly latency: boolean,
    /** Topology and private keys, in the process that brought the lab up. */
    readonly keyed: KeyedTopology | undefined,
  ) {
    this.#machines = new Map(allGateways(plan).map((gateway) => [gateway.name, new LabMachine(names, plan, gateway)]));
  }

  /**
   * Brings a lab up and answers when every tunnel stands and every region's host reaches every other's.
   * @throws LabError when it can't, with nothing left behind.
   */
  static async start(options: LabOptions): Promise<Lab> {
    const { latency = true, say = () => undefined, mayInstall = false, bandwidthScale = 1 } = options;
    await requireLab(mayInstall, say);
    const names = labNames(options.instance);
    await Lab.#clear(names, say);
    const keyed = withFreshKeys(scaleBandwidth(options.topology, bandwidthScale));
    const lab = new Lab(names, labPlan(keyed.topology, names.prefix), latency, keyed);
    if (lab.plan.regions.length < 2) throw new LabError("A mesh takes two regions that are not isolated.");
    const state = claim(names, { layout: options.layout ?? "", latency, plan: lab.plan });
    try {
      await Promise.race([lab.#make(keyed, say, options.signal), interruption(options.signal)]);
    } catch (error) {
      await removeLab(names, { keepLogs: true });
      throw error;
    }
    markReady(names, state);
    return lab;
  }

  /** The lab that stands, if one does. */
  static async find(instance?: string): Promise<Lab | undefined> {
    const names = labNames(instance);
    requireRoot(names);
    const state = readState(names);
    if (!state?.ready || existing(names.prefix).length === 0) return undefined;
    const lab = new Lab(names, state.plan, state.latency, undefined);
    await Promise.all([...lab.#machines.values()].map((machine) => machine.find()));
    return lab;
  }

  /** Takes away a lab, or what is left of one. @throws LabError while it is being brought up. */
  static async remove(instance?: string): Promise<Removed> {
    const names = labNames(instance);
    requireRoot(names);
    return removeFinishedLab(names);
  }

  static async #clear(names: LabNames, say: Say): Promise<void> {
    const state = readState(names);
    const left = existing(names.prefix);
    if (state && isBeingMade(state)) throw new LabError(`Process ${state.maker.pid} is bringing the lab up already.`);
    if (state?.ready && left.length > 0)
      throw new LabError("The lab stands already. Take it down first: ./meridian lab down");
    if (left.length > 0) say(`Removing what an earlier lab has left: ${left.join(", ")} …`);
    await removeLab(names);
  }

  async #make(keyed: KeyedTopology, say: Say, signal: AbortSignal | undefined): Promise<void> {
    await this.#build(say, signal);
    await this.#boot(keyed, say);
    await this.established(say);
  }

  async #build(say: Say, signal: AbortSignal | undefined): Promise<void> {
    const all = namespaces(this.plan);
    say(`Making ${all.length} network namespaces, ${this.plan.prefix}* …`);
    for (const namespace of all) {
      if (signal?.aborted) return;
      await createNamespace(namespace);
    }
    await ipBatch(wires(this.plan));
    await Promise.all(fabric(this.plan, this.latency).map(setUp));
    if (this.latency) await startDelay(this.names, this.plan);
  }

  async #boot({ privateKeys }: KeyedTopology, say: Say): Promise<void> {
    const machines = [...this.#machines.values()];
    say(`Booting ${machines.length} gateways …`);
    await Promise.all(
      machines.map(async (machine) => {
        await machine.deliver(machine.gateway.plan, privateKeys.get(machine.gateway.name) ?? "");
        await machine.boot();
      }),
    );
  }

  /** Waits until nothing is wrong and every pair of hosts reaches one another. @throws LabError that says what is still wrong. */
  async established(say: Say = () => undefined): Promise<void> {
    say("Waiting for tunnels and routes …");
    let problems: readonly string[] = [];
    await until(
      "The mesh does not come up",
      establishedWithinMs,
      async () => {
        ({ problems } = await labStatus(this.plan));
        if (problems.length === 0)
          problems = (await unreached(this.plan)).map((pair) => `${pair} do not reach one another`);
        return problems.length === 0 ? true : undefined;
      },
      () => problems.join("\n"),
      askEveryMs,
    );
  }

  get gateways(): readonly LabMachine[] {
    return [...this.#machines.values()];
  }

  /** @param name `mesh-us-east-1`. */
  gateway(name: string): LabMachine {
    const machine = this.#machines.get(name);
    if (!machine)
      throw new LabError(`The lab has no gateway ${name}; it has ${[...this.#machines.keys()].join(", ")}.`);
    return machine;
  }

  region(name: string): LabRegion {
    const region = this.plan.regions.find((candidate) => candidate.name === name);
    if (!region) throw new LabError(`The lab has no region ${name}.`);
    return region;
  }

  /** The workload of a region. */
  host(region: string): { readonly address: string; exec(command: string, options?: ExecOptions): Execution } {
    const { address, namespace } = this.region(region).host;
    return { address, exec: (command, options) => inNetwork(namespace, command, options) };
  }

  /** A command where all regions' public sides meet. The interface to region N is `rN`. */
  onInternet(command: string, options?: ExecOptions): Execution {
    return inNetwork(this.plan.internet, command, options);
  }

  /** A command on the router of a region's VPC. */
  inVpc(region: string, command: string, options?: ExecOptions): Execution {
    return inNetwork(this.region(region).vpc, command, options);
  }

  status(): Promise<LabStatus> {
    return labStatus(this.plan);
  }

  measure(count?: number): Promise<readonly PairReport[]> {
    return measure(this.plan, count);
  }

  stop(): Promise<Removed> {
    return removeLab(this.names);
  }
}
