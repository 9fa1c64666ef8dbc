/** The two node groups. */
import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import type { Cluster } from "@pulumi/aws/eks/cluster";
import { NodeGroup } from "@pulumi/aws/eks/nodeGroup";
import type * as pulumi from "@pulumi/pulumi";
import { type NodePoolPlan, poolNames } from "../../../plan/cluster";
import { createRole } from "../../aws/roles";
import { nodeSubnets } from "./control-plane";
import { nodeTrust, pullPolicy } from "./policies";
import type { ClusterSite } from "./site";

const templateNameLimit = 125;
/** Characters of a node group's name before those that the provider adds: 63 in all, 26 of its own, and a hyphen. */
const groupPrefixLimit = 36;

const effects = { NoSchedule: "NO_SCHEDULE" } as const;

/** The size stands here and not in the node group, where a change of it would replace the group. */
function createTemplate(site: ClusterSite, pool: NodePoolPlan): LaunchTemplate {
  const purpose = `nodes-${pool.name}`;
  const tags = site.tags(purpose);
  return new LaunchTemplate(
    site.child(purpose),
    {
      name: site.naming.name(purpose, templateNameLimit),
      instanceType: pool.size,
      vpcSecurityGroupIds: [site.given.network.groups.nodes],
      // One hop: a pod's request doesn't reach it, so that no pod takes the node's role.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          // The root disk of Amazon Linux 2023.
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: pool.diskGb,
            encrypted: "true",
            kmsKeyId: site.given.keys.keys.disks,
            deleteOnTermination: "true",
          },
        },
      ],
      monitoring: { enabled: true },
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
      updateDefaultVersion: true,
      tags,
    },
    site.options(),
  );
}

/** @param ready What has to run on nodes from the first moment. */
export function createNodeGroups(site: ClusterSite, cluster: Cluster, ready: readonly pulumi.Resource[]): NodeGroup[] {
  const { plan, naming, region } = site;
  const role = createRole(site, "nodes", nodeTrust, {
    managed: ["AmazonEKSWorkerNodePolicy"],
    inline: site.given.registry.id.apply((registry) => pullPolicy(registry, region.location)),
  });
  return poolNames.map((name) => {
    const pool = plan.pools[name];
    const purpose = `nodes-${name}`;
    const template = createTemplate(site, pool);
    return new NodeGroup(
      site.child(purpose),
      {
        clusterName: cluster.name,
        // What replaces a group stands beside it until pods have moved, so the name can't be the same.
        nodeGroupNamePrefix: `${naming.name(name, groupPrefixLimit)}-`,
        nodeRoleArn: role.arn,
        subnetIds: nodeSubnets(site),
        amiType: "AL2023_x86_64_STANDARD",
        capacityType: "ON_DEMAND",
        version: plan.version,
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        scalingConfig: { minSize: pool.minNodes, maxSize: pool.maxNodes, desiredSize: pool.minNodes },
        // No more at a time than one zone's.
        updateConfig: { maxUnavailablePercentage: 33 },
        nodeRepairConfig: { enabled: true },
        labels: { ...pool.labels },
        taints: pool.taints.map(({ key, value, effect }) => ({ key, value, effect: effects[effect] })),
        tags: site.tags(purpose),
      },
      // How many there are is the autoscaler's business.
      site.options({
        ignoreChanges: ["scalingConfig.desiredSize"],
        deleteBeforeReplace: false,
        dependsOn: [...role.grants, ...ready],
      }),
    );
  });
}
