/** The VPC, its default route and its subnets. */
import { Network, Route, Subnetwork } from "@pulumi/gcp/compute";
import type * as pulumi from "@pulumi/pulumi";
import { type SubnetTier, subnetTiers } from "../../../plan/network";
import type { GcpLayout } from "./layout";
import { type Scope, tierTag } from "./scope";

export function createVpc({ naming, project, child }: Scope, dependsOn: pulumi.Resource): Network {
  return new Network(
    naming.name("vpc"),
    {
      name: naming.name("vpc"),
      project,
      autoCreateSubnetworks: false,
      deleteDefaultRoutesOnCreate: true,
      routingMode: "REGIONAL",
      mtu: 1460,
    },
    child({ dependsOn }),
  );
}

/** The way to the internet, for instances of the public and private tiers only; Cloud NAT needs it too. */
export function routeToInternet({ naming, project, child }: Scope, vpc: Network): Route {
  return new Route(
    naming.name("internet"),
    {
      name: naming.name("internet"),
      project,
      network: vpc.id,
      destRange: "0.0.0.0/0",
      nextHopGateway: "default-internet-gateway",
      tags: [tierTag("public"), tierTag("private")],
      priority: 1000,
    },
    child(),
  );
}

export const podRange = "pods";
export const serviceRange = "services";

export type TierSubnets = Readonly<Record<SubnetTier, Subnetwork>>;

export function createSubnets(scope: Scope, vpc: Network, dependsOn: pulumi.Resource[]): TierSubnets {
  const { naming, plan, project, region, child } = scope;
  const create = (tier: SubnetTier) =>
    new Subnetwork(
      naming.name(tier),
      {
        name: naming.name(tier),
        project,
        region,
        network: vpc.id,
        ipCidrRange: plan.tiers[tier],
        secondaryIpRanges:
          tier === "private"
            ? [
                { rangeName: podRange, ipCidrRange: plan.pods },
                { rangeName: serviceRange, ipCidrRange: plan.services },
              ]
            : [],
        stackType: "IPV4_ONLY",
        privateIpGoogleAccess: true,
        logConfig: { aggregationInterval: "INTERVAL_5_SEC", flowSampling: 1, metadata: "INCLUDE_ALL_METADATA" },
      },
      child({ dependsOn }),
    );
  return { public: create("public"), private: create("private"), data: create("data") };
}

export const tierSubnetNames = ({ naming }: Pick<Scope, "naming">): string[] =>
  subnetTiers.map((tier) => naming.name(tier));

/** Where the regional load balancers' Envoys live. The cloud refuses flow logs here; no instance can be put in it. */
export function createProxySubnet(scope: Scope, vpc: Network, layout: GcpLayout): Subnetwork {
  const { naming, project, region, child } = scope;
  return new Subnetwork(
    naming.name("proxies"),
    {
      name: naming.name("proxies"),
      project,
      region,
      network: vpc.id,
      ipCidrRange: layout.proxies,
      purpose: "REGIONAL_MANAGED_PROXY",
      role: "ACTIVE",
    },
    child(),
  );
}
