/** Who reaches a gateway. What is for the machine itself, its own firewall decides (src/plan/mesh/render/nftables.ts). */
import type { ManagedPrefixList } from "@pulumi/aws/ec2/managedPrefixList";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type * as pulumi from "@pulumi/pulumi";
import type { Site } from "../../aws/site";
import { ec2NameLimit } from "../../network/aws/site";

const anywhere = "0.0.0.0/0";

/** @param port WireGuard's, UDP. */
export function createGroup(site: Site, vpcId: pulumi.Input<string>, port: number): SecurityGroup {
  const group = new SecurityGroup(
    site.child("mesh"),
    {
      name: site.naming.name("mesh", ec2NameLimit),
      description: "WireGuard gateways to the other regions",
      vpcId,
      tags: site.tags("mesh"),
    },
    // The name is the VPC's: in another one the new group stands beside the old, which the gateways still use.
    site.options({ deleteBeforeReplace: false }),
  );
  const rule = (purpose: string) => ({
    securityGroupId: group.id,
    description: purpose,
    tags: site.tags(purpose),
  });
  // Peers are known by names, whose addresses the machine's firewall follows and lets in alone; WireGuard answers nobody
  // whose packet is not signed with a peer's key.
  new SecurityGroupIngressRule(
    site.child("mesh-from-peers"),
    { ...rule("mesh-from-peers"), ipProtocol: "udp", fromPort: port, toPort: port, cidrIpv4: anywhere },
    site.options(),
  );
  // To be passed on to other regions; VRRP and the tunnel between the region's own gateways too.
  new SecurityGroupIngressRule(
    site.child("mesh-from-vpc"),
    { ...rule("mesh-from-vpc"), ipProtocol: "-1", cidrIpv4: site.network.cidr },
    site.options(),
  );
  new SecurityGroupEgressRule(
    site.child("mesh-to-anywhere"),
    { ...rule("mesh-to-anywhere"), ipProtocol: "-1", cidrIpv4: anywhere },
    site.options(),
  );
  return group;
}

/** Nodes and their pods to those of the other regions, and back. Which pods may, network policies say. */
export function openNodes(site: Site, nodes: pulumi.Input<string>, regions: ManagedPrefixList): void {
  const rule = (purpose: string) => ({
    securityGroupId: nodes,
    ipProtocol: "-1",
    prefixListId: regions.id,
    description: purpose,
    tags: site.tags(purpose),
  });
  const [from, to] = ["nodes-from-mesh", "nodes-to-mesh"] as const;
  new SecurityGroupIngressRule(site.child(from), rule(from), site.options());
  new SecurityGroupEgressRule(site.child(to), rule(to), site.options());
}
