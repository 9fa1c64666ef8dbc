/** The platform's part of the stack files: cluster, database, cache, buckets, workloads (spec sections 2 and 3). */
import * as z from "zod";
import { sizes } from "../facts/sizes";

const percent = z.number().min(1).max(100);
const days = z.int().min(1).max(3653);
const seconds = z.int().min(1);
const version = (example: string) =>
  z.string().regex(/^\d+(\.\d+)?$/, `a version as the clouds write it, in quotes: "${example}"`);
const hour = z.int().min(0).max(23);

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const scalingSchema = z
  .strictObject({
    outPercent: percent.default(70).describe("Utilisation above which it grows, per cent."),
    outCooldownSeconds: seconds.default(300).describe("Between two growths."),
    inPercent: percent.default(30).describe("Utilisation below which it shrinks, per cent."),
    inCooldownSeconds: seconds.default(600).describe("How long it has to be low before it shrinks."),
  })
  .prefault({})
  .describe("When the service and its nodes scale.");

export const clusterSchema = z
  .strictObject({
    version: version("1.35").default("1.35").describe("Kubernetes minor version; a region may say its own."),
    minNodes: z.int().min(3).max(100).default(3).describe("Nodes that a pool has at least, over three zones."),
    maxNodes: z.int().min(3).max(1000).default(100).describe("Nodes that a pool has at most."),
    scaling: scalingSchema,
    maintenance: z
      .strictObject({
        day: z.enum(weekdays).default("sunday").describe("Day of the week, UTC."),
        startHour: hour.default(3).describe("Hour it begins, UTC."),
        hours: z.int().min(4).max(12).default(4).describe("How long it lasts."),
      })
      .prefault({})
      .describe("When the cloud may patch the control plane, nodes and stores."),
  })
  .prefault({})
  .describe("The Kubernetes cluster of each region.");

export const databaseSchema = z
  .strictObject({
    version: version("18").default("18").describe("PostgreSQL major version, the newest that all three clouds have."),
    storageGb: z.int().min(20).max(16384).default(100).describe("Disk at the start, GB; it only grows."),
    maxStorageGb: z.int().min(20).max(65536).default(1000).describe("Disk up to which it grows by itself, GB."),
    slowQuerySeconds: z.number().positive().default(1).describe("A query that takes longer is logged."),
    backups: z
      .strictObject({
        continuousDays: z.int().min(1).max(35).default(7).describe("Days back to which any second can be restored."),
        frequent: z
          .strictObject({
            everyMinutes: z.int().min(5).max(60).default(15).describe("Minutes between two."),
            keptDays: days.default(30).describe("Days that each is kept."),
          })
          .prefault({})
          .describe("Backups every so many minutes, kept so many days."),
        daily: z
          .strictObject({
            hour: hour.default(2).describe("Hour of the day, UTC."),
            keptDays: days.default(90).describe("Days that each is kept."),
          })
          .prefault({})
          .describe("A backup every day at this hour, UTC, kept so many days."),
      })
      .prefault({})
      .describe("What can be restored (spec section 3)."),
  })
  .prefault({})
  .describe("The Postgres of each region.");

export const cacheSchema = z
  .strictObject({
    shards: z.int().min(1).max(32).default(2).describe("Shards."),
    replicasPerShard: z.int().min(1).max(5).default(2).describe("Replicas beside each shard's primary."),
  })
  .prefault({})
  .describe("The Redis of each region: 2 shards with 2 replicas each are 6 nodes.");

export const storageSchema = z
  .strictObject({
    warmAfterDays: days.default(30).describe("Days until an object moves to the warm tier."),
    coldAfterDays: days.default(90).describe("Days until it moves to the cold tier."),
    noncurrentDays: days.default(90).describe("Days that an overwritten or deleted version is kept."),
  })
  .prefault({})
  .describe("How objects age in the buckets.");

export const bucketPurposes = ["assets", "knowledge", "compliance"] as const;

