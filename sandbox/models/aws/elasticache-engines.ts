/** Engines, families of parameters and nodes that ElastiCache offers. */

/** Versions by engine, the oldest first. Page: Amazon ElastiCache User Guide, "Supported engines and versions". */
const versions: Readonly<Record<string, readonly string[]>> = {
  redis: ["5.0.6", "6.0", "6.2", "7.0", "7.1"],
  valkey: ["7.2", "8.0", "8.1", "8.2", "9.0"],
};
export const engines = Object.keys(versions);

export const versionsOf = (engine: string): readonly string[] => versions[engine] ?? [];

/** `valkey8` of Valkey 8.1; Redis 6 has a suffix of its own. */
export function familyOf(engine: string, version: string): string {
  const major = version.split(".")[0] ?? "";
  return engine === "redis" && major === "6"
    ? "redis6.x"
    : `${engine}${engine === "redis" && major === "5" ? "5.0" : major}`;
}

export const families = [
  ...new Set(engines.flatMap((engine) => versionsOf(engine).map((one) => familyOf(engine, one)))),
];

const sizes = {
  burstable: ["micro", "small", "medium"],
  large: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
  older: ["large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge"],
  tiered: ["xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"],
};
const nodeFamilies: Readonly<Record<string, readonly string[]>> = {
  t3: sizes.burstable,
  t4g: sizes.burstable,
  m5: sizes.older,
  m6g: sizes.large,
  m7g: sizes.large,
  r5: sizes.older,
  r6g: sizes.large,
  r7g: sizes.large,
  r6gd: sizes.tiered,
  c7gn: sizes.large,
};

/** Page: Amazon ElastiCache User Guide, "Supported node types". */
export const nodeTypes: ReadonlySet<string> = new Set(
  Object.entries(nodeFamilies).flatMap(([family, list]) => list.map((size) => `cache.${family}.${size}`)),
);

/** Nodes of r6gd keep part of their data on disk, and have to. */
export const isTiered = (nodeType: string): boolean => nodeType.startsWith("cache.r6gd.");
