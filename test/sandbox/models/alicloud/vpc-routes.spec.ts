import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const type = "alicloud:vpc/vPCRouteEntry:VPCRouteEntry";

function cloudWithGateways() {
  const cloud = driver(alicloud, { account: "1234567890123456", region: "ap-southeast-1" });
  const network = (name: string, cidrBlock: string, vswitchBlock: string) => {
    const vpc = cloud.make("alicloud:vpc/network:Network", name, { cidrBlock });
    const place = { vpcId: vpc.id, zoneId: "ap-southeast-1a", cidrBlock: vswitchBlock };
    const vswitch = cloud.make("alicloud:vpc/switch:Switch", name, place);
    const group = cloud.make("alicloud:ecs/securityGroup:SecurityGroup", name, { vpcId: vpc.id });
    const instance = (instanceName: string) =>
      cloud.make("alicloud:ecs/instance:Instance", instanceName, {
        imageId: "debian_12_11_x64_20G_alibase_20250725.vhd",
        instanceType: "ecs.g7.large",
        vswitchId: vswitch.id,
        securityGroups: [group.id],
      });
    return { vpc, vswitch, instance };
  };
  const { vpc, vswitch, instance } = network("here", "10.3.0.0/16", "10.3.0.0/24");
  const [one, two] = [instance("one"), instance("two")];
  const inputs = {
    routeTableId: String(vpc.state.routeTableId),
    destinationCidrBlock: "10.1.0.0/16",
    nexthopType: "Instance",
    nexthopId: one.id,
  };
  return { cloud, vpc, vswitch, one, two, inputs, network };
}

describe("a route whose next hop can change", () => {
  it("moves to another instance and keeps its id, and holds the one it names", () => {
    const { cloud, one, two, inputs } = cloudWithGateways();
    const made = cloud.make(type, "route", inputs);
    expect(made.id).toBe(`${inputs.routeTableId}:10.1.0.0/16`);
    expect(() => cloud.destroy(one)).toThrow(/is used by /);
    const moved = cloud.change(made, { ...inputs, nexthopId: two.id });
    expect(moved.id).toBe(made.id);
    expect(moved.state.nextHops).toEqual([{ nexthopId: two.id, nexthopType: "Instance" }]);
    cloud.destroy(one);
  });

  it("lies in the VPC's own table or in one that was made, and is another in another", () => {
    const { cloud, vpc, inputs } = cloudWithGateways();
    const table = cloud.make("alicloud:vpc/routeTable:RouteTable", "table", { vpcId: vpc.id });
    const made = cloud.make(type, "own", inputs);
    expect(cloud.make(type, "made", { ...inputs, routeTableId: table.id }).id).toMatch(/^vtb-/);
    expect(() => cloud.make(type, "lost", { ...inputs, routeTableId: "vtb-nowhere" })).toThrow(/NotFound/);
    expect(cloud.diff(made, { ...inputs, routeTableId: table.id }).replaces).toEqual(["routeTableId"]);
    expect(cloud.diff(made, { ...inputs, destinationCidrBlock: "10.2.0.0/16" }).replaces).toHaveLength(1);
  });

  it("is one in its table, whichever type made it", () => {
    const { cloud, vpc, vswitch, inputs } = cloudWithGateways();
    cloud.make(type, "one", inputs);
    expect(() => cloud.make(type, "again", inputs)).toThrow(/Duplicate/);
    const table = cloud.make("alicloud:vpc/routeTable:RouteTable", "table", { vpcId: vpc.id });
    const nat = cloud.make("alicloud:vpc/natGateway:NatGateway", "nat", { vpcId: vpc.id, vswitchId: vswitch.id });
    cloud.make("alicloud:vpc/routeEntry:RouteEntry", "older", {
      routeTableId: table.id,
      destinationCidrblock: "10.1.0.0/16",
      nexthopType: "NatGateway",
      nexthopId: nat.id,
    });
    expect(() => cloud.make(type, "newer", { ...inputs, routeTableId: table.id })).toThrow(/Duplicate/);
  });

  it("leads to something of its own VPC, of the kind it says", () => {
    const { cloud, inputs, network } = cloudWithGateways();
    const elsewhere = network("there", "10.9.0.0/16", "10.9.0.0/24").instance("elsewhere");
    const to = (more: object) => () => cloud.make(type, "route", { ...inputs, ...more });
    expect(to({ nexthopId: elsewhere.id })).toThrow(/VpcMismatch/);
    expect(to({ nexthopType: "NatGateway" })).toThrow(/is of type Instance/);
    const { nexthopId: _, ...nowhere } = inputs;
    expect(cloud.failures(type, nowhere)).toEqual([expect.stringMatching(/^nexthopId: MissingParameter/)]);
  });

  it("leads to no part of a vSwitch of the VPC, nor to the cloud's services", () => {
    const { cloud, inputs } = cloudWithGateways();
    const to = (destinationCidrBlock: string) => ({ ...inputs, destinationCidrBlock });
    expect(cloud.failures(type, to("100.64.0.0/10"))).toEqual([expect.stringMatching(/100\.64\.0\.0\/10/)]);
    expect(() => cloud.make(type, "inside", to("10.3.0.0/25"))).toThrow(/a vSwitch of the VPC/);
    expect(() => cloud.make(type, "same", to("10.3.0.0/24"))).toThrow(/a vSwitch of the VPC/);
    expect(cloud.make(type, "around", to("10.0.0.0/8")).id).toMatch(/:10\.0\.0\.0\/8$/);
    expect(cloud.make(type, "default", to("0.0.0.0/0")).id).toMatch(/:0\.0\.0\.0\/0$/);
  });
});
