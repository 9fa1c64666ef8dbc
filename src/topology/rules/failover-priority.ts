/**
 * In the active-passive pattern the priorities say who is active (0) and in which order the others are promoted: all
 * different, 0 among them, and the traffic at 0.
 */
import { at, type Finding, type Rule, shared } from "./rule";

export const failoverPriority: Rule = (draft) => {
  if (draft.shared.pattern !== "active-passive") return [];
  const sharing = draft.regions.filter(({ isolated }) => isolated === false);
  const findings = [...shared(sharing, (region) => region.failoverPriority)].flatMap(
    ([priority, [first, ...others]]): Finding[] =>
      others.map((region) =>
        at(region, ["failoverPriority"], priority, `a priority of its own; ${first?.name} has ${priority}`),
      ),
  );
  const known = sharing.filter((region) => region.failoverPriority !== undefined);
  const lowest = known.toSorted((a, b) => (a.failoverPriority ?? 0) - (b.failoverPriority ?? 0))[0];
  const complete = known.length === draft.regions.filter(({ isolated }) => isolated !== true).length;
  if (complete && draft.regions.length === draft.names.size && lowest && lowest.failoverPriority !== 0) {
    findings.push(at(lowest, ["failoverPriority"], lowest.failoverPriority, "0 in one region: the active one"));
  }
  return findings;
};
