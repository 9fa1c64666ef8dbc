/** What a gateway's identity may do. Pure. */
import type { Region } from "../../../topology/schema";
import { type PolicyDocument, policy } from "../../aws/policy";
import { dnsSuffixOf, partitionOf } from "../../network/aws/partition";

/** Gateways are EC2 instances. */
export const gatewayTrust: PolicyDocument = policy({
  Sid: "Gateways",
  Effect: "Allow",
  Principal: { Service: "ec2.amazonaws.com" },
  Action: "sts:AssumeRole",
});

export interface GatewayGrants {
  /** ARN of the gateway's own bundle, and of the key that it lies under. */
  readonly bundle: string;
  readonly key: string;
  /** Ids of the region's route tables. */
  readonly routeTables: readonly string[];
}

/** Fetches its own bundle, and turns routes that are there: it can neither add a route nor take one away. */
export function gatewayPolicy({ location, account }: Region, { bundle, key, routeTables }: GatewayGrants) {
  const tableArn = (id: string) => `arn:${partitionOf(location)}:ec2:${location}:${account}:route-table/${id}`;
  return policy(
    { Sid: "OwnBundle", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: bundle },
    {
      Sid: "KeyOfOwnBundle",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: key,
      Condition: {
        StringEquals: {
          "kms:ViaService": `secretsmanager.${location}.${dnsSuffixOf(location)}`,
          "kms:EncryptionContext:SecretARN": bundle,
        },
      },
    },
    // Knows no resources (Service Authorization Reference, Amazon EC2).
    { Sid: "FindRoutes", Effect: "Allow", Action: "ec2:DescribeRouteTables", Resource: "*" },
    { Sid: "TakeRoutes", Effect: "Allow", Action: "ec2:ReplaceRoute", Resource: routeTables.map(tableArn) },
  );
}
