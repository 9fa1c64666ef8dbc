/** What carries the mesh's gateways, as EC2 and Auto Scaling have it. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { buildAwsMesh } from "../../../components/aws-mesh";
import { type Driver, driver, type Made } from "../../core/harness";
import { inSandbox, refusedUnknown } from "../component";

const account = "123456789012";
const region = "eu-west-1";
const trust = JSON.stringify({
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
});

let cloud: Driver;
let vpc: Made;
let subnet: Made;
beforeEach(() => {
  cloud = driver(aws, { account, region }, SandboxWorld.inMemory());
  vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "10.1.0.0/16" });
  subnet = cloud.make(types.subnet, "a", {
    vpcId: vpc.id,
    cidrBlock: "10.1.0.0/24",
    availabilityZone: `${region}a`,
  });
});

const card = (name = "card", more: Properties = {}) =>
  cloud.make(types.networkInterface, name, { subnetId: subnet.id, ...more });
const debian = "resolve:ssm:/aws/service/debian/release/12/latest/arm64";
const template = (more: Properties = {}, name = "gateway") =>
  cloud.make(types.launchTemplate, name, { name, imageId: debian, instanceType: "c6gn.xlarge", ...more });
const onCard = (id: string, more: Properties = {}) => ({
  networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: id, deleteOnTermination: "false", ...more }],
});
const group = (launchTemplate: string, more: Properties = {}, name = "g") =>
  cloud.make(types.autoscalingGroup, name, {
    name,
    minSize: 1,
    maxSize: 1,
    launchTemplate: { id: launchTemplate, version: "1" },
    availabilityZones: [`${region}a`],
    ...more,
  });

describe("network interfaces", () => {
  it("have an address of their subnet, given or drawn", () => {
    expect(card("one", { privateIps: ["10.1.0.10"] }).state).toMatchObject({
      privateIp: "10.1.0.10",
      privateDnsName: "ip-10-1-0-10.eu-west-1.compute.internal",
      sourceDestCheck: true,
      securityGroups: [vpc.state.defaultSecurityGroupId],
    });
    expect(card("two").state.privateIp).toMatch(/^10\.1\.0\.\d+$/);
  });

  it("refuse addresses outside it, AWS's own in it, and those that are taken", () => {
    card("one", { privateIps: ["10.1.0.10"] });
    const wants = (address: string) => () => card("two", { privateIps: [address] });
    expect(wants("10.1.1.10")).toThrow("10.1.1.10 does not fall within the subnet's address range");
    for (const address of ["10.1.0.0", "10.1.0.3", "10.1.0.255"]) expect(wants(address)).toThrow(/reserved/);
    expect(wants("10.1.0.10")).toThrow("InvalidIPAddress.InUse");
    expect(wants("10.1.0.4")).not.toThrow();
  });

  it("refuse groups of another VPC, and more than five", () => {
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.2.0.0/16" });
    const foreign = cloud.make(types.securityGroup, "s", { name: "s", vpcId: other.id });
    expect(() => card("one", { securityGroups: [foreign.id] })).toThrow(/belong to different networks/);
    const groups = Array.from({ length: 6 }, (_, index) => `sg-${index}`);
    expect(cloud.failures(types.networkInterface, { subnetId: subnet.id, securityGroups: groups })).toHaveLength(1);
  });

  it("keep a subnet, and are replaced in another or with another address", () => {
    const made = card("one", { privateIps: ["10.1.0.10"] });
    expect(() => cloud.destroy(subnet)).toThrow(/DependencyViolation/);
    expect(cloud.diff(made, { ...made.inputs, privateIps: ["10.1.0.11"] }).replaces).toEqual(["privateIps[0]"]);
    expect(cloud.diff(made, { ...made.inputs, sourceDestCheck: false }).replaces).toEqual([]);
  });
});

describe("addresses on interfaces", () => {
  const address = (name: string, more: Properties = {}) => cloud.make(types.eip, name, { domain: "vpc", ...more });

  it("want an internet gateway, and are one for each address of an interface", () => {
    const { id } = card();
    expect(() => address("a", { networkInterface: id })).toThrow(/Gateway.NotAttached/);
    cloud.make(types.internetGateway, "i", { vpcId: vpc.id });
    const made = address("a", { networkInterface: id });
    expect(made.state).toMatchObject({ networkInterface: id, associationId: expect.stringMatching(/^eipassoc-/) });
    expect(() => address("b", { networkInterface: id })).toThrow(/Resource.AlreadyAssociated/);
  });

  it("stay when they move to another interface, and hold their internet gateway", () => {
    const gateway = cloud.make(types.internetGateway, "i", { vpcId: vpc.id });
    const made = address("a", { networkInterface: card().id });
    const moved = cloud.change(made, { ...made.inputs, networkInterface: card("next").id });
    expect(moved.state.publicIp).toBe(made.state.publicIp);
    expect(() => cloud.destroy(gateway)).toThrow(/mapped public address/);
  });
});

describe("prefix lists", () => {
  const list = (more: Properties = {}) =>
    cloud.make(types.managedPrefixList, "l", {
      name: "l",
      addressFamily: "IPv4",
      maxEntries: 2,
      entries: [{ cidr: "10.2.0.0/16" }],
      ...more,
    });

  it("have no more entries than they may, each once, and no name of AWS's", () => {
    const wrong = (more: Properties) =>
      cloud.failures(types.managedPrefixList, { name: "l", addressFamily: "IPv4", maxEntries: 1, ...more });
    expect(wrong({ entries: [{ cidr: "10.2.0.0/16" }, { cidr: "10.3.0.0/16" }] })).toEqual([
      expect.stringMatching(/PrefixListMaxEntriesExceeded/),
    ]);
    expect(wrong({ maxEntries: 2, entries: [{ cidr: "10.2.0.0/16" }, { cidr: "10.2.0.0/16" }] })).toEqual([
      expect.stringMatching(/duplicate/),
    ]);
    expect(wrong({ name: "com.amazonaws.s3" })).toHaveLength(1);
  });

  it("grow in place, and stay while a route leads there", () => {
    const made = list();
    const more = { ...made.inputs, maxEntries: 3, entries: [{ cidr: "10.2.0.0/16" }, { cidr: "10.3.0.0/16" }] };
    expect(cloud.change(made, more).state.version).toBe(2);
    const table = cloud.make(types.routeTable, "t", { vpcId: vpc.id });
    const route = cloud.make(types.route, "r", {
      routeTableId: table.id,
      destinationPrefixListId: made.id,
      networkInterfaceId: card().id,
    });
    expect(() => cloud.destroy(made)).toThrow(/is referenced by/);
    cloud.destroy(route);
    expect(() => cloud.destroy(made)).not.toThrow();
  });

  it("count in a table with all that they may have", () => {
    const table = cloud.make(types.routeTable, "t", { vpcId: vpc.id });
    const route = { routeTableId: table.id, networkInterfaceId: card().id };
    const wide = list({ maxEntries: 501 });
    expect(() => cloud.make(types.route, "r", { ...route, destinationPrefixListId: wide.id })).toThrow(
      /RouteLimitExceeded/,
    );
    expect(() => cloud.make(types.route, "r", { ...route, destinationPrefixListId: `pl-${"0".repeat(17)}` })).toThrow(
      /InvalidPrefixListID.NotFound/,
    );
  });
});

describe("routes to an interface", () => {
  it("have it as their one target, in the table's network, and turn in place", () => {
    const table = cloud.make(types.routeTable, "t", { vpcId: vpc.id });
    const to = (networkInterfaceId: string, more: Properties = {}) =>
      cloud.make(types.route, "r", {
        routeTableId: table.id,
        destinationCidrBlock: "10.2.0.0/16",
        networkInterfaceId,
        ...more,
      });
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.2.0.0/16" });
    const abroad = cloud.make(types.subnet, "b", { vpcId: other.id, cidrBlock: "10.2.0.0/24" });
    expect(() => to(card("foreign", { subnetId: abroad.id }).id)).toThrow(/belong to different networks/);
    const route = to(card().id);
    expect(route.state.networkInterfaceId).toMatch(/^eni-/);
    const turned = { ...route.inputs, networkInterfaceId: card("next").id };
    expect(cloud.diff(route, turned)).toMatchObject({
      changes: [{ path: "networkInterfaceId", kind: "update" }],
      replaces: [],
    });
  });
});

describe("launch templates", () => {
  it("take user data in base64, 16 KB of it", () => {
    const userData = (text: string) => cloud.failures(types.launchTemplate, { name: "tmpl", userData: text });
    expect(userData(Buffer.from("#!/bin/sh\n").toString("base64"))).toEqual([]);
    expect(userData("#!/bin/sh")).toEqual([expect.stringMatching(/Invalid BASE64/)]);
    expect(userData(Buffer.alloc(16_385).toString("base64"))).toEqual([expect.stringMatching(/limited to 16384/)]);
  });

  it("name a profile that is there", () => {
    expect(() => template({ iamInstanceProfile: { name: "nobody" } })).toThrow(/iamInstanceProfile/);
    const role = cloud.make(types.role, "r", { name: "r", assumeRolePolicy: trust });
    const profile = cloud.make(types.instanceProfile, "p", { name: "p", role: String(role.state.name) });
    expect(profile.state.arn).toBe(`arn:aws:iam::${account}:instance-profile/p`);
    expect(() => template({ iamInstanceProfile: { name: "p" } })).not.toThrow();
    expect(() => cloud.make(types.instanceProfile, "q", { name: "p" })).toThrow(/EntityAlreadyExists/);
    expect(() => cloud.destroy(role)).toThrow();
  });
});

describe("scaling groups", () => {
  it("make a machine on an interface that is there, in its zone, and hold the interface while they want one", () => {
    const { id, ...made } = card();
    const stood = group(template(onCard(id)).id);
    expect(stood.state).toMatchObject({
      arn: expect.stringMatching(
        /^arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/g$/,
      ),
      desiredCapacity: 1,
      healthCheckType: "EC2",
    });
    expect(() => cloud.destroy({ id, ...made })).toThrow(/currently in use/);
    cloud.destroy(stood);
    expect(() => cloud.destroy({ id, ...made })).not.toThrow();
  });

  it("refuse an interface with subnets, in another zone, for several machines, or of another group", () => {
    const lt = template(onCard(card().id)).id;
    const { availabilityZones: _zones, ...inSubnet } = { availabilityZones: [], vpcZoneIdentifiers: [subnet.id] };
    expect(() =>
      cloud.make(types.autoscalingGroup, "g", { minSize: 1, maxSize: 1, launchTemplate: { id: lt }, ...inSubnet }),
    ).toThrow(/goes with availabilityZones/);
    expect(() => group(lt, { availabilityZones: [`${region}b`] })).toThrow(/is in eu-west-1a/);
    expect(() => group(lt, { maxSize: 2 })).toThrow(/InvalidNetworkInterface.InUse/);
    group(lt);
    expect(() => group(lt, {}, "second")).toThrow(/InvalidNetworkInterface.InUse/);
  });

  it.each([
    [
      "security groups beside interfaces",
      { vpcSecurityGroupIds: [] as string[] },
      {},
      /security groups must be a part/,
    ],
    ["an interface that is deleted with the machine", {}, { deleteOnTermination: "true" }, /deleted on termination/],
    ["an address for an interface that has one", {}, { privateIpAddress: "10.1.0.9" }, /has its own subnet/],
    ["an image of another architecture", { instanceType: "m7i.large" }, {}, /does not match the architecture 'arm64'/],
    ["a type that is not there", { instanceType: "c6gn.24xlarge" }, {}, /Invalid instance type/],
    ["an image that nobody keeps", { imageId: "resolve:ssm:/aws/service/debian/12" }, {}, /does not exist/],
  ])("refuse a template with %s", (_, more, ofCard, reason) => {
    const own = cloud.make(types.securityGroup, "s", { name: "s", vpcId: vpc.id }).id;
    const groups = "vpcSecurityGroupIds" in more ? { vpcSecurityGroupIds: [own] } : more;
    const lt = template({ ...onCard(card().id, ofCard), ...groups });
    expect(() => group(lt.id)).toThrow(reason);
  });

  it("refuse a template without an image, versions that are not there, and a default VPC that is not", () => {
    const bare = cloud.make(types.launchTemplate, "bare", { name: "bare", instanceType: "c6gn.large" });
    expect(() => group(bare.id)).toThrow(/ImageId/);
    const { id } = template();
    expect(() => group(id, { launchTemplate: { id, version: "2" } })).toThrow(/version 2 .* does not exist/);
    expect(() => group(id)).toThrow(/No default VPC/);
  });

  it("refuse sizes, zones, policies and tags that contradict themselves", () => {
    const says = (more: Properties) =>
      cloud.failures(types.autoscalingGroup, {
        minSize: 1,
        maxSize: 1,
        launchTemplate: { name: "t" },
        availabilityZones: [`${region}a`],
        ...more,
      });
    const tag = { key: "a", value: "b", propagateAtLaunch: false };
    expect(says({})).toEqual([]);
    expect(says({ minSize: 2 })).toEqual([expect.stringMatching(/Min capacity 2 is above max 1/)]);
    expect(says({ desiredCapacity: 2 })).toEqual([expect.stringMatching(/Desired capacity:2/)]);
    expect(says({ availabilityZones: ["us-east-1a"] })).toEqual([expect.stringMatching(/not found/)]);
    expect(says({ instanceMaintenancePolicy: { minHealthyPercentage: 0, maxHealthyPercentage: 110 } })).toHaveLength(1);
    expect(says({ tags: [tag, { ...tag, value: "c" }] })).toEqual([expect.stringMatching(/Duplicate/)]);
    expect(cloud.failures(types.autoscalingGroup, { minSize: 1, maxSize: 1 })).toHaveLength(2);
  });

  it("make no disk under a key that does not name Auto Scaling's role", () => {
    const root = { AWS: `arn:aws:iam::${account}:root` };
    const statement = (more: object) => ({ Effect: "Allow", Action: "kms:*", Resource: "*", Principal: root, ...more });
    const key = (name: string, ...statements: object[]) =>
      String(cloud.make(types.key, name, { policy: JSON.stringify({ Statement: statements }) }).state.arn);
    const onDisk = (name: string, kmsKeyId: string) => {
      const { id } = card(name);
      const disk = { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId } }] };
      return group(template({ ...onCard(id), ...disk }, `tmpl-${name}`).id, {}, name);
    };
    const role = `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
    expect(() => onDisk("closed", key("closed", statement({})))).toThrow(/Client.InvalidKMSKey.InvalidState/);
    const open = statement({ Principal: { AWS: "*" }, Condition: { StringEquals: { "aws:PrincipalArn": role } } });
    expect(() => onDisk("open", key("open", statement({}), open))).not.toThrow();
  });
});

describe("the gateways of a region", () => {
  it("stand up, are refused nothing at preview, change nothing when looked at again, and go", async () => {
    const { cloud: stood, made } = await inSandbox(aws, { account, region: "us-east-1" }, () => buildAwsMesh());
    const own = made.filter(({ urn }) => urn.includes("us-east-mesh"));
    expect(own.filter(({ type }) => type === types.autoscalingGroup)).toHaveLength(2);
    expect(own.filter(({ type }) => type === types.route)).toHaveLength(5);
    expect(refusedUnknown(stood, own)).toEqual([]);
    for (const object of own) expect(stood.diff(object, object.inputs).changes, object.urn).toEqual([]);
    for (const object of [...made].reverse()) stood.destroy(object);
  });
});
