/**
 * A continent or country belongs to one region. A country wins over its continent, so China's CN and another region's
 * asia do not overlap. In the active-passive pattern the standbys serve what the active region serves.
 */
import { at, type Finding, type Rule } from "./rule";

export const servesOnce: Rule = (draft) => {
  const takenBy = new Map<string, string>();
  const findings: Finding[] = [];
  for (const region of draft.regions) {
    const own = new Set<string>();
    for (const [index, place] of (region.serves ?? []).entries()) {
      const other = takenBy.get(place);
      if (own.has(place)) findings.push(at(region, ["serves", index], place, "each place once"));
      else if (other === undefined) takenBy.set(place, region.name);
      else if (draft.shared.pattern === "active-active" || region.isolated === true) {
        findings.push(at(region, ["serves", index], place, `a place that no other region serves; ${other} does`));
      }
      own.add(place);
    }
  }
  return findings;
};
