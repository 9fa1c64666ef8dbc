/** Compliance records are locked at least as long as the law wants them. */
import { recordTerms, shortestRecordTerm } from "../../facts/records";
import type { Rule } from "./rule";

export const recordRetention: Rule = ({ dataClasses, regions }) => {
  const frameworks = new Set(regions.flatMap(({ compliance }) => compliance ?? []));
  const terms = [shortestRecordTerm, ...[...frameworks].flatMap((framework) => recordTerms[framework] ?? [])];
  const longest = terms.reduce((most, term) => (term.days > most.days ? term : most));
  return [...(dataClasses ?? [])].flatMap(([name, described]) => {
    if (described?.bucket !== "compliance" || (described.retentionDays ?? 0) >= longest.days) return [];
    const expected = `at least ${longest.days} days (${longest.source})`;
    return [{ path: ["dataClasses", name, "retentionDays"], value: described.retentionDays, expected }];
  });
};
