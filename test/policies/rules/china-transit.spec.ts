import { describe, expect, it } from "vitest";
import { chinaTransit } from "../../../policies/rules/china-transit";
import { china, providerOf, refusals, worldOf } from "../harness";

const say = (type: string) => refusals(chinaTransit, worldOf(china), { type, provider: providerOf(china) });

describe("china-transit", () => {
  it.each([
    "alicloud:cen/instance:Instance",
    "alicloud:cen/transitRouterPeerAttachment:TransitRouterPeerAttachment",
    "alicloud:vpc/peerConnection:PeerConnection",
    "alicloud:vpc/peerConnectionAccepter:PeerConnectionAccepter",
    "alicloud:vpn/gateway:Gateway",
    "alicloud:expressconnect/virtualBorderRouter:VirtualBorderRouter",
    "alicloud:ga/accelerator:Accelerator",
    "alicloud:dts/synchronizationJob:SynchronizationJob",
  ])("refuses %s", async (type) => {
    expect(await say(type)).toHaveLength(1);
  });

  it.each([
    "alicloud:vpc/network:Network",
    "alicloud:vpc/natGateway:NatGateway",
    "alicloud:privatelink/vpcEndpoint:VpcEndpoint",
  ])("takes %s", async (type) => {
    expect(await say(type)).toEqual([]);
  });
});
