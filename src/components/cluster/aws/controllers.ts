/** Identities of controllers that the workloads install from charts: the service accounts' names are a contract with them. */
import type { Cluster } from "@pulumi/aws/eks/cluster";
import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation";
import type { PolicyDocument } from "../../aws/policy";
import { clusterName, createPodRole } from "../../identity/aws/pod-role";
import { balancerPolicy } from "./balancer-policy";
import { autoscalerPolicy } from "./policies";
import type { ClusterSite } from "./site";

/** Service accounts in the namespace kube-system, and what each may do. */
const controllers: Readonly<Record<string, (site: ClusterSite) => PolicyDocument>> = {
  "cluster-autoscaler": (site) => autoscalerPolicy(clusterName(site)),
  "aws-load-balancer-controller": ({ region }) => balancerPolicy(region),
};

export function createControllerIdentities(site: ClusterSite, cluster: Cluster): void {
  for (const [serviceAccount, policyOf] of Object.entries(controllers)) {
    const account = { namespace: "kube-system", serviceAccount };
    const role = createPodRole(site, serviceAccount, account, { inline: policyOf(site) });
    new PodIdentityAssociation(
      site.child(serviceAccount),
      { clusterName: cluster.name, ...account, roleArn: role.arn, tags: site.tags(serviceAccount) },
      // A service account has one association at a time.
      site.options({ dependsOn: [...role.grants], deleteBeforeReplace: true }),
    );
  }
}
