/** The VPC and its nine subnets, and the defaults that AWS makes with a VPC, locked. */
import { DefaultNetworkAcl, DefaultRouteTable, DefaultSecurityGroup, Subnet, Vpc } from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { SubnetTier, ZonalSubnet } from "../../../plan/network";
import type { Site, VpcSite } from "./site";

export interface PlacedSubnet {
  readonly plan: ZonalSubnet;
  readonly resource: Subnet;
}

export function createVpc(site: Site): Vpc {
  return new Vpc(
    site.child("vpc"),
    {
      cidrBlock: site.network.cidr,
      // Private DNS of interface endpoints needs both.
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: site.tags("vpc"),
    },
    site.options(),
  );
}

const everything = { protocol: "-1", ruleNo: 100, action: "allow", cidrBlock: "0.0.0.0/0", fromPort: 0, toPort: 0 };

/**
 * What AWS makes with every VPC: a group that lets its members talk, a route table for subnets that have none, an ACL.
 * The first two are emptied, so that a resource that forgot its own reaches nothing. The ACL keeps its rules, for all
 * our subnets lie in it: security groups do the filtering.
 */
export function lockDefaults(site: VpcSite): void {
  const { vpc } = site;
  new DefaultSecurityGroup(
    site.child("default-locked"),
    { vpcId: vpc.id, ingress: [], egress: [], tags: site.tags("default-locked") },
    site.options(),
  );
  new DefaultRouteTable(
    site.child("default-locked"),
    { defaultRouteTableId: vpc.defaultRouteTableId, routes: [], tags: site.tags("default-locked") },
    site.options(),
  );
  new DefaultNetworkAcl(
    site.child("default"),
    {
      defaultNetworkAclId: vpc.defaultNetworkAclId,
      ingress: [everything],
      egress: [everything],
      tags: site.tags("default"),
    },
    // AWS puts every subnet into it without being asked.
    site.options({ ignoreChanges: ["subnetIds"] }),
  );
}

/** Lets the AWS Load Balancer Controller find where balancers go. */
const balancerTags: Record<SubnetTier, Record<string, string>> = {
  public: { "kubernetes.io/role/elb": "1" },
  private: { "kubernetes.io/role/internal-elb": "1" },
  data: {},
};

/**
 * Each waits for the one before. Of subnets that are deleted first the engine lets only the first take along what lies in
 * several (an endpoint), and the others would not wait for that.
 */
export function createSubnets(site: VpcSite, zones: pulumi.Output<string[]>): PlacedSubnet[] {
  const subnets: PlacedSubnet[] = [];
  for (const plan of site.network.subnets) {
    const purpose = `${plan.tier}-${plan.zone}`;
    const resource = new Subnet(
      site.child(purpose),
      {
        vpcId: site.vpc.id,
        cidrBlock: plan.cidr,
        availabilityZone: zones.apply((names) => names[plan.zone] ?? ""),
        mapPublicIpOnLaunch: false,
        tags: { ...site.tags(purpose), ...balancerTags[plan.tier] },
      },
      // Two subnets can not share a block, so the old one goes first when only its zone changes.
      site.options({
        deleteBeforeReplace: true,
        dependsOn: subnets.slice(-1).map((before) => before.resource),
      }),
    );
    subnets.push({ plan, resource });
  }
  return subnets;
}

export function ofTier(subnets: readonly PlacedSubnet[], tier: SubnetTier): PlacedSubnet[] {
  return subnets.filter(({ plan }) => plan.tier === tier);
}
