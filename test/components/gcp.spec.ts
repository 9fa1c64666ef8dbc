/** Secrets, registry and cache of a region on Google Cloud: in one file, as loading the SDK costs more than the tests. */
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { discoveryAddress, GcpCache } from "../../src/components/cache/gcp";
import { GcpRegistry } from "../../src/components/registry/gcp";
import type { GeneratedSecret } from "../../src/components/secrets/contract";
import { GcpSecretStore } from "../../src/components/secrets/gcp";
import { locationsOf } from "../../src/facts/locations";
import { type Size, sizeIn, sizes } from "../../src/facts/sizes";
import type { Region } from "../../src/topology/schema";
import { fixtureContext, fixtureRegion } from "../fixtures/topology";
import { GcpFixtureNetwork, gcpAnswers, gcpInvokes, gcpSite, keyIn } from "./gcp";
import { type Registration, registrations } from "./harness";

async function build(overrides: Partial<Region> = {}, protect = true) {
  const region = fixtureRegion(overrides);
  const context = { ...fixtureContext(region), protect };
  let parts: { registry: GcpRegistry; cache: GcpCache; secret: GeneratedSecret } | undefined;
  const all = await registrations(
    () => {
      const { provider, keys } = gcpSite(context);
      const network = new GcpFixtureNetwork(context);
      const secrets = new GcpSecretStore(context, provider, { keys });
      parts = {
        secret: secrets.generate("database-admin"),
        registry: new GcpRegistry(context, provider, { keys }),
        cache: new GcpCache(context, provider, { keys, network, secrets }),
      };
    },
    gcpAnswers,
    gcpInvokes,
  );
  if (!parts) throw new Error("nothing was built");
  const children = all.filter(({ type }) => type.startsWith("gcp:"));
  const of = (end: string) => children.filter(({ type }) => type.endsWith(`:${end}`));
  return { ...parts, region, context, children, of };
}

const settled = <T>(output: { apply(use: (value: T) => void): unknown }): Promise<T> =>
  new Promise((resolve) => output.apply(resolve));

function only(found: readonly Registration[]): Registration["inputs"] {
  const [first, ...others] = found;
  if (!first || others.length > 0) throw new Error(`${found.length} where one was expected`);
  return first.inputs;
}

let built: Awaited<ReturnType<typeof build>>;
beforeAll(async () => {
  built = await build();
});

describe("every child", () => {
  it("is in the region by its provider and location, under its own key, and labelled, wherever the region is", async () => {
    const places = fc.constantFrom(...locationsOf("gcp").map(({ code }) => code));
    await fc.assert(
      fc.asyncProperty(places, async (location) => {
        const { children, region, context, of } = await build({ location });
        for (const { type, provider, inputs } of children) {
          expect(provider, type).toBe(region.name);
          if (!type.endsWith(":RegionalSecretVersion")) expect(inputs.project, type).toBe(region.account);
        }
        const placed = ["RegionalSecret", "Repository", "ServiceConnectionPolicy", "Instance"].flatMap(of);
        expect(placed).toHaveLength(8);
        for (const { type, inputs } of placed) {
          expect(inputs.location, type).toBe(location);
          expect(inputs.labels, type).toEqual(context.naming.tags);
        }
        const [secret] = of("RegionalSecret");
        expect(secret?.inputs.customerManagedEncryption).toEqual({ kmsKeyName: keyIn(location, "secrets") });
        for (const { inputs } of of("Repository")) expect(inputs.kmsKeyName).toBe(keyIn(location, "registry"));
        expect(only(of("Instance")).kmsKey).toBe(keyIn(location, "cache"));
      }),
      { numRuns: 2 },
    );
  });

  it("goes without resistance where stores are not protected", async () => {
    const { of } = await build({}, false);
    expect(only(of("Instance")).deletionProtectionEnabled).toBe(false);
    expect(only(of("RegionalSecret")).deletionProtection).toBe(false);
    expect(only(built.of("Instance")).deletionProtectionEnabled).toBe(true);
    expect(only(built.of("RegionalSecret")).deletionProtection).toBe(true);
  });
});

