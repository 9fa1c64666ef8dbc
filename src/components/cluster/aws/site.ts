/** What the parts of the cluster share. */
import type { ClusterPlan } from "../../../plan/cluster";
import type { Site } from "../../aws/site";
import type { ClusterArgs } from "../contract";

export interface ClusterSite extends Site {
  readonly plan: ClusterPlan;
  /** What is there already. */
  readonly given: ClusterArgs;
}
