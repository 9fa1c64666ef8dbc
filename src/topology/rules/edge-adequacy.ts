/**
 * `adequacy` is the European Commission's (GDPR art. 45): it holds for data under GDPR that goes to the EEA or to a
 * country with a decision in force, the destination's DR location included.
 */
import { adequacyDecisions, isAdequate } from "../../facts/jurisdictions";
import { countriesOfData, perEdge, underGdpr } from "./edges";

export const edgeAdequacy = perEdge(({ edge, from, to, find }) => {
  if (edge.legalBasis !== "adequacy" || from.residency === undefined) return undefined;
  if (!underGdpr(from))
    return find("legalBasis", `another basis: adequacy decisions are about data under GDPR, and ${from.name}'s is not`);
  const countries = countriesOfData(to).filter((country) => !isAdequate(country));
  if (countries.length === 0) return undefined;
  const adequate = Object.keys(adequacyDecisions).join(", ");
  return find(
    "legalBasis",
    `a basis under ${from.name}'s legalBases: no adequacy decision for ${countries.join(", ")}, where ${to.name}'s data lies; there is one for ${adequate}`,
  );
});
