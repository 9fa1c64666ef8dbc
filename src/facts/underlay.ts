/** What packets between clouds' virtual machines and the internet may measure, and what a tunnel takes of it. */
import type { Cloud } from "./location";

/**
 * MTU of a path that leaves the cloud, bytes.
 *
 * - aws: 1500 over an internet gateway, whatever the VPC carries inside (EC2 user guide, "Network maximum transmission unit").
 * - gcp: 1460, the MTU that Meridian's VPCs have (VPC documentation, "Maximum transmission unit"; src/components/network/gcp/vpc.ts).
 * - alicloud: 1500 over the internet, whatever jumbo frames carry inside (ECS documentation, "MTU and jumbo frames").
 */
export const underlayMtu: Readonly<Record<Cloud, number>> = { aws: 1500, gcp: 1460, alicloud: 1500 };

/** IPv4 header 20, UDP header 8, WireGuard's data header 16 and authentication tag 16 (WireGuard whitepaper, section 5.4.6). */
export const tunnelOverheadBytes = 60;

/** IPv6's minimum (RFC 8200, section 5), and a floor below which tunnels break what runs inside. */
export const smallestTunnelMtu = 1280;
