/** Who read and wrote what in the cluster. */
import { IAMAuditConfig } from "@pulumi/gcp/projects/iamauditConfig";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterScope } from "./scope";

/** Every log of the cluster, its control plane and its nodes, in the Logging query language. */
export const clusterLogFilter = (cluster: string, region: string): string =>
  `resource.labels.cluster_name="${cluster}" AND resource.labels.location="${region}"`;

/** Changes are always logged. Reads are not, unless the project says so; it can say so only for all its clusters. */
export function auditReads({ naming, project, child }: ClusterScope, dependsOn: pulumi.Resource): IAMAuditConfig {
  return new IAMAuditConfig(
    naming.name("cluster-audit"),
    {
      project,
      service: "container.googleapis.com",
      auditLogConfigs: [{ logType: "ADMIN_READ" }, { logType: "DATA_READ" }, { logType: "DATA_WRITE" }],
    },
    child({ dependsOn }),
  );
}
