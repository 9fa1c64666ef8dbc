/** Where EKS's own images come from: a registry of AWS's in the cluster's own location. Pure. */
import { partitionOf } from "../../network/aws/partition";

/** "View Amazon container image registries for Amazon EKS add-ons": locations that are off until an account opts in. */
const accounts: Readonly<Record<string, string>> = {
  "af-south-1": "877085696533",
  "ap-east-1": "800184023465",
  "ap-east-2": "533267051163",
  "ap-south-2": "900889452093",
  "ap-southeast-3": "296578399912",
  "ap-southeast-4": "491585149902",
  "ap-southeast-6": "333609536671",
  "ap-southeast-7": "121268973566",
  "ca-west-1": "761377655185",
  "cn-north-1": "918309763551",
  "cn-northwest-1": "961992271922",
  "eu-central-2": "900612956339",
  "eu-south-1": "590381155156",
  "eu-south-2": "455263428931",
  "il-central-1": "066635153087",
  "me-central-1": "759879836304",
  "me-south-1": "558608220178",
  "mx-central-1": "730335286997",
};
const elsewhere = "602401143452";

/** ARN of every repository that add-ons come from. */
export function addonRepositories(location: string): string {
  return `arn:${partitionOf(location)}:ecr:${location}:${accounts[location] ?? elsewhere}:repository/*`;
}
