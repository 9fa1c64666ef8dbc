/** Who may talk to whom: security groups around instances, a network ACL around the data tier. */
import { SecurityGroup, SecurityGroupRule } from "@pulumi/alicloud/ecs";
import { NetworkAcl, type Network as Vpc } from "@pulumi/alicloud/vpc";
import type { NetworkPlan } from "../../../plan/network";
import { anywhere, cloudServicesCidr, deleteFirst, type Scope } from "./scope";
import type { VSwitch } from "./vpc";

export type SecurityGroupName = "ingress" | "nodes" | "data";

interface Rule {
  readonly group: SecurityGroupName;
  /** Part of the resource's name. */
  readonly purpose: string;
  readonly type: "ingress" | "egress";
  readonly protocol: "tcp" | "udp" | "all";
  /** `from/to`; `-1/-1` is every port and goes with `all` only. */
  readonly ports: string;
  readonly cidr: string;
}

const everyPort = "-1/-1";
const nodePorts = "30000/32767";
const dataPorts = { postgres: "5432/5432", redis: "6379/6379" } as const;

/**
 * Advanced groups (`enterprise`) deny both directions until a rule allows, and they can not name another group: rules go by
 * the plan's CIDRs. They are stateful, so answers need no rule.
 */
export function securityRules({ tiers, pods }: NetworkPlan): readonly Rule[] {
  const inside = { nodes: tiers.private, pods };
  const rules: Rule[] = [
    { group: "ingress", purpose: "https", type: "ingress", protocol: "tcp", ports: "443/443", cidr: anywhere },
    { group: "ingress", purpose: "http", type: "ingress", protocol: "tcp", ports: "80/80", cidr: anywhere },
    { group: "ingress", purpose: "to-nodes", type: "egress", protocol: "tcp", ports: nodePorts, cidr: tiers.private },
    { group: "nodes", purpose: "from-ingress", type: "ingress", protocol: "tcp", ports: nodePorts, cidr: tiers.public },
    { group: "nodes", purpose: "to-internet", type: "egress", protocol: "tcp", ports: "443/443", cidr: anywhere },
  ];
  for (const [who, cidr] of Object.entries(inside)) {
    rules.push(
      { group: "nodes", purpose: `from-${who}`, type: "ingress", protocol: "all", ports: everyPort, cidr },
      { group: "nodes", purpose: `to-${who}`, type: "egress", protocol: "all", ports: everyPort, cidr },
    );
  }
  for (const [store, ports] of Object.entries(dataPorts)) {
    rules.push({ group: "nodes", purpose: `to-${store}`, type: "egress", protocol: "tcp", ports, cidr: tiers.data });
    for (const [who, cidr] of Object.entries(inside)) {
      rules.push({ group: "data", purpose: `${store}-from-${who}`, type: "ingress", protocol: "tcp", ports, cidr });
    }
  }
  const cloud = { https: "443/443", http: "80/80", dns: "53/53" } as const;
  for (const [service, ports] of Object.entries(cloud)) {
    const purpose = `to-cloud-${service}`;
    rules.push({ group: "nodes", purpose, type: "egress", protocol: "tcp", ports, cidr: cloudServicesCidr });
  }
  for (const [service, ports] of Object.entries({ dns: "53/53", ntp: "123/123" })) {
    const purpose = `to-cloud-${service}-udp`;
    rules.push({ group: "nodes", purpose, type: "egress", protocol: "udp", ports, cidr: cloudServicesCidr });
  }
  return rules;
}

export function createSecurityGroups(
  { naming, plan, child }: Scope,
  vpc: Vpc,
): Record<SecurityGroupName, SecurityGroup> {
  const create = (purpose: SecurityGroupName) => {
    const name = naming.name(purpose);
    return new SecurityGroup(
      name,
      { securityGroupName: name, vpcId: vpc.id, securityGroupType: "enterprise", tags: naming.tags },
      child(),
    );
  };
  const groups = { ingress: create("ingress"), nodes: create("nodes"), data: create("data") };
  for (const { group, purpose, type, protocol, ports, cidr } of securityRules(plan)) {
    new SecurityGroupRule(
      naming.name(`${group}-${purpose}`),
      {
        securityGroupId: groups[group].id,
        type,
        ipProtocol: protocol,
        portRange: ports,
        cidrIp: cidr,
        nicType: "intranet",
        policy: "accept",
        priority: 1,
        description: `${group} ${purpose}`,
      },
      child(deleteFirst),
    );
  }
  return groups;
}

/**
 * Without an IPv4 gateway an instance with an address of its own reaches the internet past every route table. The ACL holds
 * the data tier inside the VPC even then. ACLs are stateless: both directions say the same.
 */
export function fenceDataTier({ naming, plan, child }: Scope, vpc: Vpc, vswitches: readonly VSwitch[]): NetworkAcl {
  const name = naming.name("data");
  const entries = [
    { purpose: "vpc", policy: "accept", cidr: plan.cidr },
    { purpose: "cloud-services", policy: "accept", cidr: cloudServicesCidr },
    { purpose: "everything-else", policy: "drop", cidr: anywhere },
  ].map(({ purpose, policy, cidr }) => ({
    cidr,
    entry: { networkAclEntryName: purpose, policy, protocol: "all", port: everyPort },
  }));
  return new NetworkAcl(
    name,
    {
      networkAclName: name,
      vpcId: vpc.id,
      ingressAclEntries: entries.map(({ cidr, entry }) => ({ ...entry, sourceCidrIp: cidr })),
      egressAclEntries: entries.map(({ cidr, entry }) => ({ ...entry, destinationCidrIp: cidr })),
      resources: vswitches
        .filter(({ tier }) => tier === "data")
        .map(({ resource }) => ({ resourceId: resource.id, resourceType: "VSwitch" })),
      tags: naming.tags,
    },
    // A vSwitch stays while an ACL is on it.
    child({ ...deleteFirst, replaceOnChanges: ["resources"] }),
  );
}
