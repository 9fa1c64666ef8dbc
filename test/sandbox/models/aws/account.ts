/** An account of AWS in the sandbox with a VPC, for tests of single types. */
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { driver } from "../../core/harness";

export const account = "123456789012";
export const region = "eu-west-1";

export function inAccount() {
  const world = SandboxWorld.inMemory();
  const cloud = driver(aws, { account, region }, world);
  const vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "10.1.0.0/16", enableDnsHostnames: true });
  const subnetIn = (name: string, cidrBlock: string, more: Properties = {}) =>
    cloud.make(types.subnet, name, { vpcId: vpc.id, cidrBlock, ...more });
  return { world, cloud, vpc, subnetIn };
}
