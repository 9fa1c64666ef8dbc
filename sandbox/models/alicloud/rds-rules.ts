/** What ApsaraDB RDS for PostgreSQL refuses of an instance. */
import { findLocation } from "../../../src/facts/locations";
import { versionsIn } from "../../../src/facts/versions";
import type { ModelContext, Properties, Refusal, StoredObject } from "../../core/model";
import { objects, refuse, text, unless } from "./fields";
import { keyType } from "./kms";
import { vswitchType } from "./vpc";

/** "Primary instance types" of RDS for PostgreSQL: classes on sale, by edition; x86 only. `x` are dedicated, `n` general-purpose. */
const dedicated = [
  ...["medium", "large", "xlarge", "3large", "2xlarge", "3xlarge", "4xlarge"],
  ...["13large", "8xlarge", "12xlarge", "13xlarge", "16xlarge", "24xlarge"],
].flatMap((size) => ["x2", "x4", "x8"].map((family) => `pg.${family}.${size}`));
export const classes: Readonly<Record<string, readonly string[]>> = {
  Basic: [
    ...["pg.n2.2c.1m", "pg.n4.2c.1m", "pg.n2.4c.1m", "pg.n4.4c.1m", "pg.n4.6c.1m", "pg.n4.8c.1m"],
    ...["pg.x8.medium.1", "pg.x8.large.1", "pg.x8.xlarge.1", "pg.x4.2xlarge.1", "pg.x8.2xlarge.1"],
    ...["pg.x4.4xlarge.1", "pg.x8.4xlarge.1"],
  ],
  HighAvailability: [
    ...["pg.n2.2c.2m", "pg.n2.4c.2m", "pg.n2.8c.2m"],
    ...["pg.n4.2c.2m", "pg.n4.4c.2m", "pg.n4.6c.2m", "pg.n4.8c.2m", "pg.n4.12c.2m"],
    ...dedicated.map((name) => `${name}.2c`),
  ],
  cluster: [
    ...["pg.n2.2c.xc", "pg.n2.4c.xc", "pg.n2.8c.xc", "pg.n4.2c.xc", "pg.n4.4c.xc", "pg.n4.8c.xc"],
    ...dedicated.map((name) => `${name}.xc`),
  ],
};

/** GB that each kind of disk has at least; all end at 64000. */
export const smallestDisk: Readonly<Record<string, number>> = {
  cloud_essd: 20,
  cloud_essd2: 500,
  cloud_essd3: 1500,
  general_essd: 10,
};
const largestDisk = 64_000;
export const window = /^([01]\d|2[0-3]):[0-5]\dZ-([01]\d|2[0-3]):[0-5]\dZ$/;
/** Parameters of postgresql.conf that the tests and components name, with what each may be. */
const parameterValues: Readonly<Record<string, RegExp>> = {
  log_min_duration_statement: /^(-1|\d+)$/,
  log_statement: /^(none|ddl|mod|all)$/,
  max_replication_slots: /^\d+$/,
  max_wal_senders: /^\d+$/,
  password_encryption: /^(md5|scram-sha-256)$/,
  rds_failover_slot_mode: /^(sync|async|off)$/,
  synchronous_commit: /^(off|on|local|remote_write|remote_apply)$/,
  track_commit_timestamp: /^(on|off)$/,
  wal_level: /^(replica|logical)$/,
};

const offeredVersions = (): readonly string[] => versionsIn("alicloud", "postgres").map((major) => `${major}.0`);

function classRefusals(inputs: Properties): readonly Refusal[] {
  const name = text(inputs, "instanceType");
  if (name === "" || inputs.category === undefined) return [];
  const category = text(inputs, "category");
  return [
    ...unless(
      classes[category]?.includes(name) === true,
      "instanceType",
      `InvalidDBInstanceClass.ValueNotSupport: ${category} of PostgreSQL has no class ${name}`,
    ),
    ...unless(
      inputs.encryptionKey === undefined || /^pg\.x/.test(name),
      "encryptionKey",
      `InvalidParameters.Format: a key of your own needs a dedicated class, ${name} is general-purpose`,
    ),
  ];
}

function diskRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const { instanceStorage: size, storageUpperBound: bound } = inputs;
  const kind = text(inputs, "dbInstanceStorageType");
  const least = smallestDisk[kind] ?? 0;
  return [
    ...unless(
      typeof size !== "number" || (size >= least && size <= largestDisk && size % 5 === 0),
      "instanceStorage",
      `InvalidStorage.Format: ${kind} has ${least} to ${largestDisk} GB in steps of 5, not ${String(size)}`,
    ),
    ...(inputs.storageAutoScale === "Enable"
      ? (["storageThreshold", "storageUpperBound"] as const).flatMap((property) =>
          unless(given(property), property, "MissingParameter: storageAutoScale Enable needs it"),
        )
      : []),
    ...unless(
      typeof size !== "number" || typeof bound !== "number" || bound >= size,
      "storageUpperBound",
      `InvalidStorageUpperBound: ${String(bound)} GB is less than the ${String(size)} GB there are`,
    ),
  ];
}

function tlsRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const tls = objects(inputs.pgHbaConfs).some(({ type }) => type === "hostssl");
  const ids = objects(inputs.pgHbaConfs).map(({ priorityId }) => priorityId);
  return [
    ...unless(
      !tls || inputs.sslAction === "Open" || (given("sslAction") && inputs.sslAction === undefined),
      "pgHbaConfs",
      "InvalidHbaItem: hostssl needs SSL switched on (sslAction)",
    ),
    ...unless(new Set(ids).size === ids.length, "pgHbaConfs", "InvalidHbaItem: two entries have one priorityId"),
    ...unless(
      !given("forceEncryption"),
      "forceEncryption",
      "InvalidParameter: for MySQL and SQL Server only; PostgreSQL has pgHbaConfs",
    ),
  ];
}

const parameterRefusals = ({ inputs }: ModelContext): readonly Refusal[] =>
  objects(inputs.parameters).flatMap(({ name, value }, index) => {
    if (typeof name !== "string" || typeof value !== "string") return [];
    const allowed = parameterValues[name];
    if (!allowed)
      return refuse(`parameters[${index}].name`, `InvalidParameterName: PostgreSQL has no ${name} to change`);
    return unless(
      allowed.test(value),
      `parameters[${index}].value`,
      `InvalidParameterValue: ${name} is not ${JSON.stringify(value)}`,
    );
  });

/** The zones an instance is asked to stand in: the primary's, then the standbys'. */
const zonesOf = (inputs: Properties): readonly string[] =>
  ["zoneId", "zoneIdSlaveA", "zoneIdSlaveB"].map((key) => text(inputs, key)).filter((zone) => zone !== "");

export const vswitchesOf = (inputs: Properties): readonly string[] =>
  text(inputs, "vswitchId")
    .split(",")
    .filter((id) => id !== "");

type Admission = ModelContext & { readonly self?: StoredObject };

function placeRefusals({ inputs, region, world }: Admission): readonly Refusal[] {
  const zones = zonesOf(inputs);
  const known = findLocation("alicloud", region)?.zones ?? [];
  const vswitches = vswitchesOf(inputs);
  return [
    ...zones.flatMap((zone) =>
      unless(known.includes(zone), "zoneId", `InvalidZoneId.NotFound: ${region} has no zone ${zone}`),
    ),
    ...unless(
      zones.length === 0 || zones.length === vswitches.length,
      "vswitchId",
      `InvalidVSwitchId: ${zones.length} zones need as many vSwitches, with commas between them`,
    ),
    ...vswitches.flatMap((id, index) => {
      const found = world.find(vswitchType, id);
      const zone = text(found?.inputs ?? {}, "zoneId");
      if (!found || found.placement.region !== region)
        return refuse("vswitchId", `InvalidVSwitchId.NotFound: ${region} has no vSwitch ${id}`);
      return [
        ...unless(
          zones[index] === undefined || zones[index] === zone,
          "vswitchId",
          `InvalidVSwitchId: ${id} lies in ${zone}, not in ${zones[index]}`,
        ),
        ...unless(
          inputs.vpcId === undefined || inputs.vpcId === found.inputs.vpcId,
          "vpcId",
          `InvalidVPCId: ${id} lies in ${text(found.inputs, "vpcId")}`,
        ),
      ];
    }),
  ];
}

function changeRefusals(inputs: Properties, { inputs: before }: StoredObject): readonly Refusal[] {
  const [from, to] = [
    Number.parseInt(text(before, "engineVersion"), 10),
    Number.parseInt(text(inputs, "engineVersion"), 10),
  ];
  return [
    ...unless(
      Number(inputs.instanceStorage) >= Number(before.instanceStorage),
      "instanceStorage",
      `InvalidStorage: storage only grows; it is ${String(before.instanceStorage)} GB`,
    ),
    ...unless(to >= from, "engineVersion", `InvalidEngineVersion: PostgreSQL ${from} can not become ${to}`),
    ...unless(
      to === from || inputs.collectStatMode !== undefined,
      "collectStatMode",
      "MissingParameter.CollectStatMode: an upgrade of the major version needs it",
    ),
  ];
}

/** Needs no world: versions, classes, disks, TLS, parameters. */
export function instanceRefusals(context: ModelContext): readonly Refusal[] {
  const { inputs, given } = context;
  const version = text(inputs, "engineVersion");
  return [
    ...unless(
      version === "" || offeredVersions().includes(version),
      "engineVersion",
      `InvalidEngineVersion.Malformed: PostgreSQL ${version} is not offered; there are ${offeredVersions().join(", ")}`,
    ),
    ...unless(
      !given("encryptionKey") || given("roleArn"),
      "roleArn",
      "MissingParameter.RoleARN: a key of your own needs the role by which RDS uses it",
    ),
    ...unless(
      inputs.category !== "HighAvailability" || !given("zoneIdSlaveB"),
      "zoneIdSlaveB",
      "InvalidParameter: HighAvailability has one standby",
    ),
    ...classRefusals(inputs),
    ...diskRefusals(context),
    ...tlsRefusals(context),
    ...parameterRefusals(context),
  ];
}

/** Needs the world: where it stands, its key, what it was before. */
export function admissionRefusals(context: Admission): readonly Refusal[] {
  const { inputs, world, self } = context;
  const key = world.find(keyType, text(inputs, "encryptionKey"));
  return [
    ...placeRefusals(context),
    ...unless(
      key === undefined || key.inputs.keySpec === "Aliyun_AES_256",
      "encryptionKey",
      `InvalidKeySpec: disks of RDS are encrypted with Aliyun_AES_256, not ${text(key?.inputs ?? {}, "keySpec")}`,
    ),
    ...(self ? changeRefusals(inputs, self) : []),
  ];
}
