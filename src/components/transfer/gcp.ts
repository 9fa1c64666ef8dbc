/** Lets jobs of other clouds write into this region's buckets on Google Cloud, by workload identity federation. */
import { WorkloadIdentityPool } from "@pulumi/gcp/iam/workloadIdentityPool";
import { WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam/workloadIdentityPoolProvider";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember";
import * as pulumi from "@pulumi/pulumi";
import { isImmutable, poolId, poolProviderId, type TrustedTransfer } from "../../plan/transfer";
import { Component, type RegionContext } from "../component";
import { enableApis } from "../gcp/apis";
import { prefixExpression } from "../identity/gcp/grants";
import type { InboundParts } from "./contract";
import { attributes, rolesFor, subjectOf } from "./gcp/pool";

/** Characters of a pool's and a provider's display name. */
const longestDisplayName = 32;

export class GcpInbound extends Component {
  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly parts: InboundParts,
  ) {
    super("meridian:transfer:GcpInbound", context.naming.name("transfer"), provider);
    const { naming, region } = context;
    const scope = { naming, project: region.account, child: (opts?: pulumi.CustomResourceOptions) => this.child(opts) };
    const apis = Object.values(enableApis(scope, "transfer", ["iam", "sts"]));
    for (const transfer of parts.transfers) this.grant(transfer, this.createPool(transfer, apis));
    this.registerOutputs({});
  }

  private createPool(transfer: TrustedTransfer, dependsOn: pulumi.Resource[]): WorkloadIdentityPool {
    const { shared, region } = this.context;
    const { from, caller } = transfer;
    const name = this.named(transfer);
    const workloadIdentityPoolId = poolId(shared, transfer);
    const displayName = `Objects of ${from.name}`.slice(0, longestDisplayName);
    const pool = new WorkloadIdentityPool(
      name,
      {
        project: region.account,
        workloadIdentityPoolId,
        displayName,
        description: `The job that carries objects of ${from.name} here.`,
      },
      this.child({ dependsOn }),
    );
    const { mapping, condition } = attributes(caller);
    new WorkloadIdentityPoolProvider(
      name,
      {
        project: region.account,
        workloadIdentityPoolId: pool.workloadIdentityPoolId,
        workloadIdentityPoolProviderId: poolProviderId(caller),
        displayName,
        attributeMapping: mapping,
        attributeCondition: condition,
        ...(caller.kind === "aws-role"
          ? { aws: { accountId: caller.account } }
          : { oidc: { issuerUri: caller.issuer } }),
      },
      this.child(),
    );
    pool.name.apply((full) => this.compareNumber(full));
    return pool;
  }

  private grant(transfer: TrustedTransfer, pool: WorkloadIdentityPool): void {
    const member = pulumi.interpolate`principal://iam.googleapis.com/${pool.name}/subject/${subjectOf(transfer.caller)}`;
    for (const edge of transfer.edges) {
      const bucket = this.parts.storage.buckets[edge.bucket].name;
      for (const role of rolesFor(isImmutable(this.context.shared, edge)))
        new BucketIAMMember(
          `${this.named(transfer)}-${edge.dataClass}-${role.replace(/^.*\./, "")}`,
          {
            bucket,
            role,
            member,
            condition: {
              title: edge.dataClass,
              description: `Objects below ${edge.prefix}, by ${edge.legalBasis}`,
              expression: bucket.apply((known) => prefixExpression(known, edge.prefix)),
            },
          },
          this.child(),
        );
    }
  }

  /** The origin names the pool by the number in the stack file; a wrong one would only show as a refusal over there. */
  private compareNumber(pool: string): void {
    const { name, federation } = this.context.region;
    const number = /^projects\/(\d+)\//.exec(pool)?.[1];
    if (number === undefined || number === federation?.projectNumber) return;
    pulumi.log.warn(
      `Pulumi.${name}.yaml: federation.projectNumber is ${federation?.projectNumber}, and the project's is ${number}: peers' jobs would be refused`,
      this,
    );
  }

  private named({ from }: TrustedTransfer): string {
    return this.context.naming.name(`transfer-from-${from.name}`);
  }
}
