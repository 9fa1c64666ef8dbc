/** Who may take the role of an origin's job on Alibaba Cloud, and what the role may do. Pure. */
import type { Caller } from "../../../plan/transfer";

/** What a token has to be issued for: the audience that Alibaba Cloud's own SDKs and RRSA ask for. */
export const audience = "sts.aliyuncs.com";

export const issuerArn = (account: string, name: string): string => `acs:ram::${account}:oidc-provider/${name}`;
export const roleArn = (account: string, role: string): string => `acs:ram::${account}:role/${role}`;

/** @throws RangeError for a caller that RAM does not know: a role of another cloud. */
export function trust(account: string, issuerName: string, caller: Caller): string {
  if (caller.kind !== "service-account") throw new RangeError(`RAM does not know ${caller.role}`);
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: [issuerArn(account, issuerName)] },
        Condition: {
          StringEquals: {
            "oidc:iss": [caller.issuer],
            "oidc:aud": [audience],
            "oidc:sub": [caller.subject],
          },
        },
      },
    ],
  });
}

export interface Target {
  /** Name of the bucket. */
  readonly bucket: string;
  readonly prefixes: readonly string[];
}

export function grants(account: string, targets: readonly Target[], key: string): string {
  return JSON.stringify({
    Version: "1",
    Statement: [
      ...targets.flatMap(({ bucket, prefixes }) => [
        {
          Effect: "Allow",
          Action: ["oss:ListObjects"],
          Resource: [`acs:oss:*:${account}:${bucket}`],
          Condition: { StringLike: { "oss:Prefix": prefixes.map((prefix) => `${prefix}*`) } },
        },
        {
          Effect: "Allow",
          Action: ["oss:PutObject", "oss:GetObject", "oss:AbortMultipartUpload", "oss:ListParts"],
          Resource: prefixes.map((prefix) => `acs:oss:*:${account}:${bucket}/${prefix}*`),
        },
      ]),
      {
        Effect: "Allow",
        Action: ["kms:GenerateDataKey", "kms:Decrypt"],
        Resource: [`acs:kms:*:${account}:key/${key}`],
      },
    ],
  });
}
