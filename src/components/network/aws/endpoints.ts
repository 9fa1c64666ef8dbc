/** Private endpoints of AWS's own services, open to this account only. */
import { type SecurityGroup, VpcEndpoint } from "@pulumi/aws/ec2";
import { endpointServiceName } from "./partition";
import { endpointPolicy } from "./policies";
import type { RouteTables } from "./routing";
import type { VpcSite } from "./site";
import { ofTier, type PlacedSubnet } from "./subnets";

/** Reached by a route, at no cost. */
export const gatewayServices = ["s3", "dynamodb"] as const;

/**
 * Reached by an interface in each private subnet. What a private EKS cluster asks for ("Deploy private clusters with
 * limited internet access"), what Session Manager asks for, and where keys and secrets come from.
 */
export const interfaceServices = [
  "autoscaling",
  "ec2",
  "ec2messages",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "kms",
  "logs",
  "secretsmanager",
  "ssm",
  "ssmmessages",
  "sts",
] as const;

export function createEndpoints(
  site: VpcSite,
  tables: RouteTables,
  subnets: readonly PlacedSubnet[],
  group: SecurityGroup,
): void {
  const { region } = site;
  const common = (service: string) => ({
    vpcId: site.vpc.id,
    serviceName: endpointServiceName(service, region.location),
    policy: JSON.stringify(endpointPolicy(service, region)),
    tags: site.tags(`endpoint-${service}`),
  });

  const routeTableIds = [...tables.public, ...tables.private].map((table) => table.id);
  for (const service of gatewayServices) {
    new VpcEndpoint(
      site.child(`endpoint-${service}`),
      { ...common(service), vpcEndpointType: "Gateway", routeTableIds },
      site.options(),
    );
  }

  const subnetIds = ofTier(subnets, "private").map(({ resource }) => resource.id);
  for (const service of interfaceServices) {
    new VpcEndpoint(
      site.child(`endpoint-${service}`),
      {
        ...common(service),
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds,
        securityGroupIds: [group.id],
      },
      // A subnet stays while an endpoint has an interface in it.
      site.options({ replaceOnChanges: ["subnetIds"] }),
    );
  }
}
