import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { agentOf } from "../../../../sandbox/models/gcp/agents";
import { cloud, project, types } from "./cloud";

const clusterType = "gcp:container/cluster:Cluster";
const poolType = "gcp:container/nodePool:NodePool";
const accountType = "gcp:serviceaccount/account:Account";

/** A network with ranges, a key for secrets here and one elsewhere, a service account, and a cluster that GKE takes. */
function prepared() {
  const base = cloud();
  for (const api of ["container", "cloudkms", "iam", "cloudresourcemanager"])
    base.make(types.service, api, { service: `${api}.googleapis.com` });
  const subnet = base.subnet("private", "10.2.0.0/17", {
    secondaryIpRanges: [
      { rangeName: "pods", ipCidrRange: "10.2.192.0/18" },
      { rangeName: "services", ipCidrRange: "10.2.160.0/20" },
    ],
  });
  const key = (location: string, api?: "container" | "compute") => {
    const ring = base.make("gcp:kms/keyRing:KeyRing", `${location}-${api}`, { name: `${location}-${api}`, location });
    const made = base.make("gcp:kms/cryptoKey:CryptoKey", `${location}-${api}`, { name: "key", keyRing: ring.id });
    if (api)
      base.make("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", `${location}-${api}`, {
        cryptoKeyId: made.id,
        role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        member: `serviceAccount:${agentOf(api, project)}`,
      });
    return made.id;
  };
  const nodes = base.make(accountType, "nodes", { accountId: "meridian-nodes" });
  const inputs: Properties = {
    name: "meridian",
    location: "europe-west3",
    network: base.vpc.id,
    subnetwork: subnet.id,
    releaseChannel: { channel: "EXTENDED" },
    minMasterVersion: "1.34",
    ipAllocationPolicy: { clusterSecondaryRangeName: "pods", servicesSecondaryRangeName: "services" },
    privateClusterConfig: {
      enablePrivateNodes: true,
      enablePrivateEndpoint: true,
      masterIpv4CidrBlock: "10.2.187.0/28",
    },
    masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock: "10.2.0.0/16" }] },
    databaseEncryption: { state: "ENCRYPTED", keyName: key("europe-west3", "container") },
    workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
    maintenancePolicy: {
      recurringWindow: {
        startTime: "2025-01-05T03:00:00Z",
        endTime: "2025-01-05T15:00:00Z",
        recurrence: "FREQ=WEEKLY;BYDAY=SU",
      },
    },
    removeDefaultNodePool: true,
    initialNodeCount: 1,
  };
  const pool: Properties = {
    cluster: "meridian",
    name: "work",
    initialNodeCount: 1,
    autoscaling: { totalMinNodeCount: 3, totalMaxNodeCount: 100 },
    nodeConfig: { machineType: "n2-standard-4", diskType: "pd-balanced", serviceAccount: String(nodes.state.email) },
  };
  return { ...base, subnetwork: subnet, key, inputs, poolInputs: pool };
}

