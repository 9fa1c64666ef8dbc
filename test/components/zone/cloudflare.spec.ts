import { describe, expect, it } from "vitest";
import { createCloudflareProvider } from "../../../src/components/provider/cloudflare";
import { CloudflareZone } from "../../../src/components/zone/cloudflare";
import { withKeys } from "../../fixtures/mesh";
import { fixtureRegion, fixtureShared } from "../../fixtures/topology";
import { registrations } from "../harness";

const shared = fixtureShared();
const global = { cloudflareAccount: "0123456789abcdef0123456789abcdef", plan: "pro" as const };
const regions = [
  fixtureRegion({ name: "us-east", host: "api-us" }),
  fixtureRegion({ name: "eu-west", host: "api-eu" }),
  withKeys(fixtureRegion({ name: "apac", host: "api-ap" })),
  withKeys(fixtureRegion({ name: "china", host: "api-cn", isolated: true, zone: "meridian.cn" })),
];

async function build(addresses: Record<string, string>, gateways: Record<string, string> = {}) {
  const seen = await registrations(() => {
    new CloudflareZone({ shared, global, regions, addresses, gateways }, createCloudflareProvider("edge"));
  });
  return seen.filter(({ type }) => type.startsWith("cloudflare:"));
}
const recordsIn = (children: Awaited<ReturnType<typeof build>>) =>
  children.filter(({ type }) => type === "cloudflare:index/dnsRecord:DnsRecord").map(({ inputs }) => inputs);

describe("the shared zone on Cloudflare", () => {
  it("holds a record for each region that has an address, and none for an isolated one, even with an address", async () => {
    const children = await build({ "us-east": "192.0.2.1", apac: "192.0.2.3", china: "192.0.2.4" });
    expect(recordsIn(children)).toEqual([
      expect.objectContaining({ name: "api-us.meridian.example", content: "192.0.2.1" }),
      expect.objectContaining({ name: "api-ap.meridian.example", content: "192.0.2.3" }),
    ]);
    expect(JSON.stringify(children)).not.toContain("192.0.2.4");
  });

  it("answers with the region itself, for as long as the topology says", async () => {
    for (const record of recordsIn(await build({ "eu-west": "192.0.2.2" })))
      expect(record).toMatchObject({ type: "A", proxied: false, ttl: shared.steering.recordTtlSeconds });
  });

  it("leads to the mesh's gateways by their names, and to none of an isolated region", async () => {
    const gateways = { "mesh-apac-1": "192.0.2.11", "mesh-apac-2": "192.0.2.12", "mesh-china-1": "192.0.2.13" };
    const records = recordsIn(await build({}, gateways));
    expect(records.map(({ name, content, proxied }) => [name, content, proxied])).toEqual([
      ["mesh-apac-1.meridian.example", "192.0.2.11", false],
      ["mesh-apac-2.meridian.example", "192.0.2.12", false],
    ]);
  });

  it("lies in the account of the global stack, is signed, and every child goes through the given provider", async () => {
    const children = await build({ "eu-west": "192.0.2.2" });
    const zone = children.find(({ type }) => type === "cloudflare:index/zone:Zone");
    expect(zone?.inputs).toEqual({ account: { id: global.cloudflareAccount }, name: "meridian.example", type: "full" });
    const dnssec = children.find(({ type }) => type === "cloudflare:index/zoneDnssec:ZoneDnssec");
    expect(dnssec?.inputs).toMatchObject({ status: "active" });
    expect(children.map(({ provider }) => provider)).toEqual(["edge", "edge", "edge"]);
  });
});
