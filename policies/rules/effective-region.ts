/** Every resource lies inside its stack's residency, wherever it says so: on itself, or through its provider. */

import { type Cloud, clouds } from "../../src/facts/locations";
import { outside, whereabouts } from "../place";
import type { Rule } from "../rule";
import { factsOf, packageOf, tables } from "../tables";
import { cannotTell, none, notApplicable, violation } from "../verdict";

function isCloud(pkg: string): pkg is Cloud {
  return clouds.some((cloud) => cloud === pkg);
}

export const effectiveRegion: Rule = {
  name: "effective-region",
  description: "A resource's effective region (its own, else its provider's) lies inside the residency of the stack.",
  controls: ["CCC.Core.CN06", "CCC.Core.CN10", "GDPR ch. V", "PIPL ch. III"],
  judge(subject) {
    if (subject.kind !== "resource") return notApplicable(`a ${subject.kind} keeps nothing in a cloud`);
    const { self } = subject.world;
    const pkg = packageOf(subject.type);
    const facts = factsOf(subject.type);
    if (!facts) {
      return cannotTell(
        tables.has(pkg)
          ? `the type is unknown; say in policies/tables/${pkg}.ts where its location is found`
          : `no table knows provider ${pkg}; policies/tables needs one`,
      );
    }
    const { place } = facts;
    if (place.kind === "anywhere") return violation(`${place.reason}, which no residency allows`);
    if (place.kind !== "located") return notApplicable(place.reason);
    if (self.kind === "global") return violation(`it lies in a region, and ${self.name} is for DNS and edge only`);
    if (!isCloud(pkg)) return cannotTell(`the locations of ${pkg} are unknown`);
    const where = whereabouts(pkg, place, subject);
    if ("unknown" in where) {
      return cannotTell(
        `${where.unknown} (residency of ${self.name}: ${self.jurisdiction}, ${self.residency.join(", ")})`,
      );
    }
    return none(where.sites.flatMap((site) => outside(site, self) ?? []));
  },
};
