/** `tier: separate` and `isolated: true` are one thing said twice, and have to agree. */
import { at, perRegion } from "./rule";

export const isolatedTier = perRegion((region) => {
  const { isolated, tier } = region;
  if (isolated === undefined || tier === undefined || isolated === (tier === "separate")) return undefined;
  return at(
    region,
    ["tier"],
    tier,
    isolated ? "separate, since the region is isolated" : "another tier than separate, or isolated: true",
  );
});
