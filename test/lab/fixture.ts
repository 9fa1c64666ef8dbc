/** The checkout's own topology with keys, planned as a lab. */
import { withFreshKeys } from "../../lab/keys";
import { type LabPlan, labPlan } from "../../lab/plan";
import { checkout } from "../../ops/paths";
import { loadTopology } from "../../src/topology/load";

export const topology = () => loadTopology(checkout);

export function plan(prefix = "mlab-000000-"): LabPlan {
  return labPlan(withFreshKeys(topology()).topology, prefix);
}
