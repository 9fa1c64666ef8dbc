/** What Google Cloud wants beside the tiers, taken out of the plan's managed block. Pure. */
import { Netmask } from "netmask";
import { block, type NetworkPlan } from "../../../plan/network";

/**
 * The managed block, 10.N.176.0/20:
 *
 * | part | offset | for |
 * |---|---|---|
 * | peered | .176.0/21 | private services access: Cloud SQL and Memorystore take a /24 or less per kind and region |
 * | proxies | .184.0/23 | the proxy-only subnet of the regional Envoy load balancers (Google recommends /23) |
 * | apis | .186.1 | the Private Service Connect endpoint of the Google APIs; must lie in no subnet |
 * | controlPlane | .187.0/28 | the cluster's control plane; GKE makes the subnet |
 * | – | .187.16 and up | free |
 */
export interface GcpLayout {
  readonly peered: { readonly base: string; readonly prefix: number };
  readonly proxies: string;
  readonly apis: string;
  readonly controlPlane: string;
}

const peeredPrefix = 21;

export function gcpLayout(plan: NetworkPlan): GcpLayout {
  return {
    peered: { base: new Netmask(block(plan.managed, peeredPrefix, 0)).base, prefix: peeredPrefix },
    proxies: block(plan.managed, 23, 4),
    apis: new Netmask(block(plan.managed, 24, 10)).first,
    controlPlane: block(plan.managed, 28, 176),
  };
}
