/** The cluster of a region on AWS: EKS with managed node groups. */
import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import * as pulumi from "@pulumi/pulumi";
import { clusterPlan } from "../../plan/cluster";
import { siteOf } from "../aws/site";
import { Component, type RegionContext } from "../component";
import { createAddons, createFirstAddons } from "./aws/addons";
import { createControlPlane } from "./aws/control-plane";
import { createControllerIdentities } from "./aws/controllers";
import { kubeconfig } from "./aws/kubeconfig";
import { createNodeGroups } from "./aws/nodes";
import type { ClusterSite } from "./aws/site";
import type { Cluster, ClusterArgs } from "./contract";

export class AwsCluster extends Component implements Cluster {
  readonly name: Cluster["name"];
  readonly endpoint: Cluster["endpoint"];
  readonly kubeconfig: Cluster["kubeconfig"];
  readonly issuer: Cluster["issuer"];

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: ClusterArgs) {
    const { shared, region, network } = context;
    super("meridian:cluster:AwsCluster", region.name, provider);
    const site: ClusterSite = {
      ...siteOf(context, region.name, (opts) => this.child(opts)),
      given: args,
      plan: clusterPlan(shared, region, network),
    };
    const invoke = { parent: this, provider };

    const cluster = createControlPlane(site);
    const issuer = cluster.identities.apply(issuerOf);
    this.trust(site, issuer);
    const first = createFirstAddons(site, cluster, invoke);
    const nodes = createNodeGroups(site, cluster, first);
    createAddons(site, cluster, invoke, nodes);
    createControllerIdentities(site, cluster);

    this.name = cluster.name;
    this.endpoint = cluster.endpoint;
    this.issuer = issuer;
    this.kubeconfig = pulumi
      .all([cluster.name, cluster.endpoint, cluster.certificateAuthority])
      .apply(([name, endpoint, { data }]) =>
        kubeconfig({ name, endpoint, authority: data ?? "", location: region.location }),
      );
    this.registerOutputs({
      name: this.name,
      endpoint: this.endpoint,
      kubeconfig: this.kubeconfig,
      issuer: this.issuer,
    });
  }

  /** Lets IAM believe the tokens of the cluster's service accounts. */
  private trust(site: ClusterSite, issuer: pulumi.Output<string>): void {
    new OpenIdConnectProvider(
      site.child("cluster"),
      { url: issuer, clientIdLists: ["sts.amazonaws.com"], tags: site.tags("cluster") },
      this.child(),
    );
  }
}

function issuerOf(identities: readonly { readonly oidcs?: readonly { readonly issuer?: string }[] }[]): string {
  const issuer = identities[0]?.oidcs?.[0]?.issuer;
  if (!issuer) throw new Error("EKS named no issuer of the cluster's tokens");
  return issuer;
}
