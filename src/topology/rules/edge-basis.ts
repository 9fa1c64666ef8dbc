/** Every edge has a legal basis: one of the plain ones, or one that the origin's owner has signed. */
import { didYouMean } from "../suggest";
import { perEdge, plainBases } from "./edges";

export const edgeBasis = perEdge(({ edge, from, find }) => {
  if (from.legalBases === undefined) return undefined;
  const known: string[] = [...plainBases, ...Object.keys(from.legalBases)];
  if (known.includes(edge.legalBasis)) return undefined;
  const meant = didYouMean(edge.legalBasis, known);
  return find("legalBasis", `${plainBases.join(", ")}, or an id under legalBases in ${from.name}'s stack file${meant}`);
});
