/** How long logs are kept. Pure. */
import type { Region, Shared } from "../topology/schema";

/** Days that network and audit logs of a region are kept: the longest that one of its frameworks asks for. */
export function logRetentionDays(shared: Shared, region: Region): number {
  return Math.max(...region.compliance.map((framework) => shared.logRetention[framework].days));
}

/**
 * The shortest of `allowed` that keeps at least `days`.
 * @throws RangeError when the longest allowed is too short, so that a log is never kept shorter than the law wants.
 */
export function roundUpRetention(days: number, allowed: readonly number[]): number {
  const fitting = allowed.filter((candidate) => candidate >= days);
  if (fitting.length === 0) {
    throw new RangeError(`no retention of at least ${days} days; the longest is ${Math.max(...allowed)}`);
  }
  return Math.min(...fitting);
}
