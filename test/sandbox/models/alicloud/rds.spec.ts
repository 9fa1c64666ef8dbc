/** What ApsaraDB RDS and DTS refuse. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { type Driver, driver, type Made } from "../../core/harness";

const account = "1234567890123456";
const types = {
  vpc: "alicloud:vpc/network:Network",
  vswitch: "alicloud:vpc/switch:Switch",
  kms: "alicloud:kms/instance:Instance",
  key: "alicloud:kms/key:Key",
  instance: "alicloud:rds/instance:Instance",
  account: "alicloud:rds/rdsAccount:RdsAccount",
  database: "alicloud:rds/database:Database",
  backups: "alicloud:rds/backupPolicy:BackupPolicy",
  link: "alicloud:dts/synchronizationInstance:SynchronizationInstance",
  job: "alicloud:dts/synchronizationJob:SynchronizationJob",
} as const;

const plain = {
  engine: "PostgreSQL",
  engineVersion: "17.0",
  category: "HighAvailability",
  instanceType: "pg.x4.large.2c",
  dbInstanceStorageType: "cloud_essd",
  instanceStorage: 100,
};
const roleArn = `acs:ram::${account}:role/aliyunrdsinstanceencryptiondefaultrole`;
const logical = { parameters: [{ name: "wal_level", value: "logical" }] };

/** A location with a VPC, vSwitches in two zones, and a key of each kind. */
function place(region: string, world: SandboxWorld, zones = [`${region}-h`, `${region}-i`]) {
  const cloud = driver(alicloud, { account, region }, world, region);
  const vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "10.4.0.0/16" });
  const vswitches = zones.map((zoneId, index) =>
    cloud.make(types.vswitch, `v${index}`, { vpcId: vpc.id, zoneId, cidrBlock: `10.4.${index}.0/24` }),
  );
  const kms = cloud.make(types.kms, "kms", {
    paymentType: "PayAsYouGo",
    vpcId: vpc.id,
    vswitchIds: vswitches.map(({ id }) => id),
    zoneIds: zones,
  });
  const key = (keySpec: string) => cloud.make(types.key, keySpec, { dkmsInstanceId: kms.id, keySpec });
  const home: Properties = {
    ...plain,
    vpcId: vpc.id,
    vswitchId: vswitches.map(({ id }) => id).join(","),
    zoneId: zones[0] ?? "",
    zoneIdSlaveA: zones[1] ?? "",
  };
  return { cloud, vswitches, key, home, zones };
}

const hangzhou = () => place("cn-hangzhou", SandboxWorld.inMemory());

