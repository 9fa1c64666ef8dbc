import { describe, expect, it } from "vitest";
import { declaredEdge } from "../../../policies/rules/declared-edge";
import { china, euWest, globalStack, providerOf, refusals, usEast, worldOf } from "../harness";

const type = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const say = (bucket: string, stack = usEast) =>
  refusals(declaredEdge, worldOf(stack), { type, props: { rules: [{ bucket }] }, provider: providerOf(stack) });

describe("declared-edge", () => {
  it("takes the stack's own and those of a region at the other end of a declared edge", async () => {
    expect(await say("arn:aws:s3:::meridian-production-us-east-assets-0a1b2c")).toEqual([]);
    expect(await say("arn:aws:s3:::meridian-production-eu-west-assets-0a1b2c")).toEqual([]);
    expect(await say("meridian-production-us-east-assets-0a1b2c", euWest)).toEqual([]);
  });

  it("refuses those of any other region, and says which", async () => {
    expect(await say("arn:aws:s3:::meridian-production-apac-assets-0a1b2c")).toEqual([
      expect.stringContaining("rules.0.bucket names something of apac, with which us-east shares no declared edge"),
    ]);
    expect(await say("meridian-production-apac-assets-0a1b2c", euWest)).toHaveLength(1);
  });

  it("refuses China's to everybody and everybody's to China", async () => {
    expect(await say("meridian-production-china-assets-0a1b2c")).toHaveLength(1);
    expect(await say("meridian-production-us-east-assets-0a1b2c", china)).toHaveLength(1);
  });

  it("does not take one name for another that begins alike, nor a stranger's word for a region's", async () => {
    expect(await say("meridian-production-us-east-apac-reports")).toEqual([]);
    expect(await say("meridian-production-apache-logs")).toEqual([]);
  });

  it("leaves the edge alone", async () => {
    const subject = { type: "cloudflare:index/dnsRecord:DnsRecord", props: { name: "meridian-production-apac-x" } };
    const provider = { type: "cloudflare", props: {} };
    expect(await refusals(declaredEdge, worldOf(globalStack), { ...subject, provider })).toEqual([]);
  });
});
