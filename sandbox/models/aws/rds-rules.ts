/** What RDS has against an instance. Pure, but for the world. */
import { versionsIn } from "../../../src/facts/versions";
import type { ModelContext, Properties, Refusal, StoredObject } from "../../core/model";
import { refuse, refuseIf, sameVpc, text, texts, types, unknown } from "./common";
import { trusts } from "./eks-cluster";

export type Admission = ModelContext & { readonly self?: StoredObject };

const general = /^db\.[mrx][5-8][gi]?d?\.(large|xlarge|(2|4|8|12|16|24)xlarge)$/;
const burstable = /^db\.t(3|4g)\.(micro|small|medium|large|xlarge|2xlarge)$/;
export const instanceClassExists = (name: string): boolean => general.test(name) || burstable.test(name);

export const majorOf = (version: string | undefined): number => Number((version ?? "").split(".")[0]);

const minute = 1;
const hour = 60 * minute;
const day = 24 * hour;
const week = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Minutes from Sunday, or from midnight where no day is named: first and last. */
function span(window: string): readonly [number, number] {
  const at = (moment: string) => {
    const [head = "", middle = "", tail] = moment.toLowerCase().split(":");
    return tail === undefined
      ? Number(head) * hour + Number(middle)
      : week.indexOf(head) * day + Number(middle) * hour + Number(tail);
  };
  const [from = "", to = ""] = window.split("-");
  return [at(from), at(to)];
}

function meet(maintenance: string, backup: string): boolean {
  const [from, until] = span(maintenance);
  const [start, stop] = span(backup);
  const length = (stop - start + day) % day;
  const lasts = (until - from + 7 * day) % (7 * day);
  // Windows of every day of the week, and of the one before it begins.
  return Array.from({ length: 9 }, (_, index) => (index - 1) * day + start).some(
    (begins) => begins < from + lasts && from < begins + length,
  );
}

const reserved = new Set(["admin", "postgres_admin", "rdsadmin", "rdsrepladmin", "pg_monitor"]);
const inherited = ["engine", "engineVersion", "username", "password", "dbName", "manageMasterUserPassword"] as const;
const needed = ["engine", "allocatedStorage", "username"] as const;

function checkReplica({ given }: ModelContext): readonly Refusal[] {
  if (given("replicateSourceDb"))
    return inherited
      .filter(given)
      .map((property) => ({ property, reason: `"${property}": conflicts with replicateSourceDb` }));
  return needed
    .filter((field) => !given(field))
    .map((property) => ({ property, reason: `"${property}": required field is not set` }));
}

export function check(context: ModelContext): readonly Refusal[] {
  const { inputs, given } = context;
  const size = text(inputs, "instanceClass");
  const version = text(inputs, "engineVersion");
  const user = text(inputs, "username");
  const [maintenance, backup] = [text(inputs, "maintenanceWindow"), text(inputs, "backupWindow")];
  const { allocatedStorage, maxAllocatedStorage, monitoringInterval } = inputs;
  const original = given("replicateSourceDb") === false;
  return [
    ...checkReplica(context),
    ...refuseIf(
      size !== undefined && !instanceClassExists(size),
      "instanceClass",
      `InvalidParameterValue: Invalid DB Instance class: ${size}`,
    ),
    ...refuseIf(
      version !== undefined && !versionsIn("aws", "postgres").includes(String(majorOf(version))),
      "engineVersion",
      `InvalidParameterCombination: Cannot find version ${version} for postgres`,
    ),
    ...refuseIf(
      user !== undefined && reserved.has(user),
      "username",
      `InvalidParameterValue: MasterUsername ${user} cannot be used as it is a reserved word used by the engine`,
    ),
    ...refuseIf(
      original && !given("password") && !given("passwordWo") && inputs.manageMasterUserPassword !== true,
      "password",
      "InvalidParameterValue: The parameter MasterUserPassword must be provided and must not be blank.",
    ),
    ...refuseIf(
      typeof allocatedStorage === "number" &&
        typeof maxAllocatedStorage === "number" &&
        maxAllocatedStorage !== 0 &&
        maxAllocatedStorage < allocatedStorage,
      "maxAllocatedStorage",
      `InvalidParameterCombination: Invalid max storage size for engine name postgres and storage type ${inputs.storageType}: ${maxAllocatedStorage}`,
    ),
    ...refuseIf(
      maintenance !== undefined && backup !== undefined && meet(maintenance, backup),
      "backupWindow",
      "InvalidParameterValue: The backup window and maintenance window must not overlap.",
    ),
    ...refuseIf(
      typeof monitoringInterval === "number" && monitoringInterval > 0 && !given("monitoringRoleArn"),
      "monitoringRoleArn",
      "InvalidParameterCombination: A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
    ),
    ...refuseIf(
      inputs.kmsKeyId !== undefined && inputs.storageEncrypted !== true && !unknown(context, "storageEncrypted"),
      "storageEncrypted",
      "InvalidParameterCombination: storageEncrypted must be true when a KMS key is given",
    ),
  ];
}

