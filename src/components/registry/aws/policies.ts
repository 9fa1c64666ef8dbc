/** Documents of the registry. Pure. */
import type { Region } from "../../../topology/schema";
import { type PolicyDocument, policy } from "../../aws/policy";
import { partitionOf } from "../../network/aws/partition";

/** On a repository: the account's own identities, as far as their IAM lets them, and nobody else. Repositories name no resource. */
export const ownAccountOnly = ({ account }: Region): PolicyDocument =>
  policy({
    Sid: "OwnAccountOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "ecr:*",
    Condition: { StringNotEquals: { "aws:PrincipalAccount": account } },
  });

/** ECR itself takes the role when it makes a repository. */
export const creationTrust: PolicyDocument = policy({
  Sid: "Ecr",
  Effect: "Allow",
  Principal: { Service: "ecr.amazonaws.com" },
  Action: "sts:AssumeRole",
});

/** What making a repository takes. Page: Amazon ECR User Guide, "Create a custom policy for repository creation templates". */
export const creationGrants = ({ account, location }: Region, prefix: string, key: string): PolicyDocument =>
  policy(
    {
      Sid: "MakeRepositories",
      Effect: "Allow",
      Action: ["ecr:CreateRepository", "ecr:TagResource"],
      Resource: `arn:${partitionOf(location)}:ecr:${location}:${account}:repository/${prefix}/*`,
    },
    {
      Sid: "EncryptThem",
      Effect: "Allow",
      Action: ["kms:CreateGrant", "kms:RetireGrant", "kms:DescribeKey"],
      Resource: key,
    },
  );

/** Images without a tag that no index names go after two weeks. */
export const lifecycle = {
  rules: [
    {
      rulePriority: 1,
      description: "What lost its tag",
      selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 14 },
      action: { type: "expire" },
    },
  ],
};
