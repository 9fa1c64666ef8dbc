/** Who a gateway is in the cloud: an account of its own, which reads its own secret and tells of itself. */
import { IAMMember } from "@pulumi/gcp/projects/iammember";
import { RegionalSecretIamMember } from "@pulumi/gcp/secretmanager/regionalSecretIamMember";
import { Account } from "@pulumi/gcp/serviceaccount/account";
import type * as pulumi from "@pulumi/pulumi";
import type { Gateway } from "../../../plan/mesh";
import { roles } from "../../identity/gcp/grants";
import type { SecretReference } from "../../secrets/contract";
import { gatewayPurpose, type MeshScope } from "./scope";

export interface GatewayIdentity {
  readonly email: pulumi.Output<string>;
  /** What the machine needs before it starts. */
  readonly grants: readonly pulumi.Resource[];
}

/** Longest id that a service account may have. */
const longestAccountId = 30;

const telling = { logs: "roles/logging.logWriter", metrics: "roles/monitoring.metricWriter" } as const;

export function createIdentity(
  scope: MeshScope,
  gateway: Gateway,
  secret: SecretReference,
  dependsOn: pulumi.Resource[],
): GatewayIdentity {
  const { naming, project, region, child } = scope;
  const purpose = gatewayPurpose(gateway);
  const account = new Account(
    naming.name(purpose),
    {
      project,
      accountId: naming.name(purpose, longestAccountId),
      displayName: gateway.name,
      description: `WireGuard gateway ${gateway.name}`,
    },
    child({ dependsOn }),
  );
  const reads = new RegionalSecretIamMember(
    naming.name(`${purpose}-secret`),
    { project, location: region, secretId: secret.id, role: roles.secret, member: account.member },
    child(),
  );
  const tells = Object.entries(telling).map(
    ([what, role]) =>
      new IAMMember(naming.name(`${purpose}-${what}`), { project, role, member: account.member }, child({ dependsOn })),
  );
  return { email: account.email, grants: [reads, ...tells] };
}
