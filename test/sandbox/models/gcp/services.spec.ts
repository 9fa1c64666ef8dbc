import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { cloud, project, types } from "./cloud";

const psc = { purpose: "PRIVATE_SERVICE_CONNECT" };

describe("reserved ranges and addresses", () => {
  it("overlap no subnet and no other reservation", () => {
    const { subnet, reserve } = cloud();
    subnet("one", "10.2.0.0/20");
    reserve("peered", "10.2.176.0", { purpose: "VPC_PEERING", prefixLength: 21 });
    expect(() => reserve("apis", "10.2.0.9", psc)).toThrow(/conflicts with subnetwork 'one'|It conflicts with/);
    expect(() => reserve("apis", "10.2.177.1", psc)).toThrow(/It conflicts with address 'peered'/);
    expect(reserve("apis", "10.2.186.1", psc).state.address).toBe("10.2.186.1");
  });

  it.each<[string, Properties, string]>([
    ["a purpose", { addressType: "INTERNAL", network: "vpc" }, "purpose"],
    [
      "a length for a peered range",
      { addressType: "INTERNAL", network: "vpc", purpose: "VPC_PEERING" },
      "prefixLength",
    ],
    [
      "no length for an endpoint",
      { addressType: "INTERNAL", network: "vpc", ...psc, prefixLength: 24 },
      "prefixLength",
    ],
    ["no network when they are public", { network: "vpc" }, "network"],
    [
      "the first address of their block",
      { addressType: "INTERNAL", network: "vpc", purpose: "VPC_PEERING", prefixLength: 20, address: "10.2.1.0" },
      "address",
    ],
  ])("have %s", (_what, inputs, property) => {
    const { failures } = cloud();
    expect(failures(types.globalAddress, inputs).map((failure) => failure.split(":")[0])).toEqual([property]);
  });

  it("get a public address of their own in each region", () => {
    const { make } = cloud();
    const [one, two] = ["one", "two"].map((name) => make(types.address, name, { name }));
    expect(one?.state.address).not.toBe(two?.state.address);
    expect(one?.state).toMatchObject({ networkTier: "PREMIUM", region: "europe-west3", project });
  });
});

describe("the endpoint of Google APIs", () => {
  const endpoint = {
    name: "psceuwest",
    network: "vpc",
    target: "all-apis",
    loadBalancingScheme: "",
    ipAddress: "apis",
  };

  it("answers with the address it was given, in the directory of the region asked for", () => {
    const { make, reserve } = cloud();
    reserve("apis", "10.2.186.1", psc);
    const { state } = make(types.forwardingRule, "apis", {
      ...endpoint,
      serviceDirectoryRegistrations: { serviceDirectoryRegion: "europe-west3" },
    });
    expect(state).toMatchObject({
      ipAddress: "10.2.186.1",
      pscConnectionStatus: "ACCEPTED",
      serviceDirectoryRegistrations: { serviceDirectoryRegion: "europe-west3" },
    });
    expect(() => make(types.forwardingRule, "more", { ...endpoint, name: "pscmore" })).toThrow(/It is in use by/);
  });

  it("is registered in us-central1 when nothing is said", () => {
    const { make, reserve } = cloud();
    reserve("apis", "10.2.186.1", psc);
    expect(make(types.forwardingRule, "apis", endpoint).state.serviceDirectoryRegistrations).toMatchObject({
      serviceDirectoryRegion: "us-central1",
    });
  });

  it.each<[string, Properties, string]>([
    ["20 letters and digits for a name", { name: "psc-eu-west" }, "name"],
    ["no scheme of load balancing", { loadBalancingScheme: "INTERNAL" }, "loadBalancingScheme"],
    ["no ports", { portRange: "443" }, "portRange"],
    [
      "a directory that exists",
      { serviceDirectoryRegistrations: { serviceDirectoryRegion: "eu" } },
      "serviceDirectoryRegistrations.serviceDirectoryRegion",
    ],
    ["a bundle for a target", { target: "some-proxy" }, "target"],
  ])("has %s", (_what, change, property) => {
    const { failures } = cloud();
    expect(failures(types.forwardingRule, { ...endpoint, ...change }).map((failure) => failure.split(":")[0])).toEqual([
      property,
    ]);
  });

  it("takes no address reserved for something else", () => {
    const { make, reserve } = cloud();
    reserve("peered", "10.2.176.0", { purpose: "VPC_PEERING", prefixLength: 21 });
    expect(() => make(types.forwardingRule, "apis", { ...endpoint, ipAddress: "peered" })).toThrow(/purpose must be/);
  });
});

describe("private services access", () => {
  it("peers with ranges of its own network, once", () => {
    const { make, reserve, vpc } = cloud();
    reserve("peered", "10.2.176.0", { purpose: "VPC_PEERING", prefixLength: 21 });
    reserve("apis", "10.2.186.1", psc);
    const inputs = { network: vpc.id, service: "servicenetworking.googleapis.com", reservedPeeringRanges: ["peered"] };
    expect(() => make(types.connection, "wrong", { ...inputs, reservedPeeringRanges: ["apis"] })).toThrow(
      /no range for VPC_PEERING/,
    );
    const connection = make(types.connection, "peered", inputs);
    expect(connection.state.peering).toBe("servicenetworking-googleapis-com");
    expect(connection.id).toBe(`projects%2F${project}%2Fglobal%2Fnetworks%2Fvpc:servicenetworking.googleapis.com`);
    expect(() => make(types.connection, "again", inputs)).toThrow(/failedPrecondition/);
  });
});

describe("private zones", () => {
  const zone = (network: string) => ({
    dnsName: "googleapis.com.",
    visibility: "private",
    privateVisibilityConfig: { networks: [{ networkUrl: network }] },
  });

  it("are bound to a network once for each name", () => {
    const { make, vpc } = cloud();
    make(types.zone, "one", zone(vpc.id));
    expect(() => make(types.zone, "two", zone(vpc.id))).toThrow(/has the same DNS name/);
  });

  it("hold records inside themselves, no two of a kind, and no CNAME at the apex", () => {
    const { make, vpc, destroy } = cloud();
    const apis = make(types.zone, "one", { ...zone(vpc.id), name: "one" });
    const record = (name: string, type: string, value: string) =>
      make(types.record, `${name}${type}`, { managedZone: "one", name, type, ttl: 300, rrdatas: [value] });
    expect(record("googleapis.com.", "A", "10.2.186.1").id).toBe(
      `projects/${project}/managedZones/one/rrsets/googleapis.com./A`,
    );
    expect(() => record("gcr.io.", "A", "10.2.186.1")).toThrow(/not in the zone/);
    expect(() => record("googleapis.com.", "CNAME", "gcr.io.")).toThrow(/apex/);
    record("*.googleapis.com.", "CNAME", "googleapis.com.");
    expect(() => record("*.googleapis.com.", "A", "10.2.186.1")).toThrow(/alreadyExists/);
    expect(() => destroy(apis)).toThrow(/is used by/);
  });
});
