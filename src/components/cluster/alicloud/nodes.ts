/** Node pools: managed, over three zones, on disks under the region's key, with nobody logging in. */
import { AutoscalingConfig, type ManagedKubernetes, NodePool } from "@pulumi/alicloud/cs";
import { type NodePoolPlan, poolNames } from "../../../plan/cluster";
import { type ClusterSite, deleteFirst, privateSubnets } from "./site";

const createPool = (site: ClusterSite, cluster: ManagedKubernetes, plan: NodePoolPlan): NodePool => {
  const { naming, given, child } = site;
  const name = naming.name(`nodes-${plan.name}`);
  return new NodePool(
    name,
    {
      nodePoolName: plan.name,
      clusterId: cluster.id,
      vswitchIds: privateSubnets(site),
      multiAzPolicy: "BALANCE",
      instanceTypes: [plan.size],
      instanceChargeType: "PostPaid",
      scalingConfig: { enable: true, type: "cpu", minSize: plan.minNodes, maxSize: plan.maxNodes },
      // Its root is read-only and it has no SSH, so it gets neither key pair nor password.
      imageType: "ContainerOS",
      runtimeName: "containerd",
      securityGroupIds: [given.network.groups.nodes],
      systemDiskCategory: "cloud_essd",
      systemDiskPerformanceLevel: "PL1",
      systemDiskSize: plan.diskGb,
      systemDiskEncrypted: true,
      systemDiskKmsKey: given.keys.keys.disks,
      instanceMetadataOptions: { httpTokens: "required" },
      labels: Object.entries(plan.labels).map(([key, value]) => ({ key, value })),
      taints: plan.taints.map((taint) => ({ ...taint })),
      management: {
        enable: true,
        autoRepair: true,
        autoRepairPolicy: { restartNode: true },
        autoUpgrade: true,
        autoUpgradePolicy: { autoUpgradeKubelet: true },
        autoVulFix: true,
        autoVulFixPolicy: { restartNode: true, vulLevel: "asap" },
        maxUnavailable: 1,
      },
      tags: naming.tags,
    },
    // A vSwitch stays while nodes stand in it.
    child({ ...deleteFirst, replaceOnChanges: ["vswitchIds"] }),
  );
};

/** Whole percents as ACK writes a share: 30 → 0.3. */
const share = (percent: number): string => String(percent / 100);
const minutes = (seconds: number): string => `${Math.ceil(seconds / 60)}m`;

export function createNodePools(site: ClusterSite, cluster: ManagedKubernetes): readonly NodePool[] {
  const { shared, naming, plan, child } = site;
  const { inPercent, inCooldownSeconds, outCooldownSeconds } = shared.cluster.scaling;
  const autoscaler = new AutoscalingConfig(
    naming.name("autoscaler"),
    {
      clusterId: cluster.id,
      scalerType: "cluster-autoscaler",
      expander: "least-waste",
      scanInterval: "30s",
      utilizationThreshold: share(inPercent),
      // Their names say the opposite: how long it is low before a node goes, and how long after one came none goes.
      coolDownDuration: minutes(inCooldownSeconds),
      unneededDuration: minutes(outCooldownSeconds),
      scaleDownEnabled: true,
    },
    child(deleteFirst),
  );
  return poolNames.map((name) =>
    createPool({ ...site, child: (opts) => child({ ...opts, dependsOn: [autoscaler] }) }, cluster, plan.pools[name]),
  );
}
