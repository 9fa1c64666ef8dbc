/** A gateway's machine, to be used, killed and made anew. */
import type { Gateway } from "../src/plan/mesh";
import { bundle } from "../src/plan/mesh/bundle";
import { LabError } from "./error";
import { gatewayMachine } from "./fabric";
import { booted, launchGateway } from "./gateway/boot";
import { bundleFile } from "./gateway/machine";
import { identify, lives } from "./identity";
import type { LabNames } from "./names";
import { initOf, ipBatch, setUp } from "./namespace";
import type { LabGateway, LabPlan } from "./plan";
import { until } from "./process";
import { type ExecOptions, type Execution, onMachine } from "./shell";

const endWithinMs = 10_000;

export class LabMachine {
  #init: number | undefined;
  #bundle: string | undefined;

  constructor(
    readonly names: LabNames,
    readonly plan: LabPlan,
    readonly gateway: LabGateway,
  ) {}

  /** Finds the machine that another process has started. */
  async find(): Promise<void> {
    this.#init = await initOf(this.gateway.namespace);
  }

  get running(): boolean {
    return this.#init !== undefined;
  }

  /** Runs a shell command on the machine. @throws LabError when the machine does not run. */
  exec(command: string, options: ExecOptions = {}): Execution {
    if (this.#init === undefined) throw new LabError(`${this.gateway.name} does not run.`);
    return onMachine(this.#init, command, options);
  }

  /** A new machine in the gateway's place: an empty disk, and the bundle that it was last given. @throws LabError when it does not come up. */
  async boot(): Promise<void> {
    if (this.#bundle === undefined) throw new LabError(`${this.gateway.name} has no bundle to boot with.`);
    await setUp(gatewayMachine(this.gateway));
    const launched = launchGateway(this.names, this.plan, this.gateway, this.#bundle);
    this.#init = await booted(this.names, this.gateway, launched);
  }

  /** The machine is gone from one moment to the next: its processes, its tunnels, its wire. */
  async kill(): Promise<void> {
    const init = this.#init;
    if (init === undefined) return;
    this.#init = undefined;
    const { namespace, name } = this.gateway;
    await ipBatch(["link set eth0 down"], namespace);
    const first = identify(init);
    process.kill(init, "SIGKILL");
    // Process 1 ends after all others of its machine.
    await until(`${name} does not end`, endWithinMs, () => (first && lives(first) ? undefined : true));
  }

  /** Says what the machine's secret manager holds from now on; a machine that runs is told to fetch it now, not within the minute. */
  async deliver(plan: Gateway, privateKey: string): Promise<void> {
    this.#bundle = bundle(plan, privateKey);
    if (!this.running) return;
    await this.exec(`umask 077; cat > ${bundleFile}.new && mv ${bundleFile}.new ${bundleFile}`, {
      input: this.#bundle,
    });
    await this.exec("/usr/local/lib/meridian/refresh");
  }
}
