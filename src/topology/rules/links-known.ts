/** A mesh link joins two different regions that have stack files, and each pair is described once. */
import { didYouMean } from "../suggest";
import type { Finding, Rule } from "./rule";

export const linksKnown: Rule = (draft) => {
  const seen = new Set<string>();
  return draft.links.flatMap(({ index, value: { between } }) => {
    const findings: Finding[] = [];
    const find = (end: number, expected: string) =>
      findings.push({ path: ["mesh", "links", index, "between", end], value: between[end], expected });
    for (const [end, name] of between.entries()) {
      if (!draft.names.has(name))
        find(end, `a region with a stack file: ${[...draft.names].join(", ")}${didYouMean(name, draft.names)}`);
    }
    if (between[0] === between[1]) find(1, "another region than the first");
    const pair = [...between].sort().join(" ");
    if (seen.has(pair)) find(0, `each pair once; ${between.join(" and ")} are linked above, both ways`);
    seen.add(pair);
    return findings;
  });
};
