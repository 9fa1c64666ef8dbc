import { describe, expect, it } from "vitest";
import { SandboxPackage } from "../../../../sandbox/core/package";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const at = { account: "1234567890123456", region: "cn-hangzhou" };
const types = {
  vpc: "alicloud:vpc/network:Network",
  vswitch: "alicloud:vpc/switch:Switch",
  nat: "alicloud:vpc/natGateway:NatGateway",
  eip: "alicloud:ecs/eipAddress:EipAddress",
  association: "alicloud:ecs/eipAssociation:EipAssociation",
  snat: "alicloud:vpc/snatEntry:SnatEntry",
  table: "alicloud:vpc/routeTable:RouteTable",
  attachment: "alicloud:vpc/routeTableAttachment:RouteTableAttachment",
  entry: "alicloud:vpc/routeEntry:RouteEntry",
  group: "alicloud:ecs/securityGroup:SecurityGroup",
  rule: "alicloud:ecs/securityGroupRule:SecurityGroupRule",
  acl: "alicloud:vpc/networkAcl:NetworkAcl",
  project: "alicloud:log/project:Project",
  store: "alicloud:log/store:Store",
  index: "alicloud:log/storeIndex:StoreIndex",
  flowLog: "alicloud:vpc/flowLog:FlowLog",
  endpoint: "alicloud:vpc/gatewayEndpoint:GatewayEndpoint",
  domain: "alicloud:dns/alidnsDomain:AlidnsDomain",
  record: "alicloud:dns/alidnsRecord:AlidnsRecord",
  bucket: "alicloud:oss/bucket:Bucket",
} as const;

function cloudWithVpc() {
  const cloud = driver(alicloud, at);
  const vpc = cloud.make(types.vpc, "vpc", { vpcName: "net", cidrBlock: "10.4.0.0/16" });
  const subnet = { vpcId: vpc.id, zoneId: "cn-hangzhou-h" };
  const vswitch = cloud.make(types.vswitch, "a", { ...subnet, cidrBlock: "10.4.0.0/24" });
  return { cloud, vpc, subnet, vswitch };
}

function cloudWithNat() {
  const base = cloudWithVpc();
  const { cloud, vpc, vswitch } = base;
  const nat = cloud.make(types.nat, "nat", { vpcId: vpc.id, vswitchId: vswitch.id });
  const eip = cloud.make(types.eip, "eip", { internetChargeType: "PayByTraffic", bandwidth: "200" });
  const bind = () =>
    cloud.make(types.association, "bound", { allocationId: eip.id, instanceId: nat.id, instanceType: "Nat" });
  return { ...base, nat, eip, bind };
}

