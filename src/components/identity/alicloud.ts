/** A workload's identity on Alibaba Cloud: a RAM role that one service account may take (RRSA). */
import { Policy, Role, RolePolicyAttachment } from "@pulumi/alicloud/ram";
import * as pulumi from "@pulumi/pulumi";
import { bucketNamePurpose, bucketPlans } from "../../plan/storage";
import { AlicloudCluster } from "../cluster/alicloud";
import { Component, type RegionContext } from "../component";
import { type Grant, policyDocument, trustDocument } from "./alicloud/statements";
import type { IdentityArgs, IdentitySite, Permission, WorkloadIdentity } from "./contract";

/** Characters of a role's name. */
const roleNameLimit = 64;
const deleteFirst = { deleteBeforeReplace: true } as const;

export class AlicloudIdentity extends Component implements WorkloadIdentity {
  readonly annotations: WorkloadIdentity["annotations"];
  readonly podLabels: WorkloadIdentity["podLabels"] = { "pod-identity.alibabacloud.com/injection": "on" };

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    { cluster, keys }: IdentitySite,
    args: IdentityArgs,
  ) {
    const name = context.naming.name(args.purpose, roleNameLimit);
    super("meridian:identity:AlicloudIdentity", name, provider);
    if (!(cluster instanceof AlicloudCluster)) throw new TypeError("identities on Alibaba Cloud need its own cluster");

    const role = this.createRole(name, cluster, args);
    const grants = args.permissions.flatMap((permission) => this.grantOf(permission) ?? []);
    if (grants.length > 0) this.permit(name, role, grants, keys);

    this.annotations = {
      "pod-identity.alibabacloud.com/role-name": role.roleName,
      // The driver that mounts secrets wants the whole of it.
      "ack.alibabacloud.com/role-arn": role.arn,
    };
    this.registerOutputs({ annotations: this.annotations });
  }

  private createRole(name: string, cluster: AlicloudCluster, args: IdentityArgs): Role {
    const { naming } = this.context;
    return new Role(
      name,
      {
        roleName: name,
        description: `Service account ${args.serviceAccount} in namespace ${args.namespace}.`,
        assumeRolePolicyDocument: pulumi
          .all([cluster.identityProvider, cluster.issuer])
          .apply(([provider, issuer]) => trustDocument(provider, issuer, args)),
        maxSessionDuration: 3600,
        tags: naming.tags,
      },
      this.child(deleteFirst),
    );
  }

  private permit(
    name: string,
    role: Role,
    grants: readonly pulumi.Output<Grant>[],
    { keys }: IdentitySite["keys"],
  ): void {
    const { naming, region } = this.context;
    const policy = new Policy(
      name,
      {
        policyName: name,
        policyDocument: pulumi
          .all([pulumi.all([...grants]), keys.secrets, keys.storage])
          .apply(([known, secrets, storage]) =>
            policyDocument(known, { location: region.location, account: region.account, keys: { secrets, storage } }),
          ),
        // Of a policy's versions RAM keeps five.
        rotateStrategy: "DeleteOldestNonDefaultVersionWhenLimitExceeded",
        force: true,
        tags: naming.tags,
      },
      this.child(deleteFirst),
    );
    new RolePolicyAttachment(
      name,
      { roleName: role.roleName, policyName: policy.policyName, policyType: policy.type },
      this.child(deleteFirst),
    );
  }

  /** Nothing for the cache, which asks for a password here. */
  private grantOf(permission: Permission): pulumi.Output<Grant> | undefined {
    switch (permission.kind) {
      case "use-cache":
        return undefined;
      case "read-secret":
        return permission.secret.name.apply((secret): Grant => ({ kind: "read-secret", secret }));
      case "read-objects": {
        const { kind, bucket, prefix = "" } = permission;
        return bucket.name.apply((name): Grant => ({ kind, bucket: name, prefix }));
      }
      case "write-objects": {
        const { kind, bucket, prefix = "" } = permission;
        const locked = this.lockedBuckets();
        return bucket.name.apply((name): Grant => ({ kind, bucket: name, prefix, locked: locked.has(name) }));
      }
    }
  }

  private lockedBuckets(): ReadonlySet<string> {
    const { shared, region, naming } = this.context;
    const locked = bucketPlans(shared, region).filter(({ lockDays }) => lockDays !== undefined);
    return new Set(locked.map((plan) => naming.globalName(bucketNamePurpose(plan, "home"))));
  }
}
