/** What every part of the mesh on Google Cloud needs to know of where it stands. */
import type { Gateway } from "../../../plan/mesh";
import type { Network } from "../../network/contract";
import type { Scope } from "../../network/gcp/scope";

export interface MeshScope extends Scope {
  readonly network: Network;
  /**
   * The zones by their names, which are the same for every project: known before anything is made, so that a preview can
   * tell where a zonal resource would lie. What the cloud answers (`network.zones`) is not known then.
   */
  readonly zones: readonly string[];
}

/** `mesh-1`: part of the names of all that a gateway is made of. */
export const gatewayPurpose = ({ index }: Pick<Gateway, "index">): string => `mesh-${index}`;

/** Network tag of the gateways, beside the public tier's. */
export const meshTag = "meridian-mesh";

/** Logs that Google's guest agent writes, of boots and scripts, in the Logging query language. */
export function meshLogFilter({ naming }: Pick<MeshScope, "naming">, gateways: readonly Gateway[]): string {
  const names = gateways.map((gateway) => `"${naming.name(gatewayPurpose(gateway))}"`).join(" OR ");
  return `resource.type="gce_instance" AND labels.instance_name=(${names})`;
}
