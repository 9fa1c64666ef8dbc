/** Percentages of several regions that have to make 100. */
import type { Draft, DraftRegion } from "../draft";
import { at, type Finding } from "./rule";

/** Shares may be thirds; what a hundredth of a per cent is off is rounding. */
const tolerance = 0.01;

/**
 * One finding, at the last of the regions, when their percentages do not make 100. None while a region is unreadable,
 * since nobody knows what it would add.
 */
export function sumTo100(
  draft: Draft,
  key: "trafficWeight" | "computeShare",
  counts: (region: DraftRegion) => boolean,
  who: string,
): Finding[] {
  const readable = draft.regions.every((region) => region[key] !== undefined && region.isolated !== undefined);
  const regions = draft.regions.filter(counts);
  const last = regions.at(-1);
  if (!readable || draft.regions.length < draft.names.size || last === undefined) return [];
  const sum = regions.reduce((total, region) => total + (region[key] ?? 0), 0);
  if (Math.abs(sum - 100) <= tolerance) return [];
  const parts = regions.map((region) => `${region.name} ${region[key]}`).join(", ");
  return [at(last, [key], last[key], `that ${who} make 100; they make ${Number(sum.toFixed(2))} (${parts})`)];
}
