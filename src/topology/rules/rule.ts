/** What a cross-file rule is. Each stands in a file of its own; src/topology/rules/index.ts lists them. */
import type { Draft, DraftRegion } from "../draft";
import type { Path } from "../source";

/** What a rule has found, at one key of one file. */
export interface Finding {
  /** Name of the region whose stack file it is; undefined for the shared file. */
  readonly region?: string;
  /** Path below `meridian:region` or `meridian:shared`. */
  readonly path: Path;
  readonly value: unknown;
  /** What would be right, and why where that is not plain. */
  readonly expected: string;
}

/** Judges what could be read; what is missing from the draft was reported already and is no reason for another finding. */
export type Rule = (draft: Draft) => readonly Finding[];

/** A finding at a key of a region. */
export function at(region: DraftRegion, path: Path, value: unknown, expected: string): Finding {
  return { region: region.name, path, value, expected };
}

/** A rule that looks at each region alone. */
export function perRegion(
  judge: (region: DraftRegion, draft: Draft) => Finding | readonly Finding[] | undefined,
): Rule {
  return (draft) => draft.regions.flatMap((region) => judge(region, draft) ?? []);
}

/** Groups of two or more regions that have the same key. */
export function shared<K>(
  regions: readonly DraftRegion[],
  key: (region: DraftRegion) => K | undefined,
): Map<K, DraftRegion[]> {
  const groups = new Map<K, DraftRegion[]>();
  for (const region of regions) {
    const value = key(region);
    if (value === undefined) continue;
    const group = groups.get(value);
    if (group) group.push(region);
    else groups.set(value, [region]);
  }
  for (const [value, group] of groups) if (group.length < 2) groups.delete(value);
  return groups;
}
