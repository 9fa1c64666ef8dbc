import { describe, expect, it } from "vitest";
import { gcp } from "../../../../sandbox/models/gcp";
import { driver } from "../../core/harness";
import { cloud, project, types } from "./cloud";

describe("every type", () => {
  it("is refused while its API is off", () => {
    const fresh = driver(gcp, { account: "another-project", region: "europe-west3" });
    expect(() => fresh.make(types.network, "vpc", {})).toThrow(
      /compute\.googleapis\.com has not been used.*accessNotConfigured/,
    );
  });

  it("is refused in a project that the provider has no rights in", () => {
    const { make } = cloud();
    expect(() => make(types.network, "other", { project: "somebody-elses" })).toThrow(/project: Error 403/);
  });

  it("is kept while its deletion policy says so", () => {
    const { make, change, destroy } = cloud();
    const kept = make(types.network, "kept", { deletionPolicy: "PREVENT" });
    expect(() => destroy(kept)).toThrow(/deletion policy PREVENT/);
    expect(() => destroy(change(kept, { ...kept.inputs, deletionPolicy: "DELETE" }))).not.toThrow();
  });

  it("may be switched on by several stacks in one project", () => {
    const { world } = cloud();
    const other = driver(gcp, { account: project, region: "europe-west1" }, world, "other");
    expect(() => other.make(types.service, "compute", { service: "compute.googleapis.com" })).not.toThrow();
  });
});

describe("names", () => {
  it("are RFC 1035 and made up where none is given", () => {
    const { make, failures } = cloud();
    expect(make(types.network, "some", {}).state.name).toMatch(/^some-[0-9a-f]{7}$/);
    for (const name of ["-a", "A", "a_b", "a-", "a".repeat(64)])
      expect(failures(types.network, { name })).toEqual([expect.stringMatching(/^name: .*RFC|^name: .*letters/)]);
  });

  it("are taken once in a project, and in each region for what is regional", () => {
    const { make, subnet, world } = cloud();
    expect(() => make(types.network, "again", { name: "vpc" })).toThrow(/alreadyExists/);
    const first = subnet("one", "10.2.0.0/24");
    expect(() => subnet("one", "10.2.1.0/24")).toThrow(/alreadyExists|exists already/);
    const elsewhere = driver(gcp, { account: project, region: "europe-west1" }, world, "elsewhere");
    const twin = elsewhere.make(types.subnet, "one", {
      name: "one",
      network: String(first.state.network),
      ipCidrRange: "10.2.2.0/24",
    });
    expect(twin.id).toBe(`projects/${project}/regions/europe-west1/subnetworks/one`);
  });
});

