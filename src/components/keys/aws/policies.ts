/** Key policies. Pure. */
import { type PolicyDocument, policy, type Statement } from "../../aws/policy";
import { dnsSuffixOf, partitionOf } from "../../network/aws/partition";
import type { KeyPurpose } from "../contract";

/** Where a key is. */
export interface KeyPlace {
  readonly account: string;
  readonly location: string;
}

/**
 * Services of the key's location through which identities of the account use it; what each identity may, its own IAM policy
 * says. A request that comes from another location, or that uses the key by hand, is refused.
 *
 * EKS is no service that `kms:ViaService` knows, so IAM alone decides there; CloudWatch Logs uses its key as itself (see below).
 * Page: AWS KMS Developer Guide, "kms:ViaService", services that support it; ElastiCache is there under two names.
 */
const through: Readonly<Record<KeyPurpose, readonly string[] | undefined>> = {
  cluster: undefined,
  disks: ["ec2"],
  database: ["rds", "backup"],
  cache: ["elasticache", "dax"],
  storage: ["s3"],
  registry: ["ecr"],
  secrets: ["secretsmanager"],
  logs: [],
};

const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"];

/** What only manages the key. `kms:PutKeyPolicy` is among it, without which KMS takes no policy. */
const administration = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:Describe*",
  "kms:DisableKey*",
  "kms:EnableKey*",
  "kms:Get*",
  "kms:List*",
  "kms:PutKeyPolicy",
  "kms:RetireGrant",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:Update*",
];

/** The account as a principal: it leaves the decision to IAM. */
const accountOf = ({ account, location }: KeyPlace) => ({ AWS: `arn:${partitionOf(location)}:iam::${account}:root` });

function byIdentities(purpose: KeyPurpose, place: KeyPlace): readonly Statement[] {
  const services = through[purpose];
  if (services?.length === 0) return [];
  const host = (service: string) => `${service}.${place.location}.${dnsSuffixOf(place.location)}`;
  const via = services && { StringEquals: { "kms:ViaService": services.map(host) } };
  return [
    {
      Sid: "Use",
      Effect: "Allow",
      Principal: accountOf(place),
      Action: use,
      Resource: "*",
      ...(via && { Condition: via }),
    },
    {
      // Services that work on when the caller has gone (volumes, instances, envelopes) hold grants.
      Sid: "GrantToServices",
      Effect: "Allow",
      Principal: accountOf(place),
      Action: "kms:CreateGrant",
      Resource: "*",
      ...(via && { Condition: { ...via, Bool: { "kms:GrantIsForAWSResource": "true" } } }),
    },
  ];
}

/**
 * Auto Scaling makes the nodes' disks. Its service-linked role comes into being with the account's first group, and a
 * policy that names a principal which is not there is refused: so the role is a condition, not the principal.
 */
function byAutoScaling({ account, location }: KeyPlace): readonly Statement[] {
  const role = `arn:${partitionOf(location)}:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  const caller = { "kms:CallerAccount": account, "aws:PrincipalArn": role };
  return [
    {
      Sid: "UseByAutoScaling",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: [...use, "kms:DescribeKey"],
      Resource: "*",
      Condition: { StringEquals: caller },
    },
    {
      Sid: "GrantByAutoScaling",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { StringEquals: caller, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

/** CloudWatch Logs, for groups of this account and location. */
function byLogs({ account, location }: KeyPlace): readonly Statement[] {
  const groups = `arn:${partitionOf(location)}:logs:${location}:${account}:log-group:*`;
  return [
    {
      Sid: "UseByLogs",
      Effect: "Allow",
      Principal: { Service: `logs.${location}.${dnsSuffixOf(location)}` },
      Action: [...use, "kms:Describe*"],
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": groups } },
    },
  ];
}

/** Who may do what with the key of a purpose. */
export function keyPolicy(purpose: KeyPurpose, place: KeyPlace): PolicyDocument {
  return policy(
    { Sid: "Administer", Effect: "Allow", Principal: accountOf(place), Action: administration, Resource: "*" },
    ...byIdentities(purpose, place),
    ...(purpose === "disks" ? byAutoScaling(place) : []),
    ...(purpose === "logs" ? byLogs(place) : []),
  );
}
