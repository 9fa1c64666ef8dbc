/** What an instance of ApsaraDB RDS for PostgreSQL holds: accounts, databases, backups. */
import { boolean, defineResource, integer, list, type Properties, type Refusal, ref, string } from "../../core/model";
import { label, page, text, unless } from "./fields";
import { rdsInstanceType } from "./rds";
import { window } from "./rds-rules";

export const rdsAccountType = "alicloud:rds/rdsAccount:RdsAccount";
export const rdsDatabaseType = "alicloud:rds/database:Database";

/** "Forbidden keywords": names that PostgreSQL or RDS keep for themselves. */
const reservedNames = new Set([
  ...["admin", "administrator", "aurora", "eagleye", "postgres", "replicator", "root", "template0", "template1"],
  ...["pg", "public", "rds", "super", "user"],
]);

function passwordRefusals(inputs: Properties): readonly Refusal[] {
  const password = text(inputs, "accountPassword");
  if (password === "") return [];
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[!@#$%^&*()_+=-]/].filter((kind) => kind.test(password)).length;
  return unless(
    /^[A-Za-z\d!@#$%^&*()_+=-]{8,32}$/.test(password) && kinds >= 3,
    "accountPassword",
    "InvalidAccountPassword.Format: 8 to 32 characters of three kinds: A-Z, a-z, 0-9, !@#$%^&*()_+-=",
  );
}

export const rdsAccount = defineResource({
  type: rdsAccountType,
  docs: page("rds_account"),
  location: "region",
  inputs: {
    dbInstanceId: ref(rdsInstanceType, { required: true, replaces: true }),
    accountName: string({
      required: true,
      minLength: 2,
      maxLength: 63,
      pattern: /^[a-z][a-z0-9_]*[a-z0-9]$/,
      replaces: true,
    }),
    accountPassword: string({ required: true, secret: true }),
    accountType: string({ oneOf: ["Normal", "Super"], default: "Normal", replaces: true }),
    accountDescription: label(2, 256),
    checkPolicy: boolean({ computed: true }),
    resetPermissionFlag: boolean(),
  },
  unique: [
    {
      fields: ["dbInstanceId", "accountName"],
      scope: "region",
      reason: "InvalidAccountName.Duplicate: the instance has this account",
    },
  ],
  check: ({ inputs }) => [
    ...unless(
      !reservedNames.has(text(inputs, "accountName")) && !text(inputs, "accountName").startsWith("pg_"),
      "accountName",
      `InvalidAccountName.Forbid: ${text(inputs, "accountName")} is a reserved word`,
    ),
    ...passwordRefusals(inputs),
  ],
  id: ({ inputs }) => `${text(inputs, "dbInstanceId")}:${text(inputs, "accountName")}`,
  outputs: ["status"],
  compute: () => ({ checkPolicy: false, status: "Available" }),
});

export const rdsDatabase = defineResource({
  type: rdsDatabaseType,
  docs: page("db_database"),
  location: "region",
  inputs: {
    instanceId: ref(rdsInstanceType, { required: true, replaces: true }),
    dataBaseName: string({
      required: true,
      minLength: 2,
      maxLength: 64,
      pattern: /^[a-z][a-z0-9_-]*[a-z0-9]$/,
      replaces: true,
    }),
    characterSet: string({ pattern: /^[A-Z0-9_]+(,[\w.-]+,[\w.-]+)?$/, default: "UTF8", replaces: true }),
    description: label(2, 256),
  },
  unique: [
    {
      fields: ["instanceId", "dataBaseName"],
      scope: "region",
      reason: "InvalidDBName.Duplicate: the instance has this database",
    },
  ],
  check: ({ inputs }) =>
    unless(
      !reservedNames.has(text(inputs, "dataBaseName")),
      "dataBaseName",
      `InvalidDBName.Forbid: ${text(inputs, "dataBaseName")} is a reserved word`,
    ),
  id: ({ inputs }) => `${text(inputs, "instanceId")}:${text(inputs, "dataBaseName")}`,
  outputs: ["status"],
  compute: () => ({ status: "Running" }),
});

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export const rdsBackupPolicy = defineResource({
  type: "alicloud:rds/backupPolicy:BackupPolicy",
  docs: page("db_backup_policy"),
  location: "region",
  inputs: {
    instanceId: ref(rdsInstanceType, { required: true, replaces: true }),
    preferredBackupPeriods: list(string({ oneOf: days }), { set: true, computed: true, minItems: 2 }),
    preferredBackupTime: string({ pattern: window, hint: "HH:mmZ-HH:mmZ", default: "02:00Z-03:00Z" }),
    backupRetentionPeriod: integer({ min: 7, max: 730, default: 7 }),
    enableBackupLog: boolean({ default: true }),
    logBackupRetentionPeriod: integer({ min: 7, max: 730, computed: true }),
    highSpaceUsageProtection: string({ oneOf: ["Enable", "Disable"], default: "Enable" }),
    backupInterval: string({ pattern: /^(-1|\d+)$/, computed: true }),
    backupPriority: integer({ oneOf: [1, 2], computed: true }),
    localLogRetentionHours: integer({ min: 0, max: 168, computed: true }),
    localLogRetentionSpace: integer({ min: 0, max: 50, computed: true }),
    releasedKeepPolicy: string({ oneOf: ["None", "Lastest", "All"], computed: true }),
  },
  unique: [{ fields: ["instanceId"], scope: "region", reason: "an instance has one backup policy" }],
  check: ({ inputs }) => {
    const { logBackupRetentionPeriod: logs, backupRetentionPeriod: backups } = inputs;
    return [
      ...unless(
        typeof logs !== "number" || typeof backups !== "number" || logs <= backups,
        "logBackupRetentionPeriod",
        `the provider cuts it to backupRetentionPeriod (${String(backups)}) without a word, and differs at each run`,
      ),
      ...unless(
        hoursOf(text(inputs, "preferredBackupTime")) === 1,
        "preferredBackupTime",
        "InvalidPreferredBackupTime: the interval is one hour",
      ),
    ];
  },
  id: ({ inputs }) => text(inputs, "instanceId"),
  outputs: [],
  compute: () => ({
    backupInterval: "-1",
    backupPriority: 2,
    localLogRetentionHours: 18,
    localLogRetentionSpace: 30,
    logBackupRetentionPeriod: 7,
    preferredBackupPeriods: ["Tuesday", "Thursday", "Saturday"],
    releasedKeepPolicy: "None",
  }),
});

/** Hours between the two ends of `02:00Z-03:00Z`; 1 where there is nothing to read. */
function hoursOf(interval: string): number {
  const [, from, to] = /^(\d\d):\d\dZ-(\d\d):\d\dZ$/.exec(interval) ?? [];
  return from === undefined || to === undefined ? 1 : (Number(to) - Number(from) + 24) % 24;
}