describe("a cluster", () => {
  it("answers with its addresses, its CA and the patch that Google chose", () => {
    const { make, inputs } = prepared();
    const { id, state } = make(clusterType, "cluster", inputs);
    expect(id).toBe(`projects/${project}/locations/europe-west3/clusters/meridian`);
    expect(state).toMatchObject({
      endpoint: expect.stringMatching(/^10\.2\.187\.\d+$/),
      masterVersion: expect.stringMatching(/^1\.34\.\d+-gke\.\d+$/),
      privateClusterConfig: { privateEndpoint: state.endpoint, publicEndpoint: expect.stringMatching(/^198\./) },
    });
  });

  it.each<[string, Properties, string]>([
    ["a version that is on offer", { minMasterVersion: "1.20" }, "minMasterVersion"],
    ["a location that there is", { location: "eu-west-1" }, "location"],
    ["zones of its region", { nodeLocations: ["europe-west1-b"] }, "nodeLocations"],
    ["a name of 40 characters at most", { name: `m${"x".repeat(40)}` }, "name"],
    [
      "its project's own pool of identities",
      { workloadIdentityConfig: { workloadPool: "other.svc.id.goog" } },
      "workloadIdentityConfig.workloadPool",
    ],
    ["a first pool to remove", { initialNodeCount: 0 }, "initialNodeCount"],
    [
      "a /28 for its control plane",
      { privateClusterConfig: { masterIpv4CidrBlock: "10.2.187.0/24" } },
      "privateClusterConfig.masterIpv4CidrBlock",
    ],
    ["somebody who may reach it", { masterAuthorizedNetworksConfig: null }, "masterAuthorizedNetworksConfig"],
    [
      "nobody outside while its public address is off",
      { masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock: "203.0.113.0/24" }] } },
      "masterAuthorizedNetworksConfig.cidrBlocks",
    ],
    ["a machine type that exists", { nodeConfig: { machineType: "n2-standard-3" } }, "nodeConfig.machineType"],
  ])("has %s", (_what, change, property) => {
    const { failures, inputs } = prepared();
    expect(failures(clusterType, inputs)).toEqual([]);
    expect(failures(clusterType, { ...inputs, ...change }).map((failure) => failure.split(":")[0])).toEqual([property]);
  });

  it.each([
    ["2025-01-05T07:00:00Z", "FREQ=WEEKLY;BYDAY=SU", /48h maintenance availability/],
    ["2025-01-05T06:00:00Z", "FREQ=DAILY", /≥4h contiguous/],
    ["2025-01-05T15:00:00Z", "FREQ=WEEKLY;BYDAY=SUNDAY", /no recurrence of RFC 5545/],
    ["2025-01-05T15:00:00+01:00", "FREQ=WEEKLY;BYDAY=SU", /must be RFC 3339 in UTC/],
    ["2025-01-05T02:00:00Z", "FREQ=WEEKLY;BYDAY=SU", /is not after/],
  ])("is refused maintenance until %s, %s", (endTime, recurrence, reason) => {
    const { failures, inputs } = prepared();
    const recurringWindow = { startTime: "2025-01-05T03:00:00Z", endTime, recurrence };
    expect(failures(clusterType, { ...inputs, maintenancePolicy: { recurringWindow } })).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  it("wants ranges of its subnet, and a block of its own", () => {
    const { make, inputs, subnet } = prepared();
    const policy = { clusterSecondaryRangeName: "pods", servicesSecondaryRangeName: "elsewhere" };
    expect(() => make(clusterType, "cluster", { ...inputs, ipAllocationPolicy: policy })).toThrow(
      /Services secondary range "elsewhere" not found/,
    );
    make(clusterType, "cluster", inputs);
    expect(() => subnet("late", "10.2.187.0/24")).toThrow(/conflicts with existing .*control plane/);
    expect(() => make(clusterType, "second", { ...inputs, name: "second" })).toThrow(
      /overlaps with an existing network/,
    );
  });

  it("wants a key of its location, granted to its service", () => {
    const { make, inputs, key } = prepared();
    const encrypted = (keyName: string) => ({ ...inputs, databaseEncryption: { state: "ENCRYPTED", keyName } });
    expect(() => make(clusterType, "cluster", encrypted(key("europe-west1")))).toThrow(/must be in europe-west3/);
    expect(() => make(clusterType, "cluster", encrypted(key("europe-west3")))).toThrow(/authorized to use/);
  });

  it("is protected from deletion unless it says otherwise", () => {
    const { make, change, destroy, inputs } = prepared();
    const cluster = make(clusterType, "cluster", inputs);
    expect(() => destroy(cluster)).toThrow(/deletion_protection is set to true/);
    expect(() => destroy(change(cluster, { ...cluster.inputs, deletionProtection: false }))).not.toThrow();
  });

  it("goes up one minor version at a time, and opens to others in place", () => {
    const { make, change, diff, inputs } = prepared();
    const cluster = make(clusterType, "cluster", inputs);
    expect(() => change(cluster, { ...cluster.inputs, minMasterVersion: "1.36" })).toThrow(
      /cannot skip minor versions/,
    );
    expect(change(cluster, { ...cluster.inputs, minMasterVersion: "1.35" }).state.masterVersion).toMatch(/^1\.35\./);
    const open = {
      ...cluster.inputs,
      privateClusterConfig: {
        enablePrivateNodes: true,
        enablePrivateEndpoint: false,
        masterIpv4CidrBlock: "10.2.187.0/28",
      },
      masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock: "203.0.113.0/24" }] },
    };
    expect(diff(cluster, open).replaces).toEqual([]);
    const moved = {
      ...open,
      privateClusterConfig: { ...open.privateClusterConfig, masterIpv4CidrBlock: "10.2.187.16/28" },
    };
    expect(diff(cluster, moved).replaces).toEqual(["privateClusterConfig.masterIpv4CidrBlock"]);
  });
});

