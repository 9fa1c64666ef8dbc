/** A region's block is a /16 of 10.0.0.0/8 without host bits, so that the network plan fits and peers can be routed. */
import { Netmask } from "netmask";
import { at, perRegion } from "./rule";

/** The block when it has the right form; undefined otherwise. */
export function regionBlock(cidr: string): Netmask | undefined {
  if (!/^10\.\d{1,3}\.\d{1,3}\.\d{1,3}\/16$/.test(cidr)) return undefined;
  try {
    const block = new Netmask(cidr);
    return `${block.base}/16` === cidr ? block : undefined;
  } catch {
    return undefined; // an octet above 255
  }
}

function whyNot(cidr: string): string {
  let block: Netmask;
  try {
    block = new Netmask(cidr);
  } catch {
    return "an IPv4 block in CIDR notation";
  }
  if (!cidr.includes("/")) return "a block, not an address";
  if (!new Netmask("10.0.0.0/8").contains(block)) return "a block inside 10.0.0.0/8";
  if (block.bitmask !== 16) return `a /16, not a /${block.bitmask}`;
  return `no bits set behind the prefix: ${block.base}/16`;
}

export const cidrForm = perRegion((region) => {
  const cidr = region.network?.cidr;
  if (cidr === undefined || regionBlock(cidr)) return undefined;
  const own = region.number === undefined ? "10.N.0.0/16" : `10.${region.number}.0.0/16`;
  return at(region, ["network", "cidr"], cidr, `${own} (${whyNot(cidr)})`);
});
