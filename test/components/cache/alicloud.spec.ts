import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AlicloudCache } from "../../../src/components/cache/alicloud";
import { replicasByZone, windowOf } from "../../../src/components/cache/alicloud/layout";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import type { SecretStore } from "../../../src/components/secrets/contract";
import { naming } from "../../../src/plan/naming";
import { networkPlan } from "../../../src/plan/network";
import type { Region } from "../../../src/topology/schema";
import { alicloudRegion } from "../../fixtures/alicloud";
import { fixtureContext, fixtureShared } from "../../fixtures/topology";
import { alicloudKeys, alicloudNetwork } from "../alicloud";
import { registrations } from "../harness";

function secretStore(): SecretStore {
  return Object.assign(new pulumi.ComponentResource("test:index:Secrets", "secrets"), {
    generate: (purpose: string) => ({
      id: pulumi.output(purpose),
      name: pulumi.output(purpose),
      value: pulumi.secret(`password of ${purpose}`),
    }),
    keep: (purpose: string) => ({ id: pulumi.output(purpose), name: pulumi.output(purpose) }),
  });
}

async function build(region: Region = alicloudRegion(), protect = true) {
  const told: Record<string, unknown> = {};
  const seen = await registrations(
    () => {
      const cache = new AlicloudCache({ ...fixtureContext(region), protect }, createAlicloudProvider(region, "here"), {
        network: alicloudNetwork(region),
        keys: alicloudKeys(),
        secrets: secretStore(),
      });
      cache.host.apply((host) => Object.assign(told, { host }));
      cache.port.apply((port) => Object.assign(told, { port }));
    },
    { "alicloud:kvstore/instance:Instance": () => ({ connectionDomain: "r-1.redis.rds.aliyuncs.com" }) },
  );
  const [instance, ...more] = seen.filter(({ type }) => type.startsWith("alicloud:"));
  if (!instance || more.length > 0) throw new Error("there is not one instance");
  return { ...instance, told };
}

describe("a cache", () => {
  it("lies in the region, tagged, with TLS and a password, for nodes and pods alone", async () => {
    const anyRegion = fc
      .record({
        location: fc.constantFrom("cn-hangzhou", "ap-southeast-1", "eu-central-1"),
        number: fc.integer({ min: 1, max: 254 }),
        name: fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
      })
      .map((overrides) => alicloudRegion({ ...overrides, network: { cidr: `10.${overrides.number}.0.0/16` } }));
    await fc.assert(
      fc.asyncProperty(anyRegion, async (region) => {
        const { provider, inputs } = await build(region);
        const { tiers, pods } = networkPlan(fixtureShared(), region);
        expect(provider).toBe("here");
        expect(inputs).toMatchObject({
          tags: naming(fixtureShared(), region).tags,
          sslEnable: "Enable",
          vpcAuthMode: "Open",
          securityIps: [tiers.private, pods],
        });
        expect(pulumi.runtime.isRpcSecret(inputs.password)).toBe(true);
        expect(pulumi.runtime.unwrapRpcSecret(inputs.password)).toBe("password of cache");
      }),
      { numRuns: 4 },
    );
  });

  it("is two shards of three nodes each, over two zones, and answers by its private name", async () => {
    const { inputs, told } = await build();
    expect(inputs).toMatchObject({
      engineVersion: "7.0",
      instanceClass: "redis.shard.with.proxy.xlarge.ce",
      shardCount: 2,
      replicaCount: 1,
      slaveReplicaCount: 1,
      vswitchId: "data-0",
      zoneId: "zone-a",
      secondaryZoneId: "zone-b",
    });
    expect(told).toEqual({ host: "r-1.redis.rds.aliyuncs.com", port: 6379 });
  });

  it("is backed up and patched when the topology says, and refuses deletion where stores are protected", async () => {
    expect((await build()).inputs).toMatchObject({
      backupTime: "02:00Z-03:00Z",
      maintainStartTime: "03:00Z",
      maintainEndTime: "07:00Z",
      instanceReleaseProtection: true,
    });
    expect((await build(alicloudRegion(), false)).inputs.instanceReleaseProtection).toBe(false);
  });
});

describe("the layout", () => {
  it("has as many replicas as wanted, and one at least in the other zone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 32 }), fc.integer({ min: 1, max: 4 }), (shards, wanted) => {
        const { replicaCount, slaveReplicaCount } = replicasByZone(shards, wanted);
        expect(replicaCount + slaveReplicaCount).toBe(wanted);
        expect(slaveReplicaCount).toBeGreaterThanOrEqual(Math.max(1, replicaCount));
      }),
    );
  });

  it("refuses what the cloud has not", () => {
    expect(() => replicasByZone(1, 2)).toThrow(/2 shards at least, not 1/);
    expect(() => replicasByZone(2, 5)).toThrow(/4 replicas at most, not 5/);
  });

  it("writes hours of the day as the cloud does, over midnight too", () => {
    expect(windowOf(2, 1)).toEqual(["02:00Z", "03:00Z"]);
    expect(windowOf(22, 4)).toEqual(["22:00Z", "02:00Z"]);
  });
});
