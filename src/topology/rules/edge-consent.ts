/**
 * Consent carries no standing replication of data under GDPR: art. 49(1)(a) is a derogation for occasional transfers
 * (EDPB guidelines 2/2018).
 */
import { outside, perEdge, underGdpr } from "./edges";

export const edgeConsent = perEdge(({ edge, dataClass, from, to, find }) => {
  if (edge.legalBasis !== "consent" || !dataClass.personal || !underGdpr(from) || outside(from, to).length === 0)
    return undefined;
  return find(
    "legalBasis",
    `adequacy or a basis under ${from.name}'s legalBases: consent (GDPR art. 49) is for occasional transfers, not for replication`,
  );
});
