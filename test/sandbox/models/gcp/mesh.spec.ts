/** What the cloud refuses of instances, their groups, load balancers and endpoints. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { gcp } from "../../../../sandbox/models/gcp";
import { agentOf } from "../../../../sandbox/models/gcp/agents";
import type { Made } from "../../core/harness";
import { driver } from "../../core/harness";
import { cloud, project } from "./cloud";

const types = {
  account: "gcp:serviceaccount/account:Account",
  address: "gcp:compute/address:Address",
  check: "gcp:compute/regionHealthCheck:RegionHealthCheck",
  endpoint: "gcp:networkconnectivity/regionalEndpoint:RegionalEndpoint",
  group: "gcp:compute/instanceGroupManager:InstanceGroupManager",
  instance: "gcp:compute/perInstanceConfig:PerInstanceConfig",
  key: "gcp:kms/cryptoKey:CryptoKey",
  member: "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
  ring: "gcp:kms/keyRing:KeyRing",
  route: "gcp:compute/route:Route",
  rule: "gcp:compute/forwardingRule:ForwardingRule",
  service: "gcp:projects/service:Service",
  backends: "gcp:compute/regionBackendService:RegionBackendService",
  template: "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
} as const;

/** A subnet, an account, a health check and what is made of them. */
function site() {
  const here = cloud();
  const { make, subnet, vpc } = here;
  for (const api of ["iam", "cloudkms", "networkconnectivity"])
    make(types.service, api, { service: `${api}.googleapis.com` });
  const inside = subnet("public", "10.2.144.0/20");
  const account = make(types.account, "gateway", { accountId: "gateway-1" });
  const check = make(types.check, "check", { name: "check", tcpHealthCheck: { port: 8111 } });
  const address = (name: string, more: Properties) => make(types.address, name, { name, ...more });
  const internal = (name: string, at: string) =>
    address(name, { addressType: "INTERNAL", subnetwork: inside.id, address: at });
  const template: Properties = {
    namePrefix: "gateway-",
    machineType: "e2-highcpu-4",
    canIpForward: true,
    disks: [{ boot: true, sourceImage: "debian-cloud/debian-12" }],
    networkInterfaces: [{ subnetwork: inside.id, accessConfigs: [{ networkTier: "PREMIUM" }] }],
    serviceAccount: { email: String(account.state.email), scopes: ["cloud-platform"] },
  };
  const recreate = { type: "PROACTIVE", minimalAction: "REPLACE", replacementMethod: "RECREATE", maxSurgeFixed: 0 };
  const group = (name: string, made: Made, more: Properties = {}): Properties => ({
    name,
    zone: "europe-west3-a",
    baseInstanceName: name,
    versions: [{ instanceTemplate: String(made.state.selfLink) }],
    updatePolicy: { ...recreate, maxUnavailableFixed: 1 },
    ...more,
  });
  const instance = (name: string, kept: Properties): Properties => ({
    name,
    zone: "europe-west3-a",
    instanceGroupManager: name,
    preservedState: kept,
  });
  const kept = (made: Made) => [{ interfaceName: "nic0", ipAddress: { address: String(made.state.selfLink) } }];
  return { ...here, vpc, inside, check, address, internal, template, group, instance, kept };
}

/** A gateway that stands, and a load balancer before it. */
function standing() {
  const at = site();
  const template = at.make(types.template, "template", at.template);
  const group = at.make(types.group, "one", at.group("one", template));
  const backends: Properties = {
    name: "backends",
    network: at.vpc.id,
    healthChecks: at.check.id,
    backends: [{ group: String(group.state.instanceGroup), balancingMode: "CONNECTION" }],
  };
  const service = at.make(types.backends, "backends", backends);
  const rule: Properties = {
    name: "rule",
    loadBalancingScheme: "INTERNAL",
    backendService: service.id,
    network: at.vpc.id,
    subnetwork: at.inside.id,
    allPorts: true,
  };
  return { ...at, made: { template, group, service }, backends, rule };
}

/** Without the fields that are null. */
const known = (inputs: Properties): Properties =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== null));

const properties = (failures: readonly string[]): string[] => failures.map((failure) => failure.split(":")[0] ?? "");

