/** Data classes in buckets and the edges along which they move, for specs of storage. */
import { incoming, objectEdges, outgoing } from "../../src/plan/replication";
import { bucketPlans } from "../../src/plan/storage";
import type { DataClass, Region, Shared } from "../../src/topology/schema";
import { fixtureShared } from "../fixtures/topology";

const inBucket = (bucket: "assets" | "knowledge" | "compliance", more: Partial<DataClass> = {}): DataClass => ({
  store: "bucket",
  bucket,
  replication: "mesh",
  conflict: "origin-wins",
  recoveryPointSeconds: 300,
  personal: false,
  critical: false,
  ...more,
});

/** Avatars and templates between all, the knowledge base, and records that are kept 2,555 days. */
export function storageShared(names: readonly string[]): Shared {
  const edges = ["user-avatars", "templates", "knowledge-base"].flatMap((dataClass) =>
    names.flatMap((from) =>
      names.filter((to) => to !== from).map((to) => ({ dataClass, from, to, legalBasis: "fixture" })),
    ),
  );
  return fixtureShared({
    dataClasses: {
      "user-avatars": inBucket("assets", { personal: true }),
      templates: inBucket("assets"),
      "generated-covers": inBucket("assets", { replication: "none", conflict: "none" }),
      "knowledge-base": inBucket("knowledge", { replication: "on-update", recoveryPointSeconds: null }),
      "compliance-records": inBucket("compliance", {
        replication: "same-jurisdiction",
        conflict: "none",
        recoveryPointSeconds: 60,
        retentionDays: 2555,
      }),
    },
    replication: edges,
  });
}

/** What storage of one region is told. */
export function storageArgs(shared: Shared, regions: readonly Region[], region: Region) {
  const global = { cloudflareAccount: "0".repeat(32), plan: "pro" as const };
  const edges = objectEdges({ shared, regions, global });
  return {
    plans: bucketPlans(shared, region),
    outgoing: outgoing(edges, region),
    incoming: incoming(edges, region),
  };
}
