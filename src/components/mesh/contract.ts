/** The region's WireGuard gateways, whichever cloud carries them (spec section 4). An isolated region has none. */
import type * as pulumi from "@pulumi/pulumi";
import type { RegionMesh } from "../../plan/mesh";
import type { KeyRing } from "../keys/contract";
import type { Network } from "../network/contract";
import type { SecretStore } from "../secrets/contract";

export interface MeshGateway {
  /** `mesh-eu-west-1` */
  readonly name: string;
  /** The static public IPv4 address that the gateway's endpoint name leads to. */
  readonly address: pulumi.Output<string>;
}

/**
 * One instance in a zone for each gateway of the plan, made anew by the cloud when it dies: same static public address, same
 * address in the VPC (`vpcAddress`), no SSH, disk encrypted with the region's `disks` key. Its own identity reads its own secret and
 * nothing else. Routes of the private and public subnets to `remoteCidrs` lead to the gateway that lives (≤30 s), and the region's firewall
 * lets nodes and pods and those blocks speak to one another.
 */
export interface Mesh extends pulumi.Resource {
  /** In the plan's order. */
  readonly gateways: readonly MeshGateway[];
}

export interface MeshArgs {
  readonly plan: RegionMesh;
  readonly network: Network;
  readonly keys: KeyRing;
  readonly secrets: SecretStore;
  /** For each gateway in the plan's order, what it fetches at boot and every minute (src/plan/mesh/bundle.ts). Pulumi secrets. */
  readonly bundles: readonly pulumi.Output<string>[];
}
