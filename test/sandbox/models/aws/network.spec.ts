/** The network component of a region, carried out by the models. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { AwsKeyRing } from "../../../../src/components/keys/aws";
import { keyPurposes } from "../../../../src/components/keys/contract";
import { AwsNetwork } from "../../../../src/components/network/aws";
import { createAwsProvider } from "../../../../src/components/provider/aws";
import type { Region } from "../../../../src/topology/schema";
import { fixtureContext, fixtureRegion } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const standUp = (region: Region, world: SandboxWorld) =>
  inSandbox(
    aws,
    { account: region.account, region: region.location },
    () => {
      const context = fixtureContext(region);
      const provider = createAwsProvider(region, region.name);
      const keys = new AwsKeyRing(context, provider, { site: "home", purposes: keyPurposes });
      new AwsNetwork(context, provider, { keys });
    },
    {},
    world,
  );
type Stood = Awaited<ReturnType<typeof standUp>>;

const usEast = fixtureRegion({
  name: "us-east",
  number: 1,
  cloud: "aws",
  location: "us-east-1",
  account: "123456789012",
  drLocation: "us-west-2",
  network: { cidr: "10.1.0.0/16" },
});
const apac = { ...usEast, name: "apac", number: 3, location: "ap-southeast-1", network: { cidr: "10.3.0.0/16" } };

describe("the network of a region", () => {
  const world = SandboxWorld.inMemory();
  let first: Stood;
  let second: Stood;
  beforeAll(async () => {
    first = await standUp(usEast, world);
    second = await standUp(apac, world);
  });

  const stateOf = (stood: Stood, type: string): Properties[] =>
    stood.made.filter((object) => object.type === type).map(({ state }) => state);

  it("stands up in two regions of one account", () => {
    expect(first.made.length).toBeGreaterThan(60);
    expect(second.made.length).toBe(first.made.length);
  });

  it("has ids and ARNs in the form of AWS, in the account and region asked for", () => {
    expect(stateOf(second, types.vpc)).toMatchObject([
      {
        arn: expect.stringMatching(/^arn:aws:ec2:ap-southeast-1:123456789012:vpc\/vpc-[0-9a-f]{17}$/),
        defaultSecurityGroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/),
        region: "ap-southeast-1",
        ownerId: "123456789012",
      },
    ]);
    const regions = new Set(second.made.map(({ state }) => state.region ?? "global"));
    expect([...regions].sort()).toEqual(["ap-southeast-1", "global"]);
  });

  it("gives every address to one gateway", () => {
    const addresses = [first, second].flatMap((stood) => stateOf(stood, types.eip)).map(({ publicIp }) => publicIp);
    expect(new Set(addresses).size).toBe(8);
    expect(stateOf(first, types.natGateway).every(({ publicIp }) => addresses.includes(String(publicIp)))).toBe(true);
  });

  it("is refused nothing at preview, whatever is not known yet", () => {
    expect(refusedUnknown(first.cloud, first.made)).toEqual([]);
  });

  it("finds nothing to change when it looks again", () => {
    for (const object of first.made) {
      expect(first.cloud.diff(object, object.inputs).changes, object.urn).toEqual([]);
      expect(first.cloud.read(object)?.state, object.urn).toEqual(object.state);
    }
  });

  it("keeps the VPC while anything lies in it, and lets it go last", () => {
    const vpc = first.made.find(({ type }) => type === types.vpc);
    if (!vpc) throw new Error("no VPC");
    expect(() => first.cloud.destroy(vpc)).toThrow(/DependencyViolation/);
    for (const object of [...first.made].reverse()) first.cloud.destroy(object);
    expect(first.made.filter((object) => first.cloud.read(object))).toEqual([]);
    expect(second.made.filter((object) => !second.cloud.read(object))).toEqual([]);
  });
});
