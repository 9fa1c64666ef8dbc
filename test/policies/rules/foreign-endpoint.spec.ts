import { describe, expect, it } from "vitest";
import { foreignEndpoint } from "../../../policies/rules/foreign-endpoint";
import { apac, china, euWest, globalStack, providerOf, refusals, worldOf } from "../harness";

const say = (stack: Parameters<typeof worldOf>[0], value: string) =>
  refusals(foreignEndpoint, worldOf(stack), {
    type: "alicloud:any/thing:Thing",
    props: { value },
    provider: providerOf(china),
  });

describe("foreign-endpoint", () => {
  it.each([
    "arn:aws:s3:::bucket",
    "https://s3.us-east-1.amazonaws.com/b",
    "s3.cn-north-1.amazonaws.com.cn",
    "https://storage.googleapis.com/b",
    "gcr.io/p/image",
    "europe-docker.pkg.dev/p/r/i",
    "projects/meridian-eu-west/topics/t",
    "serviceAccount:x@p.iam.gserviceaccount.com",
    "https://api.cloudflare.com/client",
    "api-us.meridian.example",
  ])("refuses %s in China", async (value) => {
    expect((await say(china, value)).length).toBeGreaterThan(0);
  });

  it.each([
    "oss-cn-hangzhou.aliyuncs.com",
    "acs:ram::4000000000000004:role/r",
    "api-cn.meridian.cn",
    "/projects/x/",
    "mygcr.iodine",
  ])("lets %s be in China", async (value) => {
    expect(await say(china, value)).toEqual([]);
  });

  it.each([
    "s3.cn-north-1.amazonaws.com.cn",
    "arn:aws-cn:s3:::b",
    "ecs.aliyuncs.com",
    "acs:oss:*:*:b",
    "api-cn.meridian.cn",
  ])("refuses %s in Europe and in the global stack", async (value) => {
    for (const stack of [euWest, globalStack]) expect((await say(stack, value)).length).toBeGreaterThan(0);
  });

  it("lets a region on Alibaba Cloud outside China have Alibaba's names", async () => {
    expect(await say(apac, "acs:ram::3000000000000003:role/r")).toEqual([]);
    expect(await say(apac, "oss-ap-southeast-1.aliyuncs.com")).toEqual([]);
    expect(await say(apac, "api-cn.meridian.cn")).toHaveLength(1);
  });

  it("lets Alibaba's names be where an edge to a region on Alibaba Cloud is declared, and China's nowhere", async () => {
    const world = worldOf(euWest);
    const singapore = { ...apac, cloud: "alicloud" as const, location: "ap-southeast-1" };
    const told = (value: string) =>
      refusals(foreignEndpoint, { ...world, partners: [singapore] }, { type: "gcp:any/thing:Thing", props: { value } });
    expect(await told("sts.ap-southeast-1.aliyuncs.com")).toEqual([]);
    expect(await told("acs:ram::1234567890123456:role/r")).toEqual([]);
    expect(await told("api-cn.meridian.cn")).toHaveLength(1);
    expect(await say(euWest, "sts.ap-southeast-1.aliyuncs.com")).toHaveLength(1);
  });
});
