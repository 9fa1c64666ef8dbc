/** Who may talk to the gateways. */
import { SecurityGroup, SecurityGroupRule } from "@pulumi/alicloud/ecs";
import type * as pulumi from "@pulumi/pulumi";
import { blockName, deleteFirst, type MeshSite } from "./site";

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
  for (const { purpose, ...rule } of rules)
    createRule({ naming, child }, group.id, { ...rule, purpose: `mesh-${purpose}`, description: `mesh ${purpose}` });
  return group;
}

/** Nodes and their pods to those of the other regions, and back. Which pods may, network policies say. */
export function openNodes({ naming, given: { network, plan }, child }: MeshSite): void {
  for (const cidrIp of plan.remoteCidrs) {
    const block = blockName(cidrIp);
    const rule = { ipProtocol: "all", portRange: everyPort, cidrIp, description: "mesh nodes" } as const;
    for (const [type, way] of [
      ["ingress", "from"],
      ["egress", "to"],
    ] as const)
      createRule({ naming, child }, network.groups.nodes, { ...rule, type, purpose: `mesh-nodes-${way}-${block}` });
  }
}

interface Rule {
  /** Part of the resource's name. */
  readonly purpose: string;
  readonly type: "ingress" | "egress";
  readonly ipProtocol: "udp" | "all";
  readonly portRange: string;
  readonly cidrIp: string;
  readonly description: string;
}

function createRule(
  { naming, child }: Pick<MeshSite, "naming" | "child">,
  securityGroupId: pulumi.Input<string>,
  { purpose, ...rule }: Rule,
): void {
  new SecurityGroupRule(
    naming.name(purpose),
    { ...rule, securityGroupId, nicType: "intranet", policy: "accept", priority: 1 },
    child(deleteFirst),
  );
}
