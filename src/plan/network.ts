/** How a region's /16 is laid out, the same in every cloud. Pure. */
import { Netmask } from "netmask";
import type { Region, Shared } from "../topology/schema";
import { zonesPerRegion } from "../topology/zones";
import { logRetentionDays } from "./retention";

export const subnetTiers = ["public", "private", "data"] as const;
export type SubnetTier = (typeof subnetTiers)[number];

export interface ZonalSubnet {
  readonly tier: SubnetTier;
  /** 0, 1 or 2: which of the region's three zones. */
  readonly zone: number;
  readonly cidr: string;
}

/**
 * The layout of 10.N.0.0/16:
 *
 * | block | offset | for |
 * |---|---|---|
 * | private | .0.0/17 | nodes: a /19 in each zone, the fourth kept free |
 * | data | .128.0/20 | databases and caches: a /22 in each zone, the fourth kept free |
 * | public | .144.0/20 | load balancers and NAT: a /22 in each zone, the fourth kept free |
 * | services | .160.0/20 | Kubernetes services (GKE, ACK) |
 * | managed | .176.0/20 | services the cloud runs for us and peers in (GCP private services access, control planes) |
 * | pods | .192.0/18 | pod ranges where the cloud wants one (GKE, ACK) |
 */
export interface NetworkPlan {
  readonly cidr: string;
  readonly tiers: Readonly<Record<SubnetTier, string>>;
  /** Three per tier, ordered by tier, then by zone. */
  readonly subnets: readonly ZonalSubnet[];
  readonly services: string;
  readonly managed: string;
  readonly pods: string;
  /** Days that flow logs are kept: the longest that a framework of the region asks for. */
  readonly flowLogRetentionDays: number;
}

export { zonesPerRegion } from "../topology/zones";

/**
 * The `index`th block of /`bits` inside `cidr`, counting from 0.
 * @throws RangeError when there is no such block.
 */
export function block(cidr: string, bits: number, index: number): string {
  const whole = new Netmask(cidr);
  const count = 2 ** (bits - whole.bitmask);
  if (!Number.isInteger(index) || index < 0 || index >= count || count < 1) {
    throw new RangeError(`${cidr} has no /${bits} number ${index}`);
  }
  const first = new Netmask(`${whole.base}/${bits}`);
  return (index === 0 ? first : first.next(index)).toString();
}

export function networkPlan(shared: Shared, region: Region): NetworkPlan {
  const { cidr } = region.network;
  const tiers = { private: block(cidr, 17, 0), data: block(cidr, 20, 8), public: block(cidr, 20, 9) };
  const zoneBits = { private: 19, data: 22, public: 22 };
  return {
    cidr,
    tiers,
    subnets: subnetTiers.flatMap((tier) =>
      Array.from({ length: zonesPerRegion }, (_, zone) => ({
        tier,
        zone,
        cidr: block(tiers[tier], zoneBits[tier], zone),
      })),
    ),
    services: block(cidr, 20, 10),
    managed: block(cidr, 20, 11),
    pods: block(cidr, 18, 3),
    flowLogRetentionDays: logRetentionDays(shared, region),
  };
}
