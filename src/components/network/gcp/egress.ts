/** Public addresses: the ways out (Cloud NAT, an address per zone) and the way in (the ingress). */
import { Address, type Network, Router, RouterNat, type Subnetwork } from "@pulumi/gcp/compute";
import type * as pulumi from "@pulumi/pulumi";
import { zonesPerRegion } from "../../../plan/network";
import type { Scope } from "./scope";
import { podRange } from "./vpc";

export function reserveAddress(scope: Scope, purpose: string, dependsOn: pulumi.Resource): Address {
  const { naming, project, region, child } = scope;
  return new Address(
    naming.name(purpose),
    {
      name: naming.name(purpose),
      project,
      region,
      addressType: "EXTERNAL",
      networkTier: "PREMIUM",
      labels: naming.tags,
    },
    child({ dependsOn }),
  );
}

export const natName = ({ naming }: Pick<Scope, "naming">): string => naming.name("nat");

/** Nodes and pods of the private subnet go out through fixed addresses; nothing else does. */
export function createNat(scope: Scope, vpc: Network, subnet: Subnetwork, dependsOn: pulumi.Resource[]): Address[] {
  const { naming, project, region, child } = scope;
  const router = new Router(
    naming.name("router"),
    { name: naming.name("router"), project, region, network: vpc.id },
    child(),
  );
  // After the router: when the VPC is replaced, the NAT goes with the router before its addresses go.
  const addresses = Array.from({ length: zonesPerRegion }, (_, zone) =>
    reserveAddress(scope, `nat-${zone + 1}`, router),
  );
  new RouterNat(
    natName(scope),
    {
      name: natName(scope),
      project,
      region,
      router: router.name,
      natIpAllocateOption: "MANUAL_ONLY",
      natIps: addresses.map((address) => address.selfLink),
      sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
      subnetworks: [
        {
          name: subnet.id,
          sourceIpRangesToNats: ["PRIMARY_IP_RANGE", "LIST_OF_SECONDARY_IP_RANGES"],
          secondaryIpRangeNames: [podRange],
        },
      ],
      enableDynamicPortAllocation: true,
      enableEndpointIndependentMapping: false,
      minPortsPerVm: 64,
      maxPortsPerVm: 4096,
      logConfig: { enable: true, filter: "ERRORS_ONLY" },
    },
    // An address or a subnet stays while a NAT uses it.
    child({ dependsOn, replaceOnChanges: ["natIps", "subnetworks"] }),
  );
  return addresses;
}
