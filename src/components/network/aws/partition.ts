/** The part of AWS a location belongs to: names and ARNs of the China partition differ. Pure. */

export function partitionOf(location: string): "aws" | "aws-cn" {
  return location.startsWith("cn-") ? "aws-cn" : "aws";
}

/** What names of services end in: `logs.us-east-1.amazonaws.com`. */
export function dnsSuffixOf(location: string): string {
  return partitionOf(location) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** Interface endpoints whose names start with `cn.` in China (AWS CDK, `InterfaceVpcEndpointAwsService`). */
const prefixedInChina: ReadonlySet<string> = new Set(["autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "sts"]);

/** `com.amazonaws.<location>.<service>`. */
export function endpointServiceName(service: string, location: string): string {
  const china = partitionOf(location) === "aws-cn" && prefixedInChina.has(service);
  return `${china ? "cn." : ""}com.amazonaws.${location}.${service}`;
}
