/** A region's cluster on Google Cloud: GKE Standard. Resource types, pages followed and traps: docs/clouds/gcp.md. */
import * as pulumi from "@pulumi/pulumi";
import { clusterPlan } from "../../plan/cluster";
import { Component, type RegionContext } from "../component";
import { enableApis } from "../gcp/apis";
import { storeLogs } from "../gcp/logs";
import { gcpLayout } from "../network/gcp/layout";
import type { Cluster, ClusterArgs } from "./contract";
import { auditReads, clusterLogFilter } from "./gcp/audit";
import { clusterName, createControlPlane } from "./gcp/control-plane";
import { kubeconfig } from "./gcp/kubeconfig";
import { createNodeIdentity, createNodePool, type NodeSetup } from "./gcp/nodes";
import { checkPodRange } from "./gcp/pods";
import type { ClusterScope } from "./gcp/scope";

export class GcpCluster extends Component implements Cluster {
  readonly name: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  readonly kubeconfig: pulumi.Output<string>;
  readonly issuer: pulumi.Output<string>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: ClusterArgs) {
    super("meridian:cluster:GcpCluster", context.naming.name("cluster"), provider);
    const scope = this.scope(context);
    const { project, region, plan } = scope;
    const { network, keys, registry } = args;
    const [subnet] = network.subnets.filter(({ tier }) => tier === "private");
    if (!subnet) throw new pulumi.RunError("the network has no private subnet for the nodes");
    checkPodRange(context.network.pods, plan.pools.system.maxNodes + plan.pools.work.maxNodes);

    const apis = enableApis(scope, "cluster", [
      "container",
      "iam",
      "iamcredentials",
      "cloudresourcemanager",
      "logging",
      "monitoring",
    ]);
    const logs = storeLogs(scope, {
      capability: "cluster",
      description: "Control plane, audit, node and workload logs of the region's cluster",
      region,
      filter: clusterLogFilter(clusterName(scope), region),
      retentionDays: plan.logRetentionDays,
      key: keys.keys.logs,
      dependsOn: apis.logging,
    });
    const audit = auditReads(scope, apis.cloudresourcemanager);
    const identity = createNodeIdentity(scope, registry, [apis.iam, apis.cloudresourcemanager]);
    const nodes: NodeSetup = { email: identity.email, diskKey: keys.keys.disks, tag: network.groups.nodes };
    const cluster = createControlPlane(scope, {
      network,
      subnet,
      cidr: gcpLayout(context.network).controlPlane,
      key: keys.keys.cluster,
      nodes,
      protect: context.protect,
      dependsOn: [apis.container, apis.monitoring, network, audit, ...logs, ...identity.grants],
    });
    createNodePool(scope, cluster, plan.pools.system, nodes);
    createNodePool(scope, cluster, plan.pools.work, nodes);

    this.name = cluster.name;
    this.endpoint = cluster.privateClusterConfig.privateEndpoint.apply((address) => `https://${address}`);
    // The provider counts masterAuth among the secrets, for a client key that is never issued here.
    this.kubeconfig = pulumi.unsecret(
      pulumi
        .all([cluster.name, cluster.endpoint, cluster.masterAuth])
        .apply(([name, endpoint, { clusterCaCertificate }]) =>
          kubeconfig({ name, endpoint, ca: clusterCaCertificate }),
        ),
    );
    this.issuer = cluster.name.apply(
      (name) => `https://container.googleapis.com/v1/projects/${project}/locations/${region}/clusters/${name}`,
    );
    this.registerOutputs({
      name: this.name,
      endpoint: this.endpoint,
      kubeconfig: this.kubeconfig,
      issuer: this.issuer,
    });
  }

  private scope({ shared, region, naming, network }: RegionContext): ClusterScope {
    return {
      naming,
      project: region.account,
      region: region.location,
      plan: clusterPlan(shared, region, network),
      // Names are fixed, and GKE's own subnet of the control plane keeps its block: delete first.
      child: (opts) => this.child({ deleteBeforeReplace: true, ...opts }),
    };
  }
}
