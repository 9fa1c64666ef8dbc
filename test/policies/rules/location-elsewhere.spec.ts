import { describe, expect, it } from "vitest";
import { locationElsewhere } from "../../../policies/rules/location-elsewhere";
import { euWest, globalStack, providerOf, refusals, unknown, usEast, worldOf } from "../harness";

const say = (stack: typeof euWest, props: Record<string, unknown>) =>
  refusals(locationElsewhere, worldOf(stack), { type: "aws:any/thing:Thing", props, provider: providerOf(stack) });

describe("location-elsewhere", () => {
  it.each([
    [
      { replicas: [{ regionName: "us-west-2" }, { regionName: "eu-west-1" }] },
      "replicas.1.regionName names eu-west-1 in IE",
    ],
    [{ kmsKeyId: "arn:aws:kms:ap-south-1:111111111111:key/1" }, "ap-south-1 in IN"],
    [{ serviceName: "com.amazonaws.sa-east-1.s3" }, "sa-east-1 in BR"],
    [{ availabilityZone: "eu-west-1a" }, "eu-west-1a in IE"],
    [{ keyRing: "projects/p/locations/europe-west3/keyRings/k" }, "europe-west3 in DE"],
    [{ bucketLocation: "EUROPE-WEST1" }, "EUROPE-WEST1 in BE"],
  ])("refuses %j in us-east", async (props, expected) => {
    const found = await say(usEast, props);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
    expect(found[0]).toContain("outside the residency of us-east (us: US, CA, MX)");
  });

  it.each([
    { region: "us-east-1", arn: "arn:aws:iam::111111111111:role/r", bucket: "arn:aws:s3:::b/*" },
    { serviceName: "com.amazonaws.us-east-1.ecr.api", zone: "ca-central-1a" },
    { description: "moved from eu-west-1 in May", stack: "eu-west" },
    { id: unknown },
  ])("lets %j be", async (props) => {
    expect(await say(usEast, props)).toEqual([]);
  });

  it("reads policy documents, which are text", async () => {
    const policy = JSON.stringify({ Statement: [{ Resource: "arn:aws:s3:eu-west-1:111111111111:accesspoint/a" }] });
    expect(await say(usEast, { policy })).toHaveLength(1);
    expect(await say(euWest, { policy })).toEqual([]);
  });

  it("has no say in the global stack", async () => {
    const given = {
      type: "cloudflare:index/zone:Zone",
      props: { region: "us-east-1" },
      provider: { type: "cloudflare" },
    };
    expect(await refusals(locationElsewhere, worldOf(globalStack), given)).toEqual([]);
  });

  it("lets what carries a declared replication name its other end, and no third place", async () => {
    const type = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
    const key = (location: string) =>
      refusals(locationElsewhere, worldOf(usEast), {
        type,
        props: { replicaKmsKeyId: `arn:aws:kms:${location}:111111111111:key/1` },
        provider: providerOf(usEast),
      });
    expect(await key("europe-west3")).toEqual([]);
    expect(await key("asia-southeast1")).toHaveLength(1);
    expect(await key("eu-central-1")).toHaveLength(1);
    expect(await say(usEast, { replica: "europe-west3" })).toHaveLength(1);
  });
});
