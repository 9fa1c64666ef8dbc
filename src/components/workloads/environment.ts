/** What the service is told when it starts: docs/kubernetes.md has the list. */
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { databasePlan } from "../../plan/database";
import { serviceBuckets } from "./permissions";
import type { Scope } from "./scope";
import { secretsFolder } from "./secrets";

/** Files with the stores' authorities; without one the system's own trust store has it. */
export type CaFiles = Readonly<Record<"database" | "cache", string | undefined>>;

export function environment({ context, plan, args, integration }: Scope, ca: CaFiles): core.v1.EnvVar[] {
  const { region, shared } = context;
  const { database, cache, storage } = args;
  const { name } = databasePlan(shared, region);
  const values: Record<string, pulumi.Input<string>> = {
    MERIDIAN_SERVICE: shared.service,
    MERIDIAN_ENVIRONMENT: shared.environment,
    MERIDIAN_REGION: region.name,
    MERIDIAN_CLOUD: region.cloud,
    MERIDIAN_LOCATION: region.location,
    MERIDIAN_RESIDENCY: region.residency.jurisdiction,
    MERIDIAN_HOST: plan.host,
    MERIDIAN_LOCALE: region.locale,
    MERIDIAN_FEATURES: enabled(region.features),
    TZ: region.timeZone,
    PORT: String(plan.port),
    DATABASE_HOST: database.host,
    DATABASE_PORT: database.port.apply(String),
    DATABASE_NAME: name,
    DATABASE_USER: "app",
    DATABASE_PASSWORD_FILE: `${secretsFolder}/database-password`,
    DATABASE_SSL_MODE: integration.database.sslMode,
    ...(ca.database && { DATABASE_SSL_ROOT_CERT: ca.database }),
    CACHE_HOST: cache.host,
    CACHE_PORT: cache.port.apply(String),
    CACHE_TLS: "true",
    ...(ca.cache && { CACHE_SSL_ROOT_CERT: ca.cache }),
    ...(cache.auth.kind === "password"
      ? { CACHE_AUTH: "password", CACHE_USER: cache.auth.user, CACHE_PASSWORD_FILE: `${secretsFolder}/cache-password` }
      : { CACHE_AUTH: "identity" }),
    ...Object.fromEntries(
      serviceBuckets.map((purpose) => [`BUCKET_${constant(purpose)}`, storage.buckets[purpose].name]),
    ),
  };
  return Object.entries(values).map(([key, value]) => ({ name: key, value }));
}

const enabled = (features: Readonly<Record<string, boolean>>) =>
  Object.keys(features)
    .filter((feature) => features[feature])
    .sort()
    .join(",");

/** `accessLogs` → `ACCESS_LOGS`. */
const constant = (purpose: string) => purpose.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
