import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { overlaps } from "../../../sandbox/models/alicloud/fields";
import { serviceCidr } from "../../../src/components/cluster/alicloud/control-plane";
import { newestRelease } from "../../../src/components/cluster/alicloud/version";
import { drNetworkPlan } from "../../../src/plan/dr";
import { networkPlan } from "../../../src/plan/network";
import { logRetentionDays } from "../../../src/plan/retention";
import type { Region } from "../../../src/topology/schema";
import { alicloudRegion } from "../../fixtures/alicloud";
import { fixtureContext, fixtureShared } from "../../fixtures/topology";
import { alicloudOf, answers, createCluster, invokes, tagsOf } from "../alicloud-region";
import { registrations } from "../harness";

async function build(region: Region = alicloudRegion(), protect = true) {
  let kubeconfig = "";
  const seen = await registrations(
    () => {
      createCluster({ ...fixtureContext(region), protect }).kubeconfig.apply((config) => {
        kubeconfig = config;
      });
    },
    answers,
    invokes,
  );
  return { ...alicloudOf(seen), kubeconfig };
}

let hangzhou: Awaited<ReturnType<typeof build>>;
beforeAll(async () => {
  hangzhou = await build();
});

const taggable = [
  ...["cs/managedKubernetes:ManagedKubernetes", "cs/nodePool:NodePool", "log/project:Project"],
  ...["ram/role:Role", "ram/policy:Policy"],
].map((type) => `alicloud:${type}`);

const anyRegion = fc
  .record({
    number: fc.integer({ min: 1, max: 254 }),
    location: fc.constantFrom("cn-hangzhou", "ap-southeast-1", "eu-central-1"),
    name: fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
  })
  .map(({ number, ...place }) => alicloudRegion({ ...place, number, network: { cidr: `10.${number}.0.0/16` } }));

describe("every child of a cluster, wherever the region is", () => {
  it("has the region's provider and tags, is under its keys, and is not public", async () => {
    await fc.assert(
      fc.asyncProperty(anyRegion, async (region) => {
        const { children, of, one } = await build(region);
        for (const { type, name, provider, inputs } of children) {
          expect(provider, name).toBe("here");
          expect(inputs.tags, name).toEqual(taggable.includes(type) ? tagsOf(region) : undefined);
        }
        const cluster = one("cs/managedKubernetes:ManagedKubernetes");
        expect(cluster.inputs).toMatchObject({
          slbInternetEnabled: false,
          newNatGateway: false,
          encryptionProviderKey: "key-cluster",
          disableEncryption: false,
        });
        expect(one("log/store:Store").inputs.encryptConf).toMatchObject({
          enable: true,
          userCmkInfo: { cmkKeyId: "key-logs", regionId: region.location },
        });
        for (const { inputs } of of("cs/nodePool:NodePool")) {
          expect(inputs).toMatchObject({ systemDiskEncrypted: true, systemDiskKmsKey: "key-disks" });
          expect(inputs.internetMaxBandwidthOut).toBeUndefined();
        }
        expect(new Set(children.map(({ type, name }) => `${type} ${name}`)).size).toBe(children.length);
      }),
      { numRuns: 4 },
    );
  });
});

