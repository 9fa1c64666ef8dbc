/** AWS Backup: vaults, their locks, plans and what they select. Air-gapped vaults, conditions and scans have no model. */
import {
  boolean,
  integer,
  list,
  map,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  string,
} from "../../core/model";
import { arn, derivedHex, fill, items, page, refuse, refuseIf, regional, tagged, text, types } from "./common";
import { trusts } from "./eks-cluster";
import { kmsKeyArn } from "./kms";
import { anArn } from "./logs";

const tagMap = () => map(string({ maxLength: 256 }), { maxEntries: 50 });

export const vault: ResourceModel = regional(
  tagged({
    type: types.backupVault,
    docs: page("backup_vault"),
    inputs: {
      name: string({ computed: true, replaces: true, pattern: /^[a-zA-Z0-9\-_]{2,50}$/ }),
      kmsKeyArn: kmsKeyArn({ computed: true, replaces: true }),
      forceDestroy: boolean({ default: false }),
    },
    id: (context) => text(context.inputs, "name") ?? `${context.resourceName.slice(0, 42)}-${context.hex(7)}`,
    outputs: ["arn", "recoveryPoints"],
    compute: (context) => ({
      arn: arn(context, "backup", `backup-vault:${context.id}`),
      recoveryPoints: 0,
      ...fill(context.inputs, { name: context.id }),
    }),
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "AlreadyExistsException: Backup vault with the same name already exists",
      },
    ],
  }),
);

export const vaultLock: ResourceModel = regional({
  type: types.backupVaultLock,
  docs: page("backup_vault_lock_configuration"),
  inputs: {
    backupVaultName: ref(types.backupVault, { required: true, replaces: true }),
    minRetentionDays: integer({ replaces: true, min: 1 }),
    maxRetentionDays: integer({ replaces: true, min: 1, max: 36500 }),
    changeableForDays: integer({ replaces: true, min: 3 }),
  },
  id: ({ inputs }) => text(inputs, "backupVaultName") ?? "",
  outputs: ["backupVaultArn"],
  compute: (context) => ({ backupVaultArn: arn(context, "backup", `backup-vault:${context.id}`) }),
  check: ({ inputs: { minRetentionDays: least, maxRetentionDays: most } }) =>
    refuseIf(
      typeof least === "number" && typeof most === "number" && least > most,
      "minRetentionDays",
      "InvalidParameterValueException: MinRetentionDays is larger than MaxRetentionDays",
    ),
});

const lifecycle = () =>
  object({
    coldStorageAfter: integer({ min: 1 }),
    deleteAfter: integer({ min: 1, max: 36500 }),
    optInToArchiveForSupportedResources: boolean(),
  });

function checkRule(rule: Properties, path: string): readonly Refusal[] {
  const { coldStorageAfter: cold, deleteAfter } = (rule.lifecycle ?? {}) as Properties;
  const { startWindow, completionWindow, enableContinuousBackup } = rule;
  const minutes = /^cron\(([^ ]+) /.exec(text(rule, "schedule") ?? "")?.[1];
  return [
    ...refuseIf(
      typeof cold === "number" && typeof deleteAfter === "number" && deleteAfter < cold + 90,
      `${path}.lifecycle`,
      "InvalidParameterValueException: DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays",
    ),
    ...refuseIf(
      enableContinuousBackup === true && typeof deleteAfter === "number" && deleteAfter > 35,
      `${path}.lifecycle`,
      "InvalidParameterValueException: Lifecycle of a continuous backup is between 1 and 35 days",
    ),
    ...refuseIf(
      typeof startWindow === "number" && typeof completionWindow === "number" && completionWindow < startWindow + 60,
      `${path}.completionWindow`,
      "InvalidParameterValueException: CompletionWindowMinutes must be at least 60 minutes greater than StartWindowMinutes",
    ),
    ...refuseIf(
      minutes !== undefined && !/^\d+$/.test(minutes),
      `${path}.schedule`,
      "InvalidParameterValueException: Interval between backup jobs shouldn't be less than one hour",
    ),
  ];
}

const schedule = /^(cron\(\S+ \S+ \S+ \S+ \S+ \S+\)|rate\(.+\))$/;

export const plan: ResourceModel = regional(
  tagged({
    type: types.backupPlan,
    docs: page("backup_plan"),
    inputs: {
      name: string({ computed: true, replaces: true, pattern: /^[a-zA-Z0-9\-_.]{1,50}$/ }),
      rules: list(
        object({
          ruleName: string({ required: true, pattern: /^[a-zA-Z0-9\-_.]{1,50}$/ }),
          targetVaultName: ref(types.backupVault, { required: true }),
          schedule: string({ pattern: schedule }),
          scheduleExpressionTimezone: string({ default: "Etc/UTC" }),
          startWindow: integer({ default: 60, min: 60 }),
          completionWindow: integer({ default: 180, min: 120 }),
          enableContinuousBackup: boolean(),
          lifecycle: lifecycle(),
          copyActions: list(
            object({
              destinationVaultArn: ref(types.backupVault, { by: "arn", required: true, sameRegion: false }),
              lifecycle: lifecycle(),
            }),
            { set: true },
          ),
          recoveryPointTags: tagMap(),
        }),
        { required: true, set: true, minItems: 1 },
      ),
    },
    id: (context) => {
      const hex = context.hex(32);
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    },
    outputs: ["arn", "version"],
    compute: (context) => ({
      arn: arn(context, "backup", `backup-plan:${context.id}`),
      version: derivedHex(`${context.id}/${JSON.stringify(context.inputs.rules ?? null)}`, "version", 32),
      ...fill(context.inputs, { name: context.resourceName }),
    }),
    check: ({ inputs }) =>
      items(inputs.rules).flatMap((rule, index) => checkRule(rule as Properties, `rules[${index}]`)),
  }),
);

export const selection: ResourceModel = regional({
  type: types.backupSelection,
  docs: page("backup_selection"),
  inputs: {
    planId: ref(types.backupPlan, { required: true, replaces: true }),
    name: string({ computed: true, replaces: true, pattern: /^[a-zA-Z0-9\-_.]{1,50}$/ }),
    iamRoleArn: ref(types.role, { by: "arn", required: true, replaces: true }),
    resources: list(string({ pattern: anArn }), { set: true, replaces: true, maxItems: 500 }),
    notResources: list(string({ pattern: anArn }), { set: true, computed: true, replaces: true }),
    selectionTags: list(
      object({
        type: string({ required: true, oneOf: ["STRINGEQUALS"] }),
        key: string({ required: true }),
        value: string({ required: true }),
      }),
      { set: true, replaces: true },
    ),
  },
  id: (context) => `${context.hex(8)}-${context.hex(12)}`,
  outputs: [],
  compute: (context) => fill(context.inputs, { name: context.resourceName, notResources: [] }),
  admit: ({ inputs, world }) =>
    trusts(world, text(inputs, "iamRoleArn"), "backup.amazonaws.com")
      ? []
      : refuse(
          "iamRoleArn",
          `InvalidParameterValueException: IAM Role ${text(inputs, "iamRoleArn")} cannot be assumed by AWS Backup`,
        ),
});
