/** What AWS would refuse, the models refuse: each in AWS's own words. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxPackage } from "../../../../sandbox/core/package";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types, zoneId } from "../../../../sandbox/models/aws/common";
import { type Driver, driver, type Made } from "../../core/harness";

const require = createRequire(import.meta.url);
const account = "123456789012";
const region = "eu-west-1";

let world: SandboxWorld;
let cloud: Driver;
let vpc: Made;
beforeEach(() => {
  world = SandboxWorld.inMemory();
  cloud = driver(aws, { account, region }, world);
  vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "10.1.0.0/16", enableDnsHostnames: true });
});

const subnetIn = (name: string, cidrBlock: string, more: Properties = {}) =>
  cloud.make(types.subnet, name, { vpcId: vpc.id, cidrBlock, ...more });
const groupIn = (name: string, vpcId = vpc.id) => cloud.make(types.securityGroup, name, { name, vpcId });

describe("provider", () => {
  const pkg = () => new SandboxPackage(aws, world);

  it("reads its lists whether they come as JSON text or as lists", () => {
    const placement = { account, region: "us-east-1" };
    const sent = { region: "us-east-1", allowedAccountIds: `["${account}"]`, skipRegionValidation: "true" };
    expect(pkg().configure(sent).placement).toEqual(placement);
    expect(pkg().configure({ region: "us-east-1", allowedAccountIds: [account] }).placement).toEqual(placement);
  });

  it("refuses a region AWS does not have, an ill-formed account and a list that forbids it", () => {
    const wrong = { region: "eu-west-9", allowedAccountIds: '["12"]' };
    expect(
      pkg()
        .checkConfig(wrong)
        .map(({ property }) => property)
        .sort(),
    ).toEqual(["allowedAccountIds[0]", "region"]);
    expect(pkg().checkConfig({ region, forbiddenAccountIds: '["000000000000"]' })).toHaveLength(1);
  });
});

describe("region", () => {
  it("takes the resource's own before the provider's", () => {
    const bucket = cloud.make(types.bucket, "logs", { bucket: "meridian-logs", region: "us-east-1" });
    expect(bucket.state).toMatchObject({ region: "us-east-1", bucketRegion: "us-east-1" });
  });

  it("replaces what moves", () => {
    expect(cloud.diff(vpc, { ...vpc.inputs, region: "us-east-1" }).replaces).toEqual(["region"]);
  });

  it("refuses one that AWS does not have", () => {
    expect(cloud.failures(types.vpc, { cidrBlock: "10.1.0.0/16", region: "eu-west-9" })).toEqual([
      expect.stringMatching(/^region: invalid AWS Region: eu-west-9/),
    ]);
  });

  it("does not see across regions", () => {
    expect(() => subnetIn("s", "10.1.0.0/24", { region: "us-east-1" })).toThrow(
      /vpcId.*NotFound.*there is one in .*eu-west-1/,
    );
  });
});

describe("VPC and subnets", () => {
  it.each(["10.0.0.0/8", "10.0.0.0/29"])("refuses a VPC of %s", (cidrBlock) => {
    expect(cloud.failures(types.vpc, { cidrBlock })).toHaveLength(1);
  });

  it("refuses a subnet outside its VPC", () => {
    expect(() => subnetIn("s", "10.2.0.0/24")).toThrow("InvalidSubnet.Range: The CIDR '10.2.0.0/24' is invalid.");
  });

  it("refuses a subnet over another, in this VPC only", () => {
    subnetIn("a", "10.1.0.0/20");
    expect(() => subnetIn("b", "10.1.8.0/24")).toThrow(/InvalidSubnet.Conflict/);
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.1.0.0/16" });
    expect(() => cloud.make(types.subnet, "c", { vpcId: other.id, cidrBlock: "10.1.8.0/24" })).not.toThrow();
  });

  it("refuses a zone of another region and names its own", () => {
    expect(
      cloud.failures(types.subnet, { vpcId: vpc.id, cidrBlock: "10.1.0.0/24", availabilityZone: "us-east-1a" }),
    ).toEqual([expect.stringMatching(/availabilityZone: InvalidParameterValue.*eu-west-1a, eu-west-1b, eu-west-1c/)]);
  });

  it("answers the id of a zone", () => {
    expect(subnetIn("s", "10.1.0.0/24", { availabilityZone: "eu-west-1b" }).state.availabilityZoneId).toBe("euw1-az2");
    expect(zoneId("ap-southeast-1c")).toBe("apse1-az3");
  });

  it("replaces a subnet that changes block or zone and nothing for a tag", () => {
    const subnet = subnetIn("s", "10.1.0.0/24", { availabilityZone: "eu-west-1a" });
    expect(cloud.diff(subnet, { ...subnet.inputs, cidrBlock: "10.1.1.0/24" }).replaces).toEqual(["cidrBlock"]);
    expect(cloud.diff(subnet, { ...subnet.inputs, availabilityZone: "eu-west-1b" }).replaces).toEqual([
      "availabilityZone",
    ]);
    expect(cloud.change(subnet, { ...subnet.inputs, tags: { a: "b" } }).state.tagsAll).toEqual({ a: "b" });
  });

  it("refuses tags that AWS keeps for itself", () => {
    expect(cloud.failures(types.vpc, { cidrBlock: "10.1.0.0/16", tags: { "aws:x": "1" } })).toHaveLength(1);
  });
});

describe("gateways and routes", () => {
  const gateway = () => cloud.make(types.internetGateway, "igw", { vpcId: vpc.id });
  const address = (name: string) => cloud.make(types.eip, name, { domain: "vpc" });
  const nat = (name: string, subnet: Made, allocation: Made) =>
    cloud.make(types.natGateway, name, { subnetId: subnet.id, allocationId: allocation.id });

  it("attaches one internet gateway to a VPC", () => {
    gateway();
    expect(() => cloud.make(types.internetGateway, "second", { vpcId: vpc.id })).toThrow(
      /already has an internet gateway/,
    );
  });

  it("lets an internet gateway go to another VPC only when nothing is mapped in its own", () => {
    const igw = gateway();
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.2.0.0/16" });
    const mapped = nat("nat", subnetIn("s", "10.1.0.0/24"), address("eip"));
    expect(() => cloud.change(igw, { vpcId: other.id })).toThrow(/DependencyViolation.*mapped public address/);
    cloud.destroy(mapped);
    expect(cloud.change(igw, { vpcId: other.id }).state.vpcId).toBe(other.id);
  });

  it("makes no NAT gateway before the internet gateway, nor two with one address", () => {
    const subnet = subnetIn("s", "10.1.0.0/24");
    const allocation = address("eip");
    expect(() => nat("nat", subnet, allocation)).toThrow(/Gateway.NotAttached/);
    gateway();
    expect(nat("nat", subnet, allocation).state).toMatchObject({
      publicIp: allocation.state.publicIp,
      privateIp: expect.stringMatching(/^10\.1\.0\./),
      vpcId: vpc.id,
    });
    expect(() => nat("second", subnet, allocation)).toThrow(/Resource.AlreadyAssociated/);
  });

  it("keeps an internet gateway and an address while a NAT gateway needs them", () => {
    const igw = gateway();
    const allocation = address("eip");
    const made = nat("nat", subnetIn("s", "10.1.0.0/24"), allocation);
    expect(() => cloud.destroy(igw)).toThrow(/mapped public address/);
    expect(() => cloud.destroy(allocation)).toThrow(/DependencyViolation/);
    cloud.destroy(made);
    cloud.destroy(igw);
    cloud.destroy(allocation);
    expect([igw, allocation].map(cloud.read)).toEqual([undefined, undefined]);
  });

  it("takes one route for a destination, with one target, of its own network", () => {
    const table = cloud.make(types.routeTable, "table", { vpcId: vpc.id });
    const igw = gateway();
    const to = (name: string, more: Properties) =>
      cloud.make(types.route, name, { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...more });
    expect(() => to("none", {})).toThrow(/needs one target/);
    expect(() => to("two", { gatewayId: igw.id, natGatewayId: "nat-0" })).toThrow(/can not be given together/);
    expect(() => to("local", { gatewayId: igw.id, destinationCidrBlock: "10.1.0.0/16" })).toThrow(/local route/);
    to("one", { gatewayId: igw.id });
    expect(() => to("again", { gatewayId: igw.id })).toThrow(/RouteAlreadyExists/);

    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.2.0.0/16" });
    const foreign = cloud.make(types.routeTable, "foreign", { vpcId: other.id });
    expect(() =>
      cloud.make(types.route, "far", {
        routeTableId: foreign.id,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: igw.id,
      }),
    ).toThrow(/different networks/);
  });

  it("lets a target go although a route points at it", () => {
    const table = cloud.make(types.routeTable, "table", { vpcId: vpc.id });
    const igw = gateway();
    cloud.make(types.route, "r", { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: igw.id });
    cloud.destroy(igw);
    expect(cloud.read(igw)).toBeUndefined();
  });

  it("associates a subnet once, with a table of its VPC", () => {
    const subnet = subnetIn("s", "10.1.0.0/24");
    const table = cloud.make(types.routeTable, "table", { vpcId: vpc.id });
    const associate = (name: string, routeTableId: string) =>
      cloud.make(types.routeTableAssociation, name, { subnetId: subnet.id, routeTableId });
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.2.0.0/16" });
    const foreign = cloud.make(types.routeTable, "foreign", { vpcId: other.id });
    expect(() => associate("far", foreign.id)).toThrow(/different networks/);
    associate("a", table.id);
    expect(() => associate("b", table.id)).toThrow(/AlreadyAssociated/);
  });
});

describe("security groups", () => {
  it("wants a name once in a VPC", () => {
    groupIn("web");
    expect(() => cloud.make(types.securityGroup, "twin", { name: "web", vpcId: vpc.id })).toThrow(
      /InvalidGroup.Duplicate/,
    );
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.2.0.0/16" });
    expect(() => cloud.make(types.securityGroup, "far", { name: "web", vpcId: other.id })).not.toThrow();
    expect(cloud.failures(types.securityGroup, { name: "sg-web", vpcId: vpc.id })).toHaveLength(1);
  });

  it("replaces a group whose description changes", () => {
    const group = groupIn("web");
    expect(cloud.diff(group, { ...group.inputs, description: "other" }).replaces).toEqual(["description"]);
  });

  it("wants one source and the ports of a rule", () => {
    const group = groupIn("web");
    const allow = (name: string, more: Properties) =>
      cloud.make(types.ingressRule, name, { securityGroupId: group.id, ipProtocol: "tcp", ...more });
    expect(() => allow("a", { fromPort: 443, toPort: 443 })).toThrow(/one of cidrIpv4/);
    expect(() => allow("b", { cidrIpv4: "10.0.0.0/8" })).toThrow(/fromPort and toPort are needed/);
    expect(() => allow("c", { cidrIpv4: "10.0.0.0/8", fromPort: 443, toPort: 80 })).toThrow(/Invalid port range/);
    expect(() => allow("d", { cidrIpv4: "10.0.0.0/8", ipProtocol: "-1", fromPort: 1, toPort: 2 })).toThrow(
      /every port/,
    );
    expect(() => allow("e", { cidrIpv4: "10.0.0.0/8", referencedSecurityGroupId: group.id })).toThrow(/together/);
  });

  it("refuses the same rule twice, whatever its protocol is called, and takes it the other way", () => {
    const group = groupIn("web");
    const rule = { securityGroupId: group.id, cidrIpv4: "10.0.0.0/8", fromPort: 443, toPort: 443 };
    cloud.make(types.ingressRule, "a", { ...rule, ipProtocol: "tcp" });
    expect(() => cloud.make(types.ingressRule, "b", { ...rule, ipProtocol: "6" })).toThrow(
      /InvalidPermission.Duplicate/,
    );
    expect(() => cloud.make(types.egressRule, "c", { ...rule, ipProtocol: "tcp" })).not.toThrow();
  });

  it("keeps a group that a rule of another refers to", () => {
    const [web, data] = [groupIn("web"), groupIn("data")];
    const rule = {
      securityGroupId: data.id,
      referencedSecurityGroupId: web.id,
      ipProtocol: "tcp",
      fromPort: 1,
      toPort: 2,
    };
    cloud.make(types.ingressRule, "a", rule);
    expect(() => cloud.destroy(web)).toThrow(/DependencyViolation/);
  });

  it("adopts the default group of a VPC without keeping the VPC", () => {
    const adopted = cloud.make(types.defaultSecurityGroup, "default", { vpcId: vpc.id });
    expect(adopted.id).toBe(vpc.state.defaultSecurityGroupId);
    cloud.destroy(vpc);
    expect(cloud.read(vpc)).toBeUndefined();
  });

  it("refuses two ACL rules of one number and ports for every protocol", () => {
    const all = { action: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0", fromPort: 0, toPort: 0, ruleNo: 100 };
    const defaultNetworkAclId = String(vpc.state.defaultNetworkAclId);
    expect(cloud.failures(types.defaultNetworkAcl, { defaultNetworkAclId, ingress: [all, all] })).toEqual([
      expect.stringMatching(/NetworkAclEntryAlreadyExists/),
    ]);
    expect(
      cloud.failures(types.defaultNetworkAcl, { defaultNetworkAclId, egress: [{ ...all, toPort: 1 }] }),
    ).toHaveLength(1);
  });
});

describe("endpoints", () => {
  const endpoint = (name: string, more: Properties) =>
    cloud.make(types.vpcEndpoint, name, { vpcId: vpc.id, serviceName: `com.amazonaws.${region}.kms`, ...more });
  const inside = { vpcEndpointType: "Interface", privateDnsEnabled: true };

  it.each([`com.amazonaws.us-east-1.s3`, `com.amazonaws.${region}.kms`, "s3"])(
    "has no gateway service %s",
    (serviceName) => {
      expect(cloud.failures(types.vpcEndpoint, { vpcId: vpc.id, serviceName })).toEqual([
        expect.stringMatching(/^serviceName: InvalidServiceName/),
      ]);
    },
  );

  it("refuses arguments of the other type", () => {
    const s3 = { vpcId: vpc.id, serviceName: `com.amazonaws.${region}.s3` };
    const failures = cloud.failures(types.vpcEndpoint, { ...s3, securityGroupIds: ["sg-1"], privateDnsEnabled: true });
    expect(failures.map((failure) => failure.split(":")[0])).toEqual(["securityGroupIds", "privateDnsEnabled"]);
    const kms = { vpcId: vpc.id, serviceName: `com.amazonaws.${region}.kms`, vpcEndpointType: "Interface" };
    expect(cloud.failures(types.vpcEndpoint, { ...kms, routeTableIds: ["rtb-1"] })).toHaveLength(1);
  });

  it("wants subnets of different zones", () => {
    const [a, b] = ["10.1.0.0/24", "10.1.1.0/24"].map((block) =>
      subnetIn(block, block, { availabilityZone: "eu-west-1a" }),
    );
    expect(() => endpoint("kms", { ...inside, subnetIds: [String(a?.id), String(b?.id)] })).toThrow(
      /DuplicateSubnetsInSameZone/,
    );
  });

  it("wants host names in the VPC for private DNS, and no rival", () => {
    endpoint("kms", inside);
    expect(() => endpoint("rival", inside)).toThrow(/conflicting DNS domain/);
    const bare = cloud.make(types.vpc, "bare", { cidrBlock: "10.2.0.0/16" });
    expect(() => endpoint("bare", { ...inside, vpcId: bare.id })).toThrow(
      /requires both enableDnsSupport and enableDnsHostnames/,
    );
  });

  it("takes one gateway endpoint of a service in a route table", () => {
    const table = cloud.make(types.routeTable, "table", { vpcId: vpc.id });
    const s3 = { serviceName: `com.amazonaws.${region}.s3`, routeTableIds: [table.id] };
    expect(endpoint("s3", s3).state.prefixListId).toMatch(/^pl-[0-9a-f]{8}$/);
    expect(() => endpoint("again", s3)).toThrow(/RouteAlreadyExists/);
  });
});

describe("flow logs, roles and log groups", () => {
  const trust = (service: string) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }] });
  const roleFor = (name: string, service = "vpc-flow-logs.amazonaws.com") =>
    cloud.make(types.role, name, { name, assumeRolePolicy: trust(service) });
  const groupOf = (name: string) => cloud.make(types.logGroup, name, { name, retentionInDays: 365 });
  const logs = (name: string, more: Properties) =>
    cloud.make(types.flowLog, name, { vpcId: vpc.id, trafficType: "ALL", ...more });

  it("delivers to a log group with a role that the service may take", () => {
    const logDestination = String(groupOf("/flow").state.arn);
    expect(() => logs("a", { logDestination })).toThrow(/DeliverLogsPermissionArn/);
    const stranger = roleFor("stranger", "ec2.amazonaws.com");
    expect(() => logs("b", { logDestination, iamRoleArn: String(stranger.state.arn) })).toThrow(/Unable to assume/);
    const iamRoleArn = String(roleFor("flow").state.arn);
    expect(iamRoleArn).toBe(`arn:aws:iam::${account}:role/flow`);
    const made = logs("c", { logDestination, iamRoleArn });
    expect(() => logs("d", { logDestination, iamRoleArn })).toThrow(/FlowLogAlreadyExists/);
    expect(cloud.diff(made, { ...made.inputs, maxAggregationInterval: 60 })).toMatchObject({
      replaces: ["maxAggregationInterval"],
      deleteBeforeReplace: true,
    });
  });

  it("keeps logs for the days CloudWatch has", () => {
    expect(cloud.failures(types.logGroup, { name: "/flow", retentionInDays: 200 })).toHaveLength(1);
    const group = groupOf("/flow");
    expect(group.id).toBe("/flow");
    expect(group.state.arn).toBe(`arn:aws:logs:${region}:${account}:log-group:/flow`);
    expect(() => cloud.make(types.logGroup, "twin", { name: "/flow" })).toThrow(/ResourceAlreadyExistsException/);
    const kept = cloud.change(group, { ...group.inputs, deletionProtectionEnabled: true });
    expect(() => cloud.destroy(kept)).toThrow(/deletion protection/);
  });

  it("encrypts logs with a key of its region that lets CloudWatch Logs use it", () => {
    const policy = (service: string) =>
      JSON.stringify({
        Statement: [
          { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" },
          { Effect: "Allow", Principal: { Service: service }, Action: "kms:GenerateDataKey*", Resource: "*" },
        ],
      });
    const keyFor = (name: string, service: string, more: Properties = {}) =>
      String(cloud.make(types.key, name, { policy: policy(service), ...more }).state.arn);
    const group = (name: string, kmsKeyId: string) => cloud.make(types.logGroup, name, { name, kmsKeyId });
    expect(() => group("/a", keyFor("s3", "s3.amazonaws.com"))).toThrow(/is not allowed to be used/);
    expect(() => group("/b", keyFor("abroad", `logs.${region}.amazonaws.com`, { region: "us-east-1" }))).toThrow(
      /there is one in .*us-east-1/,
    );
    expect(group("/c", keyFor("logs", `logs.${region}.amazonaws.com`)).id).toBe("/c");
  });

  it("wants a role's name once in the account, over all regions", () => {
    roleFor("flow");
    const elsewhere = driver(aws, { account, region: "us-east-1" }, world, "other");
    const inputs = { name: "flow", assumeRolePolicy: trust("ec2.amazonaws.com") };
    expect(() => elsewhere.make(types.role, "twin", inputs)).toThrow(/EntityAlreadyExists/);
    expect(cloud.failures(types.role, { ...inputs, name: "r".repeat(65) })).toHaveLength(1);
  });

  it("tells a trust policy from a permission policy, and compares both by meaning", () => {
    const permission = { Statement: [{ Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" }] };
    expect(cloud.failures(types.role, { assumeRolePolicy: JSON.stringify(permission) })).toEqual([
      expect.stringMatching(/MalformedPolicyDocument: Missing required field Principal/),
    ]);
    const role = roleFor("flow");
    expect(cloud.failures(types.rolePolicy, { role: role.id, policy: trust("x") })).toEqual([
      expect.stringMatching(/should not specify a principal/),
    ]);
    const policy = cloud.make(types.rolePolicy, "p", { role: role.id, name: "p", policy: JSON.stringify(permission) });
    expect(policy.id).toBe("flow:p");
    expect(cloud.diff(policy, { ...policy.inputs, policy: JSON.stringify(permission, null, 2) }).changes).toEqual([]);
    expect(() => cloud.destroy(role)).toThrow(/DependencyViolation/);
  });
});

describe("buckets", () => {
  it.each(["Logs", "10.0.0.1", "a..b", "ab", "logs-"])("refuses the name %s", (bucket) => {
    expect(cloud.failures(types.bucket, { bucket }).length).toBeGreaterThan(0);
  });

  it("wants a name once among all accounts", () => {
    cloud.make(types.bucket, "b", { bucket: "meridian-logs" });
    const stranger = driver(aws, { account: "210987654321", region: "us-east-1" }, world, "other");
    expect(() => stranger.make(types.bucket, "b", { bucket: "meridian-logs" })).toThrow(/BucketAlreadyExists/);
  });

  it("makes a name up from the resource's", () => {
    expect(cloud.make(types.bucket, "Assets", {}).id).toMatch(/^assets-[0-9a-f]{7}$/);
  });
});

describe("invokes", () => {
  const ask = (token: string, inputs: Properties = {}) =>
    cloud.instance.invoke(`aws:index/${token}:${token}`, inputs).answer;

  it("offers the zones of the region, filtered", () => {
    const filter = (name: string, value: string) => ({ filters: [{ name, values: [value] }] });
    expect(
      ask("getAvailabilityZones", { state: "available", ...filter("opt-in-status", "opt-in-not-required") }),
    ).toMatchObject({
      names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"],
    });
    expect(ask("getAvailabilityZones", filter("zone-type", "local-zone")).names).toEqual([]);
    expect(ask("getAvailabilityZones", { region: "us-east-1", excludeNames: ["us-east-1a"] }).names).not.toContain(
      "us-east-1a",
    );
  });

  it("says whose account and which region it is", () => {
    expect(ask("getCallerIdentity")).toMatchObject({ accountId: account });
    expect(ask("getRegion")).toMatchObject({ region, description: "Dublin" });
    expect(ask("getPartition")).toMatchObject({ partition: "aws", dnsSuffix: "amazonaws.com" });
  });
});

describe("all models", () => {
  it("refuse an argument they don't know", () => {
    for (const { type } of aws.resources)
      expect(cloud.failures(type, { nonsense: true }), type).toContainEqual(
        expect.stringMatching(/^nonsense: no such argument/),
      );
  });

  it.each(aws.resources.map((model) => [model.type, model] as const))("%s has no name the SDK lacks", (type, model) => {
    const sdk = readFileSync(require.resolve(`@pulumi/aws/${type.split(":")[1]}.js`), "utf8");
    const names = (pattern: RegExp) => new Set(Array.from(sdk.matchAll(pattern), ([, name]) => name));
    const args = names(/resourceInputs\["(\w+)"\] = (?!undefined)(?!state)/g);
    const properties = names(/resourceInputs\["(\w+)"\] = state/g);
    expect(Object.keys(model.inputs).filter((name) => !args.has(name))).toEqual([]);
    expect([...model.outputs, ...Object.keys(model.inputs)].filter((name) => !properties.has(name))).toEqual([]);
    // Every output of the SDK is answered, unless it is an argument that has no model.
    const told = new Set([...model.outputs, ...Object.keys(model.inputs)]);
    expect([...properties].filter((name) => !told.has(name ?? "") && !args.has(name))).toEqual([]);
  });
});
