/** How packets come to the gateways, and how the cloud asks whether they live. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { gcp } from "../../../../sandbox/models/gcp";
import { driver } from "../../core/harness";
import { project } from "./cloud";
import { known, properties, site, standing, types } from "./mesh-site";

describe("health checks", () => {
  it.each([
    ["one protocol", { tcpHealthCheck: { port: 1 }, httpHealthCheck: { port: 1 } }, "tcpHealthCheck"],
    ["a protocol", {}, "tcpHealthCheck"],
    [
      "a timeout no longer than the interval",
      { tcpHealthCheck: { port: 1 }, checkIntervalSec: 2, timeoutSec: 3 },
      "timeoutSec",
    ],
    ["ports that exist", { tcpHealthCheck: { port: 65_536 } }, "tcpHealthCheck.port"],
    ["ten failures at most", { tcpHealthCheck: { port: 1 }, unhealthyThreshold: 11 }, "unhealthyThreshold"],
  ])("have %s", (_what, inputs, property) => {
    const { failures } = site();
    expect(properties(failures(types.check, inputs))).toEqual([property]);
  });

  it("say of what kind they are", () => {
    const { make } = site();
    expect(make(types.check, "http", { name: "http", httpHealthCheck: { port: 8111 } }).state.type).toBe("HTTP");
  });
});

describe("load balancers that pass packets on", () => {
  it.each([
    ["balance by connections", { balancingMode: "UTILIZATION" }, {}, "backends[0].balancingMode"],
    ["have a first choice", { failover: true }, {}, "backends"],
    [
      "cut connections short for TCP only",
      {},
      { protocol: "UDP", failoverPolicy: { disableConnectionDrainOnFailover: true } },
      "failoverPolicy.disableConnectionDrainOnFailover",
    ],
    ["have a health check", {}, { healthChecks: null }, "healthChecks"],
    ["are inside the VPC, so far", {}, { loadBalancingScheme: "EXTERNAL" }, "loadBalancingScheme"],
  ])("%s", (_what, backend, change, property) => {
    const { failures, backends, made } = standing();
    const group = String(made.group.state.instanceGroup);
    const wrong = { ...backends, backends: [{ group, balancingMode: "CONNECTION", ...backend }], ...change };
    expect(properties(failures(types.backends, known(wrong)))).toEqual([property]);
  });

  it("have each group once, all of them in their region", () => {
    const { failures, backends, made, world } = standing();
    const entry = { group: String(made.group.state.instanceGroup), balancingMode: "CONNECTION" };
    expect(properties(failures(types.backends, { ...backends, backends: [entry, entry] }))).toEqual([
      "backends[1].group",
    ]);
    const abroad = driver(gcp, { account: project, region: "europe-west1" }, world, "abroad");
    const healthChecks = abroad.make(types.check, "far", { name: "far", tcpHealthCheck: { port: 1 } }).id;
    expect(() => abroad.make(types.backends, "far", { ...backends, name: "far", healthChecks })).toThrow(
      /not in europe-west1/,
    );
  });

  it.each([
    ["all ports or some", { ports: ["80"] }, "allPorts"],
    ["ports", { allPorts: false }, "allPorts"],
    ["backends", { backendService: null }, "backendService"],
    ["all ports for every protocol", { ipProtocol: "L3_DEFAULT", allPorts: false, ports: ["80"] }, "allPorts"],
  ])("have a rule with %s", (_what, change, property) => {
    const { failures, rule } = standing();
    expect(failures(types.rule, rule)).toEqual([]);
    expect(properties(failures(types.rule, known({ ...rule, ...change })))).toEqual([property]);
  });

  it("have a rule of their protocol, network and subnet, at an address of its own", () => {
    const { make, rule, address, internal } = standing();
    const refused = (change: Properties) =>
      expect(() => make(types.rule, "wrong", known({ ...rule, name: "wrong", ...change })));
    refused({ ipProtocol: "UDP" }).toThrow(/has TCP/);
    refused({ ipProtocol: "L3_DEFAULT" }).toThrow(/has TCP/);
    refused({ subnetwork: null }).toThrow(/must be given in a network with custom subnets/);
    refused({ ipAddress: "10.9.0.1" }).toThrow(/not in the range/);
    refused({ ipAddress: address("out", {}).id }).toThrow(/no internal address/);
    const taken = internal("taken", "10.2.144.8");
    expect(make(types.rule, "rule", { ...rule, ipAddress: taken.id }).state.ipAddress).toBe("10.2.144.8");
    refused({ ipAddress: "10.2.144.8" }).toThrow(/is in use by/);
  });
});

describe("routes to load balancers", () => {
  it("lead into the network that the balancer is in, by no tags, and hide no subnet", () => {
    const { make, rule, vpc } = standing();
    const balancer = make(types.rule, "rule", rule);
    const route = { network: vpc.id, destRange: "10.1.0.0/16", nextHopIlb: balancer.id };
    const refused = (change: Properties) => expect(() => make(types.route, "wrong", { ...route, ...change }));
    refused({ tags: ["meridian-private"] }).toThrow(/names its load balancer by address/);
    refused({ destRange: "10.2.144.0/24" }).toThrow(/destRange: .*lies in 10\.2\.144\.0\/20/);
    refused({ destRange: "10.2.144.0/20" }).toThrow(/destRange/);
    const elsewhere = make("gcp:compute/network:Network", "elsewhere", {
      name: "elsewhere",
      autoCreateSubnetworks: false,
    });
    refused({ network: elsewhere.id }).toThrow(/nextHopIlb: .*not in/);
    expect(() => make(types.route, "to-1", route)).not.toThrow();
    expect(() => make(types.route, "wide", { ...route, destRange: "10.0.0.0/8" })).not.toThrow();
  });

  it("hold the balancer, and go anew to another", () => {
    const { make, destroy, diff, rule, vpc } = standing();
    const balancer = make(types.rule, "rule", rule);
    const made = make(types.route, "one", { network: vpc.id, destRange: "10.1.0.0/16", nextHopIlb: balancer.id });
    expect(() => destroy(balancer)).toThrow(/is used by/);
    expect(diff(made, { ...made.inputs, nextHopIlb: "another" }).replaces).toEqual(["nextHopIlb"]);
  });

  it("lead to no address that several rules share", () => {
    const { make, address, rule, vpc, inside } = standing();
    const shared = address("shared", {
      addressType: "INTERNAL",
      purpose: "SHARED_LOADBALANCER_VIP",
      subnetwork: inside.id,
    });
    const balancer = make(types.rule, "rule", { ...rule, ipAddress: shared.id });
    const route = { network: vpc.id, destRange: "10.1.0.0/16", nextHopIlb: balancer.id };
    expect(() => make(types.route, "one", route)).toThrow(/share is no next hop/);
  });
});

describe("endpoints of regional APIs", () => {
  const endpoint = (at: ReturnType<typeof site>): Properties => ({
    name: "secrets",
    location: "europe-west3",
    targetGoogleApi: "secretmanager.europe-west3.rep.googleapis.com",
    accessType: "REGIONAL",
    network: at.vpc.id,
    subnetwork: at.inside.id,
  });

  it.each([
    [
      "a region that exists",
      { location: "europe-west99", targetGoogleApi: "a.europe-west99.rep.googleapis.com" },
      "location",
    ],
    ["an API of that region", { targetGoogleApi: "secretmanager.europe-west1.rep.googleapis.com" }, "targetGoogleApi"],
    ["a regional API", { targetGoogleApi: "secretmanager.googleapis.com" }, "targetGoogleApi"],
    ["an access that exists", { accessType: "PUBLIC" }, "accessType"],
  ])("have %s", (_what, change, property) => {
    const at = site();
    expect(at.failures(types.endpoint, endpoint(at))).toEqual([]);
    expect(properties(at.failures(types.endpoint, { ...endpoint(at), ...change }))).toEqual([property]);
  });

  it("have an address of their own in their subnet", () => {
    const at = site();
    const refused = (address: string) =>
      expect(() => at.make(types.endpoint, "wrong", { ...endpoint(at), name: "wrong", address }));
    refused("10.9.0.1").toThrow(/not in the range/);
    refused(at.address("out", {}).id).toThrow(/internal address for GCE_ENDPOINT/);
    const own = at.internal("own", "10.2.144.9");
    at.make(types.endpoint, "secrets", { ...endpoint(at), address: own.id });
    refused(own.id).toThrow(/is in use by/);
    refused("10.2.144.9").toThrow(/is in use by/);
  });
});
