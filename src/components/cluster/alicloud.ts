/** The cluster of a region on Alibaba Cloud: ACK, managed. Resource types, pages followed and traps: docs/clouds/alicloud.md. */
import { getClusterCredentialOutput, getKubernetesVersionOutput, type ManagedKubernetes } from "@pulumi/alicloud/cs";
import * as pulumi from "@pulumi/pulumi";
import { clusterPlan } from "../../plan/cluster";
import { Component, type RegionContext } from "../component";
import { createAddons } from "./alicloud/addons";
import { createControlPlane } from "./alicloud/control-plane";
import { kubeconfig } from "./alicloud/kubeconfig";
import { createLogs, keepAuditLog } from "./alicloud/logs";
import { createNodePools } from "./alicloud/nodes";
import type { ClusterSite } from "./alicloud/site";
import { newestRelease } from "./alicloud/version";
import type { Cluster, ClusterArgs } from "./contract";

/** Minutes that the credential is valid that comes along with the cluster's authority, and that nobody uses. */
const shortestCredential = 15;

export class AlicloudCluster extends Component implements Cluster {
  readonly name: Cluster["name"];
  readonly endpoint: Cluster["endpoint"];
  readonly kubeconfig: Cluster["kubeconfig"];
  readonly issuer: Cluster["issuer"];
  /** ARN of the identity provider that RAM knows the cluster's service accounts by. */
  readonly identityProvider: pulumi.Output<string>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: ClusterArgs) {
    const { shared, region, naming, network, protect } = context;
    super("meridian:cluster:AlicloudCluster", naming.name("cluster"), provider);
    const plan = clusterPlan(shared, region, network);
    refuseOperators(region.name, plan.operators);
    const site: ClusterSite = {
      naming,
      shared,
      region,
      plan,
      protect,
      given: args,
      child: (opts) => this.child(opts),
    };
    const invoke = { parent: this, provider };

    const logs = createLogs(site);
    const offered = getKubernetesVersionOutput({ clusterType: "ManagedKubernetes", profile: "Default" }, invoke);
    const version = offered.metadatas.apply((versions) =>
      newestRelease(
        plan.version,
        versions.map(({ version }) => version),
        region.location,
      ),
    );
    const cluster = createControlPlane(site, logs, version);
    keepAuditLog(site, logs, cluster.id);
    const nodes = createNodePools(site, cluster);
    createAddons(site, cluster, nodes);

    this.name = cluster.name;
    this.endpoint = cluster.connections.apply(({ apiServerIntranet }) => known(apiServerIntranet, "private endpoint"));
    this.issuer = cluster.rrsaMetadata.apply(({ rrsaOidcIssuerUrl }) => known(rrsaOidcIssuerUrl, "issuer"));
    this.identityProvider = cluster.rrsaMetadata.apply(({ ramOidcProviderArn }) =>
      known(ramOidcProviderArn, "identity provider"),
    );
    this.kubeconfig = pulumi
      .all([cluster.name, cluster.id, this.endpoint, authorityOf(cluster, invoke)])
      .apply(([name, clusterId, endpoint, authority]) =>
        kubeconfig({ name, clusterId, endpoint, authority, location: region.location }),
      );
    this.registerOutputs({
      name: this.name,
      endpoint: this.endpoint,
      kubeconfig: this.kubeconfig,
      issuer: this.issuer,
      identityProvider: this.identityProvider,
    });
  }
}

/** What the provider says of a resource may be empty by its types; of a cluster that is made so, it never is. */
function known(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`ACK named no ${what} of the cluster`);
  return value;
}

/** Asked for each time and kept nowhere: the answer has an administrator's key beside the authority. */
function authorityOf(cluster: ManagedKubernetes, invoke: pulumi.InvokeOptions): pulumi.Output<string> {
  const credential = getClusterCredentialOutput(
    { clusterId: cluster.id, temporaryDurationMinutes: shortestCredential },
    invoke,
  );
  return pulumi.unsecret(credential.certificateAuthority.apply(({ clusterCert }) => clusterCert));
}

/**
 * A public endpoint of ACK is open to the whole internet: the listener whose access list would narrow it is ACK's own, and
 * the provider has no hold of it.
 * @throws RunError when the stack file names operators.
 */
function refuseOperators(region: string, operators: readonly string[]): void {
  if (operators.length === 0) return;
  throw new pulumi.RunError(
    `${region}: cluster.operators is ${operators.join(", ")}, and ACK can not keep its public endpoint to blocks. ` +
      "Leave it empty and run from inside the network",
  );
}
