/** Which release of a minor version a cluster gets. */
import * as pulumi from "@pulumi/pulumi";

/** `1.34.3-aliyun.2` → 34, 3, 2. */
function numbers(version: string): readonly number[] {
  const [, minor, patch, own] = /^1\.(\d+)\.(\d+)-aliyun\.(\d+)$/.exec(version) ?? [];
  return [minor, patch, own].map((part) => Number(part ?? -1));
}

function newer(one: string, other: string): number {
  const [a, b] = [numbers(one), numbers(other)];
  const differs = a.findIndex((part, index) => part !== b[index]);
  return differs < 0 ? 0 : (b[differs] ?? 0) - (a[differs] ?? 0);
}

/**
 * The newest release of the minor version (`1.34`) that ACK offers, for it takes whole releases only.
 * @throws RunError when it offers none.
 */
export function newestRelease(minor: string, offered: readonly string[], location: string): string {
  const [newest] = offered.filter((version) => version.startsWith(`${minor}.`)).sort(newer);
  if (newest === undefined) {
    throw new pulumi.RunError(
      `${location} has no Kubernetes ${minor}; ACK offers ${[...offered].sort(newer).join(", ")} there. Say another under cluster.version`,
    );
  }
  return newest;
}
