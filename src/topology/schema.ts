/** The stack files, key by key (spec sections 1, 3, 4, 5). Everything else in Meridian reads the types inferred here. */
import * as z from "zod";
import { clouds } from "../facts/locations";
import { meshSchema, regionMeshSchema } from "./mesh";
import {
  bucketPurposes,
  cacheSchema,
  clusterSchema,
  databaseSchema,
  federationSchema,
  regionClusterSchema,
  regionIngressSchema,
  regionSizesSchema,
  storageSchema,
  workloadsSchema,
} from "./platform";
import { zonesPerRegion } from "./zones";

const name = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,18}[a-z0-9]$/,
    "3 to 20 characters: lower-case letters, digits and hyphens, starting with a letter",
  );
/** A stack's name, which is the region's: part of every physical name. */
export const regionNameSchema = name;
const percent = z.number().min(0).max(100);
const days = z.int().min(1).max(3653);
const seconds = z.number().positive();

export const frameworks = [
  "SOC2",
  "HIPAA",
  "PCI-DSS",
  "CCPA",
  "COPPA",
  "GDPR",
  "DSA",
  "ISO27001",
  "PDPA",
  "DPDP",
  "CSL",
  "PIPL",
  "MLPS",
] as const;
export type Framework = (typeof frameworks)[number];

export const tiers = ["primary", "secondary", "tertiary", "edge", "separate"] as const;
export const continents = [
  "africa",
  "antarctica",
  "asia",
  "europe",
  "north-america",
  "oceania",
  "south-america",
] as const;

export const residencySchema = z
  .strictObject({
    jurisdiction: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/,
        "2 to 20 characters: lower-case letters, digits and hyphens, starting with a letter",
      )
      .describe("Name of the body of law, as it shows in tags and in policy verdicts: `us`, `eu`, `cn`."),
    countries: z
      .array(z.string().regex(/^[A-Z]{2,4}$/))
      .min(1)
      .describe("Where this region's data may lie: ISO 3166-1 codes, or the groups EU, EEA, UK and APAC."),
  })
  .describe("What the law allows: data of this region lies only in these countries.");

export const networkSchema = z
  .strictObject({
    cidr: z
      .string()
      .describe("The VPC's address block, a /16 out of 10.0.0.0/8, overlapping no other region's: `10.1.0.0/16`."),
    zones: z
      .array(z.string())
      .length(zonesPerRegion)
      .optional()
      .describe("Three zones by name. Without it the first three that the cloud offers to this account."),
  })
  .describe("The region's VPC.");

export const regionSchema = z
  .strictObject({
    number: z
      .int()
      .min(1)
      .max(254)
      .describe("The region's number N, unique in the topology; its network is 10.N.0.0/16."),
    cloud: z.enum(clouds).describe("Which cloud carries the region."),
    location: z.string().describe("The cloud's own code of the location: `us-east-1`, `europe-west3`, `cn-hangzhou`."),
    account: z
      .string()
      .describe(
        "The account that the region lives in: AWS account id (12 digits), GCP project id, or Alibaba Cloud account id (16 digits).",
      ),
    drLocation: z
      .string()
      .describe("Where replicas and backups go: another location of the same cloud inside the same residency."),
    isolated: z
      .boolean()
      .default(false)
      .describe(
        "True for a world of its own (China): own state, own zone, no peer, no replication, no reference in either direction.",
      ),
    tier: z.enum(tiers).describe("Rank of the region; `separate` for one that shares nothing."),
    serves: z
      .array(z.union([z.enum(continents), z.string().regex(/^[A-Z]{2}$/)]))
      .min(1)
      .describe("Whose requests come here: continents, or ISO 3166-1 countries (which win over continents)."),
    compliance: z
      .array(z.enum(frameworks))
      .min(1)
      .describe("Frameworks that apply here; they decide checks and retention."),
    residency: residencySchema,
    network: networkSchema,
    coordinates: z
      .strictObject({
        latitude: z.number().min(-90).max(90).describe("Degrees north."),
        longitude: z.number().min(-180).max(180).describe("Degrees east."),
      })
      .describe("Where the location lies, for distances."),
    capabilities: z
      .array(z.string())
      .default([])
      .describe("What the region can do beyond the service itself: `ai`, `batch`."),
    features: z.record(z.string(), z.boolean()).default({}).describe("Feature switches of the service in this region."),
    locale: z.string().describe("BCP 47 language tag: `en-US`, `zh-CN`."),
    timeZone: z.string().describe("IANA time zone: `America/New_York`."),
    capacity: z
      .strictObject({
        minInstances: z.int().min(1).default(10).describe("Instances that always run."),
        maxInstances: z.int().min(1).default(100).describe("Instances at most."),
      })
      .prefault({})
      .describe("How far the region scales."),
    sizes: regionSizesSchema,
    cluster: regionClusterSchema,
    federation: federationSchema,
    ingress: regionIngressSchema,
    mesh: regionMeshSchema,
    computeShare: percent.describe("Share of the service's compute, per cent; all regions together make 100."),
    trafficWeight: percent.describe(
      "Share of the traffic, per cent; all regions that are not isolated together make 100. An isolated region takes 100 of its own.",
    ),
    failoverPriority: z
      .int()
      .min(0)
      .describe("Order of promotion in the active-passive pattern: 0 is active, 1 warm, 2 cold."),
    hourlyCost: z.number().nonnegative().describe("Cost of the region in US dollars an hour, for placement."),
    zone: z
      .string()
      .optional()
      .describe("DNS zone of an isolated region: `meridian.cn`. Other regions use the shared zone."),
    host: z.string().describe("The region's name in its zone: `api-us`."),
    legalBases: z
      .record(z.string(), z.string())
      .default({})
      .describe("Legal bases this region's owner has signed, by id: `scc-2021-914: 'Standard contractual clauses …'`."),
    transferApproval: z
      .array(z.string())
      .default([])
      .describe("Ids of approvals for transfers that the residency's law wants approved one by one (India)."),
  })
  .describe("One region: everything about it that is not secret.");

