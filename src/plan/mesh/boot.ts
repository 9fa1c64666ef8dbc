/** What a gateway's machine is told at its first boot: no secret, and nothing that a change of the mesh changes. Pure. */

export interface CloudScripts {
  /**
   * Body of `/usr/local/lib/meridian/fetch`, an executable with its own `#!` line: writes the gateway's bundle (JSON) to standard output, by the
   * instance's own identity. Exit code not 0 when it can't.
   */
  readonly fetch: string;
  /**
   * Body of `/usr/local/lib/meridian/take-routes`, an executable with its own `#!` line: points the VPC's routes to the other regions at this
   * gateway; run when it becomes the active one. Idempotent, ends within 20 s. A cloud that moves routes by itself says `#!/bin/sh\n`.
   */
  readonly takeRoutes: string;
  /** Debian packages that the two need, beside what every gateway has. */
  readonly packages: readonly string[];
}

/** Debian packages of every gateway (Debian 12 and later). */
export const packages = [
  "bird2",
  "iproute2",
  "keepalived",
  "nftables",
  "prometheus-node-exporter",
  "python3",
  "unattended-upgrades",
  "wireguard-tools",
] as const;
