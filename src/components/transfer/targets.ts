/** The edges of a transfer by bucket. Pure. */
import type { ObjectEdge } from "../../plan/replication";
import type { BucketPurpose } from "../../plan/storage";

export interface BucketEdges {
  readonly purpose: BucketPurpose;
  readonly prefixes: readonly string[];
}

export function byBucket(edges: readonly ObjectEdge[]): readonly BucketEdges[] {
  return [...new Set(edges.map(({ bucket }) => bucket))].map((purpose) => ({
    purpose,
    prefixes: edges.filter(({ bucket }) => bucket === purpose).map(({ prefix }) => prefix),
  }));
}
