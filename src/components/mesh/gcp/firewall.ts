/** What the firewall lets through to gateways, and between the region and the other regions. */
import { Firewall } from "@pulumi/gcp/compute/firewall";
import * as pulumi from "@pulumi/pulumi";
import type { RegionMesh } from "../../../plan/mesh";
import { type MeshScope, meshTag } from "./scope";

interface FirewallRule {
  readonly purpose: string;
  readonly description: string;
  readonly direction: "INGRESS" | "EGRESS";
  /** Where it comes from (ingress) or goes to (egress). */
  readonly ranges: readonly string[];
  readonly protocols: readonly { readonly protocol: string; readonly ports?: readonly string[] }[];
  readonly members: "gateways" | "nodes";
  readonly logged?: true;
}

const anywhere = "0.0.0.0/0";
const everything = [{ protocol: "all" }];
const transport = [{ protocol: "tcp" }, { protocol: "udp" }, { protocol: "icmp" }];

/** Google's health checks of the public tier are the network's own rule. */
export function firewallRules({ gateways, remoteCidrs }: RegionMesh, cidr: string): FirewallRule[] {
  const tunnels = [
    ...new Set(gateways.flatMap(({ port, tunnels: far }) => [port, ...far.map((tunnel) => tunnel.port)])),
  ];
  const listening = [...new Set(gateways.map(({ port }) => port))];
  const udp = (ports: readonly number[]) => [{ protocol: "udp", ports: ports.map(String) }];
  const rules: FirewallRule[] = [
    {
      purpose: "mesh-tunnels-in",
      // Peers are names: their addresses are other stacks', which this one never reads. WireGuard answers nobody whose key it does not know, and
      // nftables on the machine lets in those alone that the names lead to.
      description: "WireGuard of the other regions",
      direction: "INGRESS",
      ranges: [anywhere],
      protocols: udp(listening),
      members: "gateways",
    },
    {
      purpose: "mesh-tunnels-out",
      description: "WireGuard to the other regions",
      direction: "EGRESS",
      ranges: [anywhere],
      protocols: udp(tunnels),
      members: "gateways",
    },
    {
      purpose: "mesh-inside-in",
      description: "What the region sends to other regions; the gateways among themselves",
      direction: "INGRESS",
      ranges: [cidr],
      protocols: everything,
      members: "gateways",
    },
    {
      purpose: "mesh-inside-out",
      description: "What other regions send to this one; the gateways among themselves",
      direction: "EGRESS",
      ranges: [cidr],
      protocols: everything,
      members: "gateways",
    },
    {
      purpose: "mesh-updates",
      description: "Debian's packages",
      direction: "EGRESS",
      ranges: [anywhere],
      protocols: [{ protocol: "tcp", ports: ["80", "443"] }],
      members: "gateways",
      logged: true,
    },
  ];
  if (remoteCidrs.length === 0) return rules;
  const regions = { ranges: remoteCidrs, protocols: transport, members: "nodes" } as const;
  return [
    ...rules,
    { ...regions, purpose: "mesh-nodes-in", description: "Other regions to nodes and pods", direction: "INGRESS" },
    { ...regions, purpose: "mesh-nodes-out", description: "Nodes and pods to other regions", direction: "EGRESS" },
  ];
}

export function createFirewall(scope: MeshScope, mesh: RegionMesh, dependsOn: pulumi.Resource): void {
  const { naming, project, network, child } = scope;
  const tags = { gateways: pulumi.output(meshTag), nodes: network.groups.nodes };
  for (const rule of firewallRules(mesh, network.cidr)) {
    const name = naming.name(rule.purpose);
    new Firewall(
      name,
      {
        name,
        project,
        network: network.id,
        description: rule.description,
        direction: rule.direction,
        priority: 1000,
        allows: rule.protocols.map(({ protocol, ports }) => ({ protocol, ...(ports && { ports: [...ports] }) })),
        ...(rule.direction === "INGRESS"
          ? { sourceRanges: [...rule.ranges] }
          : { destinationRanges: [...rule.ranges] }),
        targetTags: [tags[rule.members]],
        ...(rule.logged && { logConfig: { metadata: "INCLUDE_ALL_METADATA" } }),
      },
      child({ dependsOn }),
    );
  }
}
