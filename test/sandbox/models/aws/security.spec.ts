/** What AWS would refuse of security groups, network ACLs and VPC endpoints, in AWS's own words. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { types } from "../../../../sandbox/models/aws/common";
import { inAccount, region } from "./account";

let { cloud, vpc, subnetIn } = inAccount();
beforeEach(() => {
  ({ cloud, vpc, subnetIn } = inAccount());
});

const groupIn = (name: string) => cloud.make(types.securityGroup, name, { name, vpcId: vpc.id });

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
