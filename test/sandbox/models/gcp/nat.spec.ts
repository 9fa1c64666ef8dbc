import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { gcp } from "../../../../sandbox/models/gcp";
import { driver } from "../../core/harness";
import { cloud, project, types } from "./cloud";

function withRouter() {
  const base = cloud();
  const router = base.make(types.router, "router", { name: "router", network: base.vpc.id });
  const subnet = base.subnet("private", "10.2.0.0/17", {
    secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.2.192.0/18" }],
  });
  const address = base.make(types.address, "nat-1", { name: "nat-1" });
  const inputs: Properties = {
    name: "nat",
    router: "router",
    natIpAllocateOption: "MANUAL_ONLY",
    natIps: [String(address.state.selfLink)],
    sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
    subnetworks: [{ name: subnet.id, sourceIpRangesToNats: ["ALL_IP_RANGES"] }],
  };
  return { ...base, router, subnetwork: subnet, address, inputs };
}

describe("a NAT", () => {
  it("has the id of its router and holds its addresses", () => {
    const { make, destroy, address, inputs } = withRouter();
    expect(make(types.nat, "nat", inputs).id).toBe(`${project}/europe-west3/router/nat`);
    expect(() => destroy(address)).toThrow(/is used by/);
  });

  it.each<[string, Properties, string]>([
    ["addresses when it allocates by hand", { natIps: [] }, "natIps"],
    ["no addresses when it does not", { natIpAllocateOption: "AUTO_ONLY" }, "natIps"],
    ["a list of subnets when it says so", { subnetworks: [] }, "subnetworks"],
    [
      "one of dynamic ports and endpoint-independent mapping",
      { enableDynamicPortAllocation: true, enableEndpointIndependentMapping: true },
      "enableEndpointIndependentMapping",
    ],
    ["ports by powers of two", { enableDynamicPortAllocation: true, minPortsPerVm: 100 }, "minPortsPerVm"],
    ["a most only for dynamic ports", { maxPortsPerVm: 4096 }, "maxPortsPerVm"],
  ])("has %s", (_what, change, property) => {
    const { failures, inputs } = withRouter();
    expect(failures(types.nat, { ...inputs, ...change }).map((failure) => failure.split(":")[0])).toEqual([property]);
  });

  it("translates no subnet of another region", () => {
    const { make, world, vpc, inputs } = withRouter();
    const elsewhere = driver(gcp, { account: project, region: "europe-west1" }, world, "elsewhere");
    const far = elsewhere.make(types.subnet, "far", { name: "far", network: vpc.id, ipCidrRange: "10.3.0.0/24" });
    const subnetworks = [{ name: far.id, sourceIpRangesToNats: ["ALL_IP_RANGES"] }];
    expect(() => make(types.nat, "nat", { ...inputs, subnetworks })).toThrow(
      /NotFound: .*there is one in .*europe-west1/,
    );
  });

  it("translates no subnet of another network, nor a range that is not there", () => {
    const { make, inputs, subnetwork } = withRouter();
    const other = make(types.network, "other", { name: "other", autoCreateSubnetworks: false });
    const stray = make(types.subnet, "stray", { network: other.id, ipCidrRange: "10.9.0.0/24" });
    const list = (name: string, more: Properties) => [{ name, ...more }];
    expect(() =>
      make(types.nat, "nat", { ...inputs, subnetworks: list(stray.id, { sourceIpRangesToNats: ["ALL_IP_RANGES"] }) }),
    ).toThrow(/not in the network of the router/);
    const ranges = { sourceIpRangesToNats: ["LIST_OF_SECONDARY_IP_RANGES"], secondaryIpRangeNames: ["services"] };
    expect(() => make(types.nat, "nat", { ...inputs, subnetworks: list(subnetwork.id, ranges) })).toThrow(
      /'services'.*has no such range/,
    );
  });

  it("shares neither its subnets nor its addresses with another", () => {
    const { make, inputs } = withRouter();
    make(types.nat, "nat", inputs);
    expect(() => make(types.nat, "second", { ...inputs, name: "second" })).toThrow(
      /is translated by .*router\/nat already.*\n.*It is in use by/,
    );
  });
});

describe("a router", () => {
  it("speaks for a private autonomous system", () => {
    const { failures, vpc } = cloud();
    expect(failures(types.router, { network: vpc.id, bgp: { asn: 65000 } })).toEqual([]);
    expect(failures(types.router, { network: vpc.id, bgp: { asn: 64511 } })).toEqual([
      expect.stringMatching(/^bgp\.asn/),
    ]);
  });
});
