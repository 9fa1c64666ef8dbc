/** Databases as RDS has them, and AWS Backup's plans. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { type Driver, driver, type Made } from "../../core/harness";

const account = "123456789012";
const region = "eu-west-1";

let cloud: Driver;
let abroad: Driver;
let group: Made;
let key: string;

const network = (at: Driver, cidr: string, zones: readonly string[]) => {
  const vpc = at.make(types.vpc, `vpc-${cidr}`, { cidrBlock: `${cidr}.0.0/16` });
  return zones.map(
    (availabilityZone, index) =>
      at.make(types.subnet, `${cidr}-${index}`, {
        vpcId: vpc.id,
        cidrBlock: `${cidr}.${index}.0/24`,
        availabilityZone,
      }).id,
  );
};
const subnetGroup = (at: Driver, name: string, subnetIds: string[]) =>
  at.make(types.rdsSubnetGroup, name, { name, subnetIds });

beforeEach(() => {
  const world = SandboxWorld.inMemory();
  cloud = driver(aws, { account, region }, world);
  abroad = driver(aws, { account, region: "eu-central-1" }, world);
  group = subnetGroup(cloud, "group", network(cloud, "10.1", [`${region}a`, `${region}b`]));
  key = String(cloud.make(types.key, "key", {}).state.arn);
});

const basic = (more: Properties = {}): Properties => ({
  identifier: "db",
  instanceClass: "db.m7g.large",
  engine: "postgres",
  engineVersion: "17",
  allocatedStorage: 100,
  storageType: "gp3",
  username: "meridian_admin",
  password: "not-in-clear-01",
  dbSubnetGroupName: group.id,
  skipFinalSnapshot: true,
  backupRetentionPeriod: 7,
  ...more,
});
const primary = (more: Properties = {}) => cloud.make(types.rdsInstance, "db", basic(more));
const refused = (more: Properties) => cloud.failures(types.rdsInstance, basic(more)).join("\n");

describe("subnet and parameter groups", () => {
  it("cover two zones of one VPC", () => {
    const [only = ""] = network(cloud, "10.2", [`${region}a`]);
    expect(() => subnetGroup(cloud, "one", [only])).toThrow(
      "DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: eu-west-1a.",
    );
    const other = network(cloud, "10.3", [`${region}b`]);
    expect(() => subnetGroup(cloud, "two", [only, ...other])).toThrow(/not all in the same VPC/);
  });

  it("take parameters that exist, static ones at the next start", () => {
    const failures = (family: string, parameters: Properties[]) =>
      cloud.failures(types.rdsParameterGroup, { family, parameters });
    expect(failures("postgres9.6", [])).toHaveLength(1);
    expect(failures("postgres17", [{ name: "log_everything", value: "1" }])).toEqual([
      expect.stringMatching(/Could not find parameter with name: log_everything/),
    ]);
    expect(failures("postgres17", [{ name: "track_commit_timestamp", value: "on" }])).toEqual([
      expect.stringMatching(/cannot use immediate apply method for static parameter/),
    ]);
  });
});

describe("instances", () => {
  it("answer an address of their location, under their name", () => {
    expect(primary().state).toMatchObject({
      address: expect.stringMatching(/^db\.c[0-9a-f]{11}\.eu-west-1\.rds\.amazonaws\.com$/),
      arn: `arn:aws:rds:${region}:${account}:db:db`,
      port: 5432,
      engineVersionActual: "17.7",
    });
    expect(() => cloud.make(types.rdsInstance, "twin", basic())).toThrow(/DBInstanceAlreadyExists/);
  });

  it.each([
    [{ instanceClass: "db.m7g.huge" }, "InvalidParameterValue: Invalid DB Instance class: db.m7g.huge"],
    [{ engineVersion: "9.6" }, "InvalidParameterCombination: Cannot find version 9.6 for postgres"],
    [{ allocatedStorage: 10 }, "the least is 20"],
    [{ allocatedStorage: 100, maxAllocatedStorage: 50 }, "Invalid max storage size"],
    [{ username: "rdsadmin" }, "reserved word"],
    [{ password: undefined as unknown as null }, "MasterUserPassword must be provided"],
    [{ identifier: "two--hyphens" }, "does not match"],
    [{ backupRetentionPeriod: 60 }, "the most is 35"],
    [{ backupWindow: "05:30-06:30", maintenanceWindow: "sun:06:00-sun:07:00" }, "must not overlap"],
    [{ backupWindow: "23:30-00:30", maintenanceWindow: "mon:00:00-mon:01:00" }, "must not overlap"],
    [{ monitoringInterval: 60 }, "A MonitoringRoleARN value is required"],
  ])("refuse %j", (more, reason) => {
    expect(refused(more)).toContain(reason);
  });

  it("take windows that don't meet", () => {
    expect(refused({ backupWindow: "14:00-15:00", maintenanceWindow: "sat:23:00-sun:00:00" })).toBe("");
  });

  it("change size, disk and name in place; key and engine replace", () => {
    const made = primary({ storageEncrypted: true, kmsKeyId: key });
    const change = (more: Properties) => cloud.diff(made, { ...made.inputs, ...more }).replaces;
    expect(change({ instanceClass: "db.m7g.xlarge", allocatedStorage: 200, identifier: "renamed" })).toEqual([]);
    const other = String(cloud.make(types.key, "other", {}).state.arn);
    expect(change({ kmsKeyId: other })).toEqual(["kmsKeyId"]);
    expect(change({ kmsKeyId: null, storageEncrypted: false })).toEqual(["storageEncrypted"]);
  });

  it("never shrink, and go to a new major only when told so", () => {
    const made = primary();
    expect(() => cloud.change(made, { ...made.inputs, allocatedStorage: 50 })).toThrow(
      "Requested storage size (50) cannot be less than the current storage size (100)",
    );
    expect(() => cloud.change(made, { ...made.inputs, engineVersion: "18" })).toThrow(
      /AllowMajorVersionUpgrade flag must be present/,
    );
    expect(() => cloud.change(made, { ...made.inputs, engineVersion: "16" })).toThrow(
      /Cannot upgrade postgres from 17/,
    );
  });

  it("want a key of their location, a group of their family and one of their network", () => {
    const far = String(abroad.make(types.key, "far", {}).state.arn);
    expect(() => primary({ storageEncrypted: true, kmsKeyId: far })).toThrow(/there is one in .*eu-central-1/);
    const old = cloud.make(types.rdsParameterGroup, "old", { name: "old", family: "postgres16" });
    expect(() => primary({ parameterGroupName: old.id })).toThrow(/Please use a parameter group with .* postgres17/);
    const vpc = cloud.make(types.vpc, "other", { cidrBlock: "10.9.0.0/16" });
    const foreign = cloud.make(types.securityGroup, "foreign", { name: "foreign", vpcId: vpc.id });
    expect(() => primary({ vpcSecurityGroupIds: [foreign.id] })).toThrow(/are in different VPCs/);
  });

  it("stay while they are protected, or would leave no snapshot", () => {
    const made = primary({ deletionProtection: true });
    expect(() => cloud.destroy(made)).toThrow(
      "InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.",
    );
    const open = cloud.change(made, { ...made.inputs, deletionProtection: false, skipFinalSnapshot: false });
    expect(() => cloud.destroy(open)).toThrow(/final_snapshot_identifier is required/);
    expect(() => cloud.destroy(group)).toThrow(/DependencyViolation/);
  });
});

describe("replicas", () => {
  let farKey: string;
  beforeEach(() => {
    farKey = String(abroad.make(types.key, "far", {}).state.arn);
  });
  const replica = (source: string, more: Properties = {}) =>
    abroad.make(types.rdsInstance, "replica", {
      identifier: "db-dr",
      instanceClass: "db.m7g.large",
      replicateSourceDb: source,
      skipFinalSnapshot: true,
      ...more,
    });

  it("follow a source that is there and keeps backups", () => {
    expect(() => replica(`arn:aws:rds:${region}:${account}:db:db`)).toThrow(/NotFound/);
    const bare = primary({ backupRetentionPeriod: 0 });
    expect(() => replica(String(bare.state.arn))).toThrow(
      "InvalidDBInstanceState: Automated backups are not enabled for this database instance.",
    );
    const backed = cloud.change(bare, { ...bare.inputs, backupRetentionPeriod: 7 });
    const made = replica(String(backed.state.arn));
    expect(made.state).toMatchObject({ engine: "postgres", engineVersion: "17", port: 5432 });
    expect(abroad.change(made, { ...made.inputs, instanceClass: "db.m7g.xlarge" }).id).toBe(made.id);
    expect(() => cloud.change(backed, { ...backed.inputs, backupRetentionPeriod: 0 })).toThrow(/cannot be disabled/);
  });

  it("need a key of their own location where the source is encrypted, and a source that keeps its own password", () => {
    const made = primary({ storageEncrypted: true, kmsKeyId: key });
    const source = String(made.state.arn);
    expect(() => replica(source)).toThrow(/KMS key must be provided for a cross-region read replica/);
    expect(() => replica(source, { kmsKeyId: key, storageEncrypted: true })).toThrow(/there is one in .*eu-west-1/);
    expect(() => replica(source, { kmsKeyId: farKey, storageEncrypted: true })).not.toThrow();
    cloud.make(types.rdsInstance, "managed", {
      ...basic({ identifier: "managed", manageMasterUserPassword: true }),
      password: null,
    });
    expect(() => replica(`arn:aws:rds:${region}:${account}:db:managed`, { identifier: "second" })).toThrow(
      /where ManageMasterUserPassword is enabled is not supported/,
    );
  });

  it("are given nothing that they have from their source", () => {
    const failures = abroad.failures(types.rdsInstance, {
      instanceClass: "db.m7g.large",
      replicateSourceDb: "arn",
      engine: "postgres",
      username: "someone",
    });
    expect(failures).toEqual([expect.stringMatching(/^engine: .*conflicts/), expect.stringMatching(/^username: /)]);
  });
});

describe("daily backups", () => {
  const rule = (more: Properties = {}) => ({
    rules: [{ ruleName: "daily", targetVaultName: "vault", schedule: "cron(0 2 * * ? *)", ...more }],
  });

  it("run at most once an hour, have time to complete, and stay as long as their tier wants", () => {
    const failures = (more: Properties) => cloud.failures(types.backupPlan, rule(more));
    expect(failures({ schedule: "cron(0/15 * * * ? *)" })).toEqual([expect.stringMatching(/less than one hour/)]);
    expect(failures({ startWindow: 60, completionWindow: 60 })).toHaveLength(2);
    expect(failures({ lifecycle: { coldStorageAfter: 30, deleteAfter: 90 } })).toEqual([
      expect.stringMatching(/cannot be less than 90 days apart/),
    ]);
    expect(failures({ enableContinuousBackup: true, lifecycle: { deleteAfter: 90 } })).toHaveLength(1);
  });

  it("go to a vault here and are copied to one elsewhere", () => {
    expect(() => cloud.make(types.backupPlan, "p", rule())).toThrow(/targetVaultName.*NotFound/);
    const here = cloud.make(types.backupVault, "v", { name: "vault", kmsKeyArn: key });
    const there = abroad.make(types.backupVault, "v", { name: "vault" });
    const copy = { copyActions: [{ destinationVaultArn: String(there.state.arn) }] };
    const plan = cloud.make(types.backupPlan, "p", rule(copy));
    expect(() => abroad.destroy(there)).toThrow(/DependencyViolation/);
    expect(() => cloud.destroy(here)).toThrow(/DependencyViolation/);
    const role = cloud.make(types.role, "r", {
      name: "r",
      assumeRolePolicy: JSON.stringify({
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
      }),
    });
    expect(() =>
      cloud.make(types.backupSelection, "s", { planId: plan.id, iamRoleArn: String(role.state.arn) }),
    ).toThrow(/cannot be assumed by AWS Backup/);
  });

  it("are locked for no longer at least than at most", () => {
    const lock = { backupVaultName: "vault", minRetentionDays: 90 };
    expect(cloud.failures(types.backupVaultLock, { ...lock, maxRetentionDays: 30 })).toHaveLength(1);
    expect(cloud.failures(types.backupVaultLock, lock)).toEqual([]);
  });
});
