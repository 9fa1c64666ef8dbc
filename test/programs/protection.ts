/** What keeps stores and clusters from being deleted, by type: in the cloud, and in Pulumi. */
import type { Cloud } from "../../src/facts/locations";
import { at, type Inputs } from "./inputs";

export interface Protection {
  /** Whether the cloud refuses to delete it; absent where it has no such switch, with the reason in `pulumiOnly`. */
  readonly inCloud?: (inputs: Inputs) => boolean;
  readonly pulumiOnly?: string;
  /** Those that hold what can be had again. */
  readonly without?: (inputs: Inputs) => boolean;
}

const when = (path: string, value: unknown): Protection => ({
  inCloud: (inputs) => at(inputs, path).every((found) => found === value),
});
const unforced: Protection = when("forceDestroy", false);
const pulumiOnly = (reason: string): Protection => ({ pulumiOnly: reason });

export const protections: Readonly<Record<Cloud, Readonly<Record<string, Protection>>>> = {
  aws: {
    "aws:backup/vault:Vault": unforced,
    "aws:ecr/repository:Repository": when("forceDelete", false),
    "aws:eks/cluster:Cluster": when("deletionProtection", true),
    // ElastiCache has no deletion protection: what was in it stays.
    "aws:elasticache/replicationGroup:ReplicationGroup": {
      inCloud: ({ finalSnapshotIdentifier }) => finalSnapshotIdentifier !== undefined,
    },
    "aws:kms/key:Key": pulumiOnly("KMS waits 30 days with every deletion"),
    "aws:rds/instance:Instance": when("deletionProtection", true),
    "aws:s3/bucket:Bucket": unforced,
    "aws:secretsmanager/secret:Secret": { inCloud: ({ recoveryWindowInDays }) => Number(recoveryWindowInDays) > 0 },
  },
  gcp: {
    "gcp:artifactregistry/repository:Repository": {
      ...pulumiOnly("Artifact Registry has no deletion protection"),
      without: ({ mode }) => mode === "REMOTE_REPOSITORY",
    },
    "gcp:container/cluster:Cluster": when("deletionProtection", true),
    "gcp:kms/cryptoKey:CryptoKey": pulumiOnly("Cloud KMS waits 30 days with every version"),
    "gcp:memorystore/instance:Instance": when("deletionProtectionEnabled", true),
    "gcp:secretmanager/regionalSecret:RegionalSecret": when("deletionProtection", true),
    "gcp:sql/databaseInstance:DatabaseInstance": {
      inCloud: ({ deletionProtection, settings }) =>
        deletionProtection === true && at(settings, "deletionProtectionEnabled")[0] === true,
    },
    "gcp:storage/bucket:Bucket": unforced,
  },
  alicloud: {
    "alicloud:cr/registryEnterpriseInstance:RegistryEnterpriseInstance": pulumiOnly("a subscription is not deleted"),
    "alicloud:cs/managedKubernetes:ManagedKubernetes": when("deletionProtection", true),
    "alicloud:kms/instance:Instance": when("deletionProtection", true),
    "alicloud:kms/key:Key": when("deletionProtection", "Enabled"),
    "alicloud:kms/secret:Secret": { inCloud: ({ recoveryWindowInDays }) => Number(recoveryWindowInDays) > 0 },
    "alicloud:kvstore/instance:Instance": when("instanceReleaseProtection", true),
    "alicloud:oss/bucket:Bucket": unforced,
    "alicloud:oss/bucketWorm:BucketWorm": when("status", "Locked"),
    "alicloud:rds/instance:Instance": when("deletionProtection", true),
    "alicloud:slb/applicationLoadBalancer:ApplicationLoadBalancer": when("deleteProtection", "on"),
  },
};
