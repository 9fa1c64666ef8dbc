import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const balancer = "alicloud:slb/applicationLoadBalancer:ApplicationLoadBalancer";
const address = "alicloud:ecs/eipAddress:EipAddress";
const association = "alicloud:ecs/eipAssociation:EipAssociation";

function withVswitch() {
  const cloud = driver(alicloud, { account: "1234567890123456", region: "cn-hangzhou" });
  const vpc = cloud.make("alicloud:vpc/network:Network", "vpc", { cidrBlock: "10.4.0.0/16" });
  const { id: vswitchId } = cloud.make("alicloud:vpc/switch:Switch", "a", {
    vpcId: vpc.id,
    zoneId: "cn-hangzhou-h",
    cidrBlock: "10.4.0.0/24",
  });
  return { cloud, vswitchId };
}

describe("a classic load balancer", () => {
  it("inside a VPC has a private address, and takes a public one that exists", () => {
    const { cloud, vswitchId } = withVswitch();
    const made = cloud.make(balancer, "in", { vswitchId, addressType: "intranet", instanceChargeType: "PayByCLCU" });
    const eip = cloud.make(address, "eip", {});
    const bound = { allocationId: eip.id, instanceId: made.id };
    expect(() => cloud.make(association, "wrong", { ...bound, instanceType: "Nat" })).toThrow(/SlbInstance/);
    cloud.make(association, "bound", { ...bound, instanceType: "SlbInstance" });
    expect(() => cloud.destroy(made)).toThrow(/is used by/);
  });

  it("is refused where the cloud would refuse it", () => {
    const { cloud, vswitchId } = withVswitch();
    const failures = (inputs: Record<string, string | Record<string, string>>) => cloud.failures(balancer, inputs);
    expect(failures({ vswitchId, addressType: "internet" })).toEqual([expect.stringContaining("intranet")]);
    expect(failures({ addressType: "intranet", internetChargeType: "PayByBandwidth" })).toHaveLength(1);
    expect(failures({ loadBalancerName: "-in-" })).toHaveLength(1);
    expect(failures({ deleteProtection: "on", paymentType: "Subscription" })).toHaveLength(1);
    const tags = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`tag-${index}`, "x"]));
    expect(failures({ tags })).toEqual([expect.stringContaining("at most 10")]);
    const open = cloud.make(balancer, "open", { addressType: "internet" });
    const eip = cloud.make(address, "eip", {});
    expect(() =>
      cloud.make(association, "b", { allocationId: eip.id, instanceId: open.id, instanceType: "SlbInstance" }),
    ).toThrow(/public address of its own/);
  });

  it("stays while it is protected", () => {
    const { cloud, vswitchId } = withVswitch();
    const made = cloud.make(balancer, "in", { vswitchId, addressType: "intranet", deleteProtection: "on" });
    expect(() => cloud.destroy(made)).toThrow(/DeleteProtectionIsOn/);
    cloud.destroy(cloud.change(made, { ...made.inputs, deleteProtection: "off" }));
  });
});
