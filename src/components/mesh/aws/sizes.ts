/** Which machine carries a gateway's traffic. Pure. */
import * as pulumi from "@pulumi/pulumi";

interface Size {
  readonly type: string;
  readonly vcpus: number;
  /** Baseline bandwidth, Gbit/s: what lasts, without credits. */
  readonly gbps: number;
}

/**
 * C6gn (Graviton2), the least of AWS's network-optimised families by the hour; smallest first.
 * Page: Amazon EC2 instance types, "Specifications for compute optimized instances", network specifications.
 */
export const sizes: readonly Size[] = [
  { type: "c6gn.medium", vcpus: 1, gbps: 1.6 },
  { type: "c6gn.large", vcpus: 2, gbps: 3 },
  { type: "c6gn.xlarge", vcpus: 4, gbps: 6.3 },
  { type: "c6gn.2xlarge", vcpus: 8, gbps: 12.5 },
  { type: "c6gn.4xlarge", vcpus: 16, gbps: 25 },
  { type: "c6gn.8xlarge", vcpus: 32, gbps: 50 },
  { type: "c6gn.12xlarge", vcpus: 48, gbps: 75 },
  { type: "c6gn.16xlarge", vcpus: 64, gbps: 100 },
];

/** Graviton, as Debian calls it. */
export const architecture = "arm64";

/**
 * What EC2 lets a machine send through an internet gateway, Gbit/s: 5 with fewer than 32 vCPUs, else half of its bandwidth
 * (Amazon EC2 User Guide, "Amazon EC2 instance network bandwidth"). There too: one flow, so one tunnel, has 5 at most.
 */
export function throughInternet({ vcpus, gbps }: Size): number {
  return vcpus < 32 ? Math.min(gbps, 5) : gbps / 2;
}

/** Taken for a path of which the stack files don't say how wide it is, Gbit/s. */
export const unknownPath = 1;

/**
 * The smallest type that carries the widest of the tunnels.
 * @throws pulumi.RunError where none does.
 */
export function sizeFor(tunnels: readonly { readonly bitsPerSecond?: number }[]): string {
  const wanted = Math.max(unknownPath, ...tunnels.map(({ bitsPerSecond }) => (bitsPerSecond ?? 0) / 1e9));
  const size = sizes.find((each) => throughInternet(each) >= wanted);
  if (size) return size.type;
  const most = Math.max(...sizes.map(throughInternet));
  throw new pulumi.RunError(
    `mesh.links of Pulumi.yaml has a path of ${wanted} Gbit/s; a gateway on AWS sends at most ${most} Gbit/s through the internet: set bandwidthGbps to ${most} or less`,
  );
}
