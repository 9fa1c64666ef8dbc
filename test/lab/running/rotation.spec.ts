/** Every key of the mesh changed under a running flow, gateway by gateway, as `meridian mesh keys rotate` does. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyPair, withFreshKeys } from "../../../lab/keys";
import { Lab } from "../../../lab/lab";
import { until } from "../../../lab/process";
import { meshPlan } from "../../../src/plan/mesh";
import { gatewayName } from "../../../src/plan/mesh/addresses";
import type { MeshGatewayKeys } from "../../../src/topology/mesh";
import type { Topology } from "../../../src/topology/schema";
import { topology } from "../fixture";
import { startFlow } from "../flow";
import { obstacle, titled } from "./obstacle";

const since = "2026-11-21";

describe.skipIf(obstacle)(titled("a rotation of all keys"), () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ topology: topology(), instance: "rotation.spec" });
  });
  afterAll(async () => {
    await lab?.stop();
  });

  /** Sessions of BGP that are established, each with the second of the day since when. BIRD reckons it anew, a millisecond off. */
  const sessions = async () => {
    const told = await Promise.all(
      lab.gateways.map(async (machine) => (await machine.exec("birdc show protocols | grep Established")).stdout),
    );
    return told.flatMap((text) =>
      text.split("\n").map((line) => {
        const [name, , , , since = ""] = line.split(/ +/);
        const [hours = 0, minutes = 0, seconds = 0] = since.split(":").map(Number);
        return { name, since: 3600 * hours + 60 * minutes + seconds };
      }),
    );
  };

  it("loses no tunnel and no route, interrupts a flow for 1 s at most, and shows WireGuard alone", async () => {
    const keyed = lab.keyed ?? withFreshKeys(topology());
    let current: Topology = keyed.topology;
    const privateKeys = new Map(keyed.privateKeys);
    const before = await sessions();
    expect(before).toHaveLength(6 * 5);

    const capture = lab.onInternet("exec timeout 110 tcpdump -n -i r1 ip and not udp port 51820", { reject: false });
    const flow = startFlow(lab, "us-east", "eu-west");

    /** Writes a gateway's keys in its stack file, so to speak; then brings up its own region first, and the others once it is heard. */
    const write = async (
      region: string,
      index: number,
      change: (keys: MeshGatewayKeys) => MeshGatewayKeys,
      heard: () => Promise<unknown> = async () => undefined,
    ) => {
      const regions = current.regions.map((one) => {
        const gateways = one.mesh.gateways.map((keys, position) => (position + 1 === index ? change(keys) : keys));
        return one.name === region ? { ...one, mesh: { ...one.mesh, gateways } } : one;
      });
      current = { ...current, regions };
      const plans = meshPlan(current).flatMap(({ gateways }) => gateways);
      const deliver = (own: boolean) =>
        Promise.all(
          plans
            .filter((plan) => (plan.region === region) === own)
            .map((plan) => lab.gateway(plan.name).deliver(plan, privateKeys.get(plan.name) ?? expect.fail(plan.name))),
        );
      await deliver(true);
      await heard();
      await deliver(false);
    };

    for (const { region, gateways } of meshPlan(keyed.topology))
      for (const { index } of gateways) {
        const fresh = keyPair();
        const next = { publicKey: fresh.publicKey, since };
        await write(region, index, (keys) => ({ ...keys, next }));
        privateKeys.set(gatewayName(region, index), fresh.privateKey);
        const speaks = async () => {
          const far = lab.gateways.filter(({ gateway }) => gateway.region !== region);
          const command = `wg show all latest-handshakes | grep -F '${fresh.publicKey}' | cut -f3`;
          const times = await Promise.all(far.map(async (machine) => (await machine.exec(command)).stdout));
          return times.every((time) => Number(time) > 0) ? true : undefined;
        };
        await write(
          region,
          index,
          ({ publicKey, since: made }) => ({ ...next, previous: { publicKey, since: made } }),
          () => until(`${region} ${index} does not speak with its new key`, 20_000, speaks),
        );
        await write(region, index, () => next);
      }

    const { longestGapSeconds, answers } = await flow.end();
    capture.kill("SIGINT");
    process.stderr.write(`six keys rotated: longest gap ${longestGapSeconds.toFixed(2)} s, ${answers} answers\n`);
    expect(await sessions()).toEqual(
      before.map(({ name, since: second }) => ({ name, since: expect.closeTo(second, 1) })),
    );
    expect(longestGapSeconds).toBeLessThan(1);
    expect((await capture).stdout.split("\n").filter(Boolean)).toEqual([]);
    const used = new Set(
      (
        await Promise.all(lab.gateways.map(async (machine) => (await machine.exec("wg show all public-key")).stdout))
      ).flatMap((told) => told.split("\n").map((line) => line.split("\t")[1])),
    );
    for (const { mesh } of keyed.topology.regions)
      for (const { publicKey } of mesh.gateways) expect(used).not.toContain(publicKey);
  });
});
