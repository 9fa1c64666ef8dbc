/** Nothing passes that no rule allows: both directions are denied last, and each allowance names its reason. */
import { Firewall, type Network } from "@pulumi/gcp/compute";
import { healthCheckRanges } from "../../../facts/health-checks";
import type { NetworkPlan, SubnetTier } from "../../../plan/network";
import type { GcpLayout } from "./layout";
import { type Scope, tierTag } from "./scope";

export interface FirewallRule {
  readonly purpose: string;
  readonly description: string;
  readonly direction: "INGRESS" | "EGRESS";
  readonly action: "allow" | "deny";
  readonly priority: number;
  /** Where it comes from (ingress) or goes to (egress). */
  readonly ranges: readonly string[];
  readonly protocols: readonly { readonly protocol: string; readonly ports?: readonly string[] }[];
  /** Tiers whose instances the rule applies to; all where absent. */
  readonly tiers?: readonly SubnetTier[];
  readonly logged: boolean;
}

const anywhere = "0.0.0.0/0";
/** The lowest priority that still comes before the network's implied rules (65535), which can not be logged. */
const last = 65534;
const transport = [{ protocol: "tcp" }, { protocol: "udp" }, { protocol: "icmp" }];
const https = [{ protocol: "tcp", ports: ["443"] }];

export function firewallRules(plan: NetworkPlan, layout: GcpLayout): FirewallRule[] {
  const deny = {
    action: "deny",
    priority: last,
    ranges: [anywhere],
    protocols: [{ protocol: "all" }],
    logged: true,
  } as const;
  const allow = { action: "allow", priority: 1000, logged: false } as const;
  return [
    { ...deny, purpose: "deny-ingress", direction: "INGRESS", description: "What no rule lets in" },
    { ...deny, purpose: "deny-egress", direction: "EGRESS", description: "What no rule lets out" },
    {
      ...allow,
      purpose: "allow-nodes",
      description: "Nodes and pods among themselves",
      direction: "INGRESS",
      ranges: [plan.tiers.private, plan.pods],
      protocols: transport,
      tiers: ["private"],
    },
    {
      ...allow,
      purpose: "allow-proxies",
      description: "The region's load balancers to nodes and pods",
      direction: "INGRESS",
      ranges: [layout.proxies],
      protocols: [{ protocol: "tcp" }],
      tiers: ["private"],
    },
    {
      ...allow,
      purpose: "allow-health-checks",
      description: "Google's health checks",
      direction: "INGRESS",
      ranges: healthCheckRanges.gcp,
      protocols: [{ protocol: "tcp" }],
      tiers: ["public", "private"],
    },
    {
      ...allow,
      purpose: "allow-inside",
      description: "From nodes and gateways to anything of the region",
      direction: "EGRESS",
      ranges: [plan.cidr],
      protocols: transport,
      tiers: ["public", "private"],
    },
    {
      ...allow,
      purpose: "allow-google-apis",
      description: "Google APIs through the region's endpoint",
      direction: "EGRESS",
      ranges: [`${layout.apis}/32`],
      protocols: https,
    },
    {
      ...allow,
      purpose: "allow-https",
      description: "HTTPS to the outside, through NAT",
      direction: "EGRESS",
      ranges: [anywhere],
      protocols: https,
      tiers: ["private"],
      logged: true,
    },
  ];
}

export function createFirewall({ naming, plan, project, child }: Scope, vpc: Network, layout: GcpLayout): void {
  for (const rule of firewallRules(plan, layout)) {
    const name = naming.name(rule.purpose);
    const matches = rule.protocols.map(({ protocol, ports }) => ({ protocol, ...(ports && { ports: [...ports] }) }));
    new Firewall(
      name,
      {
        name,
        project,
        network: vpc.id,
        description: rule.description,
        direction: rule.direction,
        priority: rule.priority,
        ...(rule.action === "allow" ? { allows: matches } : { denies: matches }),
        ...(rule.direction === "INGRESS"
          ? { sourceRanges: [...rule.ranges] }
          : { destinationRanges: [...rule.ranges] }),
        ...(rule.tiers && { targetTags: rule.tiers.map(tierTag) }),
        ...(rule.logged && { logConfig: { metadata: "INCLUDE_ALL_METADATA" } }),
      },
      child(),
    );
  }
}
