/** Lets jobs of other clouds write into this region's buckets on Alibaba Cloud: a RAM role for each origin. */
import { OidcProvider } from "@pulumi/alicloud/ims/oidcProvider";
import { Policy } from "@pulumi/alicloud/ram/policy";
import { Role } from "@pulumi/alicloud/ram/role";
import { RolePolicyAttachment } from "@pulumi/alicloud/ram/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { inboundRole, issuerName, keepsIssuer, type TrustedTransfer } from "../../plan/transfer";
import { Component, type RegionContext } from "../component";
import { audience, grants, trust } from "./alicloud/policies";
import type { InboundParts } from "./contract";
import { byBucket } from "./targets";

/** Hours that a token may be old: the least that RAM takes, for a job's is an hour old at most. */
const issuanceLimitTime = 1;

export class AlicloudInbound extends Component {
  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly parts: InboundParts,
  ) {
    super("meridian:transfer:AlicloudInbound", context.naming.name("transfer"), provider);
    for (const transfer of parts.transfers) this.letIn(transfer, this.keepIssuer(transfer));
    this.registerOutputs({});
  }

  /** An account has one record of an issuer, whichever of its regions trust it. */
  private keepIssuer(transfer: TrustedTransfer): OidcProvider[] {
    const { shared } = this.context;
    const { caller, from } = transfer;
    if (caller.kind !== "service-account" || !keepsIssuer(shared, this.parts.edges, transfer)) return [];
    const record = new OidcProvider(
      this.named(transfer),
      {
        oidcProviderName: issuerName(shared, from),
        issuerUrl: caller.issuer,
        clientIds: [audience],
        issuanceLimitTime,
        description: `Tokens of the cluster of ${from.name}.`,
      },
      this.child({ deleteBeforeReplace: true }),
    );
    return [record];
  }

  private letIn(transfer: TrustedTransfer, dependsOn: OidcProvider[]): void {
    const { shared, region, naming } = this.context;
    const { storage, keys } = this.parts;
    const { from, edges, caller } = transfer;
    const deleteFirst = { deleteBeforeReplace: true };
    const name = inboundRole(shared, transfer);
    const description = `The job that carries objects of ${from.name} here.`;
    const role = new Role(
      this.named(transfer),
      {
        roleName: name,
        description,
        assumeRolePolicyDocument: trust(region.account, issuerName(shared, from), caller),
        force: true,
        tags: naming.tags,
      },
      this.child({ ...deleteFirst, dependsOn }),
    );
    const targets = byBucket(edges).map(({ purpose, prefixes }) =>
      storage.buckets[purpose].name.apply((bucket) => ({ bucket, prefixes })),
    );
    const policy = new Policy(
      this.named(transfer),
      {
        policyName: name,
        description,
        policyDocument: pulumi
          .all([pulumi.all(targets), keys.keys.storage])
          .apply(([known, key]) => grants(region.account, known, key)),
        rotateStrategy: "DeleteOldestNonDefaultVersionWhenLimitExceeded",
        force: true,
        tags: naming.tags,
      },
      this.child(deleteFirst),
    );
    new RolePolicyAttachment(
      this.named(transfer),
      { roleName: role.roleName, policyName: policy.policyName, policyType: "Custom" },
      this.child(deleteFirst),
    );
  }

  private named({ from }: TrustedTransfer): string {
    return this.context.naming.name(`transfer-from-${from.name}`);
  }
}
