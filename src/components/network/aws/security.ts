/** Security groups by tier. A group without a rule lets nothing through; each rule here is a reason to be reached. */
import { SecurityGroup } from "@pulumi/aws/ec2";
import { SecurityGroupEgressRule, SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import { ec2NameLimit, type VpcSite } from "./site";

export interface SecurityGroups {
  readonly ingress: SecurityGroup;
  readonly nodes: SecurityGroup;
  readonly data: SecurityGroup;
  readonly endpoints: SecurityGroup;
}

/** TCP ports, first and last; `all` is every protocol. */
type Ports = readonly [number, number] | "all";
type Peer = { readonly cidr: string } | { readonly group: SecurityGroup };

const https: Ports = [443, 443];
const http: Ports = [80, 80];
const nodePorts: Ports = [30000, 32767];
const stores: Readonly<Record<string, Ports>> = { postgres: [5432, 5432], redis: [6379, 6379] };
const anywhere: Peer = { cidr: "0.0.0.0/0" };

/** A group can't change its description, nor two of a VPC share a name: a description stays what it was. */
function createGroup(site: VpcSite, purpose: string, description: string): SecurityGroup {
  return new SecurityGroup(
    site.child(purpose),
    {
      name: site.naming.name(purpose, ec2NameLimit),
      description,
      vpcId: site.vpc.id,
      tags: site.tags(purpose),
    },
    // The name is the VPC's: in another one the new group stands beside the old, which endpoints still use.
    site.options({ deleteBeforeReplace: false }),
  );
}

function ruleArgs(site: VpcSite, purpose: string, group: SecurityGroup, ports: Ports, peer: Peer) {
  const range = ports === "all" ? { ipProtocol: "-1" } : { ipProtocol: "tcp", fromPort: ports[0], toPort: ports[1] };
  const source: { cidrIpv4: string } | { referencedSecurityGroupId: pulumi.Output<string> } =
    "cidr" in peer ? { cidrIpv4: peer.cidr } : { referencedSecurityGroupId: peer.group.id };
  return { securityGroupId: group.id, ...range, ...source, description: purpose, tags: site.tags(purpose) };
}

export function createSecurityGroups(site: VpcSite): SecurityGroups {
  const groups = {
    ingress: createGroup(site, "ingress", "Load balancers that the internet reaches"),
    nodes: createGroup(site, "nodes", "Kubernetes nodes"),
    data: createGroup(site, "data", "Databases and caches"),
    endpoints: createGroup(site, "endpoints", "Private endpoints of AWS services"),
  };
  const allow = (purpose: string, group: SecurityGroup, ports: Ports, from: Peer) =>
    new SecurityGroupIngressRule(site.child(purpose), ruleArgs(site, purpose, group, ports, from), site.options());
  const reach = (purpose: string, group: SecurityGroup, ports: Ports, to: Peer) =>
    new SecurityGroupEgressRule(site.child(purpose), ruleArgs(site, purpose, group, ports, to), site.options());

  allow("ingress-from-internet-https", groups.ingress, https, anywhere);
  allow("ingress-from-internet-http", groups.ingress, http, anywhere);
  reach("ingress-to-nodes", groups.ingress, nodePorts, { group: groups.nodes });

  allow("nodes-from-ingress", groups.nodes, nodePorts, { group: groups.ingress });
  allow("nodes-from-nodes", groups.nodes, "all", { group: groups.nodes });
  reach("nodes-to-nodes", groups.nodes, "all", { group: groups.nodes });
  reach("nodes-to-internet-https", groups.nodes, https, anywhere);
  reach("nodes-to-internet-http", groups.nodes, http, anywhere);

  for (const [store, ports] of Object.entries(stores)) {
    reach(`nodes-to-${store}`, groups.nodes, ports, { group: groups.data });
    allow(`data-from-nodes-${store}`, groups.data, ports, { group: groups.nodes });
  }

  allow("endpoints-from-vpc", groups.endpoints, https, { cidr: site.network.cidr });
  return groups;
}
