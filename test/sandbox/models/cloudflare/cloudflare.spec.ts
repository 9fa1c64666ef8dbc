import { describe, expect, it } from "vitest";
import { SandboxPackage } from "../../../../sandbox/core/package";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { cloudflare } from "../../../../sandbox/models/cloudflare";
import { createCloudflareProvider } from "../../../../src/components/provider/cloudflare";
import { CloudflareZone } from "../../../../src/components/zone/cloudflare";
import { withKeys } from "../../../fixtures/mesh";
import { fixtureRegion, fixtureShared } from "../../../fixtures/topology";
import { driver } from "../../core/harness";
import { inSandbox } from "../component";

const at = { account: "", region: "" };
const account = { id: "0123456789abcdef0123456789abcdef" };
const zoneType = "cloudflare:index/zone:Zone";
const recordType = "cloudflare:index/dnsRecord:DnsRecord";
const dnssecType = "cloudflare:index/zoneDnssec:ZoneDnssec";

function cloudWithZone() {
  const cloud = driver(cloudflare, at);
  const zone = cloud.make(zoneType, "zone", { account, name: "meridian.example", type: "full" });
  const record = { zoneId: zone.id, name: "api-us.meridian.example", type: "A", content: "192.0.2.1", ttl: 60 };
  return { cloud, zone, record };
}

describe("the provider", () => {
  it("points at the one Cloudflare there is, and takes one kind of credential", () => {
    const pkg = new SandboxPackage(cloudflare, SandboxWorld.inMemory());
    expect(pkg.configure({}).placement).toEqual(at);
    expect(pkg.checkConfig({ apiToken: "a".repeat(40), apiKey: "b".repeat(37) })).not.toEqual([]);
  });
});

describe("a zone", () => {
  it("has a 32-digit id and two name servers, and its name once", () => {
    const { cloud, zone } = cloudWithZone();
    expect(zone.id).toMatch(/^[0-9a-f]{32}$/);
    expect(zone.state.nameServers).toEqual([
      expect.stringMatching(/\.ns\.cloudflare\.com$/),
      expect.stringMatching(/\.ns\.cloudflare\.com$/),
    ]);
    expect(() => cloud.make(zoneType, "again", { account, name: "meridian.example" })).toThrow(/1061/);
  });

  it("is made anew when it moves to another account or name, and refuses what is no domain", () => {
    const { cloud, zone } = cloudWithZone();
    const moved = { ...zone.inputs, account: { id: "f".repeat(32) } };
    expect(cloud.diff(zone, moved).replaces).toEqual(["account.id"]);
    expect(cloud.failures(zoneType, { account, name: "no domain" })).toHaveLength(1);
    expect(cloud.failures(zoneType, { account: { id: "me" }, name: "meridian.example" })).toHaveLength(1);
    expect(cloud.failures(zoneType, { accountId: account.id, name: "meridian.example" })).toHaveLength(2);
  });

  it("is signed once, and tells the DS record", () => {
    const { cloud, zone } = cloudWithZone();
    const dnssec = cloud.make(dnssecType, "d", { zoneId: zone.id, status: "active" });
    expect(dnssec.state.ds).toMatch(/^meridian\.example\. 3600 IN DS \d{4} 13 2 [0-9A-F]{64}$/);
    expect(() => cloud.make(dnssecType, "e", { zoneId: zone.id })).toThrow(/already/);
    expect(() => cloud.destroy(zone)).toThrow(/DependencyViolation/);
  });
});

describe("a record", () => {
  it.each([
    [1, 0],
    [30, 1],
    [59, 1],
    [60, 0],
    [86400, 0],
    [86401, 1],
  ])("with a TTL of %i has failures: %i", (ttl, failures) => {
    const { cloud, record } = cloudWithZone();
    expect(Math.min(1, cloud.failures(recordType, { ...record, ttl }).length)).toBe(failures);
  });

  it("that is proxied has the automatic TTL, and is an address or an alias", () => {
    const { cloud, record } = cloudWithZone();
    expect(cloud.failures(recordType, { ...record, proxied: true })).toEqual([expect.stringMatching(/^ttl: /)]);
    expect(cloud.failures(recordType, { ...record, proxied: true, ttl: 1 })).toEqual([]);
    const text = { ...record, type: "TXT", content: "v=spf1 -all", proxied: true, ttl: 1 };
    expect(cloud.failures(recordType, text)).toEqual([expect.stringMatching(/9004/)]);
  });

  it("has content that fits its type", () => {
    const { cloud, record } = cloudWithZone();
    expect(cloud.failures(recordType, { ...record, content: "2001:db8::1" })).toEqual([expect.stringMatching(/9005/)]);
    expect(cloud.failures(recordType, { ...record, type: "AAAA" })).toEqual([expect.stringMatching(/9006/)]);
    expect(cloud.failures(recordType, { ...record, type: "CNAME" })).toEqual([expect.stringMatching(/9007/)]);
  });

  it("stands in its zone, by its full name, once, and beside no alias", () => {
    const { cloud, record } = cloudWithZone();
    expect(() => cloud.make(recordType, "short", { ...record, name: "api-us" })).toThrow(/api-us\.meridian\.example/);
    cloud.make(recordType, "r", record);
    expect(() => cloud.make(recordType, "again", record)).toThrow(/81058/);
    expect(() => cloud.make(recordType, "c", { ...record, type: "CNAME", content: "a.example" })).toThrow(/81053/);
    expect(cloud.make(recordType, "other", { ...record, content: "192.0.2.2" }).id).toMatch(/^[0-9a-f]{32}$/);
  });

  it("takes another address in place", () => {
    const { cloud, record } = cloudWithZone();
    const made = cloud.make(recordType, "r", record);
    expect(cloud.change(made, { ...record, content: "192.0.2.9" }).id).toBe(made.id);
  });
});

describe("the shared zone's component", () => {
  it("is taken by the models, and goes down again", async () => {
    const regions = [fixtureRegion(), withKeys(fixtureRegion({ name: "apac", host: "api-ap" }))];
    const { cloud, made } = await inSandbox(cloudflare, at, () => {
      const global = { cloudflareAccount: account.id, plan: "pro" as const };
      const addresses = { "eu-west": "198.18.0.1", apac: "198.18.0.2" };
      const gateways = { "mesh-apac-1": "198.18.0.3" };
      const args = { shared: fixtureShared(), global, regions, addresses, gateways };
      new CloudflareZone(args, createCloudflareProvider("edge"));
    });
    const records = [recordType, recordType, recordType];
    expect(made.map(({ type }) => type).sort()).toEqual([...records, zoneType, dnssecType]);
    for (const object of [...made].reverse()) cloud.destroy(object);
    expect(made.filter((object) => cloud.read(object))).toEqual([]);
  });
});