describe("the package", () => {
  it("names a page for each type, and no type twice", () => {
    expect(new Set(alicloud.resources.map(({ type }) => type)).size).toBe(alicloud.resources.length);
    for (const { docs } of alicloud.resources) expect(docs).toMatch(/^https:\/\//);
  });

  it("refuses a region that Alibaba Cloud does not have, and a provider without one", () => {
    const pkg = new SandboxPackage(alicloud, SandboxWorld.inMemory());
    expect(pkg.checkConfig({ region: "cn-hangzhou", accountId: at.account, skipRegionValidation: "true" })).toEqual([]);
    expect(pkg.checkConfig({ region: "us-east1" })).toEqual([
      { property: "region", reason: expect.stringMatching(/InvalidRegionId.*us-east1/) },
    ]);
    expect(pkg.checkConfig({})).toEqual([{ property: "region", reason: expect.stringMatching(/required/) }]);
  });

  it("answers zones, account and regions of the provider that asks", () => {
    const { instance } = driver(alicloud, at);
    const zones = instance.invoke("alicloud:index/getZones:getZones", { availableResourceCreation: "VSwitch" });
    expect(zones.answer.ids).toContain("cn-hangzhou-h");
    expect(instance.invoke("alicloud:index/getAccount:getAccount", {}).answer).toEqual({ id: at.account });
    const regions = instance.invoke("alicloud:index/getRegions:getRegions", { current: true });
    expect(regions.answer.ids).toEqual(["cn-hangzhou"]);
  });
});

describe("VPCs and vSwitches", () => {
  it("have ids of the cloud's form, and tell the system route table", () => {
    const { vpc, vswitch } = cloudWithVpc();
    expect(vpc.id).toMatch(/^vpc-bp1[a-z0-9]{18}$/);
    expect(vswitch.id).toMatch(/^vsw-bp1[a-z0-9]{18}$/);
    expect(vpc.state.routeTableId).toMatch(/^vtb-bp1[a-z0-9]{18}$/);
  });

  it("refuse blocks the cloud keeps, prefixes out of range, and arguments that are none", () => {
    const { failures } = driver(alicloud, at);
    expect(failures(types.vpc, { cidrBlock: "100.64.0.0/16" })).toEqual([expect.stringMatching(/InvalidCidrBlock/)]);
    expect(failures(types.vpc, { cidrBlock: "10.0.0.0/29" })).toEqual([expect.stringMatching(/between \/8 and \/28/)]);
    expect(failures(types.vpc, { vpcName: "https://a", cidr: "10.0.0.0/8" })).toHaveLength(2);
  });

  it("refuse a block outside the VPC, one that overlaps, a zone of another region", () => {
    const { cloud, subnet } = cloudWithVpc();
    const make = (cidrBlock: string) => () => cloud.make(types.vswitch, "b", { ...subnet, cidrBlock });
    expect(make("10.5.0.0/24")).toThrow(/NotInVpc/);
    expect(make("10.4.0.128/25")).toThrow(/Overlapped/);
    expect(make("10.4.1.0/30")).toThrow(/between \/16 and \/29/);
    expect(cloud.failures(types.vswitch, { ...subnet, cidrBlock: "10.4.1.0/24", zoneId: "cn-beijing-h" })).toEqual([
      expect.stringMatching(/InvalidZoneId.NotFound: cn-hangzhou has no zone/),
    ]);
    expect(make("10.4.1.0/24")().state.status).toBe("Available");
  });

  it("move zone, block or VPC by being made anew, and take a new name in place", () => {
    const { cloud, vswitch } = cloudWithVpc();
    expect(cloud.diff(vswitch, { ...vswitch.inputs, zoneId: "cn-hangzhou-i" })).toMatchObject({
      replaces: ["zoneId"],
      deleteBeforeReplace: true,
    });
    expect(cloud.change(vswitch, { ...vswitch.inputs, vswitchName: "new" }).state.vswitchName).toBe("new");
  });
});

describe("NAT", () => {
  it("translates only with an address that is associated, and each vSwitch once", () => {
    const { cloud, nat, eip, vswitch, bind } = cloudWithNat();
    const entry = { snatTableId: nat.state.snatTableIds ?? "", sourceVswitchId: vswitch.id };
    const snatIp = eip.state.ipAddress ?? "";
    expect(() => cloud.make(types.snat, "s", { ...entry, snatIp })).toThrow(/NotAssociated/);
    const bound = bind();
    expect(bound.id).toBe(`${eip.id}:${nat.id}`);
    expect(cloud.make(types.snat, "s", { ...entry, snatIp }).id).toMatch(/^stb-\w+:snat-\w+$/);
    expect(() => cloud.make(types.snat, "t", { ...entry, snatIp })).toThrow(/Duplicate/);
    expect(() => cloud.destroy(nat)).toThrow(/DependencyViolation/);
  });

  it("takes an address once, and only as what it is", () => {
    const { cloud, nat, eip, bind } = cloudWithNat();
    const association = { allocationId: eip.id, instanceId: nat.id };
    expect(cloud.failures(types.association, association)).toEqual([expect.stringMatching(/instanceType/)]);
    bind();
    expect(() => cloud.make(types.association, "again", { ...association, instanceType: "Nat" })).toThrow(
      /IncorrectEipStatus/,
    );
  });

  it("has its home in its own VPC", () => {
    const { cloud, vswitch } = cloudWithVpc();
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.5.0.0/16" });
    expect(() => cloud.make(types.nat, "nat", { vpcId: other.id, vswitchId: vswitch.id })).toThrow(/NotBelongToVpc/);
  });

  it.each([
    ["PayByTraffic", "200", 0],
    ["PayByTraffic", "201", 1],
    ["PayByBandwidth", "500", 0],
    ["PayByBandwidth", "501", 1],
    ["PayByTraffic", "0", 1],
  ])("an address charged %s with %s Mbit/s has %i failures", (internetChargeType, bandwidth, failures) => {
    expect(driver(alicloud, at).failures(types.eip, { internetChargeType, bandwidth })).toHaveLength(failures);
  });
});

describe("routes", () => {
  it("stand in a table of their VPC, once, and a vSwitch has one table", () => {
    const { cloud, vpc, vswitch, nat } = cloudWithNat();
    const table = cloud.make(types.table, "t", { vpcId: vpc.id });
    const route = {
      routeTableId: table.id,
      destinationCidrblock: "0.0.0.0/0",
      nexthopType: "NatGateway",
      nexthopId: nat.id,
    };
    expect(cloud.make(types.entry, "r", route).id).toBe(
      `${table.id}:${vpc.state.routerId}:0.0.0.0/0:NatGateway:${nat.id}`,
    );
    expect(() => cloud.make(types.entry, "again", route)).toThrow(/Duplicate/);
    cloud.make(types.attachment, "a", { routeTableId: table.id, vswitchId: vswitch.id });
    const second = cloud.make(types.table, "u", { vpcId: vpc.id });
    expect(() => cloud.make(types.attachment, "b", { routeTableId: second.id, vswitchId: vswitch.id })).toThrow(
      /Associated/,
    );
    expect(() => cloud.destroy(table)).toThrow(/DependencyViolation/);
  });
});

describe("security groups", () => {
  const rule = { type: "ingress", ipProtocol: "tcp", portRange: "443/443", nicType: "intranet" };

  it.each([
    ["tcp", "-1/-1"],
    ["tcp", "443/80"],
    ["udp", "0/70000"],
    ["all", "443/443"],
  ])("refuse %s with ports %s", (ipProtocol, portRange) => {
    const news = { ...rule, securityGroupId: "sg-1", cidrIp: "10.0.0.0/8", ipProtocol, portRange };
    expect(driver(alicloud, at).failures(types.rule, news)).toEqual([expect.stringMatching(/^portRange: /)]);
  });

  it("need a peer, which for an advanced group is no group, and in a VPC no internet NIC", () => {
    const { cloud, vpc } = cloudWithVpc();
    const group = cloud.make(types.group, "g", { vpcId: vpc.id, securityGroupType: "enterprise" });
    expect(group.state.innerAccessPolicy).toBe("Drop");
    const make = (extra: Record<string, string>) => () =>
      cloud.make(types.rule, "r", { ...rule, securityGroupId: group.id, ...extra });
    expect(make({})).toThrow(/MissingParameter.Source/);
    expect(make({ sourceSecurityGroupId: group.id })).toThrow(/NotSupported/);
    expect(make({ cidrIp: "10.0.0.0/8", nicType: "internet" })).toThrow(/NicType/);
    expect(make({ cidrIp: "10.0.0.0/8" })().state.priority).toBe(1);
    expect(() => cloud.make(types.rule, "again", { ...rule, securityGroupId: group.id, cidrIp: "10.0.0.0/8" })).toThrow(
      /already/,
    );
  });
});

describe("network ACLs", () => {
  it("take a vSwitch of their VPC that no other has", () => {
    const { cloud, vpc, vswitch } = cloudWithVpc();
    const acl = { vpcId: vpc.id, resources: [{ resourceId: vswitch.id, resourceType: "VSwitch" }] };
    cloud.make(types.acl, "one", acl);
    expect(() => cloud.make(types.acl, "two", acl)).toThrow(/NetworkAclAlreadyExists/);
    const open = { policy: "accept", protocol: "all", port: "80/80", sourceCidrIp: "0.0.0.0/0" };
    expect(cloud.failures(types.acl, { vpcId: vpc.id, ingressAclEntries: [open] })).toEqual([
      expect.stringMatching(/^ingressAclEntries\[0\]\.port/),
    ]);
  });
});

describe("logs", () => {
  it.each([
    [0, 1],
    [1, 0],
    [3650, 0],
    [3651, 1],
  ])("a retention of %i days has %i failures", (retentionPeriod, failures) => {
    const news = { projectName: "p", logstoreName: "logs", retentionPeriod };
    expect(driver(alicloud, at).failures(types.store, news)).toHaveLength(failures);
  });

  it("go from a VPC into a store that exists, in a project whose name is nobody else's", () => {
    const { cloud, vpc } = cloudWithVpc();
    cloud.make(types.project, "p", { projectName: "meridian-logs" });
    expect(() => cloud.make(types.project, "q", { projectName: "meridian-logs" })).toThrow(/ProjectAlreadyExist/);
    const flow = {
      resourceType: "VPC",
      resourceId: vpc.id,
      trafficType: "All",
      projectName: "meridian-logs",
      logStoreName: "flow",
    };
    expect(() => cloud.make(types.flowLog, "f", flow)).toThrow(/LogStoreNotExist/);
    const store = { projectName: "meridian-logs", logstoreName: "flow", autoSplit: true };
    expect(() => cloud.make(types.store, "s", store)).toThrow(/maxSplitShardCount/);
    cloud.make(types.store, "s", { ...store, maxSplitShardCount: 64 });
    expect(() => cloud.make(types.index, "i", { project: "meridian-logs", logstore: "flow" })).toThrow(/fullText/);
    expect(() => cloud.make(types.flowLog, "f", { ...flow, resourceType: "VSwitch" })).toThrow(/InvalidResourceType/);
    expect(cloud.make(types.flowLog, "f", flow).state).toMatchObject({ status: "Active", aggregationInterval: "10" });
  });
});

describe("the gateway endpoint", () => {
  it("is for OSS of its own region, and wants a policy", () => {
    const { cloud, vpc } = cloudWithVpc();
    const endpoint = { vpcId: vpc.id, serviceName: "com.aliyun.cn-hangzhou.oss" };
    const whole = { ...endpoint, policyDocument: "{}" };
    expect(cloud.failures(types.endpoint, { ...whole, serviceName: "com.aliyun.cn-beijing.oss" })).toHaveLength(1);
    expect(cloud.failures(types.endpoint, endpoint)).toEqual([expect.stringMatching(/^policyDocument: missing/)]);
    expect(cloud.make(types.endpoint, "e", whole).id).toMatch(/^vpce-bp1/);
  });
});

describe("DNS", () => {
  const record = { domainName: "meridian.cn", rr: "api-cn", type: "A", value: "203.0.113.7" };

  it("takes TTLs of the free edition, and values that fit the type", () => {
    const { failures } = driver(alicloud, at);
    expect(failures(types.record, { ...record, ttl: 60 })).toEqual([expect.stringMatching(/^ttl: .*600/)]);
    expect(failures(types.record, { ...record, value: "api.example" })).toEqual([expect.stringMatching(/IPv4/)]);
    expect(failures(types.record, record)).toEqual([]);
  });

  it("holds a domain once, records in domains that exist, and a CNAME alone", () => {
    const cloud = driver(alicloud, at);
    expect(() => cloud.make(types.record, "r", record)).toThrow(/NotFound/);
    cloud.make(types.domain, "d", { domainName: "meridian.cn" });
    expect(() => cloud.make(types.domain, "e", { domainName: "meridian.cn" })).toThrow(/DomainAddedByOthers/);
    cloud.make(types.record, "r", record);
    expect(() => cloud.make(types.record, "again", record)).toThrow(/DomainRecordDuplicate/);
    expect(() => cloud.make(types.record, "c", { ...record, type: "CNAME", value: "a.example" })).toThrow(/CNAME/);
  });

  it("takes tags of 20 characters on domains", () => {
    const { failures } = driver(alicloud, at);
    const domain = (tags: Record<string, string>) => failures(types.domain, { domainName: "meridian.cn", tags });
    expect(domain({ "meridian-environment": "a".repeat(20) })).toEqual([]);
    expect(domain({ "meridian-environments": "b" })).toHaveLength(1);
    expect(domain({ owner: "a".repeat(21) })).toHaveLength(1);
  });
});

describe("buckets", () => {
  it("get a name and endpoints of their region; the name is nobody else's in the whole cloud", () => {
    const world = SandboxWorld.inMemory();
    const [here, there] = [driver(alicloud, at, world), driver(alicloud, { ...at, region: "cn-beijing" }, world, "dr")];
    expect(here.make(types.bucket, "assets", {})).toMatchObject({
      id: `assets-${at.account}`,
      state: { location: "oss-cn-hangzhou", intranetEndpoint: "oss-cn-hangzhou-internal.aliyuncs.com" },
    });
    expect(() => there.make(types.bucket, "b", { bucket: `assets-${at.account}` })).toThrow(/BucketAlreadyExists/);
  });
});
