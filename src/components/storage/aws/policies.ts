/** Policies of buckets, and of the roles that carry objects between them. Pure. */
import { type PolicyDocument, policy, type Statement } from "../../aws/policy";
import { dnsSuffixOf, partitionOf } from "../../network/aws/partition";

/** Who may replicate into a bucket: by the ARN of a role the prefixes that it may write below. */
export type Origins = ReadonlyMap<string, readonly string[]>;

const deny = (
  Sid: string,
  Action: Statement["Action"],
  at: Pick<Statement, "Resource" | "NotResource">,
  Condition?: Statement["Condition"],
): Statement => ({ Sid, Effect: "Deny", Principal: "*", Action, ...at, ...(Condition && { Condition }) });

/** For every bucket: TLS 1.2 or later, and nobody of another account but AWS's own services. */
const closed = (arn: string, account: string): readonly Statement[] => {
  const all = { Resource: [arn, `${arn}/*`] };
  return [
    deny("TlsOnly", "s3:*", all, { Bool: { "aws:SecureTransport": "false" } }),
    deny("RecentTls", "s3:*", all, { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
    deny("OwnAccountOnly", "s3:*", all, {
      StringNotEquals: { "aws:PrincipalAccount": account },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    }),
  ];
};

const algorithm = "s3:x-amz-server-side-encryption";
const keyId = "s3:x-amz-server-side-encryption-aws-kms-key-id";

/**
 * An upload that says nothing of encryption gets the bucket's key; one that does has to name it. `aws:kms` without a key
 * would be AWS's own.
 */
function underKey(arn: string, keys: readonly string[]): readonly Statement[] {
  const put = (Sid: string, condition: Statement["Condition"]) =>
    deny(Sid, "s3:PutObject", { Resource: `${arn}/*` }, condition);
  return [
    put("RightKey", { Null: { [keyId]: "false" }, StringNotEquals: { [keyId]: keys } }),
    put("KmsOnly", { Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: "aws:kms" } }),
    put("NotAwsKey", { Null: { [algorithm]: "false", [keyId]: "true" } }),
    put("NoKeysOfClients", { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } }),
  ];
}

const replication = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];

/** Along no edge but the declared: whoever else may write here may not write as replication, nor an origin elsewhere. */
function declaredOnly(arn: string, origins: Origins): readonly Statement[] {
  const roles = [...origins.keys()];
  const others = roles.length === 0 ? undefined : { ArnNotEquals: { "aws:PrincipalArn": roles } };
  return [
    deny("DeclaredOrigins", replication, { Resource: `${arn}/*` }, others),
    ...[...origins]
      .filter(([, prefixes]) => !prefixes.includes(""))
      .map(([role, prefixes], index) =>
        deny(
          `DeclaredClasses${index}`,
          replication,
          { NotResource: prefixes.map((prefix) => `${arn}/${prefix}*`) },
          { ArnEquals: { "aws:PrincipalArn": role } },
        ),
      ),
  ];
}

export interface BucketRules {
  readonly arn: string;
  readonly account: string;
  /** ARNs by which uploads may name the bucket's key. */
  readonly keys: readonly string[];
  readonly origins: Origins;
}

export const bucketPolicy = ({ arn, account, keys, origins }: BucketRules): PolicyDocument =>
  policy(...closed(arn, account), ...underKey(arn, keys), ...declaredOnly(arn, origins));

/** Of the bucket that access logs are delivered to: S3 writes there, for the buckets that are named, and nobody replicates. */
export const logBucketPolicy = (arn: string, account: string, sources: readonly string[]): PolicyDocument =>
  policy(
    {
      Sid: "DeliverLogs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${arn}/*`,
      Condition: { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": sources } },
    },
    ...closed(arn, account),
    ...declaredOnly(arn, new Map()),
  );

/** S3 takes the role. It names no bucket when it does so; who may hand it the role, `iam:PassRole` says. */
export const replicationTrust: PolicyDocument = policy({
  Sid: "S3",
  Effect: "Allow",
  Principal: { Service: "s3.amazonaws.com" },
  Action: "sts:AssumeRole",
});

/** A key at the far end: the copy's by its ARN, a peer's by its alias, for its ARN is known to nobody here. */
export type FarKey = { readonly location: string } & ({ readonly arn: string } | { readonly alias: string });

export interface Carriage {
  readonly account: string;
  readonly source: {
    readonly location: string;
    readonly bucket: string;
    readonly key: string;
    readonly locked: boolean;
  };
  /** ARNs of objects at far ends: `<bucket>/<prefix>*`. */
  readonly targets: readonly string[];
  readonly keys: readonly FarKey[];
}

/** What the role of a bucket may do. Page: Amazon S3 User Guide, "Setting up permissions for live replication". */
export function replicationGrants({ account, source, targets, keys }: Carriage): PolicyDocument {
  const { bucket, location, key, locked } = source;
  const through = (place: string) => ({ "kms:ViaService": `s3.${place}.${dnsSuffixOf(place)}` });
  return policy(
    {
      Sid: "ReadRules",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: bucket,
    },
    {
      Sid: "ReadObjects",
      Effect: "Allow",
      Action: [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        ...(locked ? ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] : []),
      ],
      Resource: `${bucket}/*`,
    },
    { Sid: "WriteCopies", Effect: "Allow", Action: replication, Resource: [...targets] },
    {
      Sid: "Decrypt",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: key,
      Condition: { StringEquals: through(location) },
    },
    ...keys.map((far, index): Statement => {
      const own = "arn" in far;
      return {
        Sid: `Encrypt${index}`,
        Effect: "Allow",
        Action: ["kms:Encrypt", "kms:GenerateDataKey"],
        Resource: own ? far.arn : `arn:${partitionOf(far.location)}:kms:${far.location}:${account}:key/*`,
        Condition: {
          StringEquals: through(far.location),
          ...(!own && { "ForAnyValue:StringEquals": { "kms:ResourceAliases": far.alias } }),
        },
      };
    }),
  );
}
