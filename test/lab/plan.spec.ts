import { Netmask } from "netmask";
import { describe, expect, it } from "vitest";
import { fabric, gatewayMachine, routesTo, wires } from "../../lab/fabric";
import { keyPair, scaleBandwidth, withFreshKeys } from "../../lab/keys";
import { labNames } from "../../lab/names";
import { allGateways, hostsFile, labPlan, namespaces, regionPairs } from "../../lab/plan";
import { plan, topology } from "./fixture";

describe("a lab's plan", () => {
  const lab = plan();
  const gateways = allGateways(lab);

  it("has the mesh's regions with all their gateways, and a path between each two", () => {
    expect(lab.regions.map(({ name }) => name)).toEqual(["us-east", "eu-west", "apac"]);
    expect(gateways).toHaveLength(6);
    expect(regionPairs(lab)).toHaveLength(3);
    expect(lab.paths).toEqual([
      { between: [1, 2], milliseconds: 40 },
      { between: [1, 3], milliseconds: 100 },
      { between: [2, 3], milliseconds: 75 },
    ]);
  });

  it("gives every address once, the public ones from the block for benchmarks", () => {
    const publics = gateways.map(({ publicAddress }) => publicAddress);
    const block = new Netmask("198.18.0.0/15");
    expect(publics.every((address) => block.contains(address))).toBe(true);
    const all = [
      ...publics,
      ...gateways.map(({ plan: { vpcAddress } }) => vpcAddress),
      ...gateways.map(({ router }) => router),
      ...lab.regions.flatMap(({ host, uplink }) => [host.address, host.router, uplink.own, uplink.provider]),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it("puts each gateway into its subnet, beside the subnet's router", () => {
    for (const { subnet, router, plan: gateway } of gateways) {
      expect(new Netmask(subnet).contains(gateway.vpcAddress)).toBe(true);
      expect(new Netmask(subnet).contains(router)).toBe(true);
    }
  });

  it("names everything by its prefix", () => {
    const names = namespaces(lab);
    expect(names).toHaveLength(13);
    expect(new Set(names).size).toBe(13);
    expect(names.every((name) => name.startsWith("mlab-000000-"))).toBe(true);
  });

  it("knows nothing of an isolated region", () => {
    expect(JSON.stringify(lab)).not.toMatch(/china|10\.4\./);
    expect(hostsFile(lab)).not.toMatch(/china/);
  });

  it("lets every gateway's endpoint resolve to its public address", () => {
    for (const { publicAddress, plan: gateway } of gateways) {
      expect(hostsFile(lab).split("\n")).toContain(`${publicAddress} ${gateway.endpoint}`);
    }
  });

  it("holds no private key", () => {
    const { topology: keyed, privateKeys } = withFreshKeys(topology());
    const text = JSON.stringify(labPlan(keyed, "mlab-000000-"));
    expect(privateKeys.size).toBe(6);
    for (const key of privateKeys.values()) expect(text).not.toContain(key);
  });
});

describe("a lab's names", () => {
  it("differ from lab to lab, and no prefix is the beginning of another", () => {
    const [own, test] = [labNames(), labNames("test")];
    expect(own.prefix).toMatch(/^mlab-[0-9a-f]{6}-$/);
    expect(test.prefix).not.toBe(own.prefix);
    expect(labNames().prefix).toBe(own.prefix);
  });
});

describe("a lab's keys", () => {
  it("are Curve25519 keys in base64, new ones each time", () => {
    const [one, other] = [keyPair(), keyPair()];
    for (const key of [one.publicKey, one.privateKey]) expect(Buffer.from(key, "base64")).toHaveLength(32);
    expect(new Set([one.publicKey, one.privateKey, other.publicKey, other.privateKey]).size).toBe(4);
  });

  it("leave isolated regions without", () => {
    const { regions } = withFreshKeys(topology()).topology;
    expect(regions.filter(({ isolated }) => isolated).map(({ mesh }) => mesh.gateways)).toEqual([[]]);
  });
});

describe("a lab's networks", () => {
  const lab = plan();

  it("make both ends of a wire inside namespaces", () => {
    const lines = wires(lab);
    expect(lines).toHaveLength(12);
    for (const line of lines)
      expect(line).toMatch(/ netns mlab-000000-\S+ type veth peer name \S+ mtu \d+ netns mlab-000000-\S+$/);
  });

  it("carry what the region's path to the internet carries", () => {
    expect(wires(lab).filter((line) => line.includes("us-east"))).toSatisfy((lines: string[]) =>
      lines.every((line) => line.includes("mtu 1500")),
    );
    expect(wires(lab).filter((line) => line.includes("eu-west"))).toSatisfy((lines: string[]) =>
      lines.every((line) => line.includes("mtu 1460")),
    );
  });

  it("lead through the delay only where there is one", () => {
    const internet = (latency: boolean) =>
      fabric(lab, latency).find(({ namespace }) => namespace === lab.internet)?.ip ?? [];
    expect(internet(true).filter((line) => line.startsWith("rule add iif"))).toHaveLength(3);
    expect(internet(false).filter((line) => /rule|tun/.test(line))).toEqual([]);
  });

  it("give a gateway's machine one address, and nothing of the machine before it", () => {
    const [gateway] = allGateways(lab);
    const { ip = [], nft } = gateway ? gatewayMachine(gateway) : {};
    expect(ip.filter((line) => line.startsWith("addr add"))).toEqual(["addr add 10.1.144.10/22 dev eth0"]);
    expect(ip).toContain("addr flush dev eth0");
    expect(nft).toBe("flush ruleset\n");
  });

  it("lead the VPC's traffic for every other region to one gateway", () => {
    const [region] = lab.regions;
    expect(region && routesTo(region, "10.1.148.10")).toEqual([
      "route replace 10.2.0.0/16 via 10.1.148.10",
      "route replace 10.3.0.0/16 via 10.1.148.10",
    ]);
  });
});

describe("scaled bandwidth", () => {
  it("changes every path's and nothing else", () => {
    const before = topology();
    const after = scaleBandwidth(before, 0.01);
    expect(after.shared.mesh.links.map(({ bandwidthGbps }) => bandwidthGbps)).toEqual([0.1, 0.05, 0.05]);
    expect(after.shared.mesh.links.map(({ latencyMs }) => latencyMs)).toEqual([80, 200, 150]);
    expect(after.regions).toEqual(before.regions);
  });
});
