/** Where each type takes the key that what it holds is encrypted with, and which of the region's keys that has to be. */
import { type KeyPurpose, keyPurposes, type Site } from "../../src/components/keys/contract";
import type { Cloud } from "../../src/facts/locations";
import type { Inputs } from "./inputs";
import type { Registered } from "./stood";

export interface KeyInput {
  /** `*` is each entry of a list. */
  readonly path: string;
  readonly purpose: KeyPurpose;
  /** Of the key, where it is not the resource's own place. */
  readonly site?: Site;
  /** Resources that go without, each of which is said why. */
  readonly without?: (inputs: Inputs) => boolean;
}

const key = (purpose: KeyPurpose, ...paths: string[]): KeyInput[] => paths.map((path) => ({ path, purpose }));

const googleDisks = "pd.csi.storage.gke.io";
/** The registry of Alibaba Cloud keeps its layers in a bucket of ours. */
const layers = ({ bucket }: Inputs): boolean => String(bucket).startsWith("cri-");

/** S3 delivers access logs to no bucket whose default is a key of KMS (docs/clouds/aws.md): Amazon's own key there. */
const accessLogs = ({ bucket }: Inputs): boolean => String(bucket).includes("-access-logs-");

export const keyInputs: Readonly<Record<Cloud | "kubernetes", Readonly<Record<string, readonly KeyInput[]>>>> = {
  aws: {
    "aws:backup/vault:Vault": key("database", "kmsKeyArn"),
    "aws:cloudwatch/logGroup:LogGroup": key("logs", "kmsKeyId"),
    "aws:ec2/launchTemplate:LaunchTemplate": key("disks", "blockDeviceMappings.*.ebs.kmsKeyId"),
    "aws:ecr/repository:Repository": key("registry", "encryptionConfigurations.*.kmsKey"),
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": key(
      "registry",
      "encryptionConfigurations.*.kmsKey",
    ),
    "aws:eks/cluster:Cluster": key("cluster", "encryptionConfig.provider.keyArn"),
    "aws:elasticache/replicationGroup:ReplicationGroup": key("cache", "kmsKeyId"),
    "aws:rds/instance:Instance": key("database", "kmsKeyId", "performanceInsightsKmsKeyId"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
      {
        path: "rules.*.applyServerSideEncryptionByDefault.kmsMasterKeyId",
        purpose: "storage",
        without: accessLogs,
      },
    ],
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": [
      { path: "rules.*.destination.encryptionConfiguration.replicaKmsKeyId", purpose: "storage", site: "dr" },
    ],
    "aws:secretsmanager/secret:Secret": key("secrets", "kmsKeyId"),
  },
  gcp: {
    "gcp:artifactregistry/repository:Repository": key("registry", "kmsKeyName"),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": key(
      "disks",
      "disks.*.diskEncryptionKey.kmsKeySelfLink",
    ),
    "gcp:container/cluster:Cluster": [
      ...key("cluster", "databaseEncryption.keyName"),
      ...key("disks", "nodeConfig.bootDiskKmsKey"),
    ],
    "gcp:container/nodePool:NodePool": key("disks", "nodeConfig.bootDiskKmsKey"),
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": key("logs", "cmekSettings.kmsKeyName"),
    "gcp:memorystore/instance:Instance": key("cache", "kmsKey"),
    "gcp:pubsub/topic:Topic": key("storage", "kmsKeyName"),
    "gcp:secretmanager/regionalSecret:RegionalSecret": key("secrets", "customerManagedEncryption.kmsKeyName"),
    "gcp:sql/databaseInstance:DatabaseInstance": key("database", "encryptionKeyName"),
    "gcp:storage/bucket:Bucket": key("storage", "encryption.defaultKmsKeyName"),
  },
  alicloud: {
    "alicloud:cs/managedKubernetes:ManagedKubernetes": key("cluster", "encryptionProviderKey"),
    "alicloud:cs/nodePool:NodePool": key("disks", "systemDiskKmsKey"),
    "alicloud:ecs/instance:Instance": key("disks", "systemDiskKmsKeyId"),
    "alicloud:kms/secret:Secret": key("secrets", "encryptionKeyId"),
    "alicloud:log/store:Store": key("logs", "encryptConf.userCmkInfo.cmkKeyId"),
    "alicloud:oss/bucket:Bucket": [
      { path: "serverSideEncryptionRule.kmsMasterKeyId", purpose: "storage", without: layers },
      { path: "serverSideEncryptionRule.kmsMasterKeyId", purpose: "registry", without: (inputs) => !layers(inputs) },
    ],
    "alicloud:oss/bucketReplication:BucketReplication": [
      { path: "encryptionConfiguration.replicaKmsKeyId", purpose: "storage", site: "dr" },
    ],
    "alicloud:rds/instance:Instance": key("database", "encryptionKey"),
  },
  kubernetes: {
    "kubernetes:storage.k8s.io/v1:StorageClass": [
      { path: "parameters.kmsKeyId", purpose: "disks", without: ({ provisioner }) => provisioner === googleDisks },
      {
        path: "parameters.disk-encryption-kms-key",
        purpose: "disks",
        without: ({ provisioner }) => provisioner !== googleDisks,
      },
    ],
  },
};
/** Types of which only a gateway of the mesh is one: an isolated region has none. */
export const gatewaysAlone: ReadonlySet<string> = new Set(["alicloud:ecs/instance:Instance"]);

/** An argument that is about a key, by its name. */
export const aboutKeys = /kms|cmk|cmek|encrypt/i;

/** Types that have such an argument and take no key by it, or none that would do. */
export const takesNoKey: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "by a resource of its own, and each bucket has one",
  "gcp:compute/router:Router": "says whether a router carries encrypted interconnects",
  "alicloud:cr/registryEnterpriseInstance:RegistryEnterpriseInstance": "for its password; its layers lie in a bucket",
  "alicloud:rds/rdsAccount:RdsAccount": "for a password that comes as KMS' ciphertext",
  "alicloud:kms/key:Key": "it is the key",
  "alicloud:kvstore/instance:Instance": "the open-source edition can't; it writes no files (docs/clouds/alicloud.md)",
};

export interface RingKey {
  readonly site: Site;
  readonly purpose: string;
}

const keyTypes = ["aws:kms/key:Key", "gcp:kms/cryptoKey:CryptoKey", "alicloud:kms/key:Key"];

/** The keys of a region's two rings, by what other resources name them by. */
export function ringOf(region: string, made: readonly Registered[]): ReadonlyMap<string, RingKey> {
  const keys = made.filter(({ type }) => keyTypes.includes(type));
  return new Map(
    keys.map(({ type, name, id, state, provider }) => {
      const words = name.slice(name.indexOf(region) + region.length).split("-");
      const purpose = keyPurposes.find((known) => words.includes(known)) ?? name;
      return [String(type.startsWith("aws:") ? state.arn : id), { site: provider === region ? "home" : "dr", purpose }];
    }),
  );
}
