/** Along which edges objects move from a region's buckets, and how (spec section 3). Pure. */
import type { Region, Topology } from "../topology/schema";
import { naming } from "./naming";
import { type BucketPurpose, bucketNamePurpose, bucketPlans, originPrefix } from "./storage";

/** `native`: the cloud's own replication between two buckets of one account; `transfer`: a job on the origin's cluster. */
export type Mechanism = "native" | "transfer";

export interface ObjectEdge {
  readonly dataClass: string;
  readonly bucket: BucketPurpose;
  /** Objects that move: those whose names begin so. The origin is part of it, so that nothing travels on from where it came to. */
  readonly prefix: string;
  readonly from: Region;
  readonly to: Region;
  readonly fromBucket: string;
  readonly toBucket: string;
  readonly mechanism: Mechanism;
  readonly legalBasis: string;
  /** Seconds within which an object has to arrive; null where the class names none. */
  readonly recoveryPointSeconds: number | null;
}

/** Clouds whose own replication reaches a bucket of another project or of this account. */
function mechanism(from: Region, to: Region): Mechanism {
  if (from.cloud !== to.cloud) return "transfer";
  // Storage Transfer works over projects; S3 and OSS replication need the other account's consent, which no file declares.
  return from.cloud === "gcp" || from.account === to.account ? "native" : "transfer";
}

/** Every declared edge of a class that lies in buckets. Isolated regions have none, whatever the files say. */
export function objectEdges({ shared, regions }: Topology): readonly ObjectEdge[] {
  const byName = new Map(regions.map((region) => [region.name, region]));
  return shared.replication.flatMap(({ dataClass, from: origin, to: target, legalBasis }): ObjectEdge[] => {
    const described = shared.dataClasses[dataClass];
    const from = byName.get(origin);
    const to = byName.get(target);
    if (!described?.bucket || !from || !to || from.isolated || to.isolated) return [];
    const plan = bucketPlans(shared, from).find(({ purpose }) => purpose === described.bucket);
    if (!plan) return [];
    const bucketOf = (region: Region) => naming(shared, region).globalName(bucketNamePurpose(plan, "home"));
    return [
      {
        dataClass,
        bucket: described.bucket,
        prefix: originPrefix(dataClass, from),
        from,
        to,
        fromBucket: bucketOf(from),
        toBucket: bucketOf(to),
        mechanism: mechanism(from, to),
        legalBasis,
        recoveryPointSeconds: described.recoveryPointSeconds,
      },
    ];
  });
}

export const outgoing = (edges: readonly ObjectEdge[], region: Region): readonly ObjectEdge[] =>
  edges.filter(({ from }) => from.name === region.name);

export const incoming = (edges: readonly ObjectEdge[], region: Region): readonly ObjectEdge[] =>
  edges.filter(({ to }) => to.name === region.name);