describe("templates of instances", () => {
  it.each([
    ["a machine type that exists", { machineType: "e2-highcpu-3" }, "machineType"],
    ["an image", { disks: [{ boot: true }] }, "disks[0].sourceImage"],
    [
      "a family of images that exists",
      { disks: [{ boot: true, sourceImage: "debian-cloud/debian-99" }] },
      "disks[0].sourceImage",
    ],
    ["one boot disk", { disks: [{ sourceImage: "debian-cloud/debian-12" }] }, "disks"],
    ["a network", { networkInterfaces: [{ nicType: "GVNIC" }] }, "networkInterfaces[0]"],
    [
      "large machines for Tier_1",
      { networkPerformanceConfig: { totalEgressBandwidthTier: "TIER_1" } },
      "networkPerformanceConfig",
    ],
    ["values of metadata of 256 KiB at most", { metadata: { a: "x".repeat(262_145) } }, "metadata.a"],
    [
      "one startup script",
      { metadata: { "startup-script": "a" }, metadataStartupScript: "b" },
      "metadataStartupScript",
    ],
    [
      "no restart of what may be taken away",
      { scheduling: { provisioningModel: "SPOT" } },
      "scheduling.automaticRestart",
    ],
    ["a name or the beginning of one", { name: "whole" }, "name"],
    ["a beginning that leaves room", { namePrefix: "a".repeat(55) }, "namePrefix"],
    ["arguments that exist", { userData: "" }, "userData"],
  ])("have %s", (_what, change, property) => {
    const { template, failures } = site();
    expect(failures(types.template, template)).toEqual([]);
    expect(properties(failures(types.template, { ...template, ...change }))).toEqual([property]);
  });

  it("never change, and get a name of their own each time", () => {
    const { make, diff, template } = site();
    const one = make(types.template, "one", template);
    expect(diff(one, { ...template, machineType: "e2-highcpu-2" }).replaces).toEqual(["machineType"]);
    const other = make(types.template, "two", template);
    expect(other.state.name).not.toBe(one.state.name);
  });

  it("want an account that is there", () => {
    const { make, template } = site();
    const nobody = { email: `nobody@${project}.iam.gserviceaccount.com`, scopes: ["cloud-platform"] };
    expect(() => make(types.template, "one", { ...template, serviceAccount: nobody })).toThrow(/serviceAccount\.email/);
  });

  it("take a key of their region that Compute Engine may use", () => {
    const { make, template, world } = site();
    const key = (location: string) => {
      const ring = make(types.ring, location, { name: location, location });
      return make(types.key, location, { name: "disks", keyRing: ring.id });
    };
    const disks = (made: Made) => ({
      disks: [{ boot: true, sourceImage: "debian-cloud/debian-12", diskEncryptionKey: { kmsKeySelfLink: made.id } }],
    });
    const [near, far] = [key("europe-west3"), key("europe-west1")];
    expect(() => make(types.template, "far", { ...template, ...disks(far) })).toThrow(/must be in europe-west3/);
    expect(() => make(types.template, "near", { ...template, ...disks(near) })).toThrow(
      /Permission denied on Cloud KMS/,
    );
    const member = `serviceAccount:${agentOf("compute", project)}`;
    driver(gcp, { account: project, region: "europe-west3" }, world, "grants").make(types.member, "grant", {
      cryptoKeyId: near.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member,
    });
    expect(() => make(types.template, "near", { ...template, ...disks(near) })).not.toThrow();
  });
});

