/** Which endpoint services AWS has, and what they are called where. */
import { partitionOf } from "./common";

const gatewayServices: readonly string[] = ["s3", "dynamodb"];

/** Services with an interface endpoint, of those that a program like this one may ask for. */
const interfaceServices: readonly string[] = `
  acm-pca application-autoscaling autoscaling backup cloudformation cloudtrail codeartifact.api codeartifact.repositories
  config datasync dms dynamodb ebs ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry eks eks-auth elasticache
  elasticfilesystem elasticloadbalancing events execute-api firehose guardduty-data kinesis-streams kms lambda logs monitoring
  rds rds-data s3 secretsmanager sns sqs ssm ssmmessages states sts xray`
  .trim()
  .split(/\s+/);

/** Of these the name starts with `cn.` in the China partition (as the AWS CDK lists them). */
const prefixedInChina: ReadonlySet<string> = new Set(
  `application-autoscaling autoscaling backup cloudformation dms ebs ec2 ecr.api ecr.dkr eks elasticache elasticfilesystem
  execute-api kinesis-streams lambda monitoring rds s3 sqs states sts xray`.split(/\s+/),
);

export function serviceName(service: string, region: string, type: string): string {
  const china = partitionOf(region) === "aws-cn" && type === "Interface" && prefixedInChina.has(service);
  return `${china ? "cn." : ""}com.amazonaws.${region}.${service}`;
}

export function servicesOf(type: string): readonly string[] {
  return type === "Gateway" ? gatewayServices : interfaceServices;
}
