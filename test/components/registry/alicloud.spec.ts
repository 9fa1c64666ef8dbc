import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { AlicloudRegistry } from "../../../src/components/registry/alicloud";
import { upstreams } from "../../../src/components/registry/contract";
import { naming } from "../../../src/plan/naming";
import type { Region } from "../../../src/topology/schema";
import { alicloudRegion } from "../../fixtures/alicloud";
import { fixtureContext, fixtureShared } from "../../fixtures/topology";
import { alicloudKeys, alicloudNetwork } from "../alicloud";
import { registrations } from "../harness";

async function build(region: Region = alicloudRegion(), protect = true) {
  const images: string[] = [];
  const seen = await registrations(
    () => {
      const registry = new AlicloudRegistry(
        { ...fixtureContext(region), protect },
        createAlicloudProvider(region, "here"),
        { keys: alicloudKeys(), network: alicloudNetwork(region) },
      );
      for (const image of [registry.own("meridian/service:1.0.0"), registry.mirrored("docker.io", "postgres:17")]) {
        image.apply((name) => images.push(name));
      }
    },
    { "random:index/randomPassword:RandomPassword": () => ({ result: "Secret-1_of-32-characters-xxxxxx" }) },
  );
  const children = seen.filter(({ type }) => type.startsWith("alicloud:"));
  const of = (type: string) => children.filter((child) => child.type === `alicloud:${type}`);
  return { children, of, images };
}

const tagged = ["alicloud:cr/registryEnterpriseInstance:RegistryEnterpriseInstance", "alicloud:oss/bucket:Bucket"];

describe("a registry", () => {
  it("lies in the region, tagged, under its key, closed to the public, under names that the cloud takes", async () => {
    const anyRegion = fc
      .record({
        location: fc.constantFrom("cn-hangzhou", "ap-southeast-1", "eu-central-1"),
        name: fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
      })
      .map(alicloudRegion);
    await fc.assert(
      fc.asyncProperty(anyRegion, async (region) => {
        const { children, of, images } = await build(region);
        const { tags } = naming(fixtureShared(), region);
        for (const { name, type, provider, inputs } of children) {
          expect(provider, name).toBe("here");
          expect(inputs.tags, name).toEqual(tagged.includes(type) ? tags : undefined);
        }
        const [bucket] = of("oss/bucket:Bucket");
        expect(bucket?.inputs).toMatchObject({
          bucket: expect.stringMatching(/^cri-[a-z0-9-]{1,58}[a-z0-9]$/),
          serverSideEncryptionRule: { sseAlgorithm: "KMS", kmsMasterKeyId: "key-registry" },
        });
        expect(of("oss/bucketPublicAccessBlock:BucketPublicAccessBlock")).toHaveLength(1);
        const [instance] = of("cr/registryEnterpriseInstance:RegistryEnterpriseInstance");
        expect(instance?.inputs).toMatchObject({
          instanceName: expect.stringMatching(/^[a-z][a-z0-9-]{1,28}[a-z0-9]$/),
          defaultOssBucket: "false",
          customOssBucket: bucket?.inputs.bucket,
        });
        for (const { inputs } of of("cs/registryEnterpriseNamespace:RegistryEnterpriseNamespace")) {
          expect(inputs.defaultVisibility).toBe("PRIVATE");
        }
        for (const image of images) {
          expect(image).toContain(`${instance?.inputs.instanceName}-registry-vpc.${region.location}.cr.aliyuncs.com/`);
        }
      }),
      { numRuns: 4 },
    );
  });

  it("is reached from the region's network, and from nowhere else", async () => {
    const { of, children } = await build();
    expect(of("cr/vpcEndpointLinkedVpc:VpcEndpointLinkedVpc").map(({ inputs }) => inputs)).toMatchObject([
      { vpcId: "vpc-here", vswitchId: "private-0", moduleName: "Registry", enableCreateDnsRecordInPvzt: true },
    ]);
    expect(children.filter(({ type }) => /InternetEndpoint|EndpointAcl/.test(type))).toEqual([]);
  });

  it("has a namespace for the service's image, whose tags stay, and one for what is copied from each upstream", async () => {
    const { of } = await build();
    const namespaces = of("cs/registryEnterpriseNamespace:RegistryEnterpriseNamespace");
    expect(namespaces.map(({ inputs }) => [inputs.name, inputs.autoCreate])).toEqual([
      ["images", false],
      ["docker-io", true],
      ["ghcr-io", true],
      ["quay-io", true],
      ["registry-k8s-io", true],
    ]);
    expect(of("cs/registryEnterpriseRepo:RegistryEnterpriseRepo").map(({ inputs }) => inputs)).toMatchObject([
      { namespace: "images", name: "meridian.service", repoType: "PRIVATE", tagImmutability: true },
    ]);
    const [scan] = of("cr/scanRule:ScanRule");
    expect(scan?.inputs).toMatchObject({ scanType: "VUL", triggerType: "AUTO" });
    expect(scan?.inputs.namespaces).toHaveLength(1 + upstreams.length);
  });

  it("renews itself only where it is to stay, and has a password that no one can read", async () => {
    const instanceOf = ({ of }: Awaited<ReturnType<typeof build>>) =>
      of("cr/registryEnterpriseInstance:RegistryEnterpriseInstance")[0]?.inputs;
    const kept = instanceOf(await build());
    expect(kept).toMatchObject({ renewalStatus: "AutoRenewal", renewPeriod: 1 });
    expect(pulumi.runtime.isRpcSecret(kept?.password)).toBe(true);
    expect(instanceOf(await build(alicloudRegion(), false))).toMatchObject({ renewalStatus: "ManualRenewal" });
  });
});
