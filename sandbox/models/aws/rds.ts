/** RDS for PostgreSQL, single instances and their replicas. Other engines, clusters, restores and Outposts have no model. */
import { boolean, integer, list, type ResourceModel, ref, string } from "../../core/model";
import { arn, derivedHex, dnsSuffixOf, fill, page, regional, tagged, text, types } from "./common";
import { kmsKeyArn } from "./kms";
import { anArn } from "./logs";
import { admit, check, majorOf, sourceOf } from "./rds-rules";

const identifier = /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/;
const dailyWindow = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
const weekday = "(mon|tue|wed|thu|fri|sat|sun)";
const weeklyWindow = new RegExp(`^${weekday}:([01]\\d|2[0-3]):[0-5]\\d-${weekday}:([01]\\d|2[0-3]):[0-5]\\d$`, "i");

export const instance: ResourceModel = regional(
  tagged({
    type: types.rdsInstance,
    docs: page("db_instance"),
    inputs: {
      identifier: string({ computed: true, maxLength: 63, pattern: identifier, conflictsWith: ["identifierPrefix"] }),
      identifierPrefix: string({ computed: true, maxLength: 36 }),
      instanceClass: string({ required: true }),
      engine: string({ computed: true, replaces: true, oneOf: ["postgres"] }),
      engineVersion: string({ computed: true, pattern: /^\d+(\.\d+)?$/ }),
      engineLifecycleSupport: string({
        computed: true,
        oneOf: ["open-source-rds-extended-support", "open-source-rds-extended-support-disabled"],
      }),
      allowMajorVersionUpgrade: boolean(),
      autoMinorVersionUpgrade: boolean({ default: true }),
      applyImmediately: boolean(),
      allocatedStorage: integer({ computed: true, min: 20, max: 65536 }),
      maxAllocatedStorage: integer({ min: 0, max: 65536 }),
      storageType: string({ computed: true, oneOf: ["standard", "gp2", "gp3", "io1", "io2"] }),
      storageEncrypted: boolean({ replaces: true }),
      iops: integer({ computed: true }),
      storageThroughput: integer({ computed: true }),
      kmsKeyId: kmsKeyArn({ computed: true, replaces: true }),
      dbName: string({ computed: true, replaces: true, maxLength: 63, pattern: /^[A-Za-z_][A-Za-z0-9_]*$/ }),
      username: string({ computed: true, replaces: true, maxLength: 63, pattern: /^[A-Za-z][A-Za-z0-9_]*$/ }),
      password: string({
        secret: true,
        minLength: 8,
        maxLength: 128,
        pattern: /^[ -~]*$/,
        hint: "printable ASCII",
        conflictsWith: ["manageMasterUserPassword"],
      }),
      manageMasterUserPassword: boolean(),
      masterUserSecretKmsKeyId: kmsKeyArn({ computed: true }),
      iamDatabaseAuthenticationEnabled: boolean(),
      port: integer({ computed: true, min: 1150, max: 65535 }),
      multiAz: boolean({ computed: true }),
      availabilityZone: string({ computed: true, replaces: true }),
      dbSubnetGroupName: ref(types.rdsSubnetGroup, { computed: true }),
      vpcSecurityGroupIds: list(ref([types.securityGroup, types.defaultSecurityGroup]), { set: true, computed: true }),
      parameterGroupName: ref(types.rdsParameterGroup, { computed: true }),
      publiclyAccessible: boolean({ default: false }),
      networkType: string({ computed: true, oneOf: ["IPV4", "DUAL"] }),
      caCertIdentifier: string({
        computed: true,
        oneOf: ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"],
      }),
      backupRetentionPeriod: integer({ computed: true, min: 0, max: 35 }),
      backupWindow: string({ computed: true, pattern: dailyWindow }),
      maintenanceWindow: string({ computed: true, pattern: weeklyWindow }),
      copyTagsToSnapshot: boolean({ default: false }),
      deleteAutomatedBackups: boolean({ default: true }),
      deletionProtection: boolean(),
      skipFinalSnapshot: boolean({ default: false }),
      finalSnapshotIdentifier: string({ pattern: /^[A-Za-z](?!.*--)[0-9A-Za-z-]*[0-9A-Za-z]$/ }),
      databaseInsightsMode: string({ computed: true, oneOf: ["standard", "advanced"] }),
      performanceInsightsEnabled: boolean({ default: false }),
      performanceInsightsKmsKeyId: kmsKeyArn({ computed: true }),
      performanceInsightsRetentionPeriod: integer({ computed: true, min: 7, max: 731 }),
      monitoringInterval: integer({ default: 0, oneOf: [0, 1, 5, 10, 15, 30, 60] }),
      monitoringRoleArn: string({ computed: true, pattern: anArn }),
      enabledCloudwatchLogsExports: list(string({ oneOf: ["postgresql", "upgrade", "iam-db-auth-error"] }), {
        set: true,
      }),
      replicateSourceDb: ref(types.rdsInstance, { by: ["arn", "identifier"], sameRegion: false }),
    },
    id: (context) => `db-${context.alphanumeric(26).toUpperCase()}`,
    outputs: [
      "address",
      "arn",
      "endpoint",
      "engineVersionActual",
      "hostedZoneId",
      "latestRestorableTime",
      "licenseModel",
      "listenerEndpoints",
      "masterUserSecrets",
      "replicas",
      "resourceId",
      "status",
      "upgradeRolloutOrder",
    ],
    compute: (context) => {
      const { id, inputs, region, placement } = context;
      const source = sourceOf(context)?.state;
      const name = text(inputs, "identifier") ?? `${text(inputs, "identifierPrefix") ?? "terraform-"}${context.hex(7)}`;
      const host = `${name}.c${derivedHex(`${placement.account}/${region}`, "rds", 11)}.${region}.rds.${dnsSuffixOf(region)}`;
      const port = inputs.port ?? source?.port ?? 5432;
      const version = text(inputs, "engineVersion") ?? text(source, "engineVersion") ?? "17";
      return {
        address: host,
        arn: arn(context, "rds", `db:${name}`),
        endpoint: `${host}:${port}`,
        engineVersionActual: version.includes(".") ? version : `${majorOf(version)}.7`,
        hostedZoneId: `Z${derivedHex(region, "rds-zone", 13).toUpperCase()}`,
        latestRestorableTime: "",
        licenseModel: "postgresql-license",
        listenerEndpoints: [],
        masterUserSecrets: [],
        replicas: [],
        resourceId: id,
        status: "available",
        upgradeRolloutOrder: "",
        ...fill(inputs, {
          identifier: name,
          identifierPrefix: "",
          engine: "postgres",
          engineVersion: version,
          engineLifecycleSupport: "open-source-rds-extended-support",
          allocatedStorage: source?.allocatedStorage ?? 20,
          storageType: "gp2",
          iops: 0,
          storageThroughput: 0,
          dbName: source?.dbName ?? "",
          username: source?.username ?? "",
          port,
          multiAz: false,
          availabilityZone: "",
          vpcSecurityGroupIds: [],
          networkType: "IPV4",
          caCertIdentifier: "rds-ca-rsa2048-g1",
          backupRetentionPeriod: 0,
          backupWindow: "03:00-03:30",
          maintenanceWindow: "mon:00:00-mon:00:30",
          databaseInsightsMode: "standard",
          performanceInsightsRetentionPeriod: inputs.performanceInsightsEnabled === true ? 7 : 0,
          monitoringRoleArn: "",
        }),
      };
    },
    unique: [
      { fields: ["identifier"], scope: "region", reason: "DBInstanceAlreadyExists: DB instance already exists" },
    ],
    // Amazon RDS quotas, DB instances.
    quota: { most: 40, scope: "region", reason: "InstanceQuotaExceeded: DB Instance quota exceeded" },
    check,
    admit,
    retain: ({ state }) => {
      if (state.deletionProtection === true)
        return "InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.";
      return state.skipFinalSnapshot !== true && state.finalSnapshotIdentifier === undefined
        ? "final_snapshot_identifier is required when skip_final_snapshot is false"
        : undefined;
    },
  }),
);