describe("groups of instances", () => {
  it.each([
    ["a zone that exists", { zone: "europe-west3-z" }, "zone"],
    ["a zone of the provider's region", { zone: "europe-west1-b" }, "zone"],
    [
      "room to update",
      { updatePolicy: { type: "PROACTIVE", minimalAction: "REPLACE", maxSurgeFixed: 0, maxUnavailableFixed: 0 } },
      "updatePolicy",
    ],
    [
      "no surge with RECREATE",
      {
        updatePolicy: {
          type: "PROACTIVE",
          minimalAction: "REPLACE",
          replacementMethod: "RECREATE",
          maxSurgeFixed: 1,
          maxUnavailableFixed: 1,
        },
      },
      "updatePolicy.replacementMethod",
    ],
    [
      "an action that is allowed",
      { updatePolicy: { type: "PROACTIVE", minimalAction: "REPLACE", mostDisruptiveAllowedAction: "RESTART" } },
      "updatePolicy.minimalAction",
    ],
    [
      "one hour at most to boot",
      { autoHealingPolicies: { healthCheck: "check", initialDelaySec: 3601 } },
      "autoHealingPolicies.initialDelaySec",
    ],
  ])("have %s", (_what, change, property) => {
    const { make, failures, template, group } = site();
    const inputs = group("one", make(types.template, "template", template));
    expect(failures(types.group, inputs)).toEqual([]);
    expect(properties(failures(types.group, { ...inputs, ...change }))).toEqual([property]);
  });

  it("keep their template and their health check while they name them, and go over to others in place", () => {
    const { make, destroy, change, check, template, group } = site();
    const [old, next] = ["old", "next"].map((name) => make(types.template, name, template));
    if (!old || !next) throw new Error("no templates");
    const inputs = { ...group("one", old), autoHealingPolicies: { healthCheck: check.id, initialDelaySec: 600 } };
    const made = make(types.group, "one", inputs);
    expect(() => destroy(old)).toThrow(/is used by/);
    expect(() => destroy(check)).toThrow(/is used by/);
    change(made, { ...inputs, versions: [{ instanceTemplate: String(next.state.selfLink) }] });
    expect(() => destroy(old)).not.toThrow();
  });

  it("may have one name in two zones, and not in one", () => {
    const { make, template, group } = site();
    const inputs = group("one", make(types.template, "template", template));
    make(types.group, "one", inputs);
    expect(() => make(types.group, "again", inputs)).toThrow(/alreadyExists/);
    expect(() => make(types.group, "elsewhere", { ...inputs, zone: "europe-west3-b" })).not.toThrow();
  });
});

describe("instances that keep their addresses", () => {
  it("keep one inside and one outside, each for one machine", () => {
    const { make, internal, address, kept, instance, made } = standing();
    const [inside, outside] = [internal("in", "10.2.144.10"), address("out", {})];
    const both = { internalIps: kept(inside), externalIps: kept(outside) };
    make(types.instance, "one", instance("one", both));
    expect(() => make(types.instance, "two", { ...instance("one", both), name: "two" })).toThrow(
      /is in use by another/,
    );
    expect(made.group.state.instanceGroup).toMatch(/\/zones\/europe-west3-a\/instanceGroups\/one$/);
  });

  it("hold their addresses and their group", () => {
    const { make, destroy, internal, kept, instance } = standing();
    const inside = internal("in", "10.2.144.10");
    make(types.instance, "one", instance("one", { internalIps: kept(inside) }));
    expect(() => destroy(inside)).toThrow(/is used by/);
  });

  it("take no address of the wrong kind, region or subnet, and none outside without an access config", () => {
    const { make, subnet, address, internal, kept, instance, template, group, world } = standing();
    const outside = address("out", {});
    const refused = (state: Properties, name = "one") =>
      expect(() => make(types.instance, name, instance(name, state)));
    refused({ internalIps: kept(outside) }).toThrow(/no INTERNAL address/);
    refused({ externalIps: kept(internal("in", "10.2.144.10")) }).toThrow(/no EXTERNAL address/);
    const other = subnet("other", "10.2.0.0/20");
    const strange = address("strange", { addressType: "INTERNAL", subnetwork: other.id, address: "10.2.0.10" });
    refused({ internalIps: kept(strange) }).toThrow(/not in the subnetwork of nic0/);
    const closed = { ...template, networkInterfaces: [{ subnetwork: String(other.id) }] };
    make(types.group, "closed", group("closed", make(types.template, "closed", closed)));
    refused({ externalIps: kept(outside) }, "closed").toThrow(/no access config/);
    const abroad = driver(gcp, { account: project, region: "europe-west1" }, world, "abroad");
    const far = abroad.make(types.address, "far", { name: "far" });
    refused({ externalIps: kept(far) }).toThrow(/externalIps/);
  });

  it("are of groups that replace a machine by one of its name", () => {
    const { make, change, internal, kept, instance, template, group } = site();
    const substitute = { type: "PROACTIVE", minimalAction: "REPLACE", maxSurgeFixed: 1, maxUnavailableFixed: 0 };
    const inputs = group("one", make(types.template, "template", template));
    const made = make(types.group, "one", { ...inputs, updatePolicy: substitute });
    const config = instance("one", { internalIps: kept(internal("in", "10.2.144.10")) });
    expect(() => make(types.instance, "one", config)).toThrow(/RECREATE only/);
    const recreating = change(made, inputs);
    make(types.instance, "one", config);
    expect(() => change(recreating, { ...inputs, updatePolicy: substitute })).toThrow(/RECREATE only/);
  });
});

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
