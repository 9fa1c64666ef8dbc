/** The daily backup: a copy in a vault here, and one in the DR location. */
import { Plan } from "@pulumi/aws/backup/plan";
import { Selection } from "@pulumi/aws/backup/selection";
import { Vault } from "@pulumi/aws/backup/vault";
import { VaultLockConfiguration } from "@pulumi/aws/backup/vaultLockConfiguration";
import * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";
import { policy } from "../../aws/policy";
import { createRole } from "../../aws/roles";
import type { Site } from "../../aws/site";

/** Longest name of a vault, plan or selection. */
const nameLimit = 50;
/** Most days back that RDS restores any second of. */
const longestContinuous = 35;

/**
 * Days back to which any second can be restored. AWS Backup starts a job once an hour at most, so the rule "every so many
 * minutes" is met by RDS's own log, which it keeps every five minutes: as long as the rule wants.
 * @throws pulumi.RunError where RDS can not keep its log as long.
 */
export function continuousDays(region: string, { continuousDays, frequent }: DatabasePlan["backups"]): number {
  const days = Math.max(continuousDays, frequent.keptDays);
  if (days > longestContinuous)
    throw new pulumi.RunError(
      `${region}: database.backups.frequent.keptDays is ${frequent.keptDays}, but AWS keeps backups every ` +
        `${frequent.everyMinutes} minutes for at most ${longestContinuous} days; ` +
        `say ${longestContinuous} or less, or let database.backups.daily.keptDays carry what is older`,
    );
  return days;
}

export function createVault(site: Site, purpose: string, key: pulumi.Input<string>, keptDays: number): Vault {
  const { protect, naming } = site;
  const vault = new Vault(
    site.child(purpose),
    { name: naming.name(purpose, nameLimit), kmsKeyArn: key, forceDestroy: !protect, tags: site.tags(purpose) },
    site.options({ protect }),
  );
  // Governance mode: who may change the lock can lift it. Compliance mode would outlive the topology's own mistakes.
  if (protect)
    new VaultLockConfiguration(
      site.child(purpose),
      { backupVaultName: vault.name, minRetentionDays: keptDays },
      site.options(),
    );
  return vault;
}

/** @param vaults The one here, and the one in the DR location that everything is copied to. */
export function createDailyBackup(
  site: Site,
  { backups: { daily } }: DatabasePlan,
  vaults: { readonly home: Vault; readonly dr: pulumi.Output<string> },
  database: pulumi.Output<string>,
): void {
  const { naming } = site;
  const purpose = "database-backup";
  // AWS's page on the role names no condition key that a job would bring along.
  const trust = policy({
    Sid: "Backup",
    Effect: "Allow",
    Principal: { Service: "backup.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  const role = createRole(site, purpose, trust, {
    managed: ["service-role/AWSBackupServiceRolePolicyForBackup", "service-role/AWSBackupServiceRolePolicyForRestores"],
  });
  const lifecycle = { deleteAfter: daily.keptDays };
  const plan = new Plan(
    site.child(purpose),
    {
      name: naming.name(purpose, nameLimit),
      rules: [
        {
          ruleName: "daily",
          targetVaultName: vaults.home.name,
          schedule: `cron(0 ${daily.hour} * * ? *)`,
          scheduleExpressionTimezone: "Etc/UTC",
          // Minutes; the shortest there is.
          startWindow: 60,
          completionWindow: 480,
          lifecycle,
          copyActions: [{ destinationVaultArn: vaults.dr, lifecycle }],
          recoveryPointTags: { ...naming.tags },
        },
      ],
      tags: site.tags(purpose),
    },
    site.options(),
  );
  new Selection(
    site.child(purpose),
    { name: naming.name(purpose, nameLimit), planId: plan.id, iamRoleArn: role.arn, resources: [database] },
    site.options({ dependsOn: [...role.grants] }),
  );
}
