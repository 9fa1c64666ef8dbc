/** Each cloud offers its own versions of Kubernetes and PostgreSQL. */
import { type Engine, versionsIn } from "../../facts/versions";
import type { DraftRegion } from "../draft";
import { at, type Finding, perRegion } from "./rule";

const words: Readonly<Record<Engine, string>> = { kubernetes: "Kubernetes", postgres: "PostgreSQL" };

function refusal({ cloud }: DraftRegion, engine: Engine, version: string | undefined): string | undefined {
  if (!cloud || version === undefined || versionsIn(cloud, engine).includes(version)) return undefined;
  return `a version of ${words[engine]} that ${cloud} offers: ${versionsIn(cloud, engine).join(", ")}`;
}

export const versionOffered = perRegion((region, { shared }): Finding[] => {
  const own = region.cluster?.version;
  const cluster = refusal(region, "kubernetes", own ?? shared.cluster?.version);
  const database = refusal(region, "postgres", shared.database?.version);
  const about = (text: string) => `${text} (${region.name} is there)`;
  return [
    ...(cluster && own !== undefined ? [at(region, ["cluster", "version"], own, cluster)] : []),
    ...(cluster && own === undefined
      ? [{ path: ["cluster", "version"], value: shared.cluster?.version, expected: about(cluster) }]
      : []),
    ...(database
      ? [{ path: ["database", "version"], value: shared.database?.version, expected: about(database) }]
      : []),
  ];
});