describe("a node pool", () => {
  it("belongs to a cluster, which stays while it is there", () => {
    const { make, destroy, inputs, poolInputs } = prepared();
    expect(() => make(poolType, "work", poolInputs)).toThrow(/no gcp:container\/cluster:Cluster/);
    const cluster = make(clusterType, "cluster", { ...inputs, deletionProtection: false });
    const pool = make(poolType, "work", poolInputs);
    expect(pool.id).toBe(`${cluster.id}/nodePools/work`);
    expect(pool.state.version).toBe(cluster.state.masterVersion);
    expect(() => destroy(cluster)).toThrow(/is used by/);
  });

  it("changes size in place, and is replaced where its nodes can not change", () => {
    const { make, diff, inputs, poolInputs, key } = prepared();
    make(clusterType, "cluster", inputs);
    const pool = make(poolType, "work", poolInputs);
    const config = poolInputs.nodeConfig as Properties;
    const nodeConfig = (more: Properties) => ({ ...pool.inputs, nodeConfig: { ...config, ...more } });
    expect(diff(pool, nodeConfig({ machineType: "n2-standard-8", diskSizeGb: 200 })).replaces).toEqual([]);
    expect(diff(pool, nodeConfig({ bootDiskKmsKey: key("europe-west3", "compute") })).replaces).toEqual([
      "nodeConfig.bootDiskKmsKey",
    ]);
    expect(diff(pool, { ...pool.inputs, initialNodeCount: 2 }).replaces).toEqual(["initialNodeCount"]);
  });

  it.each<[string, Properties, RegExp]>([
    ["one kind of limits", { autoscaling: { totalMinNodeCount: 3, maxNodeCount: 100 } }, /can not be used together/],
    ["a least below its most", { autoscaling: { totalMinNodeCount: 9, totalMaxNodeCount: 3 } }, /is more than maximum/],
    ["a way to upgrade", { upgradeSettings: { maxSurge: 0, maxUnavailable: 0 } }, /can not both be 0/],
    ["a machine type that exists", { nodeConfig: { machineType: "m7i.large" } }, /does not exist in zone/],
    [
      "disks of its machines",
      { nodeConfig: { machineType: "n4-standard-4", diskType: "pd-ssd" } },
      /cannot be used by/,
    ],
    [
      "an account that there is",
      { nodeConfig: { serviceAccount: "x@y.iam.gserviceaccount.com" } },
      /does not exist or/,
    ],
    [
      "upgrades, as its cluster's channel wants",
      { management: { autoUpgrade: false } },
      /must be true when release_channel/,
    ],
    ["its cluster's location", { location: "europe-west1" }, /is in europe-west3/],
  ])("has %s", (_what, more, reason) => {
    const { make, inputs, poolInputs } = prepared();
    make(clusterType, "cluster", inputs);
    expect(() => make(poolType, "work", { ...poolInputs, ...more })).toThrow(reason);
  });

  it("hands identities to pods only where the cluster has a pool of them", () => {
    const { make, inputs, poolInputs } = prepared();
    make(clusterType, "cluster", { ...inputs, workloadIdentityConfig: null });
    const nodeConfig = { workloadMetadataConfig: { mode: "GKE_METADATA" } };
    expect(() => make(poolType, "work", { ...poolInputs, nodeConfig })).toThrow(/requires Workload Identity/);
  });
});

describe("identities", () => {
  const member = `serviceAccount:${project}.svc.id.goog[app/service]`;

  it("of Kubernetes are there once a cluster is", () => {
    const { make, inputs } = prepared();
    const account = make(accountType, "pod", { accountId: "meridian-pod" });
    const grant = { serviceAccountId: account.id, role: "roles/iam.workloadIdentityUser", member };
    expect(() => make("gcp:serviceaccount/iAMMember:IAMMember", "pod", grant)).toThrow(/Identity Pool does not exist/);
    make(clusterType, "cluster", inputs);
    expect(() => make("gcp:serviceaccount/iAMMember:IAMMember", "pod", grant)).not.toThrow();
  });

  it("of the cloud have ids of 6 to 30 characters, each once", () => {
    const { make, failures } = prepared();
    expect(make(accountType, "pod", { accountId: "meridian-pod" }).state.member).toBe(
      `serviceAccount:meridian-pod@${project}.iam.gserviceaccount.com`,
    );
    expect(() => make(accountType, "again", { accountId: "meridian-pod" })).toThrow(/already exists within/);
    for (const accountId of ["short", "a".repeat(31), "ends-in-"])
      expect(failures(accountType, { accountId })).toEqual([expect.stringMatching(/^accountId/)]);
  });

  it("are granted only when they exist, and audited by whoever says so last", () => {
    const { make } = prepared();
    const grant = {
      project,
      role: "roles/viewer",
      member: "serviceAccount:gone@meridian-test.iam.gserviceaccount.com",
    };
    expect(() => make("gcp:projects/iAMMember:IAMMember", "gone", grant)).toThrow(/gone@.* does not exist/);
    const audit = { project, service: "container.googleapis.com", auditLogConfigs: [{ logType: "DATA_READ" }] };
    for (const name of ["one", "two"])
      expect(() => make("gcp:projects/iAMAuditConfig:IAMAuditConfig", name, audit)).not.toThrow();
  });
});
