/** Roles that pods take through EKS Pod Identity. */

import type { PolicyDocument, Statement } from "../../aws/policy";
import { createRole, type GrantedRole, type Grants } from "../../aws/roles";
import type { Site } from "../../aws/site";
import { partitionOf } from "../../network/aws/partition";

export interface ServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The name of a region's cluster: its ARN is known before it is there. */
export const clusterName = ({ naming }: Pick<Site, "naming">): string => naming.name("cluster");

export function clusterArn(site: Site): string {
  const { location, account } = site.region;
  return `arn:${partitionOf(location)}:eks:${location}:${account}:cluster/${clusterName(site)}`;
}

/** Only pods of this service account of this cluster: the agent sends who they are as session tags. */
export function podTrust(site: Site, { namespace, serviceAccount }: ServiceAccount): PolicyDocument {
  const statement: Statement = {
    Sid: "PodIdentity",
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:SourceAccount": site.region.account,
        "aws:RequestTag/eks-cluster-arn": clusterArn(site),
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
    },
  };
  return { Version: "2012-10-17", Statement: [statement] };
}

export function createPodRole(site: Site, purpose: string, account: ServiceAccount, grants: Grants): GrantedRole {
  return createRole(site, purpose, podTrust(site, account), grants);
}
