/** What grows or ages has its bounds in order. */
import type { Path } from "../source";
import type { Rule } from "./rule";

/** From the warm to the cold tier, days: S3 wants an object to stay 30 in the warm one. */
const warmTerm = 30;

export const bounds: Rule = ({ shared: { cluster, database, storage, workloads } }) => {
  const atLeast = (path: Path, value: number | undefined, least: number | undefined, why: string) =>
    value === undefined || least === undefined || value >= least
      ? []
      : [{ path, value, expected: `at least ${least}: ${why}` }];
  const scaling = cluster?.scaling;
  return [
    ...atLeast(["cluster", "maxNodes"], cluster?.maxNodes, cluster?.minNodes, "minNodes is that"),
    ...atLeast(
      ["cluster", "scaling", "outPercent"],
      scaling?.outPercent,
      scaling && scaling.inPercent + 1,
      "above inPercent, or it would grow and shrink at once",
    ),
    ...atLeast(["database", "maxStorageGb"], database?.maxStorageGb, database?.storageGb, "storageGb is that"),
    ...atLeast(
      ["storage", "coldAfterDays"],
      storage?.coldAfterDays,
      storage && storage.warmAfterDays + warmTerm,
      `an object stays ${warmTerm} days in the warm tier`,
    ),
    ...atLeast(["workloads", "workers", "max"], workloads?.workers.max, workloads?.workers.min, "min is that"),
  ];
};
