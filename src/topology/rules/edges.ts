/** What the rules about replication edges share: the two ends, and what law the data comes from. */
import { countriesOf, isEea } from "../../facts/jurisdictions";
import { type Country, findLocation } from "../../facts/locations";
import type { Draft, DraftRegion } from "../draft";
import type { DataClass, ReplicationEdge } from "../schema";
import type { Finding, Rule } from "./rule";

/** Legal bases that need no entry under `legalBases`. */
export const plainBases = ["same-jurisdiction", "adequacy", "pseudonymised", "no-personal-data", "consent"] as const;

/** An edge whose class and ends could be read, and whose ends may meet at all. */
export interface KnownEdge {
  readonly edge: ReplicationEdge;
  readonly dataClass: DataClass;
  readonly from: DraftRegion;
  readonly to: DraftRegion;
  /** A finding at one of the edge's keys. */
  find(key: keyof ReplicationEdge, expected: string): Finding;
}

/** Edges between two regions that are not isolated; those that join an isolated one have a rule of their own. */
function knownEdges(draft: Draft): KnownEdge[] {
  const regions = new Map(draft.regions.map((region) => [region.name, region]));
  return draft.edges.flatMap(({ index, value: edge }): KnownEdge[] => {
    const dataClass = draft.dataClasses?.get(edge.dataClass);
    const from = regions.get(edge.from);
    const to = regions.get(edge.to);
    if (!dataClass || !from || !to || from === to || from.isolated !== false || to.isolated !== false) return [];
    const find = (key: keyof ReplicationEdge, expected: string): Finding => ({
      path: ["replication", index, key],
      value: edge[key],
      expected,
    });
    return [{ edge, dataClass, from, to, find }];
  });
}

/** A rule that looks at each edge alone. The same reason at several edges is one finding, at the first of them. */
export function perEdge(judge: (edge: KnownEdge) => Finding | undefined): Rule {
  return (draft) => {
    const groups = new Map<string, Finding[]>();
    for (const finding of knownEdges(draft).flatMap((edge) => judge(edge) ?? [])) {
      const reason = `${finding.path.at(-1)?.toString()} ${finding.value} ${finding.expected}`;
      const group = groups.get(reason);
      if (group) group.push(finding);
      else groups.set(reason, [finding]);
    }
    return [...groups.values()].flatMap(([first, ...same]): Finding[] => {
      if (first === undefined) return [];
      const others = same.map(({ path }) => `[${String(path[1])}]`).join(", ");
      return [same.length === 0 ? first : { ...first, expected: `${first.expected}; the same at ${others}` }];
    });
  };
}

/** Countries that a region's data lies in: its location's and its DR location's, as far as they are known. */
export function countriesOfData({ cloud, location, drLocation }: DraftRegion): Country[] {
  const codes = [location, drLocation].flatMap((code) => (cloud && code ? (findLocation(cloud, code) ?? []) : []));
  return [...new Set(codes.map(({ country }) => country))];
}

/** Countries of the destination's data that are outside the origin's residency. */
export function outside(from: DraftRegion, to: DraftRegion): Country[] {
  if (!from.residency) return [];
  const residency = countriesOf(from.residency.countries);
  return countriesOfData(to).filter((country) => !residency.has(country));
}

/** Whether GDPR governs what the region holds. */
export function underGdpr(region: DraftRegion): boolean {
  return [...countriesOf(region.residency?.countries ?? [])].some(isEea);
}

/** Whether India's localisation governs what the region holds. */
export function underIndianLaw(region: DraftRegion): boolean {
  const { cloud, location, residency } = region;
  const country = cloud && location && findLocation(cloud, location)?.country;
  const countries = countriesOf(residency?.countries ?? []);
  return country === "IN" || (countries.size === 1 && countries.has("IN"));
}
