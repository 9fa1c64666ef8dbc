/** Auto Scaling makes disks as its own role, which no policy of IAM reaches: a disk's key has to name it. */
import type { ModelContext, Properties, Refusal, StoredObject } from "../../core/model";
import { items, partitionOf, refuseIf, text, types } from "./common";
import { allowing, listed, principals, type Statement } from "./documents";

const needed = ["kms:CreateGrant", "kms:GenerateDataKeyWithoutPlaintext", "kms:Decrypt"];

/** Whether a statement is for the role, by principal or, where it is for anyone, by condition. */
function reaches(statement: Statement, role: string): boolean {
  const named = principals(statement, "AWS");
  if (!named.includes("*")) return named.includes(role);
  const condition = (statement.Condition ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const conditions = ["StringEquals", "ArnEquals", "StringLike", "ArnLike"].flatMap((operator) =>
    listed(condition[operator]?.["aws:PrincipalArn"]),
  );
  return conditions.length === 0 || conditions.includes(role);
}

/** "Required AWS KMS key policy for use with encrypted volumes" (Amazon EC2 Auto Scaling User Guide). */
export function refusesAutoScaling(
  property: string,
  template: StoredObject,
  { world, placement, region }: Pick<ModelContext, "world" | "placement" | "region">,
): readonly Refusal[] {
  const role = `arn:${partitionOf(region)}:iam::${placement.account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  const keys = items(template.state.blockDeviceMappings).flatMap((mapping) => {
    const ebs = (mapping as Properties).ebs as Properties | undefined;
    return text(ebs, "kmsKeyId") ?? [];
  });
  const closed = keys.find((arn) => {
    const document = text(world.find(types.key, arn, "arn")?.state, "policy");
    if (!document) return false;
    return needed.some(
      (action) => !allowing(document, action, "AWS", () => true).some((statement) => reaches(statement, role)),
    );
  });
  return refuseIf(
    closed !== undefined,
    property,
    `Client.InvalidKMSKey.InvalidState: ${closed} does not let ${role} use it, so no machine with its disk can start`,
  );
}
