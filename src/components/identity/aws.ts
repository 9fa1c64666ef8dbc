/** A workload's identity on AWS: a role that EKS Pod Identity gives to one service account. */
import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation";
import * as pulumi from "@pulumi/pulumi";
import { bucketNamePurpose, bucketPlans } from "../../plan/storage";
import { podPurpose } from "../../plan/transfer";
import { siteOf } from "../aws/site";
import { Component, type RegionContext } from "../component";
import { type Grant, grantPolicy } from "./aws/grants";
import { createPodRole } from "./aws/pod-role";
import type { IdentityArgs, IdentitySite, Permission, WorkloadIdentity } from "./contract";

export class AwsIdentity extends Component implements WorkloadIdentity {
  /** The association names the service account; nothing has to be said in Kubernetes. */
  readonly annotations: WorkloadIdentity["annotations"] = {};
  readonly podLabels: WorkloadIdentity["podLabels"] = {};

  constructor(
    context: RegionContext,
    provider: pulumi.ProviderResource,
    { cluster, keys }: IdentitySite,
    { purpose, namespace, serviceAccount, permissions }: IdentityArgs,
  ) {
    const { region } = context;
    super("meridian:identity:AwsIdentity", `${region.name}-${purpose}`, provider);
    const site = siteOf(context, region.name, (opts) => this.child(opts));
    const account = { namespace, serviceAccount };

    // The cache takes a password here, which is a secret.
    const granted = permissions.filter((one): one is Granted => one.kind !== "use-cache");
    const inline = pulumi
      .all([keys.keys.secrets, keys.keys.storage, pulumi.all(granted.map((one) => resolve(context, one)))])
      .apply(([secrets, storage, grants]) => grantPolicy(grants, { secrets, storage }, region.location));
    const role = createPodRole(site, podPurpose(purpose), account, granted.length > 0 ? { inline } : {});
    new PodIdentityAssociation(
      site.child(podPurpose(purpose)),
      { clusterName: cluster.name, ...account, roleArn: role.arn, tags: site.tags(podPurpose(purpose)) },
      // A service account has one association at a time.
      this.child({ dependsOn: [...role.grants], deleteBeforeReplace: true }),
    );
    this.registerOutputs({ annotations: this.annotations, podLabels: this.podLabels });
  }
}

type Granted = Exclude<Permission, { kind: "use-cache" }>;

function resolve({ shared, region, naming }: RegionContext, permission: Granted): pulumi.Output<Grant> {
  switch (permission.kind) {
    case "read-secret":
      return permission.secret.id.apply((arn): Grant => ({ kind: "read-secret", arn }));
    case "read-objects":
      return permission.bucket.id.apply(
        (arn): Grant => ({ kind: "read-objects", arn, prefix: permission.prefix ?? "" }),
      );
    case "write-objects": {
      const locked = bucketPlans(shared, region)
        .filter(({ lockDays }) => lockDays !== undefined)
        .map((plan) => naming.globalName(bucketNamePurpose(plan, "home")));
      return pulumi.all([permission.bucket.id, permission.bucket.name]).apply(
        ([arn, name]): Grant => ({
          kind: "write-objects",
          arn,
          prefix: permission.prefix ?? "",
          locked: locked.includes(name),
        }),
      );
    }
  }
}
