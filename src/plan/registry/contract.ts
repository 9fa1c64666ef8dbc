/** How images are called in a region's registry, before there is one. */
import type { Upstream } from "../images";

export interface RegistryPlan {
  /** Name of the host that it answers on. */
  readonly host: string;
  /** Where the service's own image (`meridian/service:1.0.0`) lies, host included. Without a tag, the repository. */
  own(image: string): string;
  /** Where an upstream's image lies, host included. */
  mirrored(upstream: Upstream, image: string): string;
  /** Whether it comes by itself when somebody pulls it: through a cache. */
  fillsItself(upstream: Upstream, image: string): boolean;
}
