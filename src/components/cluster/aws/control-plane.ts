/** The control plane, its log group, its security group and its role. */
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Cluster } from "@pulumi/aws/eks/cluster";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import * as pulumi from "@pulumi/pulumi";
import { roundUpRetention } from "../../../plan/retention";
import { createRole, serviceTrust } from "../../aws/roles";
import { clusterArn, clusterName } from "../../identity/aws/pod-role";
import { retentionChoices } from "../../network/aws/flowlogs";
import { ec2NameLimit } from "../../network/aws/site";
import { envelopePolicy } from "./policies";
import type { ClusterSite } from "./site";

/**
 * Addresses of Kubernetes services. EKS refuses a block that meets the VPC's, so the plan's can't be used. These addresses
 * mean something on the cluster's own nodes only and are never routed; no network of Meridian's lies in 192.168.0.0/16.
 */
export const serviceCidr = "192.168.0.0/20";

/** Kubelet, webhooks and API services: containers here listen on no port below 1024. */
const nodePorts = { ipProtocol: "tcp", fromPort: 1025, toPort: 65535 };

/** EKS would make the group itself, without an end to what it keeps. */
function createLogGroup(site: ClusterSite): LogGroup {
  return new LogGroup(
    site.child("control-plane"),
    {
      name: `/aws/eks/${clusterName(site)}/cluster`,
      retentionInDays: roundUpRetention(site.plan.logRetentionDays, retentionChoices),
      kmsKeyId: site.given.keys.keys.logs,
      tags: site.tags("control-plane"),
    },
    site.options(),
  );
}

/**
 * The group of the control plane's interfaces, beside the one that EKS makes for itself. Nodes have the network's own group
 * and not EKS's, which lets its members reach everything.
 */
function createGroup(site: ClusterSite): SecurityGroup {
  const { network } = site.given;
  const group = new SecurityGroup(
    site.child("control-plane"),
    {
      name: site.naming.name("control-plane", ec2NameLimit),
      description: "Kubernetes control plane",
      vpcId: network.id,
      tags: site.tags("control-plane"),
    },
    // The name is the VPC's: in another one the new group stands beside the old.
    site.options({ deleteBeforeReplace: false }),
  );
  const nodes = network.groups.nodes;
  new SecurityGroupIngressRule(
    site.child("control-plane-from-vpc"),
    {
      securityGroupId: group.id,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: network.cidr,
      description: "control-plane-from-vpc",
      tags: site.tags("control-plane-from-vpc"),
    },
    site.options(),
  );
  new SecurityGroupEgressRule(
    site.child("control-plane-to-nodes"),
    {
      securityGroupId: group.id,
      ...nodePorts,
      referencedSecurityGroupId: nodes,
      description: "control-plane-to-nodes",
      tags: site.tags("control-plane-to-nodes"),
    },
    site.options(),
  );
  new SecurityGroupIngressRule(
    site.child("nodes-from-control-plane"),
    {
      securityGroupId: nodes,
      ...nodePorts,
      referencedSecurityGroupId: group.id,
      description: "nodes-from-control-plane",
      tags: site.tags("nodes-from-control-plane"),
    },
    site.options(),
  );
  return group;
}

/** The three private subnets, by zone. */
export function nodeSubnets({ given: { network } }: ClusterSite): pulumi.Output<string>[] {
  return network.subnets.filter(({ tier }) => tier === "private").map(({ id }) => id);
}

/**
 * A role's ARN for the one input whose change replaces a cluster. A subnet stays while the control plane has an interface in
 * it, so a cluster has to go before its subnets do; `vpcConfig` can't say so, for the operators' blocks stand in it too, and
 * to the engine an input changes as a whole. The value does not change, but it waits for the subnets.
 */
const replacedWith = (subnetIds: readonly pulumi.Output<string>[], roleArn: pulumi.Output<string>) =>
  pulumi.all([roleArn, ...subnetIds]).apply(([arn = ""]) => arn);

export function createControlPlane(site: ClusterSite): Cluster {
  const { plan, protect } = site;
  const { keys } = site.given.keys;
  const role = createRole(site, "cluster", serviceTrust(site, "eks.amazonaws.com", clusterArn(site)), {
    managed: ["AmazonEKSClusterPolicy"],
    inline: keys.cluster.apply(envelopePolicy),
  });
  const group = createGroup(site);
  const logs = createLogGroup(site);
  const open = plan.operators.length > 0;
  const subnetIds = nodeSubnets(site);
  return new Cluster(
    site.child("cluster"),
    {
      name: clusterName(site),
      version: plan.version,
      roleArn: replacedWith(subnetIds, role.arn),
      // Whoever makes the cluster administers it. An entry of our own would name whoever runs `pulumi up` today.
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      bootstrapSelfManagedAddons: false,
      vpcConfig: {
        subnetIds,
        securityGroupIds: [group.id],
        endpointPrivateAccess: true,
        endpointPublicAccess: open,
        ...(open && { publicAccessCidrs: [...plan.operators] }),
      },
      kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: serviceCidr },
      encryptionConfig: { provider: { keyArn: keys.cluster }, resources: ["secrets"] },
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      upgradePolicy: { supportType: "STANDARD" },
      zonalShiftConfig: { enabled: true },
      deletionProtection: protect,
      tags: site.tags("cluster"),
    },
    site.options({
      protect,
      dependsOn: [...role.grants, logs],
      // A key can't be changed, only lost.
      replaceOnChanges: ["encryptionConfig"],
    }),
  );
}
