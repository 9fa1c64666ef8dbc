/** Settings of a Cloud SQL instance. Pure, but for the network's id. */
import type { input } from "@pulumi/gcp/types";
import * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";
import { weekdays } from "../../../topology/platform";
import type { Shared } from "../../../topology/schema";

type Settings = input.sql.DatabaseInstanceSettings;

/** What primary and replica have in common. */
export interface SettingsArgs {
  readonly plan: DatabasePlan;
  readonly network: pulumi.Output<string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly protect: boolean;
}

/** Enterprise Plus: 35 days of write-ahead logs, and failover and maintenance in about a second. */
const edition = "ENTERPRISE_PLUS";

function commonSettings({ plan, network, labels, protect }: SettingsArgs) {
  return {
    edition,
    tier: plan.size,
    diskType: "PD_SSD",
    diskSize: plan.storageGb,
    diskAutoresize: true,
    diskAutoresizeLimit: plan.maxStorageGb,
    // The cache would be a copy of the data on local disks, which the customer's key does not cover.
    dataCacheConfig: { dataCacheEnabled: false },
    ipConfiguration: {
      ipv4Enabled: false,
      privateNetwork: network,
      enablePrivatePathForGoogleCloudServices: false,
      sslMode: "ENCRYPTED_ONLY",
      // A CA of the instance's own: who trusts it trusts this database and nothing else.
      serverCaMode: "GOOGLE_MANAGED_INTERNAL_CA",
    },
    databaseFlags: databaseFlags(plan),
    deletionProtectionEnabled: protect,
    userLabels: labels,
  } satisfies Settings;
}

/** A replica has to have the flags of its primary. */
export function databaseFlags({ parameters, logicalReplication }: DatabasePlan): { name: string; value: string }[] {
  const flags: Readonly<Record<string, string>> = {
    ...parameters,
    "cloudsql.enable_pgaudit": "on",
    "pgaudit.log": "ddl,role",
    "cloudsql.iam_authentication": "on",
    ...(logicalReplication && { "cloudsql.logical_decoding": "on" }),
  };
  return Object.entries(flags).map(([name, value]) => ({ name, value }));
}

/** Most days that Enterprise Plus keeps write-ahead logs, and most backups that an instance has. */
const longestContinuous = 35;
const mostBackups = 365;

/**
 * Any second can be restored as long as write-ahead logs are kept, so they stand for the frequent backups too.
 * @throws RunError where backups are to be kept longer than Cloud SQL can.
 */
export function backupConfiguration(
  { continuousDays, frequent, daily }: DatabasePlan["backups"],
  location: string,
): input.sql.DatabaseInstanceSettingsBackupConfiguration {
  const logDays = Math.max(continuousDays, frequent.keptDays);
  if (logDays > longestContinuous)
    throw new pulumi.RunError(
      `Cloud SQL goes back to any moment of ${longestContinuous} days at most, and database.backups asks for ${logDays}: lower frequent.keptDays or continuousDays in Pulumi.yaml`,
    );
  // It refuses logs that are kept longer than backups.
  const backups = Math.max(daily.keptDays, logDays);
  if (backups > mostBackups)
    throw new pulumi.RunError(
      `Cloud SQL keeps ${mostBackups} daily backups at most, and database.backups.daily.keptDays is ${daily.keptDays}: lower it in Pulumi.yaml`,
    );
  return {
    enabled: true,
    startTime: `${String(daily.hour).padStart(2, "0")}:00`,
    // Left out it would be the multi-region that is nearest: outside the residency, maybe.
    location,
    pointInTimeRecoveryEnabled: true,
    transactionLogRetentionDays: logDays,
    backupRetentionSettings: { retainedBackups: backups, retentionUnit: "COUNT" },
  };
}

/** Days that the last backup outlives its instance. */
const finalBackupDays = 30;

export function primarySettings(
  args: SettingsArgs,
  { location, maintenance }: { readonly location: string; readonly maintenance: Shared["cluster"]["maintenance"] },
): Settings {
  return {
    ...commonSettings(args),
    availabilityType: "REGIONAL",
    backupConfiguration: backupConfiguration(args.plan.backups, location),
    ...(args.protect && {
      retainBackupsOnDelete: true,
      finalBackupConfig: { enabled: true, retentionDays: finalBackupDays },
    }),
    maintenanceWindow: {
      day: weekdays.indexOf(maintenance.day) + 1,
      hour: maintenance.startHour,
      updateTrack: "stable",
    },
    insightsConfig: {
      queryInsightsEnabled: true,
      queryStringLength: 1024,
      queryPlansPerMinute: 5,
      recordApplicationTags: true,
      recordClientAddress: false,
    },
    passwordValidationPolicy: { enablePasswordPolicy: true, minLength: 16, complexity: "COMPLEXITY_DEFAULT" },
  };
}

/** A replica is backed up, maintained and watched with its primary. It becomes highly available when it is promoted. */
export function replicaSettings(args: SettingsArgs): Settings {
  return { ...commonSettings(args), availabilityType: "ZONAL" };
}
