/** IAM documents of the network. Pure. */
import type { Region } from "../../../topology/schema";
import { partitionOf } from "./partition";

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal?: "*" | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

const policy = (...statements: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement: statements });

/** Buckets of AWS's own that nodes read: image layers (ECR), packages (Amazon Linux), the agent (Systems Manager). */
const awsBuckets = (location: string) =>
  [
    `prod-${location}-starport-layer-bucket`,
    `al2023-repos-${location}-de612dc2`,
    `amazon-ssm-${location}`,
    `aws-ssm-${location}`,
    `patch-baseline-snapshot-${location}`,
  ].map((bucket) => `arn:${partitionOf(location)}:s3:::${bucket}/*`);

/** Requests that carry no principal of ours and yet have to pass. */
function exceptions(service: string, region: Region): Statement[] {
  switch (service) {
    case "s3":
      return [
        {
          Sid: "BucketsOfAws",
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: awsBuckets(region.location),
        },
      ];
    case "sts":
      // Signed by nobody: the web identity token is the proof (IAM roles for service accounts).
      return [
        {
          Sid: "WebIdentity",
          Effect: "Allow",
          Principal: "*",
          Action: "sts:AssumeRoleWithWebIdentity",
          Resource: `arn:${partitionOf(region.location)}:iam::${region.account}:role/*`,
        },
      ];
    default:
      return [];
  }
}

/** Lets the region's own account through an endpoint, so that nobody carries data out with credentials of another. */
export function endpointPolicy(service: string, region: Region): PolicyDocument {
  return policy(
    {
      Sid: "OwnAccount",
      Effect: "Allow",
      Principal: "*",
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": region.account } },
    },
    ...exceptions(service, region),
  );
}

/** Who may take the role that flow logs are delivered with: the service, acting for flow logs of this account and region. */
export function flowLogTrust(region: Region): PolicyDocument {
  return policy({
    Sid: "FlowLogs",
    Effect: "Allow",
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": region.account },
      ArnLike: {
        "aws:SourceArn": `arn:${partitionOf(region.location)}:ec2:${region.location}:${region.account}:vpc-flow-log/*`,
      },
    },
  });
}

/** What the role may do: write to the one log group. It can't make a group, so that a deleted one stays deleted. */
export function flowLogDelivery(logGroupArn: string): PolicyDocument {
  return policy({
    Sid: "Deliver",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
    Resource: [logGroupArn, `${logGroupArn}:log-stream:*`],
  });
}
