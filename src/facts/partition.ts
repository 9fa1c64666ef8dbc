/** The part of AWS a location belongs to: names and ARNs of the China partition differ. */

export function partitionOf(location: string): "aws" | "aws-cn" {
  return location.startsWith("cn-") ? "aws-cn" : "aws";
}

/** What names of services end in: `logs.us-east-1.amazonaws.com`. */
export function dnsSuffixOf(location: string): string {
  return partitionOf(location) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
