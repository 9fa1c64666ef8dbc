/** Permissions in RAM's words. Sources: the KMS, OSS and RAM pages named in docs/clouds/alicloud.md. */

/** A permission whose names are known. */
export type Grant =
  | { readonly kind: "read-secret"; readonly secret: string }
  | { readonly kind: "read-objects"; readonly bucket: string; readonly prefix: string }
  | { readonly kind: "write-objects"; readonly bucket: string; readonly prefix: string; readonly locked: boolean };

export interface Place {
  readonly location: string;
  /** Account id, 16 digits. */
  readonly account: string;
  /** Ids of the keys that secrets and objects are under. */
  readonly keys: { readonly secrets: string; readonly storage: string };
}

export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const allow = (Action: readonly string[], Resource: string, Condition?: Statement["Condition"]): Statement => ({
  Effect: "Allow",
  Action,
  Resource: [Resource],
  ...(Condition && { Condition }),
});

const readers = ["oss:GetObject", "oss:GetObjectVersion"];
const putters = ["oss:PutObject", "oss:AbortMultipartUpload", "oss:ListParts"];

/** A list is asked of the bucket, and narrowed to a prefix by a condition. */
function listing(account: string, bucket: string, prefix: string): Statement {
  const within = prefix === "" ? undefined : { StringLike: { "oss:Prefix": [`${prefix}*`] } };
  return allow(["oss:ListObjects", "oss:ListObjectVersions"], `acs:oss:*:${account}:${bucket}`, within);
}

/** What one grant takes; the key behind an object is used by who reads or writes it, not by OSS alone. */
export function statementsOf(grant: Grant, { location, account, keys }: Place): readonly Statement[] {
  const key = (id: string) => `acs:kms:${location}:${account}:key/${id}`;
  if (grant.kind === "read-secret") {
    return [
      allow(["kms:GetSecretValue", "kms:DescribeSecret"], `acs:kms:${location}:${account}:secret/${grant.secret}`),
      allow(["kms:Decrypt"], key(keys.secrets)),
    ];
  }
  const { bucket, prefix } = grant;
  const objects = `acs:oss:*:${account}:${bucket}/${prefix}*`;
  if (grant.kind === "read-objects") {
    return [allow(readers, objects), listing(account, bucket, prefix), allow(["kms:Decrypt"], key(keys.storage))];
  }
  const sealing = allow(["kms:GenerateDataKey", "kms:Decrypt"], key(keys.storage));
  if (grant.locked) return [allow(putters, objects), sealing];
  return [allow([...readers, ...putters, "oss:DeleteObject"], objects), listing(account, bucket, prefix), sealing];
}

/** A policy without doubles: every secret names the one key. */
export function policyDocument(grants: readonly Grant[], place: Place): string {
  const statements = new Map(
    grants.flatMap((grant) => statementsOf(grant, place)).map((statement) => [JSON.stringify(statement), statement]),
  );
  return JSON.stringify({ Version: "1", Statement: [...statements.values()] });
}

/** Only tokens of this service account, for this audience, from this cluster. */
export function trustDocument(
  provider: string,
  issuer: string,
  { namespace, serviceAccount }: { readonly namespace: string; readonly serviceAccount: string },
): string {
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: [provider] },
        Condition: {
          StringEquals: {
            "oidc:iss": [issuer],
            "oidc:aud": ["sts.aliyuncs.com"],
            "oidc:sub": [`system:serviceaccount:${namespace}:${serviceAccount}`],
          },
        },
      },
    ],
  });
}
