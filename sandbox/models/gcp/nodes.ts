/** Nodes of GKE: their machines, and the pools that they form. */
import {
  boolean,
  type Field,
  type Fields,
  integer,
  list,
  type ModelContext,
  map,
  object,
  type Properties,
  type Refusal,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import { accountType } from "./agents";
import { defineGcp, labelsField, objects, projectId, projectOf, refuse, text, texts } from "./common";
import { keyField, keyRefusals } from "./kms";
import { clusterType } from "./pools";

/** What a pool is named, and how long. */
export const poolName = /^[a-z][-a-z0-9]{0,38}[a-z0-9]$/;

const families: Readonly<Record<string, readonly number[]>> = {
  "e2-standard": [2, 4, 8, 16, 32],
  "e2-highmem": [2, 4, 8, 16],
  "e2-highcpu": [2, 4, 8, 16, 32],
  "n2-standard": [2, 4, 8, 16, 32, 48, 64, 80, 96, 128],
  "n2-highmem": [2, 4, 8, 16, 32, 48, 64, 80, 96, 128],
  "n2-highcpu": [2, 4, 8, 16, 32, 48, 64, 80, 96],
  "n2d-standard": [2, 4, 8, 16, 32, 48, 64, 80, 96, 128, 224],
  "c3-standard": [4, 8, 22, 44, 88, 176],
  "n4-standard": [2, 4, 8, 16, 32, 48, 64, 80],
};
const small = ["e2-medium", "e2-small", "e2-micro"];
/** Families whose disks are Hyperdisks, and no Persistent Disks. */
const hyperdiskOnly = /^n4-/;

/** Whether Compute Engine has a machine type of this name ("Machine families"); of the families that GKE runs on commonly. */
export function isMachineType(name: string): boolean {
  const [, family = "", cpus] = /^([a-z0-9]+-[a-z]+)-(\d+)$/.exec(name) ?? [];
  return small.includes(name) || (Object.hasOwn(families, family) && (families[family] ?? []).includes(Number(cpus)));
}

/** What nodes are made of. What can not change under a running pool replaces it. */
export const nodeConfigFields = (): Fields => ({
  machineType: string({ computed: true }),
  diskSizeGb: integer({ min: 10, max: 65_536, computed: true }),
  diskType: string({ oneOf: ["pd-standard", "pd-balanced", "pd-ssd", "hyperdisk-balanced"], computed: true }),
  bootDiskKmsKey: keyField({ replaces: true }),
  imageType: string({ oneOf: ["COS_CONTAINERD", "UBUNTU_CONTAINERD"], computed: true }),
  serviceAccount: string({ replaces: true, computed: true }),
  oauthScopes: list(string(), { set: true, replaces: true, computed: true }),
  labels: map(string({ maxLength: 63 }), { computed: true }),
  resourceLabels: labelsField(),
  taints: list(
    object({
      key: string({ required: true }),
      value: string({ required: true }),
      effect: string({ required: true, oneOf: ["NO_SCHEDULE", "PREFER_NO_SCHEDULE", "NO_EXECUTE"] }),
    }),
  ),
  tags: list(string({ pattern: /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, hint: "a network tag" })),
  gvnic: object({ enabled: boolean({ required: true }) }),
  metadata: map(string(), { replaces: true, computed: true }),
  shieldedInstanceConfig: object(
    {
      enableSecureBoot: boolean({ replaces: true, default: false }),
      enableIntegrityMonitoring: boolean({ replaces: true, default: true }),
    },
    { computed: true },
  ),
  workloadMetadataConfig: object(
    { mode: string({ required: true, oneOf: ["GCE_METADATA", "GKE_METADATA"] }) },
    { computed: true },
  ),
  spot: boolean({ replaces: true, default: false }),
  preemptible: boolean({ replaces: true, default: false }),
  minCpuPlatform: string({ replaces: true, computed: true }),
});

/** What GKE has against nodes before any are made. */
export function nodeRefusals(config: Properties, zone: string): Refusal[] {
  const refusals: Refusal[] = [];
  const machine = text(config.machineType);
  if (machine !== undefined && !isMachineType(machine))
    refusals.push(
      refuse(
        "nodeConfig.machineType",
        `Error 400: Machine type with name "${machine}" does not exist in zone "${zone}", badRequest`,
      ),
    );
  const disk = text(config.diskType);
  if (machine !== undefined && disk !== undefined && hyperdiskOnly.test(machine) !== (disk === "hyperdisk-balanced"))
    refusals.push(
      refuse("nodeConfig.diskType", `Error 400: ${disk} disk type cannot be used by ${machine} machine type, invalid`),
    );
  return refusals;
}

/** What it has against them once everything else of the cloud is known. */
export function nodeAdmission(
  world: World,
  config: Properties,
  place: { location: string; project: string },
): Refusal[] {
  const refusals = [
    ...keyRefusals(world, {
      property: "nodeConfig.bootDiskKmsKey",
      key: config.bootDiskKmsKey,
      location: place.location,
      api: "compute",
      project: place.project,
    }),
  ];
  const account = text(config.serviceAccount);
  if (account !== undefined && account !== "default" && !world.find(accountType, account, "email"))
    refusals.push(
      refuse(
        "nodeConfig.serviceAccount",
        `Error 400: The service account "${account}" does not exist or you do not have the iam.serviceAccounts.actAs permission on it., badRequest`,
      ),
    );
  return refusals;
}

const block = (value: Properties[string] | undefined): Properties => objects([value ?? null])[0] ?? {};

function checkAutoscaling({ inputs }: ModelContext): Refusal[] {
  const { minNodeCount, maxNodeCount, totalMinNodeCount, totalMaxNodeCount } = block(inputs.autoscaling);
  const zonal = minNodeCount !== undefined || maxNodeCount !== undefined;
  const total = totalMinNodeCount !== undefined || totalMaxNodeCount !== undefined;
  if (zonal && total)
    return [
      refuse("autoscaling", "Error 400: per-zone limits and total limits can not be used together, invalidArgument"),
    ];
  const [least, most] = total ? [totalMinNodeCount, totalMaxNodeCount] : [minNodeCount, maxNodeCount];
  if (Number(least ?? 0) > Number(most ?? Number.POSITIVE_INFINITY))
    return [refuse("autoscaling", `Error 400: minimum ${least} is more than maximum ${most}, invalidArgument`)];
  return [];
}

const count = (): Field => integer({ min: 0 });

export const nodePool = defineGcp({
  type: "gcp:container/nodePool:NodePool",
  page: "container_node_pool",
  apis: ["container"],
  location: "global",
  inputs: {
    project: string({ replaces: true, computed: true, pattern: projectId }),
    location: string({ replaces: true, computed: true }),
    cluster: ref(clusterType, { by: ["id", "name"], required: true, replaces: true }),
    name: string({ required: true, replaces: true, pattern: poolName, hint: "2 to 40 letters, digits and hyphens" }),
    initialNodeCount: integer({ min: 0, replaces: true, computed: true }),
    nodeCount: integer({ min: 0, computed: true }),
    autoscaling: object({
      minNodeCount: count(),
      maxNodeCount: count(),
      totalMinNodeCount: count(),
      totalMaxNodeCount: count(),
      locationPolicy: string({ oneOf: ["BALANCED", "ANY"], computed: true }),
    }),
    management: object(
      { autoRepair: boolean({ default: true }), autoUpgrade: boolean({ default: true }) },
      { computed: true },
    ),
    maxPodsPerNode: integer({ min: 8, max: 256, replaces: true, computed: true }),
    networkConfig: object(
      {
        enablePrivateNodes: boolean({ computed: true }),
        podRange: string({ replaces: true, computed: true }),
        createPodRange: boolean({ replaces: true }),
      },
      { computed: true },
    ),
    nodeConfig: object(nodeConfigFields(), { computed: true }),
    nodeLocations: list(string(), { set: true, computed: true }),
    upgradeSettings: object(
      {
        strategy: string({ oneOf: ["SURGE", "BLUE_GREEN"], default: "SURGE" }),
        maxSurge: integer({ min: 0, max: 20, computed: true }),
        maxUnavailable: integer({ min: 0, max: 20, computed: true }),
      },
      { computed: true },
    ),
    version: string({ computed: true }),
  },
  outputs: ["instanceGroupUrls", "managedInstanceGroupUrls", "operation"],
  id: ({ inputs, world }) => `${clusterOf(world, inputs)?.id}/nodePools/${inputs.name}`,
  compute: (context) => {
    const cluster = clusterOf(context.world, context.inputs);
    const groups = texts(context.inputs.nodeLocations ?? cluster?.state.nodeLocations).map(
      (zone) =>
        `https://www.googleapis.com/compute/v1/projects/${projectOf(context)}/zones/${zone}/instanceGroupManagers/gke-${context.inputs.name}-${context.hex(8)}-grp`,
    );
    return {
      location: cluster?.state.location ?? "",
      nodeLocations: cluster?.state.nodeLocations ?? [],
      version: cluster?.state.masterVersion ?? "",
      instanceGroupUrls: groups,
      managedInstanceGroupUrls: groups.map((url) => url.replace("Managers", "s")),
      operation: "",
    };
  },
  check: (context) => {
    const { inputs } = context;
    const refusals = [
      ...checkAutoscaling(context),
      ...nodeRefusals(block(inputs.nodeConfig), String(inputs.location ?? "")),
    ];
    const { strategy, maxSurge, maxUnavailable } = block(inputs.upgradeSettings);
    if (strategy === "SURGE" && maxSurge === 0 && maxUnavailable === 0)
      refusals.push(
        refuse("upgradeSettings", "Error 400: max_surge and max_unavailable can not both be 0, badRequest"),
      );
    return refusals;
  },
  admit: (context) => {
    const { inputs, world, self } = context;
    const cluster = clusterOf(world, inputs);
    if (!cluster) return [];
    const location = String(cluster.state.location);
    const config = block(inputs.nodeConfig);
    const refusals = nodeAdmission(world, config, { location, project: projectOf(context) });
    if (inputs.location !== undefined && inputs.location !== location)
      refusals.push(refuse("location", `Error 404: Not found: ${cluster.id} is in ${location}, notFound`));
    const channel = block(cluster.inputs.releaseChannel).channel;
    if (channel !== undefined && channel !== "UNSPECIFIED" && block(inputs.management).autoUpgrade === false)
      refusals.push(
        refuse(
          "management.autoUpgrade",
          `Error 400: Auto_upgrade must be true when release_channel ${channel} is set., badRequest`,
        ),
      );
    if (block(config.workloadMetadataConfig).mode === "GKE_METADATA" && !cluster.inputs.workloadIdentityConfig)
      refusals.push(
        refuse(
          "nodeConfig.workloadMetadataConfig.mode",
          "Error 400: GKE_METADATA requires Workload Identity on the cluster, badRequest",
        ),
      );
    const twin = world
      .objects("gcp:container/nodePool:NodePool")
      .find((other) => other.urn !== self?.urn && other.id === `${cluster.id}/nodePools/${inputs.name}`);
    if (twin) refusals.push(refuse("name", `Error 409: Already exists: ${twin.id}., alreadyExists`));
    return refusals;
  },
});

function clusterOf(world: World, { cluster }: Properties): StoredObject | undefined {
  return world.find(clusterType, String(cluster)) ?? world.find(clusterType, String(cluster), "name");
}
