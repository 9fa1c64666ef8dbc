/**
 * `same-jurisdiction` is true: the destination and its DR location lie inside the origin's residency. A class that
 * replicates only inside its jurisdiction has no other basis.
 */
import { outside, perEdge } from "./edges";

export const edgeSameJurisdiction = perEdge(({ edge, dataClass, from, to, find }) => {
  if (edge.legalBasis !== "same-jurisdiction") {
    if (dataClass.replication !== "same-jurisdiction") return undefined;
    return find("legalBasis", `same-jurisdiction, the only basis on which ${edge.dataClass} replicates`);
  }
  const countries = outside(from, to);
  if (countries.length === 0) return undefined;
  const residency = from.residency?.countries.join(", ");
  return find(
    "legalBasis",
    `another basis: ${to.name}'s data lies in ${countries.join(", ")} too, outside ${from.name}'s residency (${residency})`,
  );
});
