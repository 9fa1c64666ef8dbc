import * as fc from "fast-check";
import { Netmask } from "netmask";
import { beforeAll, describe, expect, it } from "vitest";
import { GcpCluster } from "../../../src/components/cluster/gcp";
import { maintenanceWindow } from "../../../src/components/cluster/gcp/maintenance";
import { checkPodRange } from "../../../src/components/cluster/gcp/pods";
import type { RegionContext } from "../../../src/components/component";
import { weekdays } from "../../../src/topology/platform";
import type { Region } from "../../../src/topology/schema";
import { fixtureContext, fixtureRegion, fixtureShared } from "../../fixtures/topology";
import { gcpInvokes, gcpSite, keyIn } from "../gcp";
import { FixtureNetwork, FixtureRegistry } from "../gcp-platform";
import { type Answers, type Registration, registrations } from "../harness";

const clusterType = "gcp:container/cluster:Cluster";
const poolType = "gcp:container/nodePool:NodePool";

const answers: Answers = {
  "gcp:serviceaccount/account:Account": ({ inputs }) => ({
    email: `${inputs.accountId}@${inputs.project}.iam.gserviceaccount.com`,
    member: `serviceAccount:${inputs.accountId}@${inputs.project}.iam.gserviceaccount.com`,
  }),
  [clusterType]: ({ inputs }) => ({
    endpoint: inputs.privateClusterConfig.enablePrivateEndpoint ? "10.2.187.2" : "198.51.100.7",
    privateClusterConfig: { ...inputs.privateClusterConfig, privateEndpoint: "10.2.187.2" },
    masterAuth: { clusterCaCertificate: "Q0E=" },
  }),
};

interface Built {
  readonly cluster: GcpCluster;
  readonly children: readonly Registration[];
  of(type: string): readonly Registration[];
}

/** Clusters of several regions in one program, as one run costs more than what runs in it. */
async function buildAll(contexts: readonly RegionContext[]): Promise<Built[]> {
  let clusters: GcpCluster[] = [];
  const seen = await registrations(
    () => {
      clusters = contexts.map((context) => {
        const { provider, keys } = gcpSite(context);
        const network = new FixtureNetwork(context);
        return new GcpCluster(context, provider, { network, keys, registry: new FixtureRegistry(context) });
      });
    },
    answers,
    gcpInvokes,
  );
  return clusters.map((cluster, index) => {
    const prefix = `meridian-production-${contexts[index]?.region.name}-`;
    const children = seen.filter(({ type, name }) => type.startsWith("gcp:") && name.startsWith(prefix));
    return { cluster, children, of: (type) => children.filter((child) => child.type === type) };
  });
}

function only<T>(values: readonly T[]): T {
  const [first, ...others] = values;
  if (first === undefined || others.length > 0) throw new Error(`${values.length} values where one was expected`);
  return first;
}

const settled = <T>(output: { apply(use: (value: T) => void): unknown }): Promise<T> =>
  new Promise((resolve) => output.apply(resolve));

const operators = ["203.0.113.0/24"];
const context = (overrides: Partial<Region> = {}, protect = true) => ({
  ...fixtureContext(fixtureRegion(overrides)),
  protect,
});

let built: Built;
let opened: Built;
let unprotected: Built;
let longNamed: Built;
beforeAll(async () => {
  const all = await buildAll([
    context(),
    context({ name: "opened", cluster: { operators } }),
    context({ name: "unprotected" }, false),
    context({ name: "a-region-of-20-chars" }),
  ]);
  [built, opened, unprotected, longNamed] = all as [Built, Built, Built, Built];
});