describe("subnets", () => {
  it.each(["id", "selfLink", "name"] as const)("may name their network by its %s", (key) => {
    const { make, vpc } = cloud();
    const network = key === "id" ? vpc.id : String(vpc.state[key]);
    expect(() => make(types.subnet, "one", { network, ipCidrRange: "10.2.0.0/24" })).not.toThrow();
  });

  it("overlap no other range of the network, primary, secondary or reserved", () => {
    const { subnet, reserve } = cloud();
    subnet("one", "10.2.0.0/20", { secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.2.64.0/18" }] });
    reserve("peered", "10.2.32.0", { purpose: "VPC_PEERING", prefixLength: 20 });
    for (const taken of ["10.2.4.0/24", "10.2.0.0/16", "10.2.65.0/24", "10.2.40.0/24"])
      expect(() => subnet("two", taken), taken).toThrow(/Invalid IPCidrRange: .* conflicts with existing/);
    expect(() =>
      subnet("two", "10.3.0.0/24", { secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.2.0.0/24" }] }),
    ).toThrow(/secondaryIpRanges\[0\]\.ipCidrRange: .*conflicts with existing subnetwork 'one'/);
    expect(() => subnet("two", "10.2.16.0/20")).not.toThrow();
  });

  it("do not overlap themselves", () => {
    const { failures, vpc } = cloud();
    const secondaryIpRanges = [{ rangeName: "pods", ipCidrRange: "10.2.0.0/24" }];
    expect(failures(types.subnet, { network: vpc.id, ipCidrRange: "10.2.0.0/16", secondaryIpRanges })).toEqual([
      expect.stringContaining("It overlaps ipCidrRange '10.2.0.0/16'"),
    ]);
  });

  it("for proxies have a role, and neither flow logs nor private access", () => {
    const { failures, subnet, vpc } = cloud();
    const proxies = { network: vpc.id, ipCidrRange: "10.2.184.0/23", purpose: "REGIONAL_MANAGED_PROXY" };
    const wrong = failures(types.subnet, { ...proxies, logConfig: {}, privateIpGoogleAccess: true });
    expect(wrong.map((failure) => failure.split(":")[0])).toEqual(["logConfig", "privateIpGoogleAccess", "role"]);
    subnet("proxies", "10.2.184.0/23", { purpose: proxies.purpose, role: "ACTIVE" });
    expect(() => subnet("more", "10.2.186.0/23", { purpose: proxies.purpose, role: "ACTIVE" })).toThrow(
      /has an active/,
    );
  });

  it("are replaced when they move and changed in place when they log differently", () => {
    const { subnet, diff, change } = cloud();
    const one = subnet("one", "10.2.0.0/24");
    expect(diff(one, { ...one.inputs, ipCidrRange: "10.3.0.0/24" })).toMatchObject({
      replaces: ["ipCidrRange"],
      deleteBeforeReplace: true,
    });
    const logged = change(one, { ...one.inputs, logConfig: { flowSampling: 1 } });
    expect(logged.state.logConfig).toEqual({
      aggregationInterval: "INTERVAL_5_SEC",
      filterExpr: "true",
      flowSampling: 1,
      metadata: "INCLUDE_ALL_METADATA",
    });
  });

  it("are refused in a region that does not exist", () => {
    const { failures, vpc } = cloud();
    expect(failures(types.subnet, { network: vpc.id, ipCidrRange: "10.2.0.0/24", region: "europe-west99" })).toEqual([
      "region: Google Cloud has no region europe-west99",
    ]);
  });
});

describe("firewall rules", () => {
  const rule = { network: "vpc", sourceRanges: ["10.0.0.0/8"], allows: [{ protocol: "tcp", ports: ["443"] }] };

  it("allow or deny, and not both", () => {
    const { failures } = cloud();
    expect(failures(types.firewall, rule)).toEqual([]);
    expect(failures(types.firewall, { ...rule, denies: [{ protocol: "all" }] })).toEqual([
      expect.stringContaining("exactly one"),
    ]);
    expect(failures(types.firewall, { ...rule, allows: [] })).toEqual([expect.stringContaining("exactly one")]);
  });

  it.each([
    ["a source of its own for ingress", { ...rule, sourceRanges: [] }, "sourceRanges"],
    ["no source for egress", { ...rule, direction: "EGRESS" }, "sourceRanges"],
    ["a priority that exists", { ...rule, priority: 65536 }, "priority"],
    [
      "ports only for protocols that have some",
      { ...rule, allows: [{ protocol: "icmp", ports: ["1"] }] },
      "allows[0].ports",
    ],
    [
      "tags or accounts",
      { ...rule, targetTags: ["a"], targetServiceAccounts: ["a@b.iam.gserviceaccount.com"] },
      "targetTags",
    ],
    ["blocks without host bits", { ...rule, sourceRanges: ["10.0.0.1/8"] }, "sourceRanges[0]"],
    ["arguments that exist", { ...rule, allow: [] }, "allow"],
  ])("have %s", (_what, inputs, property) => {
    const { failures } = cloud();
    expect(failures(types.firewall, inputs).map((failure) => failure.split(":")[0])).toEqual([property]);
  });
});

describe("routes", () => {
  it("have exactly one next hop", () => {
    const { failures } = cloud();
    const route = { network: "vpc", destRange: "0.0.0.0/0" };
    expect(failures(types.route, route)).toEqual([expect.stringContaining("exactly one of nextHopGateway")]);
    expect(failures(types.route, { ...route, nextHopGateway: "default-internet-gateway" })).toEqual([]);
  });
});
