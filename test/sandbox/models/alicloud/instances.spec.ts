import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const types = {
  vpc: "alicloud:vpc/network:Network",
  vswitch: "alicloud:vpc/switch:Switch",
  group: "alicloud:ecs/securityGroup:SecurityGroup",
  instance: "alicloud:ecs/instance:Instance",
  attachment: "alicloud:ecs/ramRoleAttachment:RamRoleAttachment",
  role: "alicloud:ram/role:Role",
  eip: "alicloud:ecs/eipAddress:EipAddress",
  association: "alicloud:ecs/eipAssociation:EipAssociation",
} as const;
const debian = "debian_12_11_x64_20G_alibase_20250725.vhd";

function cloudWithVSwitches() {
  const cloud = driver(alicloud, { account: "1234567890123456", region: "ap-southeast-1" });
  const vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "10.3.0.0/16" });
  const vswitch = (name: string, zone: string, cidrBlock: string) =>
    cloud.make(types.vswitch, name, { vpcId: vpc.id, zoneId: `ap-southeast-1${zone}`, cidrBlock });
  const [a, beside, b] = [
    vswitch("a", "a", "10.3.0.0/24"),
    vswitch("beside", "a", "10.3.1.0/24"),
    vswitch("b", "b", "10.3.2.0/24"),
  ];
  const group = cloud.make(types.group, "group", { vpcId: vpc.id, securityGroupType: "enterprise" });
  const inputs = { imageId: debian, instanceType: "ecs.g7.large", vswitchId: a.id, securityGroups: [group.id] };
  return { cloud, vpc, beside, b, group, inputs };
}

describe("an instance", () => {
  it("is of a type and an image that exist, and has what it was not given", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const failures = (more: object) => cloud.failures(types.instance, { ...inputs, ...more });
    expect(failures({ instanceType: "ecs.g7.tiny" })).toEqual([expect.stringMatching(/^instanceType/)]);
    expect(failures({ imageId: "debian_12" })).toEqual([expect.stringMatching(/^imageId/)]);
    const { id, state } = cloud.make(types.instance, "i", inputs);
    expect(id).toMatch(/^i-t4n\w{18}$/);
    expect(state).toMatchObject({ availabilityZone: "ap-southeast-1a", privateIp: state.primaryIpAddress });
    expect(state.privateIp).toMatch(/^10\.3\.0\.\d+$/);
  });

  it("has an address of its vSwitch that is nobody's and not the cloud's", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const at = (privateIp: string) => () => cloud.make(types.instance, privateIp, { ...inputs, privateIp });
    expect(at("10.3.1.10")).toThrow(/10\.3\.1\.10 does not belong to 10\.3\.0\.0\/24/);
    for (const kept of ["10.3.0.0", "10.3.0.253", "10.3.0.255"]) expect(at(kept)).toThrow(/one that ECS keeps/);
    for (const free of ["10.3.0.1", "10.3.0.252"]) expect(at(free)().state.privateIp).toBe(free);
    expect(() => cloud.make(types.instance, "again", { ...inputs, privateIp: "10.3.0.1" })).toThrow(/Duplicated/);
  });

  it("stands behind groups of its own VPC, of one kind", () => {
    const { cloud, vpc, group, inputs } = cloudWithVSwitches();
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.9.0.0/16" });
    const groupOf = (vpcId: string) => cloud.make(types.group, vpcId, { vpcId }).id;
    const behind =
      (...securityGroups: string[]) =>
      () =>
        cloud.make(types.instance, "i", { ...inputs, securityGroups });
    expect(cloud.failures(types.instance, { ...inputs, securityGroups: [] })).toHaveLength(1);
    expect(behind(groupOf(other.id))).toThrow(/VPCMismatch/);
    expect(behind(group.id, groupOf(vpc.id))).toThrow(/do not go together/);
  });

  it("has a disk that fits, and a key for it only when it is encrypted", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const key = cloud.make("alicloud:kms/key:Key", "key", {}).id;
    const failures = (more: object) => cloud.failures(types.instance, { ...inputs, ...more });
    expect(failures({ systemDiskSize: 10 })).toHaveLength(2);
    expect(failures({ systemDiskSize: 40, systemDiskPerformanceLevel: "PL2" })).toEqual([
      expect.stringMatching(/at least 461 GiB/),
    ]);
    expect(failures({ systemDiskCategory: "cloud_ssd", systemDiskPerformanceLevel: "PL1" })).toHaveLength(1);
    expect(failures({ systemDiskKmsKeyId: key })).toEqual([expect.stringMatching(/disk that is encrypted/)]);
    expect(failures({ systemDiskKmsKeyId: key, systemDiskEncrypted: false })).toHaveLength(1);
    const encrypted = { ...inputs, systemDiskKmsKeyId: key, systemDiskEncrypted: true };
    expect(failures(encrypted)).toEqual([]);
    expect(cloud.diff(cloud.make(types.instance, "i", inputs), encrypted).replaces).toEqual([
      "systemDiskEncrypted",
      "systemDiskKmsKeyId",
    ]);
  });

  it("takes 32 KB of user data, counted before base64", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const failures = (bytes: number) =>
      cloud.failures(types.instance, { ...inputs, userData: Buffer.alloc(bytes, "#").toString("base64") });
    expect(failures(32_768)).toEqual([]);
    expect(failures(32_769)).toEqual([expect.stringMatching(/32769 bytes, at most 32768/)]);
  });

  it("refuses tokens without an endpoint, a subscription without a period, and to be put elsewhere without local disks", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const failures = (more: object) => cloud.failures(types.instance, { ...inputs, ...more });
    expect(failures({ httpTokens: "required", httpEndpoint: "disabled" })).toHaveLength(1);
    expect(failures({ httpTokens: "required", httpEndpoint: "enabled" })).toEqual([]);
    expect(failures({ instanceChargeType: "PrePaid" })).toEqual([expect.stringMatching(/^period/)]);
    expect(failures({ maintenanceAction: "AutoRedeploy" })).toHaveLength(1);
    expect(failures({ maintenanceAction: "AutoRecover" })).toEqual([]);
  });

  it("takes other user data, another image and another vSwitch of its zone as it is", () => {
    const { cloud, inputs, beside, b } = cloudWithVSwitches();
    const made = cloud.make(types.instance, "i", inputs);
    const changed = { ...inputs, userData: "IyEvYmluL3NoCg==", imageId: "debian_12_9_x64_20G_alibase_20250117.vhd" };
    expect(cloud.diff(made, changed).replaces).toEqual([]);
    expect(cloud.change(made, { ...changed, vswitchId: beside.id }).id).toBe(made.id);
    expect(() => cloud.change(made, { ...inputs, vswitchId: b.id })).toThrow(/stays in ap-southeast-1a/);
  });

  it("holds its vSwitch and its groups, and is released only without protection", () => {
    const { cloud, inputs, group } = cloudWithVSwitches();
    const made = cloud.make(types.instance, "i", { ...inputs, deletionProtection: true });
    expect(() => cloud.destroy(group)).toThrow(/is used by alicloud:ecs\/instance:Instance i-/);
    expect(() => cloud.destroy(made)).toThrow(/protected from deletion/);
    cloud.destroy(cloud.change(made, { ...inputs, deletionProtection: false }));
    cloud.destroy(group);
  });
});

