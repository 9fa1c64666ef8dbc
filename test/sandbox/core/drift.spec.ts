import { expect, it } from "vitest";
import { select } from "../../../sandbox/core/drift";
import { SandboxPackage } from "../../../sandbox/core/package";
import { SandboxWorld } from "../../../sandbox/core/world";
import { bucket, here, network, tiny } from "./cloud";

it("an object is named by id, URN, name, or type and name, whoever its parent is", () => {
  const world = SandboxWorld.inMemory();
  const provider = new SandboxPackage(tiny, world).at(here);
  const urnOf = (type: string) => `urn:pulumi:one::meridian::my:net:Parent$${type}::same`;
  const net = provider.create({ type: network.type, urn: urnOf(network.type), inputs: { cidrBlock: "10.0.0.0/16" } });
  provider.create({ type: bucket.type, urn: urnOf(bucket.type), inputs: { name: "abc" } });
  const found = (selector: string) => select(world.all(), selector).object.id;
  expect(found(net.id)).toBe(net.id);
  expect(found(urnOf(network.type))).toBe(net.id);
  expect(found(`${network.type}::same`)).toBe(net.id);
  expect(found(`${bucket.type}::same`)).toBe("abc");
  expect(() => found("same")).toThrow(
    /^same means 2 objects; give a type and name, .*tiny:net\/network:Network::same/s,
  );
  expect(() => found("ame")).toThrow("no object has the id, URN, name, or type and name (TYPE::NAME) ame");
  expect(() => found("Network::same")).toThrow("no object has");
});
