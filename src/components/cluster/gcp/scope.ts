/** What every part of a cluster on Google Cloud needs to know of where it stands. */
import type { ClusterPlan } from "../../../plan/cluster";
import type { ApiScope } from "../../gcp/apis";

export interface ClusterScope extends ApiScope {
  readonly region: string;
  readonly plan: ClusterPlan;
}
