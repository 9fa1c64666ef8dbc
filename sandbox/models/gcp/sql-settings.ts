/** Settings of Cloud SQL instances of PostgreSQL, and what the cloud has against them. */
import { findLocation } from "../../../src/facts/locations";
import {
  boolean,
  type Field,
  integer,
  list,
  object,
  type Properties,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import { compute, labelsField, objects, refuse, text } from "./common";
import { networkType } from "./ranges";

/** "Machine series overview" of Cloud SQL for PostgreSQL. */
const plusTiers: Readonly<Record<string, readonly number[]>> = {
  "db-perf-optimized-N-": [2, 4, 8, 16, 32, 48, 64, 80, 96, 128],
  "db-c4a-highmem-": [1, 4, 8, 16, 32, 48, 64, 72],
};
const enterpriseTiers = /^db-(f1-micro|g1-small|custom-([1-9]\d?)-\d{4,6})$/;

const isTier = (tier: string, edition: string): boolean =>
  edition === "ENTERPRISE"
    ? enterpriseTiers.test(tier)
    : Object.entries(plusTiers).some(
        ([series, sizes]) => tier.startsWith(series) && sizes.some((size) => tier === `${series}${size}`),
      );

/** Flags that Cloud SQL lets be set, as far as anyone here may want to ("Supported flags"). */
const flags = [
  ...["autovacuum", "cloudsql.enable_pg_cron", "cloudsql.enable_pgaudit", "cloudsql.iam_authentication"],
  ...["cloudsql.logical_decoding", "idle_in_transaction_session_timeout", "log_connections", "log_disconnections"],
  ...["log_lock_waits", "log_min_duration_statement", "log_statement", "log_temp_files", "max_connections"],
  ...["max_replication_slots", "max_wal_senders", "pgaudit.log", "statement_timeout", "track_commit_timestamp"],
  ...["track_io_timing", "wal_sender_timeout", "work_mem"],
];

export const settingsField = (): Field =>
  object(
    {
      tier: string({ required: true }),
      edition: string({ oneOf: ["ENTERPRISE", "ENTERPRISE_PLUS"], computed: true }),
      availabilityType: string({ oneOf: ["REGIONAL", "ZONAL"], default: "ZONAL" }),
      activationPolicy: string({ oneOf: ["ALWAYS", "NEVER", "ON_DEMAND"], default: "ALWAYS" }),
      diskType: string({ replaces: true, oneOf: ["PD_SSD", "PD_HDD", "HYPERDISK_BALANCED"], computed: true }),
      diskSize: integer({ min: 10, max: 65_536, computed: true }),
      diskAutoresize: boolean({ default: true }),
      diskAutoresizeLimit: integer({ min: 0, max: 65_536, default: 0 }),
      dataCacheConfig: object({ dataCacheEnabled: boolean({ computed: true }) }, { computed: true }),
      ipConfiguration: object(
        {
          ipv4Enabled: boolean({ default: true }),
          privateNetwork: ref(networkType, { ...compute, sameRegion: false }),
          allocatedIpRange: string(),
          enablePrivatePathForGoogleCloudServices: boolean(),
          sslMode: string({
            oneOf: ["ALLOW_UNENCRYPTED_AND_ENCRYPTED", "ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"],
            computed: true,
          }),
          serverCaMode: string({ oneOf: ["GOOGLE_MANAGED_INTERNAL_CA", "GOOGLE_MANAGED_CAS_CA"], computed: true }),
          authorizedNetworks: list(
            object({ value: string({ required: true }), name: string(), expirationTime: string() }),
            { set: true },
          ),
        },
        { computed: true },
      ),
      databaseFlags: list(object({ name: string({ required: true }), value: string({ required: true }) }), {
        set: true,
      }),
      backupConfiguration: object(
        {
          enabled: boolean(),
          startTime: string({ pattern: /^([01]\d|2[0-3]):[0-5]\d$/, hint: "HH:MM in UTC", computed: true }),
          location: string(),
          pointInTimeRecoveryEnabled: boolean(),
          transactionLogRetentionDays: integer({ min: 1, max: 35, computed: true }),
          backupRetentionSettings: object(
            {
              retainedBackups: integer({ required: true, min: 1, max: 365 }),
              retentionUnit: string({ oneOf: ["COUNT"], default: "COUNT" }),
            },
            { computed: true },
          ),
        },
        { computed: true },
      ),
      retainBackupsOnDelete: boolean(),
      finalBackupConfig: object({ enabled: boolean(), retentionDays: integer({ min: 1, max: 365 }) }),
      maintenanceWindow: object({
        day: integer({ min: 1, max: 7 }),
        hour: integer({ min: 0, max: 23 }),
        updateTrack: string({ oneOf: ["canary", "stable", "week5"] }),
      }),
      insightsConfig: object(
        {
          queryInsightsEnabled: boolean(),
          queryStringLength: integer({ min: 256, max: 100_000, computed: true }),
          queryPlansPerMinute: integer({ min: 0, max: 200, computed: true }),
          recordApplicationTags: boolean(),
          recordClientAddress: boolean(),
        },
        { computed: true },
      ),
      passwordValidationPolicy: object({
        enablePasswordPolicy: boolean({ required: true }),
        minLength: integer({ min: 0 }),
        complexity: string({ oneOf: ["COMPLEXITY_DEFAULT", "COMPLEXITY_UNSPECIFIED"] }),
        reuseInterval: integer({ min: 0 }),
        disallowUsernameSubstring: boolean(),
      }),
      deletionProtectionEnabled: boolean(),
      userLabels: labelsField(),
    },
    { required: true },
  );

export const block = (value: Properties[string] | undefined): Properties => objects([value ?? null])[0] ?? {};
const bad = (property: string, reason: string): Refusal =>
  refuse(property, `Error 400: Invalid request: ${reason}, invalid`);

/** PostgreSQL 16 and later are Enterprise Plus unless said otherwise. */
export function editionOf({ edition }: Properties, version: string): string {
  return text(edition) ?? (Number(version.replace("POSTGRES_", "")) >= 16 ? "ENTERPRISE_PLUS" : "ENTERPRISE");
}

/** What can be said of settings by themselves. */
export function settingsRefusals(settings: Properties, version: string, isReplica: boolean): Refusal[] {
  return [
    ...machine(settings, editionOf(settings, version)),
    ...backups(settings, editionOf(settings, version), isReplica),
    ...objects(settings.databaseFlags).flatMap(({ name }) =>
      typeof name !== "string" || flags.includes(name)
        ? []
        : [bad("settings.databaseFlags", `Flag ${name} is not supported for this database version`)],
    ),
  ];
}

function machine({ tier, diskType, diskSize, diskAutoresizeLimit }: Properties, edition: string): Refusal[] {
  const refusals: Refusal[] = [];
  if (typeof tier !== "string") return refusals;
  if (!isTier(tier, edition))
    refusals.push(
      bad(
        "settings.tier",
        `Invalid Tier (${tier}) for (${edition}) Edition. Use a predefined Tier like db-perf-optimized-N-* for ENTERPRISE_PLUS, db-custom-CPU-RAM for ENTERPRISE`,
      ),
    );
  const wanted = tier.startsWith("db-c4a-") ? "HYPERDISK_BALANCED" : "PD_SSD";
  if (edition === "ENTERPRISE_PLUS" && diskType !== undefined && diskType !== wanted)
    refusals.push(bad("settings.diskType", `${String(diskType)} is not supported for ${tier}, which takes ${wanted}`));
  if (Number(diskAutoresizeLimit ?? 0) > 0 && Number(diskAutoresizeLimit) < Number(diskSize ?? 0))
    refusals.push(
      bad("settings.diskAutoresizeLimit", `Storage auto resize limit ${diskAutoresizeLimit} is below the disk size`),
    );
  return refusals;
}

/** Wants the network to be known. */
export function addressRefusals(settings: Properties): Refusal[] {
  const { ipv4Enabled, privateNetwork, authorizedNetworks } = block(settings.ipConfiguration);
  if (ipv4Enabled !== false) return [];
  const refusals: Refusal[] = [];
  if (privateNetwork === undefined)
    refusals.push(
      bad("settings.ipConfiguration", "At least one of Public IP or Private IP or PSC connectivity must be enabled"),
    );
  if (objects(authorizedNetworks).length > 0)
    refusals.push(
      bad("settings.ipConfiguration.authorizedNetworks", "Authorized networks need Public IP, which is disabled"),
    );
  return refusals;
}

const mostLogDays: Readonly<Record<string, number>> = { ENTERPRISE: 7, ENTERPRISE_PLUS: 35 };

function backups(
  { backupConfiguration, availabilityType }: Properties,
  edition: string,
  isReplica: boolean,
): Refusal[] {
  const at = "settings.backupConfiguration";
  const { enabled, location, pointInTimeRecoveryEnabled, transactionLogRetentionDays, backupRetentionSettings } =
    block(backupConfiguration);
  const refusals: Refusal[] = [];
  if (isReplica && (enabled === true || pointInTimeRecoveryEnabled === true))
    return [bad(at, "Backups and point-in-time recovery can not be enabled on a read replica")];
  if (pointInTimeRecoveryEnabled === true && enabled !== true)
    refusals.push(
      bad(`${at}.pointInTimeRecoveryEnabled`, "Point in time recovery must be disabled when backup is disabled"),
    );
  if (availabilityType === "REGIONAL" && !isReplica && (enabled !== true || pointInTimeRecoveryEnabled !== true))
    refusals.push(
      bad(
        "settings.availabilityType",
        "A regional instance requires automated backups and point in time recovery to be enabled",
      ),
    );
  const days = Number(transactionLogRetentionDays ?? 0);
  if (days > (mostLogDays[edition] ?? 0))
    refusals.push(
      bad(
        `${at}.transactionLogRetentionDays`,
        `${edition} retains transaction logs from 1 to ${mostLogDays[edition]} days`,
      ),
    );
  const retained = block(backupRetentionSettings).retainedBackups;
  if (retained !== undefined && days > Number(retained))
    refusals.push(
      bad(
        `${at}.transactionLogRetentionDays`,
        "Transaction log retention can not exceed the number of retained backups",
      ),
    );
  if (typeof location === "string" && !findLocation("gcp", location) && !["us", "eu", "asia"].includes(location))
    refusals.push(bad(`${at}.location`, `Invalid backup location ${location}`));
  return refusals;
}
