/** Where a cloud's load balancers ask from whether a machine lives. */
import type { Cloud } from "./location";

/**
 * Blocks that health checks of a passthrough load balancer come from, outside the network's own.
 *
 * - gcp: Cloud Load Balancing, "Health check probe IP ranges".
 * - aws, alicloud: Meridian has no load balancer in front of machines that it would ask there.
 */
export const healthCheckRanges: Readonly<Record<Cloud, readonly string[]>> = {
  aws: [],
  gcp: ["35.191.0.0/16", "130.211.0.0/22"],
  alicloud: [],
};
