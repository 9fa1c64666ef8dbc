/** What permissions are in IAM's words. Pure. */
import { type PolicyDocument, policy, type Statement } from "../../aws/policy";

/** A permission whose names are known. `locked`: nobody deletes or overwrites what is in the bucket. */
export type Grant =
  | { readonly kind: "read-secret"; readonly arn: string }
  | { readonly kind: "read-objects"; readonly arn: string; readonly prefix: string }
  | { readonly kind: "write-objects"; readonly arn: string; readonly prefix: string; readonly locked: boolean };

/** ARNs of the keys behind secrets and objects. */
export interface Keys {
  readonly secrets: string;
  readonly storage: string;
}

const read = ["s3:GetObject"];
const put = ["s3:PutObject", "s3:AbortMultipartUpload"];
const write = [...read, ...put, "s3:DeleteObject", "s3:ListMultipartUploadParts"];

function objects(grant: Exclude<Grant, { kind: "read-secret" }>, index: number): Statement[] {
  const { arn, prefix } = grant;
  const putOnly = grant.kind === "write-objects" && grant.locked;
  const actions = grant.kind === "read-objects" ? read : putOnly ? put : write;
  const inside: Statement = { Sid: `Objects${index}`, Effect: "Allow", Action: actions, Resource: `${arn}/${prefix}*` };
  if (putOnly) return [inside];
  return [
    {
      Sid: `List${index}`,
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: arn,
      ...(prefix !== "" && { Condition: { StringLike: { "s3:prefix": `${prefix}*` } } }),
    },
    inside,
  ];
}

/** A key, through its service in its location and no other way. */
function useKey(sid: string, action: string | string[], key: string, service: string, location: string): Statement {
  const via = { StringEquals: { "kms:ViaService": `${service}.${location}.amazonaws.com` } };
  return { Sid: sid, Effect: "Allow", Action: action, Resource: key, Condition: via };
}

/** For at least one grant: IAM takes no empty policy. */
export function grantPolicy(grants: readonly Grant[], keys: Keys, location: string): PolicyDocument {
  const secrets = grants.filter(({ kind }) => kind === "read-secret").map(({ arn }) => arn);
  const writes = grants.some(({ kind }) => kind === "write-objects");
  const statements: Statement[] = grants.flatMap((grant, index) =>
    grant.kind === "read-secret" ? [] : objects(grant, index),
  );
  if (statements.length > 0) {
    const actions = writes ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"];
    statements.push(useKey("ObjectKey", actions, keys.storage, "s3", location));
  }
  if (secrets.length > 0)
    statements.push(
      {
        Sid: "Secrets",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: secrets,
      },
      useKey("SecretKey", "kms:Decrypt", keys.secrets, "secretsmanager", location),
    );
  return policy(...statements);
}