describe("a generated secret", () => {
  it("is a Pulumi secret wherever it is named", async () => {
    const { secret, of } = built;
    const marked = only(of("RegionalSecretVersion")).secretData as Record<string, unknown>;
    expect(Object.values(marked)).toContain("generated-password");
    expect(Object.keys(marked)).toContain("4dabf18193072939515e22adb298388d");
    expect(await (secret.value as unknown as { isSecret: Promise<boolean> }).isSecret).toBe(true);
    expect(await settled(secret.name)).toBe("meridian-production-eu-west-database-admin");
    expect(await settled(secret.id)).toBe("meridian-production-eu-west-database-admin-id");
  });
});

describe("the registry", () => {
  it("has one repository of own images with tags that stay, and a cache of each upstream", () => {
    const repositories = built.of("Repository").sort((a, b) => a.name.localeCompare(b.name));
    const [own, ...mirrors] = repositories.map(({ inputs }) => inputs);
    expect(own).toMatchObject({ mode: "STANDARD_REPOSITORY", dockerConfig: { immutableTags: true } });
    expect(own).not.toHaveProperty("remoteRepositoryConfig");
    for (const inputs of mirrors) expect(inputs).toMatchObject({ mode: "REMOTE_REPOSITORY", format: "DOCKER" });
    expect(mirrors.map(({ remoteRepositoryConfig }) => remoteRepositoryConfig)).toEqual([
      { description: "docker.io", dockerRepository: { publicRepository: "DOCKER_HUB" } },
      ...["ghcr.io", "quay.io", "registry.k8s.io"].map((upstream) => ({
        description: upstream,
        commonRepository: { uri: `https://${upstream}` },
      })),
    ]);
    expect(built.registry.repositories).toHaveLength(5);
  });

  it("names images by itself, and Docker Hub's official ones as it finds them", async () => {
    const { registry } = built;
    const at = "europe-west3-docker.pkg.dev/meridian-eu-west/meridian-production-eu-west";
    expect(await settled(registry.own("meridian/service:1.0.0"))).toBe(`${at}-images/meridian/service:1.0.0`);
    expect(await settled(registry.mirrored("quay.io", "jetstack/cert-manager-controller:v1.19.1"))).toBe(
      `${at}-mirror-quay-io/jetstack/cert-manager-controller:v1.19.1`,
    );
    expect(await settled(registry.mirrored("docker.io", "redis:8"))).toBe(`${at}-mirror-docker-io/library/redis:8`);
    expect(await settled(registry.mirrored("registry.k8s.io", "pause"))).toBe(`${at}-mirror-registry-k8s-io/pause`);
  });
});

describe("the cache", () => {
  it("has two shards of three nodes over three zones, with TLS and identities", () => {
    expect(only(built.of("Instance"))).toMatchObject({
      mode: "CLUSTER",
      nodeType: "STANDARD_SMALL",
      shardCount: 2,
      replicaCount: 2,
      zoneDistributionConfig: { mode: "MULTI_ZONE" },
      transitEncryptionMode: "SERVER_AUTHENTICATION",
      authorizationMode: "IAM_AUTH",
      maintenancePolicy: { weeklyMaintenanceWindows: [{ day: "SUNDAY", startTime: { hours: 3 } }] },
    });
    expect(built.cache.auth).toEqual({ kind: "identity" });
  });

  it("answers in the data subnet and nowhere else", async () => {
    const { of, cache } = built;
    const network = "projects/meridian-eu-west/global/networks/meridian-production-eu-west-vpc";
    expect(only(of("ServiceConnectionPolicy"))).toMatchObject({
      network,
      serviceClass: "gcp-memorystore",
      pscConfig: { subnetworks: [expect.stringMatching(/\/subnetworks\/meridian-production-eu-west-data$/)] },
    });
    expect(only(of("Instance")).desiredAutoCreatedEndpoints).toEqual([{ network, projectId: "meridian-eu-west" }]);
    expect([await settled(cache.host), await settled(cache.port)]).toEqual(["10.2.128.5", 6379]);
    expect(await settled(cache.serverCa)).toBe("leaf\nroot");
    expect(() => discoveryAddress([])).toThrow(/no discovery endpoint/);
  });

  it("grows by size, never the other way", () => {
    const gigabytes: Record<string, number> = { STANDARD_SMALL: 6.5, HIGHMEM_MEDIUM: 13, HIGHMEM_XLARGE: 58 };
    const grown = sizes.map((size: Size) => gigabytes[sizeIn("gcp", "cache", size)] ?? 0);
    expect(grown).toEqual([...grown].sort((a, b) => a - b));
    expect(Math.min(...grown)).toBeGreaterThan(0);
  });
});