describe("the control plane", () => {
  it("stands in three private vSwitches, with services in a block that no network has", () => {
    const { inputs } = hangzhou.one("cs/managedKubernetes:ManagedKubernetes");
    const subnets = ["vsw-private-0", "vsw-private-1", "vsw-private-2"];
    expect(inputs).toMatchObject({ vswitchIds: subnets, podVswitchIds: subnets, serviceCidr });
    for (const number of [1, 128, 254]) {
      const region = alicloudRegion({ number, network: { cidr: `10.${number}.0.0/16` } });
      expect(overlaps(serviceCidr, networkPlan(fixtureShared(), region).cidr)).toBe(false);
      expect(overlaps(serviceCidr, drNetworkPlan(region).cidr)).toBe(false);
    }
  });

  it("gets the newest release of the version wanted, and says what there is where there is none", () => {
    expect(hangzhou.one("cs/managedKubernetes:ManagedKubernetes").inputs.version).toBe("1.35.2-aliyun.1");
    const offered = ["1.35.2-aliyun.1", "1.35.2-aliyun.12", "1.36.0-aliyun.1"];
    expect(newestRelease("1.35", offered, "cn-hangzhou")).toBe("1.35.2-aliyun.12");
    expect(() => newestRelease("1.3", offered, "cn-hangzhou")).toThrow(/no Kubernetes 1\.3; ACK offers 1\.36\.0/);
  });

  it("works in the maintenance window, and keeps logs as long as the law wants", () => {
    const { inputs } = hangzhou.one("cs/managedKubernetes:ManagedKubernetes");
    expect(inputs.maintenanceWindow).toEqual({
      enable: true,
      maintenanceTime: "2025-01-05T03:00:00.000Z",
      duration: "4h",
      weeklyPeriod: "Sunday",
    });
    const days = logRetentionDays(fixtureShared(), alicloudRegion());
    expect(Number(inputs.controlPlaneLogTtl)).toBeGreaterThanOrEqual(days);
    expect(hangzhou.one("log/store:Store").inputs.retentionPeriod).toBeGreaterThanOrEqual(days);
  });

  it("has its audit log copied out of ACK's own store", () => {
    const { inputs } = hangzhou.one("sls/etl:Etl");
    expect(inputs.configuration).toMatchObject({
      logstore: "audit-meridian-production-china-cluster-id",
      sinks: [{ logstore: "audit" }],
      toTime: 0,
    });
  });

  it("is protected, or not, as the context says", async () => {
    expect(hangzhou.one("cs/managedKubernetes:ManagedKubernetes").inputs.deletionProtection).toBe(true);
    const { one } = await build(alicloudRegion(), false);
    expect(one("cs/managedKubernetes:ManagedKubernetes").inputs.deletionProtection).toBe(false);
  });

  it("refuses operators from outside, whom ACK could not tell from everybody else", async () => {
    const context = fixtureContext(alicloudRegion({ cluster: { operators: ["203.0.113.7/32"] } }));
    const refusal = /china: cluster\.operators is 203\.0\.113\.7\/32/;
    const seen = await registrations(() => expect(() => createCluster(context)).toThrow(refusal), answers, invokes);
    expect(alicloudOf(seen).children).toEqual([]);
  });
});

describe("node pools", () => {
  it("are two, scale as planned over three zones, and let nobody log in", () => {
    const pools = hangzhou.of("cs/nodePool:NodePool");
    expect(pools.map(({ inputs }) => inputs.nodePoolName).sort()).toEqual(["system", "work"]);
    for (const { inputs } of pools) {
      expect(inputs.vswitchIds).toHaveLength(3);
      expect(inputs.scalingConfig).toMatchObject({ enable: true, minSize: 3, maxSize: 100 });
      expect([inputs.keyName, inputs.password]).toEqual([undefined, undefined]);
      expect(inputs.instanceMetadataOptions).toEqual({ httpTokens: "required" });
    }
    const system = pools.find(({ inputs }) => inputs.nodePoolName === "system");
    expect(system?.inputs.taints).toEqual([{ key: "CriticalAddonsOnly", value: "true", effect: "NoSchedule" }]);
    expect(hangzhou.one("cs/autoscalingConfig:AutoscalingConfig").inputs).toMatchObject({
      utilizationThreshold: "0.3",
      coolDownDuration: "10m",
      unneededDuration: "5m",
    });
  });
});

describe("access", () => {
  it("is by the cloud's plugin, with no credential in the file", () => {
    expect(JSON.parse(hangzhou.kubeconfig)).toMatchObject({
      clusters: [{ cluster: { server: "https://10.4.0.5:6443", "certificate-authority-data": "Q0E=" } }],
      users: [{ user: { exec: { command: "ack-ram-tool" } } }],
    });
    expect(hangzhou.kubeconfig).not.toContain("administrator");
    expect(hangzhou.one("cs/managedKubernetes:ManagedKubernetes").inputs.skipSetCertificateAuthority).toBe(true);
  });

  it("to images is to the region's registry only", () => {
    const helper = hangzhou
      .of("cs/kubernetesAddon:KubernetesAddon")
      .find(({ inputs }) => inputs.name === "managed-aliyun-acr-credential-helper");
    expect(JSON.parse(String(helper?.inputs.config)).AcrInstanceInfo).toEqual([
      { instanceId: "cri-1", regionId: "cn-hangzhou" },
    ]);
  });
});