describe("an instance", () => {
  const { failures } = driver(alicloud, { account, region: "cn-hangzhou" });
  it.each<[string, Properties, RegExp]>([
    ["a version that is not offered", { engineVersion: "9.6" }, /^engineVersion: InvalidEngineVersion.*18\.0/],
    ["a class that does not exist", { instanceType: "pg.x4.huge.2c" }, /^instanceType: InvalidDBInstanceClass/],
    ["a class of another edition", { instanceType: "pg.x8.medium.1" }, /HighAvailability .* has no class/],
    ["a disk too small for its kind", { instanceStorage: 15 }, /^instanceStorage: InvalidStorage.*20 to 64000/],
    ["a disk between the steps", { instanceStorage: 102 }, /steps of 5/],
    [
      "growth without a bound",
      { storageAutoScale: "Enable", storageThreshold: 20 },
      /^storageUpperBound: MissingParameter/,
    ],
    ["a bound below what there is", { storageUpperBound: 50 }, /^storageUpperBound: .*less than/],
    ["TLS entries without SSL", { pgHbaConfs: [hba("hostssl", 0)] }, /^pgHbaConfs: .*sslAction/],
    [
      "two entries with one priority",
      { sslAction: "Open", pgHbaConfs: [hba("hostssl", 0), hba("host", 0)] },
      /^pgHbaConfs: .*one priorityId/,
    ],
    ["another engine's switch for TLS", { forceEncryption: 1 }, /^forceEncryption: .*MySQL and SQL Server only/],
    ["an unknown parameter", { parameters: [{ name: "fsync", value: "off" }] }, /InvalidParameterName/],
    ["a wrong value", { parameters: [{ name: "wal_level", value: "minimal" }] }, /InvalidParameterValue/],
    ["a key without the role to use it", { encryptionKey: "key-1" }, /^roleArn: MissingParameter/],
    [
      "a key of the customer's own on a shared class",
      { encryptionKey: "key-1", roleArn, instanceType: "pg.n4.4c.2m" },
      /^encryptionKey: .*dedicated class/,
    ],
    ["a second standby", { zoneIdSlaveB: "cn-hangzhou-j" }, /^zoneIdSlaveB: .*one standby/],
  ])("is refused with %s", (_what, change, refusal) => {
    expect(failures(types.instance, { ...plain, ...change })).toEqual([expect.stringMatching(refusal)]);
  });

  it("has one vSwitch for each zone, in that zone, of its own location and VPC", () => {
    const world = SandboxWorld.inMemory();
    const [here, there] = [place("cn-hangzhou", world), place("cn-beijing", world)];
    const make = (change: Properties) => () => here.cloud.make(types.instance, "db", { ...here.home, ...change });
    const [first, second] = here.vswitches.map(({ id }) => id);
    expect(make({ vswitchId: `${first}` })).toThrow(/2 zones need as many vSwitches/);
    expect(make({ vswitchId: `${second},${first}` })).toThrow(/lies in cn-hangzhou-i, not in cn-hangzhou-h/);
    expect(make({ vswitchId: there.vswitches.map(({ id }) => id).join(",") })).toThrow(/InvalidVSwitchId.NotFound/);
    const made = make({})();
    expect(made.id).toMatch(/^pgm-bp1\w{18}$/);
    expect(made.state.connectionString).toBe(`${made.id}.pg.rds.aliyuncs.com`);
    expect(() => here.vswitches.map((vswitch) => here.cloud.destroy(vswitch))).toThrow(/DependencyViolation/);
  });

  it("is under a key of its own location, AES-256", () => {
    const world = SandboxWorld.inMemory();
    const [here, there] = [place("cn-hangzhou", world), place("cn-beijing", world)];
    const make = (key: Made) => () =>
      here.cloud.make(types.instance, "db", { ...here.home, roleArn, encryptionKey: key.id });
    expect(make(there.key("Aliyun_AES_256"))).toThrow(/encryptionKey: .*cn-beijing/);
    expect(make(here.key("Aliyun_SM4"))).toThrow(/InvalidKeySpec/);
    expect(make(here.key("Aliyun_AES_256"))().state.status).toBe("Running");
  });

  it("grows and changes its class in place, never shrinks, and moves by being made anew", () => {
    const { cloud, home } = hangzhou();
    const made = cloud.make(types.instance, "db", home);
    const bigger = cloud.change(made, { ...home, instanceStorage: 200, instanceType: "pg.x4.xlarge.2c" });
    expect(bigger.state).toMatchObject({ instanceStorage: 200, connectionString: made.state.connectionString });
    expect(() => cloud.change(bigger, home)).toThrow(/storage only grows; it is 200 GB/);
    expect(cloud.diff(made, { ...home, zoneId: "cn-hangzhou-j" }).replaces).toEqual(["zoneId"]);
  });

  it("takes the next major version in place, with statistics, and no older one", () => {
    const { cloud, home } = hangzhou();
    const made = cloud.make(types.instance, "db", home);
    expect(() => cloud.change(made, { ...home, engineVersion: "18.0" })).toThrow(/CollectStatMode/);
    const newer = cloud.change(made, { ...home, engineVersion: "18.0", collectStatMode: "After" });
    expect(() => cloud.change(newer, { ...home, collectStatMode: "After" })).toThrow(/18 can not become 17/);
  });

  it("is not deleted while it is protected", () => {
    const { cloud, home } = hangzhou();
    const made = cloud.make(types.instance, "db", { ...home, deletionProtection: true });
    expect(() => cloud.destroy(made)).toThrow(/OperationDenied\.DeletionProtection/);
    cloud.destroy(cloud.change(made, { ...home, deletionProtection: false }));
  });
});

function hba(type: string, priorityId: number) {
  return { type, priorityId, database: "all", user: "all", address: "0.0.0.0/0", method: "md5" };
}

describe("what an instance holds", () => {
  const { failures } = driver(alicloud, { account, region: "cn-hangzhou" });

  it.each<[string, string, number]>([
    ["meridian_admin", "Sufficient-1", 0],
    ["admin", "Sufficient-1", 1],
    ["pg_meridian", "Sufficient-1", 1],
    ["meridian_admin", "onlyletters", 1],
    ["meridian_admin", "Has spaces 1", 1],
    ["meridian_admin", `Aa1-${"x".repeat(29)}`, 1],
  ])("an account %s with password %s has %i failures", (accountName, accountPassword, count) => {
    expect(failures(types.account, { dbInstanceId: "pgm-1", accountName, accountPassword })).toHaveLength(count);
  });

  it.each<[Properties, RegExp | undefined]>([
    [{ backupRetentionPeriod: 90, logBackupRetentionPeriod: 30 }, undefined],
    [{ backupRetentionPeriod: 7, logBackupRetentionPeriod: 30 }, /^logBackupRetentionPeriod/],
    [{ backupRetentionPeriod: 731 }, /^backupRetentionPeriod/],
    [{ preferredBackupTime: "02:00Z-04:00Z" }, /^preferredBackupTime: .*one hour/],
    [{ preferredBackupPeriods: ["Monday"] }, /^preferredBackupPeriods/],
  ])("backups %j", (policy, refusal) => {
    const said = failures(types.backups, { instanceId: "pgm-1", ...policy });
    expect(said).toEqual(refusal ? [expect.stringMatching(refusal)] : []);
  });
});

