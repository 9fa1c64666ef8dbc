/** Versions, terms, buckets and bounds: examples of what the rules refuse. */
import { type Example, region } from "./example";

const shared = (find: string | RegExp, replace: string) => ({ "Pulumi.yaml": [[find, replace]] }) as const;
const key = (path: string) => [`Pulumi.yaml meridian:shared.${path}`];

export const platform: readonly Example[] = [
  {
    rule: "classBucket",
    case: "a class in a bucket that says none",
    edits: shared("store: bucket, bucket: knowledge", "store: bucket"),
    at: key("dataClasses.knowledge-base.bucket"),
    says: /the bucket that holds the class/,
  },
  {
    rule: "classBucket",
    case: "a bucket for rows of Postgres",
    edits: shared("payments: { store: postgres", "payments: { store: postgres, bucket: assets"),
    at: key("dataClasses.payments.bucket"),
    says: /no such key, for the store is `postgres`/,
  },
  {
    rule: "recordRetention",
    case: "a lock shorter than the law",
    edits: shared("retentionDays: 2555", "retentionDays: 365"),
    at: key("dataClasses.compliance-records.retentionDays"),
    says: /at least 2555 days \(spec section 3/,
  },
  {
    rule: "versionOffered",
    case: "a Kubernetes that the cloud has no more",
    edits: region("us-east", "sizes:", 'cluster: { version: "1.20" }\n    sizes:'),
    at: ["Pulumi.us-east.yaml meridian:region.cluster.version"],
    says: /a version of Kubernetes that aws offers: 1\./,
  },
  {
    rule: "versionOffered",
    case: "a PostgreSQL that one of the clouds lacks",
    edits: shared('version: "18"', 'version: "11"'),
    at: Array.from({ length: 4 }, () => key("database.version")).flat(),
    says: /a version of PostgreSQL that .* offers: 1.*is there/,
  },
  {
    rule: "bounds",
    case: "a database that may not grow to what it starts with",
    edits: shared("maxStorageGb: 1000", "maxStorageGb: 50"),
    at: key("database.maxStorageGb"),
    says: /at least 100: storageGb is that/,
  },
  {
    rule: "bounds",
    case: "growing below where it shrinks",
    edits: shared("outPercent: 70", "outPercent: 30"),
    at: key("cluster.scaling.outPercent"),
    says: /at least 31: above inPercent/,
  },
  {
    rule: "bounds",
    case: "a cold tier before the warm one's term is over",
    edits: shared("coldAfterDays: 90", "coldAfterDays: 45"),
    at: key("storage.coldAfterDays"),
    says: /at least 60/,
  },
  {
    rule: "operators",
    case: "the whole internet at the cluster's API",
    edits: region("us-east", "sizes:", "cluster: { operators: [0.0.0.0/0, 203.0.113.7/32] }\n    sizes:"),
    at: ["Pulumi.us-east.yaml meridian:region.cluster.operators[0]"],
    says: /a public IPv4 block from \/24 to \/32/,
  },
  {
    rule: "operators",
    case: "private, host bits set, no block",
    edits: region("us-east", "sizes:", "cluster: { operators: [10.9.0.0/24, 203.0.113.7/28, nowhere] }\n    sizes:"),
    at: [0, 1, 2].map((index) => `Pulumi.us-east.yaml meridian:region.cluster.operators[${index}]`),
    says: /a public IPv4 block/,
  },
];
