/** Who may talk to the gateways. */
import { SecurityGroup, SecurityGroupRule } from "@pulumi/alicloud/ecs";
import { deleteFirst, type MeshSite } from "./site";

const anywhere = "0.0.0.0/0";
const everyPort = "-1/-1";

export function createSecurityGroup({ naming, given: { network, plan }, child }: MeshSite): SecurityGroup {
  const name = naming.name("mesh");
  const group = new SecurityGroup(
    name,
    { securityGroupName: name, vpcId: network.id, securityGroupType: "enterprise", tags: naming.tags },
    child(),
  );
  const [gateway] = plan.gateways;
  const port = gateway?.port ?? 0;
  const rules = [
    // Peers are names, whose addresses this stack does not know. WireGuard answers nothing that is not signed by a peer's key, and the
    // gateway's own firewall lets in nobody but peers.
    { purpose: "wireguard", type: "ingress", ipProtocol: "udp", portRange: `${port}/${port}`, cidrIp: anywhere },
    // What the region sends to the others, and VRRP between the gateways: of IP's protocols a rule can name but a few, and 112 is not among them.
    { purpose: "from-region", type: "ingress", ipProtocol: "all", portRange: everyPort, cidrIp: network.cidr },
    { purpose: "out", type: "egress", ipProtocol: "all", portRange: everyPort, cidrIp: anywhere },
  ] as const;
  for (const { purpose, ...rule } of rules) {
    new SecurityGroupRule(
      naming.name(`mesh-${purpose}`),
      {
        ...rule,
        securityGroupId: group.id,
        nicType: "intranet",
        policy: "accept",
        priority: 1,
        description: `mesh ${purpose}`,
      },
      child(deleteFirst),
    );
  }
  return group;
}
