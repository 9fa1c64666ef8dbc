/**
 * A workload's identity on Google Cloud: Workload Identity Federation for GKE. Resource types, pages followed and traps:
 * docs/clouds/gcp.md.
 */
import { getProjectOutput } from "@pulumi/gcp/organizations/getProject";
import { Account } from "@pulumi/gcp/serviceaccount/account";
import { IAMMember } from "@pulumi/gcp/serviceaccount/iammember";
import type * as pulumi from "@pulumi/pulumi";
import { workloadPool } from "../cluster/gcp/workload-pool";
import { Component, type RegionContext } from "../component";
import type { IdentityArgs, IdentitySite, WorkloadIdentity } from "./contract";
import { grant, type Member } from "./gcp/grants";

/** Longest id that a service account may have. */
const longestAccountId = 30;

export class GcpIdentity extends Component implements WorkloadIdentity {
  readonly annotations: WorkloadIdentity["annotations"];
  readonly podLabels: WorkloadIdentity["podLabels"] = {};

  constructor(
    private readonly context: RegionContext,
    private readonly place: pulumi.ProviderResource,
    private readonly site: IdentitySite,
    private readonly args: IdentityArgs,
  ) {
    super("meridian:identity:GcpIdentity", context.naming.name(`identity-${args.purpose}`), place);
    // Memorystore takes users and service accounts only; everything else takes the workload itself.
    const account = args.permissions.some(({ kind }) => kind === "use-cache") ? this.createAccount() : undefined;
    const member: Member = account?.member ?? this.principal();
    const scope = { context, child: (opts?: pulumi.CustomResourceOptions) => this.child(opts) };
    for (const [index, permission] of args.permissions.entries())
      grant(scope, this.named(`${permission.kind}-${index + 1}`), permission, member);

    this.annotations = account ? { "iam.gke.io/gcp-service-account": account.email } : {};
    this.registerOutputs({ annotations: this.annotations, podLabels: this.podLabels });
  }

  /** A service account that this Kubernetes service account, and no other, may act as. */
  private createAccount(): Account {
    const { namespace, serviceAccount, purpose } = this.args;
    const project = this.context.region.account;
    const account = new Account(
      this.named("account"),
      {
        project,
        accountId: this.context.naming.name(`pod-${purpose}`, longestAccountId),
        displayName: purpose,
        description: `Kubernetes service account ${namespace}/${serviceAccount}`,
      },
      // The cluster has switched the API on, and made the pool that the member below names.
      this.child({ dependsOn: this.site.cluster, deleteBeforeReplace: true }),
    );
    new IAMMember(
      this.named("account"),
      {
        serviceAccountId: account.name,
        role: "roles/iam.workloadIdentityUser",
        member: `serviceAccount:${workloadPool(project)}[${namespace}/${serviceAccount}]`,
      },
      this.child(),
    );
    return account;
  }

  private principal(): Member {
    const { namespace, serviceAccount } = this.args;
    const project = this.context.region.account;
    return getProjectOutput(
      { projectId: project },
      { provider: this.place, dependsOn: this.site.cluster },
    ).number.apply((number) => {
      const pool = `projects/${number}/locations/global/workloadIdentityPools/${workloadPool(project)}`;
      return `principal://iam.googleapis.com/${pool}/subject/ns/${namespace}/sa/${serviceAccount}`;
    });
  }

  private named(part: string): string {
    return this.context.naming.name(`identity-${this.args.purpose}-${part}`);
  }
}