describe("every child", () => {
  it("is of the region: provider, project, location, keys and labels, wherever it lies", async () => {
    const places = ["asia-southeast1", "us-east1"];
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(numbers, async (drawn) => {
        const regions = places.map((location, index) => {
          const number = drawn[index] ?? 0;
          const network = { cidr: `10.${number}.0.0/16` };
          return fixtureRegion({ name: `n${number}r`, number, location, account: `meridian-${number}`, network });
        });
        const all = await buildAll(regions.map((region) => fixtureContext(region)));
        for (const [index, region] of regions.entries()) {
          const { children, of } = only(all.slice(index, index + 1));
          const { tags } = fixtureContext(region).naming;
          expect(children).toHaveLength(16);
          expect(children.filter(({ provider }) => provider !== region.name)).toEqual([]);
          for (const { type, inputs } of children) expect(inputs.project, type).toBe(region.account);
          for (const type of [clusterType, poolType, "gcp:logging/projectBucketConfig:ProjectBucketConfig"])
            for (const { inputs } of of(type)) expect(inputs.location, type).toBe(region.location);
          const cluster = only(of(clusterType)).inputs;
          expect(cluster).toMatchObject({
            resourceLabels: tags,
            databaseEncryption: { state: "ENCRYPTED", keyName: keyIn(region.location, "cluster") },
          });
          for (const { inputs } of [only(of(clusterType)), ...of(poolType)])
            expect(inputs.nodeConfig).toMatchObject({
              bootDiskKmsKey: keyIn(region.location, "disks"),
              resourceLabels: tags,
              shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
              tags: ["meridian-private"],
            });
          const { masterIpv4CidrBlock } = cluster.privateClusterConfig as { masterIpv4CidrBlock: string };
          expect(new Netmask(region.network.cidr).contains(masterIpv4CidrBlock)).toBe(true);
        }
      }),
      { numRuns: 1 },
    );
  });

  it("has a name that Google takes, however long the region's is", () => {
    const { of } = longNamed;
    expect(String(only(of(clusterType)).inputs.name)).toMatch(/^[a-z][-a-z0-9]{0,38}[a-z0-9]$/);
    expect(only(of("gcp:serviceaccount/account:Account")).inputs.accountId).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
    expect(
      of(poolType)
        .map(({ inputs }) => inputs.name)
        .sort(),
    ).toEqual(["system", "work"]);
  });
});

describe("the control plane", () => {
  it("is regional, private, and of the version that the stack file says", () => {
    const { inputs } = only(built.of(clusterType));
    expect(inputs).toMatchObject({
      nodeLocations: ["europe-west3-a", "europe-west3-b", "europe-west3-c"],
      minMasterVersion: fixtureShared().cluster.version,
      releaseChannel: { channel: "EXTENDED" },
      datapathProvider: "ADVANCED_DATAPATH",
      privateClusterConfig: {
        enablePrivateNodes: true,
        enablePrivateEndpoint: true,
        masterIpv4CidrBlock: "10.2.187.0/28",
      },
      masterAuthorizedNetworksConfig: {
        cidrBlocks: [{ cidrBlock: "10.2.0.0/16" }],
        gcpPublicCidrsAccessEnabled: false,
      },
      workloadIdentityConfig: { workloadPool: "meridian-eu-west.svc.id.goog" },
      gatewayApiConfig: { channel: "CHANNEL_DISABLED" },
      masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
    });
  });

  it("answers to the outside only for the blocks that the stack file lists", async () => {
    const { of, cluster } = opened;
    expect(only(of(clusterType)).inputs).toMatchObject({
      privateClusterConfig: { enablePrivateEndpoint: false },
      masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock: "10.2.0.0/16" }, { cidrBlock: operators[0] }] },
    });
    const config = JSON.parse(await settled(cluster.kubeconfig));
    expect(config.clusters[0].cluster.server).toBe("https://198.51.100.7");
    expect(await settled(cluster.endpoint)).toBe("https://10.2.187.2");
  });

  it("is protected as the context says", () => {
    expect(only(built.of(clusterType)).inputs.deletionProtection).toBe(true);
    expect(only(unprotected.of(clusterType)).inputs.deletionProtection).toBe(false);
  });

  it("logs to the region, under its key, and as long as the law wants", () => {
    const { inputs } = only(built.of("gcp:logging/projectBucketConfig:ProjectBucketConfig"));
    expect(inputs).toMatchObject({ retentionDays: 365, cmekSettings: { kmsKeyName: keyIn("europe-west3", "logs") } });
    const sink = only(built.of("gcp:logging/projectSink:ProjectSink")).inputs.filter;
    expect(only(built.of("gcp:logging/projectExclusion:ProjectExclusion")).inputs.filter).toBe(sink);
    expect(sink).toContain(`"${only(built.of(clusterType)).inputs.name}"`);
    expect(only(built.of(clusterType)).inputs.loggingConfig).toMatchObject({
      enableComponents: expect.arrayContaining(["APISERVER", "SCHEDULER", "CONTROLLER_MANAGER"]),
    });
    expect(only(built.of("gcp:projects/iAMAuditConfig:IAMAuditConfig")).inputs).toMatchObject({
      service: "container.googleapis.com",
    });
  });
});

