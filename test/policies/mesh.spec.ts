/** What a gateway is made of, in China or towards it: refused by the policies alone, whatever schema and plan let through. */
import { describe, expect, it } from "vitest";
import { foreignEndpoint } from "../../policies/rules/foreign-endpoint";
import { foreignNetwork } from "../../policies/rules/foreign-network";
import { china, globalStack, providerOf, refusals, usEast, worldOf } from "./harness";

const given = (stack: typeof china, type: string, props: Record<string, unknown>) => ({
  type,
  props,
  provider: providerOf(stack),
});

describe("a mesh that reaches for China", () => {
  it.each([
    ["alicloud:vpc/vPCRouteEntry:VPCRouteEntry", { destinationCidrBlock: "10.1.0.0/16", nextHopType: "Instance" }],
    [
      "alicloud:ecs/securityGroupRule:SecurityGroupRule",
      { cidrIp: "10.2.0.0/16", ipProtocol: "udp", portRange: "51820/51820" },
    ],
  ])("is refused in China as a %s", async (type, props) => {
    expect(await refusals(foreignNetwork, worldOf(china), given(china, type, props))).toHaveLength(1);
  });

  it("is refused in China as a name of another region's gateway", async () => {
    const peer = { content: "Endpoint = mesh-us-east-1.meridian.example:51820" };
    expect(
      await refusals(foreignEndpoint, worldOf(china), given(china, "alicloud:oss/bucketObject:BucketObject", peer)),
    ).toHaveLength(1);
  });

  it.each([
    ["aws:ec2/route:Route", { destinationCidrBlock: "10.4.0.0/16" }],
    ["aws:ec2/managedPrefixList:ManagedPrefixList", { entries: [{ cidr: "10.1.0.0/16" }, { cidr: "10.4.0.0/16" }] }],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { cidrIpv4: "10.4.144.10/32", ipProtocol: "udp" }],
  ])("is refused elsewhere as a %s", async (type, props) => {
    expect(await refusals(foreignNetwork, worldOf(usEast), given(usEast, type, props))).toHaveLength(1);
  });

  it("is refused in the shared zone as a record that leads into its network", async () => {
    const record = {
      type: "cloudflare:index/dnsRecord:DnsRecord",
      props: { name: "mesh-china-1.meridian.example", content: "10.4.144.10" },
    };
    expect(await refusals(foreignNetwork, worldOf(globalStack), record)).toHaveLength(1);
  });
});