describe("the role of an instance", () => {
  const trusting = (service: string) =>
    JSON.stringify({
      Version: "1",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: [service] } }],
    });

  it("is one, and trusts ECS", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const role = (roleName: string, service: string) =>
      cloud.make(types.role, roleName, { roleName, assumeRolePolicyDocument: trusting(service) }).id;
    const instanceId = cloud.make(types.instance, "i", inputs).id;
    const acts = (ramRoleName: string) => () => cloud.make(types.attachment, ramRoleName, { instanceId, ramRoleName });
    expect(acts(role("logs", "log.aliyuncs.com"))).toThrow(/does not trust ecs/);
    expect(acts("nobody")).toThrow(/NotFound/);
    expect(acts(role("one", "ecs.aliyuncs.com"))().id).toBe(`${instanceId}:one`);
    expect(acts(role("two", "ecs.aliyuncs.com"))).toThrow(/acts as one role/);
  });
});

describe("the address of an instance", () => {
  const address = { internetChargeType: "PayByTraffic", bandwidth: "200" };

  it("is one, bound as an instance's, and of no instance with an address of its own", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const [one, two] = ["one", "two"].map((name) => cloud.make(types.eip, name, address).id);
    const { id } = cloud.make(types.instance, "i", inputs);
    const bound = (allocationId: string | undefined, instanceId: string, instanceType = "EcsInstance") =>
      cloud.make(types.association, `${allocationId}`, { allocationId: allocationId ?? "", instanceId, instanceType });
    expect(() => bound(one, id, "Nat")).toThrow(/of type EcsInstance/);
    bound(one, id);
    expect(() => bound(two, id)).toThrow(/AlreadyAssociated/);
    const open = cloud.make(types.instance, "open", { ...inputs, internetMaxBandwidthOut: 5 });
    expect(() => bound(two, open.id)).toThrow(/AlreadyAssignedPublicIp/);
  });
});

describe("the public images", () => {
  it("are found by name, the newest first", () => {
    const { cloud } = cloudWithVSwitches();
    const find = (inputs: { [key: string]: string | boolean }) =>
      cloud.instance.invoke("alicloud:ecs/getImages:getImages", inputs).answer.ids;
    const nameRegex = "^debian_12_";
    expect(find({ owners: "system", nameRegex, mostRecent: true })).toEqual([debian]);
    expect(find({ nameRegex })).toEqual([debian, "debian_12_9_x64_20G_alibase_20250117.vhd"]);
    expect(find({ owners: "self", nameRegex })).toEqual([]);
    expect(find({ architecture: "arm64", nameRegex })).toEqual([]);
  });
});
