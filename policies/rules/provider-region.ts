/** A cloud's provider says its region in so many words, and it is one of the residency. */
import { clouds } from "../../src/facts/locations";
import { outside, site } from "../place";
import { text } from "../properties";
import type { Rule } from "../rule";
import { cannotTell, none, notApplicable, violation } from "../verdict";

export const providerRegion: Rule = {
  name: "provider-region",
  description: "Every provider of a cloud has an explicit region inside the residency of the stack.",
  controls: ["CCC.Core.CN06"],
  judge({ type, properties, world: { self } }) {
    const cloud = clouds.find((known) => type === `pulumi:providers:${known}`);
    if (!cloud) return notApplicable("no provider of a cloud");
    if (self.kind === "global") return violation(`${self.name} is for DNS and edge only`);
    const residency = `the residency of ${self.name} is ${self.jurisdiction}: ${self.residency.join(", ")}`;
    const region = text(properties, "region");
    if (!region) return cannotTell(`it has no region, so the environment would decide; ${residency}`);
    if (!region.known) return cannotTell(`its region is not known yet; give it as a literal; ${residency}`);
    const found = site(cloud, region.value);
    if (!found) return cannotTell(`${region.value} is no location of ${cloud} that src/facts knows; ${residency}`);
    return none([outside(found, self)].flatMap((reason) => reason ?? []));
  },
};
