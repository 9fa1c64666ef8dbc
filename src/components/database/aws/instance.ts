/** What a primary and its replica have in common. */
import { ParameterGroup } from "@pulumi/aws/rds/parameterGroup";
import { SubnetGroup } from "@pulumi/aws/rds/subnetGroup";
import type * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";
import type { Naming } from "../../../plan/naming";
import type { Site } from "../../aws/site";
import { continuousDays } from "./backups";
import { windowsOf } from "./windows";

const nameLimit = 63;

/** A name as RDS takes it: without two hyphens in a row. */
export const rdsName = (naming: Naming, purpose: string): string =>
  naming.name(purpose, nameLimit).replace(/-{2,}/g, "-");

/** Server settings that a running server takes; the others wait for its next start, and are there from the first one. */
const dynamic: ReadonlySet<string> = new Set(["log_min_duration_statement"]);

/** Server settings, the plan's and RDS's own. */
export const settingsOf = (plan: DatabasePlan): Readonly<Record<string, string>> => ({
  ...plan.parameters,
  "rds.force_ssl": "1",
  ...(plan.logicalReplication && { "rds.logical_replication": "1" }),
});

/** The name says the major version, whose family can't be changed: the next major's group stands beside this one. */
export function createParameters(site: Site, purpose: string, plan: DatabasePlan): ParameterGroup {
  return new ParameterGroup(
    site.child(purpose),
    {
      name: rdsName(site.naming, `${purpose}-postgres${plan.version}`),
      family: `postgres${plan.version}`,
      description: `PostgreSQL ${plan.version}`,
      parameters: Object.entries(settingsOf(plan)).map(([name, value]) => ({
        name,
        value,
        applyMethod: dynamic.has(name) ? "immediate" : "pending-reboot",
      })),
      tags: site.tags(purpose),
    },
    site.options(),
  );
}

export function createSubnetGroup(site: Site, purpose: string, subnetIds: pulumi.Input<string>[]): SubnetGroup {
  return new SubnetGroup(
    site.child(purpose),
    { name: rdsName(site.naming, purpose), description: "Databases", subnetIds, tags: site.tags(purpose) },
    // A subnet stays while a database has an interface in it.
    site.options({ deleteBeforeReplace: true, replaceOnChanges: ["subnetIds"] }),
  );
}

export interface Placement {
  readonly identifier: string;
  readonly plan: DatabasePlan;
  readonly group: SubnetGroup;
  readonly parameters: ParameterGroup;
  readonly securityGroup: pulumi.Input<string>;
  readonly key: pulumi.Input<string>;
  /** For metrics of the machine under the database. */
  readonly monitoringRole: pulumi.Input<string>;
}

/** Arguments of every instance. */
export function instanceArgs(site: Site, purpose: string, placement: Placement) {
  const { identifier, plan, group, parameters, securityGroup, key, monitoringRole } = placement;
  const { protect, shared, region } = site;
  const windows = windowsOf(shared.cluster.maintenance, plan.backups.daily);
  return {
    identifier,
    instanceClass: plan.size,
    dbSubnetGroupName: group.name,
    vpcSecurityGroupIds: [securityGroup],
    parameterGroupName: parameters.name,
    port: plan.port,
    publiclyAccessible: false,
    networkType: "IPV4",
    storageType: "gp3",
    maxAllocatedStorage: plan.maxStorageGb,
    storageEncrypted: true,
    kmsKeyId: key,
    backupRetentionPeriod: continuousDays(region.name, plan.backups),
    backupWindow: windows.backup,
    deleteAutomatedBackups: !protect,
    copyTagsToSnapshot: true,
    maintenanceWindow: windows.maintenance,
    // A change is made when someone brings it up, region by region, and not unseen on Sunday.
    applyImmediately: true,
    autoMinorVersionUpgrade: true,
    engineLifecycleSupport: "open-source-rds-extended-support-disabled",
    caCertIdentifier: "rds-ca-rsa2048-g1",
    databaseInsightsMode: "standard",
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: key,
    performanceInsightsRetentionPeriod: 7,
    monitoringInterval: 60,
    monitoringRoleArn: monitoringRole,
    deletionProtection: protect,
    tags: site.tags(purpose),
  };
}

/**
 * Options of every instance: its name is taken, so it goes before its replacement comes, and it does not move between
 * groups of subnets.
 */
export const instanceOptions = ({ protect }: Site): pulumi.CustomResourceOptions => ({
  protect,
  deleteBeforeReplace: true,
  replaceOnChanges: ["dbSubnetGroupName"],
});