export const stores = ["postgres", "redis", "bucket", "logs"] as const;
export const dataClassSchema = z
  .strictObject({
    store: z.enum(stores).describe("What holds the class."),
    bucket: z
      .enum(bucketPurposes)
      .optional()
      .describe("Which of the region's buckets holds the class, where the store is a bucket."),
    replication: z
      .enum([
        "none",
        "bidirectional",
        "read-everywhere",
        "synchronous-dr",
        "mesh",
        "on-update",
        "same-jurisdiction",
        "batched",
      ])
      .describe("How the class moves between regions, if at all (spec section 3)."),
    conflict: z
      .enum(["none", "last-write-wins", "primary-wins", "origin-wins"])
      .describe("Who wins when two regions wrote."),
    recoveryPointSeconds: seconds
      .nullable()
      .describe("Most data that may be lost, in seconds; null where losing all of it is allowed."),
    personal: z.boolean().describe("Whether the class holds personal data as it is (not pseudonymised)."),
    critical: z.boolean().default(false).describe("Critical data in the sense of localisation laws (India)."),
    retentionDays: days.optional().describe("How long each object is kept, unchangeable."),
  })
  .describe("A class of data and what may move.");

export const edgeSchema = z
  .strictObject({
    dataClass: z.string().describe("The data class that moves."),
    from: z.string().describe("Region it leaves."),
    to: z.string().describe("Region it enters."),
    legalBasis: z
      .string()
      .describe(
        "Why the law allows it: `same-jurisdiction`, `adequacy`, `pseudonymised`, `no-personal-data`, `consent`, or the id of a basis that the stack file of the origin names under legalBases.",
      ),
  })
  .describe("One declared replication edge. What is not declared does not move.");

export const sharedSchema = z
  .strictObject({
    service: name.describe("Name of the service; part of every physical name and tag."),
    environment: name.describe("Which environment this topology is: `production`, `staging`."),
    owner: z
      .string()
      .regex(/^[a-z0-9_-]{1,63}$/)
      .describe("Who answers for it, as a tag value: lower-case letters, digits, `_`, `-`."),
    pattern: z.enum(["active-active", "active-passive"]).describe("How regions share the traffic."),
    promotion: z
      .strictObject({
        warmSeconds: seconds.default(120).describe("Most time to promote a warm standby."),
        coldSeconds: seconds.default(600).describe("Most time to promote a cold one."),
      })
      .prefault({})
      .describe("Limits of the active-passive pattern."),
    zone: z.string().describe("The global DNS zone: `meridian.example`."),
    logRetention: z
      .record(
        z.enum(frameworks),
        z.strictObject({ days: days.describe("Days."), source: z.string().describe("The article that says so.") }),
      )
      .describe(
        "How long network and audit logs are kept, by framework; a region keeps the longest that applies to it.",
      ),
    dataClasses: z.record(z.string(), dataClassSchema).describe("The one source of what may move."),
    cluster: clusterSchema,
    database: databaseSchema,
    cache: cacheSchema,
    storage: storageSchema,
    workloads: workloadsSchema,
    replication: z.array(edgeSchema).default([]).describe("Every edge along which a class may move."),
    steering: z
      .strictObject({
        order: z
          .array(z.enum(["geography", "latency"]))
          .min(1)
          .describe("What decides first, what next."),
        health: z
          .strictObject({
            path: z
              .string()
              .regex(/^\//, "a path that starts with /")
              .default("/health")
              .describe("What is asked for."),
            intervalSeconds: seconds.default(30).describe("Between two checks."),
            timeoutSeconds: seconds.default(10).describe("Until a check counts as failed."),
            retries: z.int().min(0).default(3).describe("Failed checks until the region counts as down."),
            expectedBody: z.string().default("OK").describe("What the body has to be."),
          })
          .prefault({})
          .describe("Health checks of a region."),
        recordTtlSeconds: z.int().min(60).max(86400).default(60).describe("Time to live of the regions' records."),
      })
      .describe("Which region a request goes to (spec section 5)."),
    mesh: meshSchema,
  })
  .describe("What all regions share.");

export const globalSchema = z
  .strictObject({
    cloudflareAccount: z
      .string()
      .regex(/^[0-9a-f]{32}$/, "32 hexadecimal digits")
      .describe("Cloudflare account id."),
    plan: z.enum(["free", "pro", "business", "enterprise"]).describe("Plan of the zone."),
  })
  .describe("The global stack: DNS and edge only.");

export type Residency = z.infer<typeof residencySchema>;
export type RegionConfig = z.infer<typeof regionSchema>;
export type DataClass = z.infer<typeof dataClassSchema>;
export type ReplicationEdge = z.infer<typeof edgeSchema>;
export type Shared = z.infer<typeof sharedSchema>;
export type GlobalConfig = z.infer<typeof globalSchema>;

/** A region is its stack file and the stack's name. */
export interface Region extends RegionConfig {
  readonly name: string;
}

/** Everything the stack files say, checked. */
export interface Topology {
  readonly shared: Shared;
  /** In the order of their numbers. */
  readonly regions: readonly Region[];
  readonly global: GlobalConfig;
}
