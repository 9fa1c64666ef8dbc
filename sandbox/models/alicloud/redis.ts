/** ApsaraDB for Redis (Tair, compatible with Redis): instances of the open-source edition and classic ones. */
import {
  boolean,
  defineResource,
  integer,
  list,
  type ModelContext,
  map,
  type Properties,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import { idOf, page, refuse, resourceGroupId, tags, text, unless } from "./fields";
import { keyId } from "./kms";
import { securityGroupType } from "./security";
import { vswitchType } from "./vpc";

/** "Instance types for Redis Open-Source Edition cloud native instances", memory of one shard from 1 to 64 GB. */
const sizes = ["small", "mid", "large", "xlarge", "2xlarge", "3xlarge", "4xlarge", "8xlarge"];
const clusterClasses = sizes.flatMap((size) => [`redis.shard.with.proxy.${size}.ce`, `redis.shard.${size}.ce`]);
const standardClasses = sizes.map((size) => `redis.shard.${size}.2.ce`);
/** Classic ones say shards and replicas in the name; Tair's are `amber`. */
const classic = /^redis\.(amber\.(master|logic\.sharding)|master|logic\.sharding|sharding)\./;

const time = /^([01]\d|2[0-3]):[0-5]\dZ$/;
const kinds = [/[A-Z]/, /[a-z]/, /\d/, /[!@#$%^&*()_+\-=]/];

function classRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const name = text(inputs, "instanceClass");
  const [cluster, standard] = [clusterClasses.includes(name), standardClasses.includes(name)];
  const old = classic.test(name);
  const shards = Number(inputs.shardCount ?? 2);
  return [
    ...unless(name === "" || cluster || standard || old, "instanceClass", `InvalidInstanceClass.NotFound: ${name}`),
    ...unless(!cluster || shards >= 2, "shardCount", `InvalidShardCount: ${name} is of a cluster, which has 2 or more`),
    ...unless(
      !standard || !given("shardCount") || inputs.shardCount === 1,
      "shardCount",
      `InvalidShardCount: ${name} is one shard`,
    ),
    ...unless(!old || !given("shardCount"), "shardCount", `InvalidShardCount: ${name} says how many shards it has`),
    ...unless(
      !(cluster || standard) || ["", "5.0", "6.0", "7.0"].includes(text(inputs, "engineVersion")),
      "engineVersion",
      `InvalidEngineVersion.NotSupport: ${name} is of Redis 5.0, 6.0 or 7.0`,
    ),
    ...unless(
      inputs.tdeStatus !== "Enabled" || name.startsWith("redis.amber."),
      "tdeStatus",
      `IncorrectEngineType: ${name} is of the open-source edition, and Tair alone encrypts its files`,
    ),
  ];
}

function replicaRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const all = Number(inputs.replicaCount ?? 0) + Number(inputs.slaveReplicaCount ?? 0);
  return [
    ...unless(all <= 4, "replicaCount", `InvalidReplicaCount: a shard has 4 replicas at most, not ${all}`),
    ...unless(
      !given("slaveReplicaCount") || given("secondaryZoneId"),
      "slaveReplicaCount",
      "InvalidSlaveReplicaCount: without a secondary zone there is none for it",
    ),
    ...unless(
      !(given("readOnlyCount") || given("slaveReadOnlyCount")) || all === 0,
      "readOnlyCount",
      "InvalidReadOnlyCount: an instance has replicas or read-only nodes",
    ),
  ];
}

function passwordRefusals(inputs: Properties): readonly Refusal[] {
  const password = text(inputs, "password");
  if (password === "") return [];
  return kinds.filter((kind) => kind.test(password)).length >= 3
    ? []
    : refuse("password", "InvalidPassword.Malformed: three of upper case, lower case, digits and symbols");
}

export const redisInstance = defineResource({
  type: "alicloud:kvstore/instance:Instance",
  docs: page("kvstore_instance"),
  location: "region",
  inputs: {
    dbInstanceName: string({ minLength: 2, maxLength: 256, pattern: /^[a-zA-Z一-龥]/, hint: "starts with a letter" }),
    instanceType: string({ oneOf: ["Redis", "Memcache"], default: "Redis", replaces: true }),
    instanceClass: string({ required: true }),
    engineVersion: string({ oneOf: ["2.8", "4.0", "5.0", "6.0", "7.0"], default: "5.0" }),
    nodeType: string({ oneOf: ["MASTER_SLAVE", "STAND_ALONE"], computed: true }),
    shardCount: integer({ min: 1, max: 256, computed: true }),
    replicaCount: integer({ min: 0, max: 4, computed: true }),
    slaveReplicaCount: integer({ min: 0, max: 4, computed: true }),
    readOnlyCount: integer({ min: 1, max: 9 }),
    slaveReadOnlyCount: integer({ min: 1, max: 9 }),
    vswitchId: ref(vswitchType, { required: true }),
    zoneId: string({ computed: true }),
    secondaryZoneId: string(),
    securityIps: list(string(), { set: true, maxItems: 1000, computed: true }),
    securityIpGroupName: string({ computed: true }),
    securityGroupId: ref(securityGroupType),
    vpcAuthMode: string({ oneOf: ["Open", "Close"], default: "Open" }),
    password: string({ minLength: 8, maxLength: 32, secret: true }),
    sslEnable: string({ oneOf: ["Enable", "Disable", "Update"], computed: true }),
    tdeStatus: string({ oneOf: ["Enabled"], computed: true }),
    encryptionKey: keyId(),
    encryptionName: string(),
    roleArn: string(),
    config: map(string(), { computed: true }),
    backupPeriods: list(
      string({ oneOf: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] }),
      { set: true, computed: true },
    ),
    backupTime: string({ pattern: /^\d\d:00Z-\d\d:00Z$/, hint: "an hour: 02:00Z-03:00Z", computed: true }),
    maintainStartTime: string({ pattern: time, computed: true }),
    maintainEndTime: string({ pattern: time, computed: true }),
    effectiveTime: string({ oneOf: ["Immediately", "MaintainTime"], default: "Immediately" }),
    isAutoUpgradeOpen: string({ oneOf: ["0", "1"], computed: true }),
    instanceReleaseProtection: boolean(),
    paymentType: string({ oneOf: ["PrePaid", "PostPaid"], default: "PostPaid" }),
    period: string(),
    privateConnectionPort: string({ computed: true }),
    privateConnectionPrefix: string(),
    privateIp: string({ computed: true }),
    resourceGroupId,
    tags: tags(),
  },
  check: (context) => [
    ...classRefusals(context),
    ...replicaRefusals(context),
    ...passwordRefusals(context.inputs),
    ...unless(
      !context.given("encryptionKey") || context.given("tdeStatus"),
      "encryptionKey",
      "InvalidParameter: a key is for tdeStatus Enabled",
    ),
    ...unless(
      context.inputs.secondaryZoneId === undefined || context.inputs.secondaryZoneId !== context.inputs.zoneId,
      "secondaryZoneId",
      "InvalidSecondaryZoneId: it is the primary zone",
    ),
  ],
  admit: ({ inputs, world, self }) => {
    const zone = text(world.find(vswitchType, text(inputs, "vswitchId"))?.inputs ?? {}, "zoneId");
    const moved = (["vswitchId", "zoneId", "secondaryZoneId"] as const).some(
      (field) => self !== undefined && inputs[field] !== undefined && self.inputs[field] !== inputs[field],
    );
    return [
      ...unless(
        inputs.zoneId === undefined || inputs.zoneId === zone,
        "vswitchId",
        `InvalidVSwitchId: it lies in ${zone}, not in ${text(inputs, "zoneId")}`,
      ),
      ...unless(
        !(moved && self?.inputs.sslEnable === "Enable"),
        "zoneId",
        "IncorrectDBInstanceState: with TLS an instance can not move to another zone",
      ),
      ...unless(
        self?.inputs.tdeStatus === undefined || inputs.tdeStatus !== undefined,
        "tdeStatus",
        "InvalidParameter: TDE is never switched off",
      ),
    ];
  },
  retain: ({ inputs, id }) => {
    if (inputs.instanceReleaseProtection === true)
      return `ReleaseProtectionEnabled: ${id} is protected; switch instanceReleaseProtection off first`;
    return inputs.paymentType === "PrePaid" ? `InstanceIsPrePaid: ${id} is paid until its period ends` : undefined;
  },
  id: idOf("r"),
  outputs: ["bandwidth", "capacity", "connectionDomain", "endTime", "qps", "status"],
  compute: ({ id, inputs, region }) => ({
    backupPeriods: ["Monday"],
    backupTime: "20:00Z-21:00Z",
    bandwidth: 768,
    capacity: 8192,
    config: {},
    connectionDomain: `${id}.redis${region === "cn-hangzhou" ? "" : `.${region}`}.rds.aliyuncs.com`,
    endTime: "",
    isAutoUpgradeOpen: "1",
    maintainEndTime: "22:00Z",
    maintainStartTime: "18:00Z",
    nodeType: "MASTER_SLAVE",
    privateConnectionPort: "6379",
    privateIp: "",
    qps: 100_000,
    replicaCount: 1,
    resourceGroupId: "rg-acfm00000000000",
    securityIpGroupName: "default",
    securityIps: ["127.0.0.1"],
    shardCount: clusterClasses.includes(text(inputs, "instanceClass")) ? 2 : 1,
    slaveReplicaCount: 0,
    sslEnable: "Disable",
    status: "Normal",
    tdeStatus: "Disabled",
    zoneId: text(inputs, "zoneId"),
  }),
});
