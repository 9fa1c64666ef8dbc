import { describe, expect, it } from "vitest";
import { type Grant, grantPolicy } from "../../../src/components/identity/aws/grants";

const keys = { secrets: "key:secrets", storage: "key:storage" };
const bucket = "arn:aws:s3:::meridian-assets";
const statements = (...grants: Grant[]) => grantPolicy(grants, keys, "eu-west-1").Statement;

describe("permissions of a workload on AWS", () => {
  it("let it list and get what lies under a prefix, and nothing beside", () => {
    expect(statements({ kind: "read-objects", arn: bucket, prefix: "templates/" })).toEqual([
      {
        Sid: "List0",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucket,
        Condition: { StringLike: { "s3:prefix": "templates/*" } },
      },
      { Sid: "Objects0", Effect: "Allow", Action: ["s3:GetObject"], Resource: `${bucket}/templates/*` },
      {
        Sid: "ObjectKey",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: "key:storage",
        Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
      },
    ]);
  });

  it("let it put, and in a locked bucket nothing else", () => {
    const actions = (locked: boolean) =>
      statements({ kind: "write-objects", arn: bucket, prefix: "", locked })
        .filter(({ Resource }) => String(Resource).startsWith(bucket))
        .flatMap(({ Action }) => Action);
    expect(actions(true)).toEqual(["s3:PutObject", "s3:AbortMultipartUpload"]);
    expect(actions(false)).toEqual(expect.arrayContaining(["s3:ListBucket", "s3:GetObject", "s3:DeleteObject"]));
  });

  it("name each statement once and use a wildcard for no resource", () => {
    const all = statements(
      { kind: "read-secret", arn: "arn:secret" },
      { kind: "read-objects", arn: bucket, prefix: "a/" },
      { kind: "write-objects", arn: bucket, prefix: "b/", locked: false },
    );
    const sids = all.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(all.flatMap(({ Resource }) => Resource)).not.toContain("*");
    expect(all.find(({ Sid }) => Sid === "ObjectKey")?.Action).toEqual(["kms:Decrypt", "kms:GenerateDataKey"]);
  });
});
