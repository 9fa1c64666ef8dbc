/** What AWS would refuse of VPCs, subnets, gateways and routes, in AWS's own words. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { types, zoneId } from "../../../../sandbox/models/aws/common";
import type { Made } from "../../core/harness";
import { inAccount } from "./account";

let { cloud, vpc, subnetIn } = inAccount();
beforeEach(() => {
  ({ cloud, vpc, subnetIn } = inAccount());
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