export const workloadsSchema = z
  .strictObject({
    image: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9._/-]*:[A-Za-z0-9._-]+$/,
        "repository and tag, without a registry: `meridian/service:1.0.0`",
      )
      .default("meridian/service:1.0.0")
      .describe("The service's image in each region's own registry."),
    port: z.int().min(1024).max(65535).default(8080).describe("Port that the service listens on."),
    workers: z
      .strictObject({
        min: z.int().min(1).default(2).describe("Workers that always run."),
        max: z.int().min(1).default(5).describe("Workers at most."),
      })
      .prefault({})
      .describe("The region's worker pool."),
    pods: z
      .strictObject({
        cpuMillis: z.int().min(50).max(16000).default(500).describe("CPU that a pod asks for, thousandths of a core."),
        memoryMib: z.int().min(64).max(65536).default(1024).describe("Memory that a pod asks for and may use, MiB."),
      })
      .prefault({})
      .describe("What each pod of the service and of the worker pool gets."),
    drainSeconds: z.int().min(10).max(300).default(300).describe("Seconds that a pod has to finish what it began."),
    requestQueue: z.int().min(1).default(100).describe("Requests waiting per pod above which the service grows."),
    workQueue: z.int().min(1).default(100).describe("Jobs waiting per worker above which the workers grow."),
    acme: z
      .strictObject({
        directory: z
          .string()
          .regex(/^https:\/\/\S+$/, "an https URL")
          .default("https://acme-v02.api.letsencrypt.org/directory")
          .describe("The CA's ACME directory."),
        email: z
          .string()
          .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address")
          .default("platform@meridian.example")
          .describe("Who hears of certificates about to expire."),
      })
      .prefault({})
      .describe("Where the ingress gets its certificate; an isolated region names a CA of its own country."),
  })
  .prefault({})
  .describe("What runs on the clusters.");

export const regionIngressSchema = z
  .strictObject({
    acme: z
      .strictObject({
        directory: z
          .string()
          .regex(/^https:\/\/[a-z0-9][a-z0-9.-]*(:\d{1,4})?\/\S*$/, "an https:// address")
          .describe("The CA's ACME directory."),
        email: z
          .string()
          .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an address: name@host")
          .optional()
          .describe("Who hears of certificates about to expire, where it is not the shared one."),
        externalAccount: z
          .string()
          .regex(/^[\x21-\x7e]{1,256}$/, "the key id as the CA gave it, without spaces")
          .optional()
          .describe(
            "Key id of the account at the CA, where it asks for one; its HMAC key is the stack's secret `meridian:acmeKey`.",
          ),
      })
      .optional()
      .describe(
        "A CA of the region's own in place of the shared one; an isolated region has to name one of its country.",
      ),
  })
  .prefault({})
  .describe("The region's way in.");

/** Sizes by kind; what a size is in each cloud stands in src/facts/sizes. */
const size = z.enum(sizes);
export const regionSizesSchema = z
  .strictObject({
    systemNodes: size.default("small").describe("Nodes of the system pool."),
    workNodes: size.default("medium").describe("Nodes of the pool that carries the service."),
    database: size.default("medium").describe("The Postgres instance."),
    cache: size.default("small").describe("Each Redis node."),
  })
  .prefault({})
  .describe("How big things are, the same words in every cloud.");

export const regionClusterSchema = z
  .strictObject({
    version: version("1.35").optional().describe("Kubernetes minor version, where it differs from the shared one."),
    operators: z
      .array(z.string())
      .default([])
      .describe(
        "Public address blocks that may reach the cluster's API: the runners of `pulumi up`. Empty: only from inside the network.",
      ),
    issuer: z
      .string()
      .regex(/^https:\/\/[^\s/?#]+(\/[^\s?#]*[^\s?#/])?$/, "an https URL without a slash at its end")
      .max(255)
      .optional()
      .describe(
        "OpenID Connect issuer of the cluster's tokens, once the region is up: peers on other clouds trust it. Not needed on Google Cloud, where it is known beforehand.",
      ),
  })
  .prefault({})
  .describe("The region's cluster.");

export const federationSchema = z
  .strictObject({
    projectNumber: z
      .string()
      .regex(/^[1-9]\d{5,19}$/, "the project's number, in quotes: digits only")
      .optional()
      .describe(
        "Google Cloud: number of the project, by which peers on other clouds name its identity pools: `gcloud projects describe <account> --format='value(projectNumber)'`.",
      ),
    generation: z
      .int()
      .min(1)
      .max(99)
      .default(1)
      .describe(
        "Google Cloud: raised by one when the region comes up again within 30 days of going down, in which a deleted identity pool keeps its name.",
      ),
  })
  .optional()
  .describe("What peers on other clouds have to know to hand in objects here.");
