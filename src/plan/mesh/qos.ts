/** Which packet is of which class, and what each class is sure of (spec section 4). Pure. */
import type { MeshSettings } from ".";

export type TrafficClassName = "critical" | "dataSync" | "standard";

export interface TrafficClass {
  readonly name: TrafficClassName;
  /** Class of the shaper, and the priority that the firewall writes on packets: `1:10`. */
  readonly id: string;
  /** Share of the path that the class is sure of, per cent. */
  readonly share: number;
  /** 0 is served first where more is free than what all are sure of. */
  readonly priority: number;
  /** Differentiated services code points by which workloads ask for the class (RFC 4594). */
  readonly codePoints: readonly string[];
  /** Ports that belong to the class whatever their code point, either end of the flow. */
  readonly tcpPorts: readonly number[];
  readonly udpPorts: readonly number[];
}

/** What no other class claims is `standard`: 1:30. */
export const defaultMinor = 30;

/**
 * `critical`: routing itself (BGP 179, BFD 3784 and 4784), and what is marked CS6, CS5 or EF: coordination and failover.
 * `dataSync`: Postgres and Redis between regions, and what is marked AF1x or CS1: replication and backup.
 */
export function trafficClasses({ shares }: MeshSettings): readonly TrafficClass[] {
  return [
    {
      name: "critical",
      id: "1:10",
      share: shares.critical,
      priority: 0,
      codePoints: ["cs6", "cs5", "ef"],
      tcpPorts: [179],
      udpPorts: [3784, 4784],
    },
    {
      name: "dataSync",
      id: "1:20",
      share: shares.dataSync,
      priority: 1,
      codePoints: ["cs1", "af11", "af12", "af13"],
      tcpPorts: [5432, 6379],
      udpPorts: [],
    },
    {
      name: "standard",
      id: `1:${defaultMinor}`,
      share: shares.standard,
      priority: 2,
      codePoints: [],
      tcpPorts: [],
      udpPorts: [],
    },
  ];
}
