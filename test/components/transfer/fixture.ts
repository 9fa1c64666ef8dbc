/** Two regions, the edges between them, and buckets and keys that are told rather than made. */
import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";
import type { RegionContext } from "../../../src/components/component";
import { type KeyRing, keyPurposes } from "../../../src/components/keys/contract";
import type { Storage } from "../../../src/components/storage/contract";
import { naming } from "../../../src/plan/naming";
import { networkPlan } from "../../../src/plan/network";
import { type ObjectEdge, objectEdges } from "../../../src/plan/replication";
import { bucketNamePurpose, bucketPlans, bucketPurposes } from "../../../src/plan/storage";
import { loadTopology } from "../../../src/topology/load";
import type { Region, Shared } from "../../../src/topology/schema";
import { root } from "../../topology/files";

const topology = loadTopology(root);
export const { shared } = topology;

export function regionOf(name: string, overrides: Partial<Region> = {}): Region {
  const region = topology.regions.find((each) => each.name === name);
  if (!region) throw new Error(`no region ${name}`);
  return { ...region, ...overrides };
}

/** One of the mesh in Singapore on Alibaba Cloud, whose cluster says who signs its tokens. */
export const singapore = (overrides: Partial<Region> = {}): Region =>
  regionOf("apac", {
    cloud: "alicloud",
    location: "ap-southeast-1",
    account: "1234567890123456",
    cluster: { operators: [], issuer: "https://oidc-ack-ap-southeast-1.oss-ap-southeast-1.aliyuncs.com/c1" },
    ...overrides,
  });

/** Whatever the topology of these regions declares, with one class that is kept unchangeable. */
export function edgesOf(...regions: readonly Region[]): readonly ObjectEdge[] {
  const records = regions.flatMap((from) =>
    regions
      .filter((to) => to !== from)
      .map((to) => ({
        dataClass: "compliance-records",
        from: from.name,
        to: to.name,
        legalBasis: "same-jurisdiction",
      })),
  );
  const replication = [...shared.replication, ...records];
  return objectEdges({ ...topology, shared: { ...shared, replication }, regions });
}

export const contextOf = (region: Region, of: Shared = shared): RegionContext => ({
  shared: of,
  region,
  naming: naming(of, region),
  network: networkPlan(of, region),
  protect: false,
});

/** @param id What grants name a bucket by. */
export function storageOf(region: Region, id: (name: string) => string = (name) => name): Storage {
  const names = Object.fromEntries(
    bucketPlans(shared, region).map((plan) => [
      plan.purpose,
      naming(shared, region).globalName(bucketNamePurpose(plan, "home")),
    ]),
  );
  const buckets = Object.fromEntries(
    bucketPurposes.map((purpose) => {
      const name = names[purpose] ?? "";
      return [purpose, { name: pulumi.output(name), id: pulumi.output(id(name)) }];
    }),
  );
  return { buckets, waiting: pulumi.output([]) } as unknown as Storage;
}

export const keysOf = (key: string): KeyRing =>
  ({ keys: Object.fromEntries(keyPurposes.map((purpose) => [purpose, pulumi.output(key)])) }) as unknown as KeyRing;

/** What is warned of while a test runs. */
export function warnings(): string[] {
  const said: string[] = [];
  vi.spyOn(pulumi.log, "warn").mockImplementation(async (message) => {
    said.push(message);
  });
  return said;
}
