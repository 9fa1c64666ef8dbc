/** Host to host across each pair of regions: does it go through, how long does it take, which way. */
import type { Tunnel } from "../src/plan/mesh";
import { allGateways, type LabPlan, type LabRegion, regionPairs } from "./plan";
import { parsePing, routeDevice } from "./read";
import { inNetwork, machineIn, onMachine } from "./shell";
import { labStatus } from "./status";

export interface PairReport {
  readonly from: string;
  readonly to: string;
  /** Shortest of the round trips, milliseconds; undefined when nothing came back. */
  readonly roundTripMs: number | undefined;
  /** As the stack files say. */
  readonly plannedMs: number | undefined;
  /** Gateways on the way there: `mesh-us-east-1 mesh-eu-west-1`. */
  readonly path: readonly string[];
}

/** Answers of a ping between two regions' hosts. */
async function ping(from: LabRegion, to: LabRegion, count: number): Promise<number | undefined> {
  const { stdout } = await inNetwork(from.host.namespace, `ping -q -c ${count} -i 0.2 -W 2 ${to.host.address}`, {
    reject: false,
  });
  return parsePing(stdout);
}

/** @returns the regions whose hosts do not reach one another: `us-east and apac`. */
export async function unreached(plan: LabPlan): Promise<readonly string[]> {
  const answers = await Promise.all(
    regionPairs(plan).map(async ([one, other]) =>
      (await ping(one, other, 1)) === undefined ? [`${one.name} and ${other.name}`] : [],
    ),
  );
  return answers.flat();
}

/** Follows the routes from the region's carrier, gateway by gateway. */
async function pathBetween(plan: LabPlan, carrier: string | undefined, to: LabRegion): Promise<readonly string[]> {
  const path: string[] = [];
  let name = carrier;
  while (name !== undefined && !path.includes(name)) {
    path.push(name);
    const gateway = allGateways(plan).find((candidate) => candidate.name === name);
    if (!gateway || gateway.region === to.name) break;
    const { stdout } = await onMachine(await machineIn(gateway.namespace), `ip route get ${to.host.address}`, {
      reject: false,
    });
    const device = routeDevice(stdout);
    const tunnels: readonly Tunnel[] = [...gateway.plan.siblings, ...gateway.plan.tunnels];
    name = tunnels.find((tunnel) => tunnel.interface === device)?.gateway;
  }
  return path;
}

export async function measure(plan: LabPlan, count = 5): Promise<readonly PairReport[]> {
  const { regions } = await labStatus(plan);
  const carriers = new Map(regions.map(({ name, carrier }) => [name, carrier]));
  return Promise.all(
    regionPairs(plan).map(async ([from, to]) => {
      const tunnel = from.gateways[0]?.plan.tunnels.find(({ region }) => region === to.name);
      const [roundTripMs, path] = await Promise.all([
        ping(from, to, count),
        pathBetween(plan, carriers.get(from.name), to),
      ]);
      return { from: from.name, to: to.name, roundTripMs, plannedMs: tunnel?.latencyMs, path };
    }),
  );
}
