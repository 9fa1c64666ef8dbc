/** Everything that takes tags says whose it is and under which law it stands. */
import { find, type Value } from "../properties";
import type { Rule } from "../rule";
import type { Subject } from "../subject";
import { factsOf } from "../tables";
import { compliant, notApplicable, type Verdict } from "../verdict";

const keys = [
  "meridian-service",
  "meridian-environment",
  "meridian-stack",
  "meridian-residency",
  "meridian-owner",
] as const;

/** The tag at `path`, whether tags are a map or, as in an AWS Auto Scaling group, a list of {key, value}. */
function tag({ properties }: Subject, path: string, key: string): Value | undefined {
  const [direct] = find(properties, `${path}.${key}`);
  if (direct) return direct;
  const names = find(properties, `${path}.*.key`);
  const at = names.findIndex((name) => name.known && name.value === key);
  return at < 0 ? undefined : find(properties, `${path}.*.value`)[at];
}

export const requiredTags: Rule = {
  name: "required-tags",
  description: `Everything taggable carries ${keys.join(", ")}; the stack's and the residency's are true.`,
  controls: ["CCC.Core.CN06"],
  judge(subject) {
    const { self } = subject.world;
    const path = factsOf(subject.type)?.tags;
    if (!path) return notApplicable("the type takes no tags");
    if (self.kind === "global") return notApplicable("DNS and edge take no tags");
    const wanted: Partial<Record<string, string>> = {
      "meridian-stack": self.name,
      "meridian-residency": self.jurisdiction,
    };
    const missing: string[] = [];
    const unknown: string[] = [];
    for (const key of keys) {
      const found = tag(subject, path, key);
      const right = wanted[key];
      if (found?.known === false) unknown.push(`${path} ${key} is not known yet; give it as a literal`);
      else if (!found || found.value === "") missing.push(`${path} lacks ${key}${right ? `: ${right}` : ""}`);
      else if (right && found.value !== right)
        missing.push(`${path} has ${key}: ${String(found.value)}; it should be ${right}`);
    }
    const verdict: Verdict["verdict"] = missing.length > 0 ? "violation" : "cannot-tell";
    return missing.length + unknown.length === 0 ? compliant : { verdict, reasons: [...missing, ...unknown] };
  },
};
