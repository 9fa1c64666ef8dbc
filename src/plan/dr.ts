/** What a region keeps in its DR location. Pure. */
import type { Region } from "../topology/schema";
import { block, zonesPerRegion } from "./network";

/** RFC 1918's second block holds the DR networks of all 255 possible regions, a /20 each: no 10.N.0.0/16 meets one. */
const drBlock = "172.16.0.0/12";

export interface DrNetworkPlan {
  readonly cidr: string;
  /** A /24 in each of three zones, for the database replica. */
  readonly subnets: readonly { readonly zone: number; readonly cidr: string }[];
}

/** A network in the DR location where the cloud's networks are regional (AWS, Alibaba Cloud). */
export function drNetworkPlan(region: Region): DrNetworkPlan {
  const cidr = block(drBlock, 20, region.number);
  const subnets = Array.from({ length: zonesPerRegion }, (_, zone) => ({ zone, cidr: block(cidr, 24, zone) }));
  return { cidr, subnets };
}
