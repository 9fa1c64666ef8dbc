import { describe, expect, it } from "vitest";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { AlicloudZone } from "../../../src/components/zone/alicloud";
import type { Region, Shared } from "../../../src/topology/schema";
import { fixtureContext, fixtureRegion, fixtureShared } from "../../fixtures/topology";
import { registrations } from "../harness";

const china = fixtureRegion({
  name: "china",
  cloud: "alicloud",
  location: "cn-hangzhou",
  isolated: true,
  zone: "meridian.cn",
  host: "api-cn",
});

async function build(region: Region = china, shared: Shared = fixtureShared()) {
  const seen = await registrations(() => {
    new AlicloudZone(fixtureContext(region, shared), "203.0.113.7", createAlicloudProvider(region, region.name));
  });
  const find = (type: string) => seen.find((child) => child.type === type);
  return {
    domain: find("alicloud:dns/alidnsDomain:AlidnsDomain"),
    record: find("alicloud:dns/alidnsRecord:AlidnsRecord"),
  };
}

describe("an isolated region's zone on Alibaba Cloud", () => {
  it("holds the region's record, through the region's provider", async () => {
    const { domain, record } = await build();
    expect(record?.inputs).toMatchObject({ domainName: "meridian.cn", rr: "api-cn", type: "A", value: "203.0.113.7" });
    expect([domain?.provider, record?.provider]).toEqual(["china", "china"]);
  });

  it("never asks for a shorter TTL than the free edition takes, and keeps a longer one", async () => {
    expect((await build()).record?.inputs.ttl).toBe(600);
    const { steering } = fixtureShared();
    const slow = fixtureShared({ steering: { ...steering, recordTtlSeconds: 3600 } });
    expect((await build(china, slow)).record?.inputs.ttl).toBe(3600);
  });

  it("keeps tags within the 20 characters that a domain takes", async () => {
    const { domain } = await build(china, fixtureShared({ owner: "platform-engineering-and-operations" }));
    const tags = Object.entries(domain?.inputs.tags ?? {});
    expect(tags).toHaveLength(5);
    for (const [key, value] of tags) {
      expect(key.length).toBeLessThanOrEqual(20);
      expect(String(value).length).toBeLessThanOrEqual(20);
    }
  });
});
