/** An edge names a declared class and two different regions that have stack files, and each is declared once. */
import { didYouMean } from "../suggest";
import type { Finding, Rule } from "./rule";

export const edgeKnown: Rule = (draft) => {
  const seen = new Set<string>();
  const classes = draft.dataClasses && [...draft.dataClasses.keys()];
  return draft.edges.flatMap(({ index, value: edge }) => {
    const findings: Finding[] = [];
    const find = (key: "dataClass" | "from" | "to", expected: string) =>
      findings.push({ path: ["replication", index, key], value: edge[key], expected });

    if (classes && !classes.includes(edge.dataClass)) {
      find("dataClass", `a class declared under dataClasses${didYouMean(edge.dataClass, classes)}`);
    }
    for (const end of ["from", "to"] as const) {
      if (!draft.names.has(edge[end])) {
        find(end, `a region with a stack file: ${[...draft.names].join(", ")}${didYouMean(edge[end], draft.names)}`);
      }
    }
    if (edge.from === edge.to) find("to", "another region than the one it leaves");
    const identity = `${edge.dataClass} ${edge.from} ${edge.to}`;
    if (seen.has(identity))
      find("dataClass", `each edge once; ${edge.dataClass} from ${edge.from} to ${edge.to} is declared above`);
    seen.add(identity);
    return findings;
  });
};
