/** `pseudonymised` and `no-personal-data` are claims about the class, and have to agree with what it says of itself. */
import { perEdge } from "./edges";

export const edgePersonal = perEdge(({ edge, dataClass, from, find }) => {
  if (!dataClass.personal || (edge.legalBasis !== "pseudonymised" && edge.legalBasis !== "no-personal-data"))
    return undefined;
  return find(
    "legalBasis",
    `a basis for personal data, which ${edge.dataClass} holds: same-jurisdiction, adequacy, or one under ${from.name}'s legalBases`,
  );
});
