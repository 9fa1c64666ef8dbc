import { describe, expect, it } from "vitest";
import { chinaTransit } from "../../../policies/rules/china-transit";
import { china, providerOf, refusals, unknown, worldOf } from "../harness";

const say = (type: string, props: Record<string, unknown> = {}) =>
  refusals(chinaTransit, worldOf(china), { type, props, provider: providerOf(china) });

const job = "alicloud:dts/synchronizationJob:SynchronizationJob";
const inChina = {
  sourceEndpointRegion: "cn-hangzhou",
  sourceEndpointInstanceType: "RDS",
  destinationEndpointRegion: "cn-beijing",
  destinationEndpointInstanceType: "RDS",
};

describe("china-transit", () => {
  it.each([
    "alicloud:cen/instance:Instance",
    "alicloud:cen/transitRouterPeerAttachment:TransitRouterPeerAttachment",
    "alicloud:vpc/peerConnection:PeerConnection",
    "alicloud:vpc/peerConnectionAccepter:PeerConnectionAccepter",
    "alicloud:vpn/gateway:Gateway",
    "alicloud:expressconnect/virtualBorderRouter:VirtualBorderRouter",
    "alicloud:ga/accelerator:Accelerator",
    "alicloud:dts/migrationJob:MigrationJob",
    "alicloud:dts/synchronizationInstance:SynchronizationInstance",
    job,
  ])("refuses %s", async (type) => {
    expect(await say(type)).not.toEqual([]);
  });

  it.each([
    "alicloud:vpc/network:Network",
    "alicloud:vpc/natGateway:NatGateway",
    "alicloud:privatelink/vpcEndpoint:VpcEndpoint",
  ])("takes %s", async (type) => {
    expect(await say(type)).toEqual([]);
  });

  it("takes a copy between databases inside China", async () => {
    expect(await say(job, inChina)).toEqual([]);
  });

  it.each([
    ["an end abroad", { destinationEndpointRegion: "ap-southeast-1" }, /destinationEndpointRegion names no place/],
    ["an end that is not known yet", { sourceEndpointRegion: unknown }, /sourceEndpointRegion names no place/],
    ["an address instead of a database", { destinationEndpointInstanceType: "Express" }, /is not RDS/],
  ])("refuses %s", async (_, change, says) => {
    expect(await say(job, { ...inChina, ...change })).toEqual([expect.stringMatching(says)]);
  });
});
