/** What OSS may do as the role in which it copies objects and delivers access logs. */
import type { Statement } from "../../alicloud/service-role";

export interface Grants {
  /** Names of the buckets it copies from, copies to, and writes logs into. */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly logs: readonly string[];
  /** Ids of the keys on both sides. */
  readonly keys: readonly string[];
}

export function grants(account: string, { sources, destinations, logs, keys }: Grants): readonly Statement[] {
  const buckets = (names: readonly string[]) =>
    names.flatMap((name) => [`acs:oss:*:${account}:${name}`, `acs:oss:*:${account}:${name}/*`]);
  return [
    { actions: ["oss:ReplicateList", "oss:ReplicateGet"], resources: buckets(sources) },
    {
      actions: ["oss:ReplicateList", "oss:ReplicateGet", "oss:ReplicatePut", "oss:ReplicateDelete"],
      resources: buckets(destinations),
    },
    { actions: ["oss:PutObject", "oss:AbortMultipartUpload"], resources: buckets(logs) },
    {
      actions: ["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"],
      resources: keys.map((key) => `acs:kms:*:${account}:key/${key}`),
    },
  ];
}