describe("nodes", () => {
  it("are a pool for add-ons, which others keep off, and one for work, each from 3 to 100", () => {
    const pools = new Map(built.of(poolType).map(({ inputs }) => [inputs.name, inputs]));
    for (const pool of pools.values())
      expect(pool).toMatchObject({
        autoscaling: { totalMinNodeCount: 3, totalMaxNodeCount: 100, locationPolicy: "BALANCED" },
        management: { autoRepair: true, autoUpgrade: true },
        networkConfig: { enablePrivateNodes: true },
        nodeConfig: { workloadMetadataConfig: { mode: "GKE_METADATA" } },
      });
    expect(pools.get("system")).toMatchObject({
      nodeConfig: { taints: [{ key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" }] },
    });
    expect(pools.get("work")).toMatchObject({ nodeConfig: { taints: [] } });
  });

  it("may write logs and metrics, pull from the region's registry, and nothing else", () => {
    const member = "serviceAccount:meridian-production-eu-400a6f@meridian-eu-west.iam.gserviceaccount.com";
    const project = only(built.of("gcp:projects/iAMMember:IAMMember")).inputs;
    const pull = only(built.of("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember")).inputs;
    expect([project.role, pull.role]).toEqual([
      "roles/container.defaultNodeServiceAccount",
      "roles/artifactregistry.reader",
    ]);
    expect(pull.repository).toBe("projects/meridian-eu-west/locations/europe-west3/repositories/images");
    expect(String(project.member).replace(/-[0-9a-f]{6}@/, "-400a6f@")).toBe(member);
    expect(pull.member).toBe(project.member);
  });

  it("never outgrow the pod range unnoticed", () => {
    expect(() => checkPodRange("10.2.192.0/18", 256)).not.toThrow();
    expect(() => checkPodRange("10.2.192.0/18", 257)).toThrow("holds the pods of 256 nodes");
    expect(() => checkPodRange("10.2.192.0/18", 400)).toThrow(/lower cluster\.maxNodes in Pulumi\.yaml/);
  });
});

describe("what others read", () => {
  it("is a kubeconfig with Google's plugin and no credential, and the issuer of tokens", async () => {
    const config = JSON.parse(await settled(built.cluster.kubeconfig));
    expect(config.clusters[0].cluster).toEqual({
      server: "https://10.2.187.2",
      "certificate-authority-data": "Q0E=",
    });
    expect(config.users[0].user).toEqual({ exec: expect.objectContaining({ command: "gke-gcloud-auth-plugin" }) });
    expect(await settled(built.cluster.issuer)).toBe(
      `https://container.googleapis.com/v1/projects/meridian-eu-west/locations/europe-west3/clusters/${await settled(built.cluster.name)}`,
    );
  });
});

describe("maintenance", () => {
  it("is on the day and at the hour that the stack file says, and as long as Google demands", () => {
    const hours = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(fc.constantFrom(...weekdays), hours, fc.integer({ min: 4, max: 24 }), (day, startHour, length) => {
        const { startTime, endTime, recurrence } = maintenanceWindow({ day, startHour, hours: length });
        const start = new Date(startTime);
        expect(weekdays[(start.getUTCDay() + 6) % 7]).toBe(day);
        expect(start.getUTCHours()).toBe(startHour);
        expect(Date.parse(endTime) - start.getTime()).toBe(Math.max(length, 12) * 3_600_000);
        expect(recurrence).toBe(`FREQ=WEEKLY;BYDAY=${day.slice(0, 2).toUpperCase()}`);
        expect(`${startTime}${endTime}`).not.toContain(".000");
      }),
    );
  });
});
