/** An instance of ApsaraDB RDS for PostgreSQL with its backups: the primary, and the replica that takes its place. */
import { BackupPolicy } from "@pulumi/alicloud/rds/backupPolicy";
import { Instance } from "@pulumi/alicloud/rds/instance";
import * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";
import type { Shared } from "../../../topology/schema";

export interface InstanceArgs {
  readonly name: string;
  readonly plan: DatabasePlan;
  readonly network: {
    readonly vpcId: pulumi.Output<string>;
    /** The primary's, then the standby's. */
    readonly vswitchIds: readonly pulumi.Output<string>[];
    readonly zones: pulumi.Output<readonly string[]>;
    /** Whether the stack file names the zones; else they were found by asking. */
    readonly zonesFixed: boolean;
    /** Blocks that may connect; nobody else gets an answer. */
    readonly clients: readonly string[];
  };
  /** Key id. */
  readonly key: pulumi.Output<string>;
  /** Account id, 16 digits. */
  readonly account: string;
  readonly maintenance: Shared["cluster"]["maintenance"];
  /** Days that who did what is kept. */
  readonly auditDays: number;
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Instances of the HighAvailability edition have two nodes. */
export const nodesPerInstance = 2;

/** Days that the SQL audit of RDS can be kept. */
const auditTerms = [30, 180, 365, 1095, 1825] as const;
const auditTerm = (days: number): number => auditTerms.find((term) => term >= days) ?? 1825;

/** Percent of the disk that is free when it grows. */
const growBelow = 20;

const everyDay = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const clock = (hour: number): string => `${String(hour % 24).padStart(2, "0")}:00Z`;

/**
 * PostgreSQL has no switch that makes TLS a must; pg_hba.conf does, which knows no entry without it. `md5` takes passwords
 * that are kept as SCRAM too. Who gets as far as here is decided by the list of clients.
 */
const onlyTls = ["all", "replication"].map((database, priorityId) => ({
  type: "hostssl",
  database,
  user: "all",
  address: "0.0.0.0/0",
  method: "md5",
  priorityId,
}));

/** DTS, which fills the replica, reads the log by logical decoding; its slot has to be there after a switchover. */
const replicated = { wal_level: "logical", rds_failover_slot_mode: "sync" };

const parameters = (plan: DatabasePlan) =>
  Object.entries({ ...plan.parameters, ...replicated }).map(([name, value]) => ({ name, value }));

export function createInstance(args: InstanceArgs, opts: pulumi.CustomResourceOptions): Instance {
  const { name, plan, network, protect, maintenance } = args;
  const zone = (index: number) => network.zones.apply((zones) => zones[index] ?? "");
  return new Instance(
    name,
    {
      instanceName: name,
      engine: "PostgreSQL",
      engineVersion: `${plan.version}.0`,
      // An upgrade of the major version is done in place, and asks for this.
      collectStatMode: "After",
      category: "HighAvailability",
      instanceType: plan.size,
      instanceChargeType: "Postpaid",
      dbInstanceStorageType: "cloud_essd",
      instanceStorage: plan.storageGb,
      storageAutoScale: "Enable",
      storageThreshold: growBelow,
      storageUpperBound: plan.maxStorageGb,
      encryptionKey: args.key,
      roleArn: `acs:ram::${args.account}:role/aliyunrdsinstanceencryptiondefaultrole`,
      vpcId: network.vpcId,
      vswitchId: pulumi.all([...network.vswitchIds]).apply((ids) => ids.join(",")),
      zoneId: zone(0),
      zoneIdSlaveA: zone(1),
      port: String(plan.port),
      securityIps: [...network.clients],
      securityIpMode: "normal",
      sslAction: "Open",
      caType: "aliyun",
      pgHbaConfs: onlyTls,
      parameters: parameters(plan),
      forceRestart: true,
      haConfig: "Auto",
      monitoringPeriod: 60,
      sqlCollectorStatus: "Enabled",
      sqlCollectorConfigValue: auditTerm(args.auditDays),
      maintainTime: `${clock(maintenance.startHour)}-${clock(maintenance.startHour + maintenance.hours)}`,
      deletionProtection: protect,
      tags: args.tags,
    },
    {
      ...opts,
      protect,
      // A vSwitch stays while an instance stands in it, and the provider sees no change in a list of several.
      replaceOnChanges: ["vswitchId"],
      ...(network.zonesFixed ? {} : { ignoreChanges: ["zoneId", "zoneIdSlaveA"] }),
    },
  );
}

/**
 * Any second of the time that backups every few minutes would be kept can be restored from the log, so those are not made.
 * Encrypted disks have no backups in another location: the replica is backed up the same way there.
 */
export function keepBackups(
  name: string,
  instance: Instance,
  { continuousDays, frequent, daily }: DatabasePlan["backups"],
  opts: pulumi.CustomResourceOptions,
): BackupPolicy {
  return new BackupPolicy(
    name,
    {
      instanceId: instance.id,
      preferredBackupPeriods: everyDay,
      preferredBackupTime: `${clock(daily.hour)}-${clock(daily.hour + 1)}`,
      backupRetentionPeriod: Math.max(daily.keptDays, frequent.keptDays, continuousDays),
      enableBackupLog: true,
      logBackupRetentionPeriod: Math.max(frequent.keptDays, continuousDays),
    },
    opts,
  );
}
