/** Names of services in the part of AWS that a location belongs to. Pure. */
import { partitionOf } from "../../../facts/partition";

export { dnsSuffixOf, partitionOf } from "../../../facts/partition";

/** Interface endpoints whose names start with `cn.` in China (AWS CDK, `InterfaceVpcEndpointAwsService`). */
const prefixedInChina: ReadonlySet<string> = new Set(["autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "sts"]);

/** `com.amazonaws.<location>.<service>`. */
export function endpointServiceName(service: string, location: string): string {
  const china = partitionOf(location) === "aws-cn" && prefixedInChina.has(service);
  return `${china ? "cn." : ""}com.amazonaws.${location}.${service}`;
}