/** Two instances with all that a link needs, and its job, which `change` spoils. */
function linked(change: Properties = {}, source: Properties = logical, destination: Properties = {}) {
  const world = SandboxWorld.inMemory();
  const [here, there] = [place("cn-hangzhou", world), place("cn-beijing", world)];
  const fill = (cloud: Driver, inputs: Properties) => {
    const instance = cloud.make(types.instance, "db", inputs);
    const inside = [
      cloud.make(types.account, "a", {
        dbInstanceId: instance.id,
        accountName: "meridian_admin",
        accountPassword: "Sufficient-1",
        accountType: "Super",
      }),
      cloud.make(types.database, "d", { instanceId: instance.id, dataBaseName: "meridian" }),
    ];
    return { instance, inside };
  };
  const primary = fill(here.cloud, { ...here.home, ...source });
  const replica = fill(there.cloud, { ...there.home, ...destination });
  const link = there.cloud.make(types.link, "link", {
    sourceEndpointEngineName: "PostgreSQL",
    sourceEndpointRegion: "cn-hangzhou",
    destinationEndpointEngineName: "PostgreSQL",
    destinationEndpointRegion: "cn-beijing",
    paymentType: "PayAsYouGo",
  });
  const endpoint = (side: string, engine: string, { id }: Made, region: string) =>
    Object.fromEntries(
      Object.entries({
        EngineName: engine,
        InstanceType: "RDS",
        InstanceId: id,
        Region: region,
        DatabaseName: "meridian",
        UserName: "meridian_admin",
        Password: "Sufficient-1",
        Ssl: "1",
      }).map(([key, value]) => [`${side}Endpoint${key}`, value]),
    );
  const job = () =>
    there.cloud.make(types.job, "job", {
      dtsInstanceId: link.id,
      dtsJobName: "job",
      ...endpoint("source", "POSTGRESQL", primary.instance, "cn-hangzhou"),
      ...endpoint("destination", "PostgreSQL", replica.instance, "cn-beijing"),
      dbList: JSON.stringify({ meridian: { name: "meridian", all: true } }),
      structureInitialization: true,
      dataInitialization: true,
      dataSynchronization: true,
      ...change,
    });
  return { here, there, primary, replica, link, job };
}

describe("a replica", () => {
  it("is filled by a link, which holds both instances", () => {
    const { here, primary, job } = linked();
    expect(job().state.status).toBe("Synchronizing");
    expect(() => here.cloud.destroy(primary.instance)).toThrow(/DependencyViolation/);
  });

  it.each<[string, Properties, RegExp]>([
    ["no primary", { sourceEndpointInstanceId: "pgm-none" }, /sourceEndpointInstanceId: .*pgm-none/],
    ["a database that is not there", { sourceEndpointDatabaseName: "other" }, /CHECK_DATABASE/],
    ["an account that may not", { destinationEndpointUserName: "reader" }, /CHECK_USER_PRIVILEGE/],
    ["a wrong password", { sourceEndpointPassword: "Insufficient-1" }, /CHECK_CONNECT: password/],
    ["a location where it is not", { destinationEndpointRegion: "cn-shanghai" }, /lies in cn-beijing/],
  ])("is refused with %s", (_what, change, refusal) => {
    expect(linked(change).job).toThrow(refusal);
  });

  it("needs a primary that logs what changes, and is not older than it", () => {
    expect(linked({}, {}).job).toThrow(/CHECK_WAL_LEVEL/);
    expect(linked({}, logical, { engineVersion: "16.0" }).job).toThrow(/CHECK_VERSION/);
  });

  it("needs TLS where its primary takes nothing else", () => {
    const tls = { ...logical, sslAction: "Open", pgHbaConfs: [hba("hostssl", 0)] };
    expect(linked({ sourceEndpointSsl: "0" }, tls).job).toThrow(/no pg_hba.conf entry/);
    expect(linked({}, tls).job().state.status).toBe("Synchronizing");
  });

  it("has a link between locations there are, that only grows", () => {
    const { there, link } = linked();
    const bad = there.cloud.failures(types.link, { ...link.inputs, sourceEndpointRegion: "cn-atlantis" });
    expect(bad).toEqual([expect.stringMatching(/InvalidRegionId/)]);
    const bigger = there.cloud.change(link, { ...link.inputs, instanceClass: "large" });
    expect(() => there.cloud.change(bigger, { ...link.inputs, instanceClass: "small" })).toThrow(/only grows/);
  });
});
