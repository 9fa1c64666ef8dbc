/** Who may take the role of an origin's job on AWS, and what the role may do. Pure. */
import type { Caller } from "../../../plan/transfer";
import { type PolicyDocument, policy, type Statement } from "../../aws/policy";
import { dnsSuffixOf, partitionOf } from "../../network/aws/partition";

/** What a token has to be issued for: the audience that AWS's SDKs ask for. */
export const audience = "sts.amazonaws.com";

/** An issuer as IAM writes it: without the scheme. */
const named = (issuer: string): string => issuer.replace(/^https:\/\//, "");

export const issuerArn = (account: string, location: string, issuer: string): string =>
  `arn:${partitionOf(location)}:iam::${account}:oidc-provider/${named(issuer)}`;

export const roleArn = (account: string, location: string, role: string): string =>
  `arn:${partitionOf(location)}:iam::${account}:role/${role}`;

export interface Place {
  readonly account: string;
  readonly location: string;
}

export function trust({ account, location }: Place, caller: Caller): PolicyDocument {
  switch (caller.kind) {
    case "service-account": {
      const issuer = named(caller.issuer);
      return policy({
        Sid: "Token",
        Effect: "Allow",
        Principal: { Federated: issuerArn(account, location, caller.issuer) },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: caller.subject } },
      });
    }
    case "aws-role":
      return policy({
        Sid: "Role",
        Effect: "Allow",
        // IAM refuses a principal that does not exist: so the account is the principal and its role a condition.
        Principal: { AWS: `arn:${partitionOf(location)}:iam::${caller.account}:root` },
        // Session tags of EKS Pod Identity are transitive: whoever takes the next role hands them on.
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: { ArnEquals: { "aws:PrincipalArn": roleArn(caller.account, location, caller.role) } },
      });
  }
}

export interface Target {
  /** ARN of the bucket. */
  readonly bucket: string;
  readonly prefixes: readonly string[];
}

/** Write and compare; no deletion, and an overwritten object stays as a version. */
const objectActions = ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];

export function grants(targets: readonly Target[], key: string, location: string): PolicyDocument {
  const objects = targets.flatMap(({ bucket, prefixes }, index): Statement[] => [
    {
      Sid: `List${index}`,
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucket,
      Condition: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
    },
    {
      Sid: `Objects${index}`,
      Effect: "Allow",
      Action: objectActions,
      Resource: prefixes.map((prefix) => `${bucket}/${prefix}*`),
    },
  ]);
  return policy(...objects, {
    Sid: "Key",
    Effect: "Allow",
    Action: ["kms:GenerateDataKey", "kms:Decrypt"],
    Resource: key,
    Condition: { StringEquals: { "kms:ViaService": `s3.${location}.${dnsSuffixOf(location)}` } },
  });
}
