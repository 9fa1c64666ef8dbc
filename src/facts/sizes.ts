/** Sizes in words, and what each is in a cloud. A leaf. */
import type { Cloud } from "./location";

export const sizes = ["small", "medium", "large", "xlarge"] as const;
export type Size = (typeof sizes)[number];

/** `nodes` are Kubernetes nodes (x86-64); `database` Postgres instances; `cache` one Redis node. */
export type SizeKind = "nodes" | "database" | "cache";

/** Small 2 vCPU and 8 GiB, medium 4 and 16, large 8 and 32, xlarge 16 and 64, or what comes nearest above. */
const table: Readonly<Record<Cloud, Readonly<Record<SizeKind, Readonly<Record<Size, string>>>>>> = {
  aws: {
    nodes: { small: "m7i.large", medium: "m7i.xlarge", large: "m7i.2xlarge", xlarge: "m7i.4xlarge" },
    database: { small: "db.m7g.large", medium: "db.m7g.xlarge", large: "db.m7g.2xlarge", xlarge: "db.m7g.4xlarge" },
    cache: {
      small: "cache.r7g.large",
      medium: "cache.r7g.xlarge",
      large: "cache.r7g.2xlarge",
      xlarge: "cache.r7g.4xlarge",
    },
  },
  gcp: {
    nodes: { small: "n2-standard-2", medium: "n2-standard-4", large: "n2-standard-8", xlarge: "n2-standard-16" },
    database: {
      small: "db-perf-optimized-N-2",
      medium: "db-perf-optimized-N-4",
      large: "db-perf-optimized-N-8",
      xlarge: "db-perf-optimized-N-16",
    },
    cache: { small: "STANDARD_SMALL", medium: "HIGHMEM_MEDIUM", large: "HIGHMEM_XLARGE", xlarge: "HIGHMEM_XLARGE" },
  },
  alicloud: {
    nodes: { small: "ecs.g7.large", medium: "ecs.g7.xlarge", large: "ecs.g7.2xlarge", xlarge: "ecs.g7.4xlarge" },
    // Dedicated: general-purpose classes (pg.n…) take no key of the customer's own.
    database: {
      small: "pg.x4.medium.2c",
      medium: "pg.x4.large.2c",
      large: "pg.x4.xlarge.2c",
      xlarge: "pg.x4.2xlarge.2c",
    },
    cache: {
      small: "redis.shard.with.proxy.xlarge.ce",
      medium: "redis.shard.with.proxy.2xlarge.ce",
      large: "redis.shard.with.proxy.4xlarge.ce",
      xlarge: "redis.shard.with.proxy.8xlarge.ce",
    },
  },
};

/** The cloud's own name of a size. */
export function sizeIn(cloud: Cloud, kind: SizeKind, size: Size): string {
  return table[cloud][kind][size];
}
