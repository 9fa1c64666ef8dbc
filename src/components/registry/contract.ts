/** The registry of a region: workloads pull from nowhere else (spec section 2). */
import type * as pulumi from "@pulumi/pulumi";
import type { Upstream } from "../../plan/images";
import type { KeyRing } from "../keys/contract";
import type { Network } from "../network/contract";

export { type Upstream, upstreams } from "../../plan/images";

export interface Registry extends pulumi.Resource {
  /** What grants name: ARN prefix (AWS), repository resource name (Google Cloud), instance id (Alibaba Cloud). */
  readonly id: pulumi.Output<string>;
  /** The service's own image (`meridian/service:1.0.0`) as pods name it: with this region's registry before it. */
  own(image: string): pulumi.Output<string>;
  /**
   * Where an upstream image (`jetstack/cert-manager-controller:v1.19.1` of `quay.io`) is found in this region: through a
   * pull-through cache where the cloud has one, else the mirrored copy. Without a tag, the repository's place.
   */
  mirrored(upstream: Upstream, image: string): pulumi.Output<string>;
}

export interface RegistryArgs {
  readonly keys: KeyRing;
  /** From where it is reached, where a registry has to be let into a network (Alibaba Cloud). */
  readonly network: Network;
}