export const sourceOf = ({ inputs, world }: ModelContext): StoredObject | undefined => {
  const source = text(inputs, "replicateSourceDb") ?? "";
  return world.find(types.rdsInstance, source, "arn") ?? world.find(types.rdsInstance, source, "identifier");
};

function admitSource(context: Admission): readonly Refusal[] {
  const { inputs, region } = context;
  const source = sourceOf(context);
  if (!source) return [];
  if (source.state.backupRetentionPeriod === 0)
    return refuse(
      "replicateSourceDb",
      "InvalidDBInstanceState: Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.",
    );
  if (source.state.manageMasterUserPassword === true)
    return refuse(
      "replicateSourceDb",
      "InvalidParameterValue: Creating read replicas for source instance with engine postgres where ManageMasterUserPassword is enabled is not supported.",
    );
  return refuseIf(
    source.state.storageEncrypted === true && source.placement.region !== region && inputs.kmsKeyId === undefined,
    "kmsKeyId",
    "InvalidParameterCombination: KMS key must be provided for a cross-region read replica of an encrypted DB instance.",
  );
}

function admitNetwork({ inputs, world }: Admission): readonly Refusal[] {
  const group = world.find(types.rdsSubnetGroup, text(inputs, "dbSubnetGroupName") ?? "");
  const foreign = texts(inputs, "vpcSecurityGroupIds").find(
    (id) => group && !sameVpc(group, world.find(types.securityGroup, id)),
  );
  return refuseIf(
    foreign !== undefined,
    "vpcSecurityGroupIds",
    "InvalidParameterCombination: The DB instance and EC2 security group are in different VPCs.",
  );
}

function admitParameters(context: Admission): readonly Refusal[] {
  const { inputs, world } = context;
  const name = text(inputs, "parameterGroupName");
  const family = text(world.find(types.rdsParameterGroup, name ?? "")?.state, "family");
  const version = text(inputs, "engineVersion") ?? text(sourceOf(context)?.state, "engineVersion");
  return refuseIf(
    family !== undefined && version !== undefined && family !== `postgres${majorOf(version)}`,
    "parameterGroupName",
    `InvalidParameterCombination: The parameter group ${name} with DBParameterGroupFamily ${family} can't be used for this instance. Please use a parameter group with DBParameterGroupFamily postgres${majorOf(version)}`,
  );
}

function admitChange({ inputs, self, world }: Admission): readonly Refusal[] {
  if (!self) return [];
  const before: Properties = self.state;
  const from = majorOf(text(before, "engineVersion"));
  const to = inputs.engineVersion === undefined ? from : majorOf(text(inputs, "engineVersion"));
  const shrinks =
    typeof inputs.allocatedStorage === "number" && inputs.allocatedStorage < Number(before.allocatedStorage ?? 0);
  const hasReplicas = world
    .objects(types.rdsInstance)
    .some(({ state }) => state.replicateSourceDb !== undefined && state.replicateSourceDb === before.arn);
  return [
    ...refuseIf(
      shrinks,
      "allocatedStorage",
      `InvalidParameterCombination: Requested storage size (${inputs.allocatedStorage}) cannot be less than the current storage size (${before.allocatedStorage})`,
    ),
    ...refuseIf(
      to < from,
      "engineVersion",
      `InvalidParameterCombination: Cannot upgrade postgres from ${from} to ${to}`,
    ),
    ...refuseIf(
      to > from && inputs.allowMajorVersionUpgrade !== true,
      "engineVersion",
      "InvalidParameterCombination: The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
    ),
    ...refuseIf(
      inputs.backupRetentionPeriod === 0 && hasReplicas,
      "backupRetentionPeriod",
      "InvalidParameterCombination: Automated backups cannot be disabled for a DB instance that has read replicas.",
    ),
  ];
}

export function admit(context: Admission): readonly Refusal[] {
  const { inputs, world } = context;
  const role = text(inputs, "monitoringRoleArn");
  return [
    ...admitSource(context),
    ...admitNetwork(context),
    ...admitParameters(context),
    ...admitChange(context),
    ...refuseIf(
      role !== undefined && !trusts(world, role, "monitoring.rds.amazonaws.com"),
      "monitoringRoleArn",
      "InvalidParameterValue: IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
    ),
  ];
}
