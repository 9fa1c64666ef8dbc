/** Caches of several nodes. Global data stores, outposts and restoring from files have no model. */
import {
  boolean,
  integer,
  list,
  type ModelContext,
  object,
  type Refusal,
  type ResourceModel,
  ref,
  string,
} from "../../core/model";
import { arn, derivedHex, fill, page, refuse, refuseIf, regional, tagged, text, texts, types } from "./common";
import { engines, familyOf, isTiered, nodeTypes, versionsOf } from "./elasticache-engines";
import { kmsKey } from "./kms";

type Admission = Parameters<NonNullable<ResourceModel["admit"]>>[0];
const invalid = (reason: string) => `InvalidParameterCombination: ${reason}`;

/** Nodes that a group can have. Page: Amazon ElastiCache endpoints and quotas. */
const mostNodes = 500;
const time = "([01]\\d|2[0-3]):[0-5]\\d";
const weekday = "(sun|mon|tue|wed|thu|fri|sat)";
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const day = 24 * 60;

/** Whether a daily window runs into a weekly one; minutes count from the week's start. */
function overlap(weekly: string, daily: string): boolean {
  const [from = "", to = ""] = weekly.toLowerCase().split("-");
  const at = (moment: string) => weekdays.indexOf(moment.slice(0, 3)) * day + minutesOf(moment.slice(4));
  const start = at(from);
  const length = (at(to) - start + 7 * day) % (7 * day);
  const [begins = "", ends = ""] = daily.split("-");
  const lasts = (minutesOf(ends) - minutesOf(begins) + day) % day;
  return weekdays.some((_, index) => {
    const begin = index * day + minutesOf(begins);
    const after = (begin - start + 7 * day) % (7 * day);
    const before = (start - begin + 7 * day) % (7 * day);
    return after < length || before < lasts;
  });
}

function checkEncryption({ inputs, given }: ModelContext): readonly Refusal[] {
  const encrypted = inputs.atRestEncryptionEnabled === true || inputs.engine === "valkey";
  const inTransit = inputs.transitEncryptionEnabled === true;
  return [
    ...refuseIf(
      given("kmsKeyId") &&
        (inputs.atRestEncryptionEnabled === false || (!encrypted && !given("atRestEncryptionEnabled"))),
      "kmsKeyId",
      invalid("a key is only for groups with encryption at rest"),
    ),
    ...refuseIf(
      given("authToken") && !inTransit && !given("transitEncryptionEnabled"),
      "authToken",
      invalid("an AUTH token is only for groups with encryption in transit"),
    ),
    ...refuseIf(
      given("userGroupIds") && inputs.transitEncryptionEnabled !== true && !unknownTransit(inputs, given),
      "userGroupIds",
      invalid("User group based access control requires encryption-in-transit to be enabled on the replication group."),
    ),
    ...refuseIf(
      given("transitEncryptionMode") && inputs.transitEncryptionEnabled === false,
      "transitEncryptionMode",
      invalid("a mode is only for groups with encryption in transit"),
    ),
  ];
}

const unknownTransit = (inputs: ModelContext["inputs"], given: ModelContext["given"]) =>
  given("transitEncryptionEnabled") && inputs.transitEncryptionEnabled === undefined;

function checkShape({ inputs, given }: ModelContext): readonly Refusal[] {
  const clustered = inputs.clusterMode === "enabled";
  const nodes = Number(inputs.numNodeGroups ?? 1) * (Number(inputs.replicasPerNodeGroup ?? 0) + 1);
  const failover = inputs.automaticFailoverEnabled;
  return [
    ...refuseIf(
      clustered && failover === false,
      "automaticFailoverEnabled",
      "InvalidParameterValue: Redis with cluster mode enabled cannot be created with auto failover turned off.",
    ),
    ...refuseIf(
      inputs.multiAzEnabled === true && failover === false,
      "multiAzEnabled",
      "automatic_failover_enabled must be true if multi_az_enabled is true",
    ),
    ...refuseIf(
      inputs.multiAzEnabled === true && inputs.replicasPerNodeGroup === 0,
      "replicasPerNodeGroup",
      invalid("Must have at least 2 nodes in each shard for Multi-AZ"),
    ),
    ...refuseIf(
      nodes > mostNodes,
      "numNodeGroups",
      `NodeQuotaForClusterExceeded: ${nodes} nodes, the most in a cluster are ${mostNodes}`,
    ),
    ...refuseIf(
      clustered && given("numCacheClusters"),
      "numCacheClusters",
      invalid("with cluster mode, say numNodeGroups and replicasPerNodeGroup"),
    ),
  ];
}

function checkEngine({ inputs }: ModelContext): readonly Refusal[] {
  const engine = text(inputs, "engine") ?? "redis";
  const version = text(inputs, "engineVersion");
  const nodeType = text(inputs, "nodeType");
  return [
    ...refuseIf(
      version !== undefined && inputs.engine !== undefined && !versionsOf(engine).includes(version),
      "engineVersion",
      `InvalidParameterCombination: Cannot find version ${version} for ${engine}; there are ${versionsOf(engine).join(", ")}`,
    ),
    ...refuseIf(
      nodeType !== undefined && !nodeTypes.has(nodeType),
      "nodeType",
      `InvalidParameterValue: Invalid cache node type: ${nodeType}`,
    ),
    ...refuseIf(
      nodeType !== undefined && isTiered(nodeType) && inputs.dataTieringEnabled !== true,
      "dataTieringEnabled",
      invalid(`data tiering has to be enabled for ${nodeType}`),
    ),
  ];
}

function checkWindows({ inputs }: ModelContext): readonly Refusal[] {
  const weekly = text(inputs, "maintenanceWindow");
  const daily = text(inputs, "snapshotWindow");
  const formed =
    weekly !== undefined &&
    daily !== undefined &&
    new RegExp(`^${weekday}:${time}-${weekday}:${time}$`, "i").test(weekly) &&
    new RegExp(`^${time}-${time}$`).test(daily);
  return refuseIf(
    formed && overlap(weekly, daily),
    "snapshotWindow",
    "InvalidParameterValue: The snapshot window and maintenance window must not overlap.",
  );
}

function admitParameters({ inputs, world }: Admission): readonly Refusal[] {
  const group = world.find(types.cacheParameterGroup, text(inputs, "parameterGroupName") ?? "")?.state;
  const version = text(inputs, "engineVersion");
  if (!group || version === undefined) return [];
  const family = familyOf(text(inputs, "engine") ?? "redis", version);
  const parameters = group.parameters as readonly { name: string; value: string }[] | undefined;
  const clustered = parameters?.some(({ name, value }) => name === "cluster-enabled" && value === "yes") === true;
  return [
    ...refuseIf(
      group.family !== family,
      "parameterGroupName",
      invalid(`Expected a parameter group of family ${family} but found one of family ${group.family}`),
    ),
    ...refuseIf(
      (inputs.clusterMode === "enabled") !== clustered,
      "parameterGroupName",
      invalid("cluster-enabled of the parameter group and the cluster mode have to agree"),
    ),
  ];
}

function admitPlace({ inputs, world }: Admission): readonly Refusal[] {
  const group = world.find(types.cacheSubnetGroup, text(inputs, "subnetGroupName") ?? "");
  const subnets = texts(group?.state, "subnetIds").map((id) => world.find(types.subnet, id)?.state);
  const zones = new Set(subnets.map((subnet) => text(subnet, "availabilityZone")));
  const stranger = texts(inputs, "securityGroupIds").find((id) => {
    const vpc = text(
      (world.find(types.securityGroup, id) ?? world.find(types.defaultSecurityGroup, id))?.state,
      "vpcId",
    );
    return group !== undefined && vpc !== group.state.vpcId;
  });
  return [
    ...refuseIf(
      inputs.multiAzEnabled === true && group !== undefined && zones.size < 2,
      "subnetGroupName",
      invalid("Multi-AZ needs a cache subnet group with subnets in at least two zones"),
    ),
    ...(stranger === undefined
      ? []
      : refuse("securityGroupIds", `InvalidParameterValue: ${stranger} is not in the VPC of the cache subnet group`)),
  ];
}

function admitChange({ inputs, world, self }: Admission): readonly Refusal[] {
  const was = text(self?.state, "engineVersion");
  const version = text(inputs, "engineVersion");
  const known = versionsOf(text(inputs, "engine") ?? "redis");
  const [group] = texts(inputs, "userGroupIds").map((id) => world.find(types.cacheUserGroup, id)?.state);
  return [
    ...refuseIf(
      was !== undefined && version !== undefined && known.indexOf(version) < known.indexOf(was),
      "engineVersion",
      `InvalidParameterCombination: the engine can not go back from ${was} to ${version}`,
    ),
    ...refuseIf(
      group?.engine === "valkey" && inputs.engine !== "valkey",
      "userGroupIds",
      invalid("a user group of the engine valkey is for caches of the engine valkey"),
    ),
  ];
}

const nodeGroup = object({
  nodeGroupId: string({ pattern: /^\d{1,4}$/ }),
  primaryAvailabilityZone: string(),
  replicaAvailabilityZones: list(string()),
  replicaCount: integer({ min: 0, max: 5 }),
  slots: string({ pattern: /^[\d,-]+$/ }),
});

export const replicationGroup: ResourceModel = regional(
  tagged({
    type: types.replicationGroup,
    docs: page("elasticache_replication_group"),
    inputs: {
      replicationGroupId: string({
        required: true,
        replaces: true,
        maxLength: 40,
        pattern: /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*(?<!-)$/,
      }),
      description: string({ required: true, minLength: 1 }),
      engine: string({ default: "redis", oneOf: engines }),
      engineVersion: string({ computed: true }),
      nodeType: string({ required: true }),
      clusterMode: string({ computed: true, oneOf: ["enabled", "disabled", "compatible"] }),
      numNodeGroups: integer({ computed: true, min: 1, max: 500 }),
      replicasPerNodeGroup: integer({ computed: true, min: 0, max: 5 }),
      numCacheClusters: integer({
        computed: true,
        min: 1,
        max: 6,
        conflictsWith: ["numNodeGroups", "replicasPerNodeGroup"],
      }),
      nodeGroupConfigurations: list(nodeGroup, { set: true, computed: true, replaces: true }),
      automaticFailoverEnabled: boolean({ default: false }),
      multiAzEnabled: boolean({ default: false }),
      preferredCacheClusterAzs: list(string(), { conflictsWith: ["nodeGroupConfigurations"] }),
      port: integer({ replaces: true, min: 1, max: 65535 }),
      networkType: string({ computed: true, replaces: true, oneOf: ["ipv4", "ipv6", "dual_stack"] }),
      ipDiscovery: string({ computed: true, oneOf: ["ipv4", "ipv6"] }),
      subnetGroupName: ref(types.cacheSubnetGroup, { computed: true, replaces: true }),
      securityGroupIds: list(ref([types.securityGroup, types.defaultSecurityGroup]), { set: true, computed: true }),
      parameterGroupName: ref(types.cacheParameterGroup, { computed: true }),
      transitEncryptionEnabled: boolean({ computed: true }),
      transitEncryptionMode: string({ computed: true, oneOf: ["preferred", "required"] }),
      atRestEncryptionEnabled: boolean({ computed: true, replaces: true }),
      kmsKeyId: kmsKey({ replaces: true }),
      authToken: string({
        secret: true,
        minLength: 16,
        maxLength: 128,
        pattern: /^[A-Za-z0-9!&#$^<>-]+$/,
        conflictsWith: ["userGroupIds"],
      }),
      authTokenUpdateStrategy: string({ oneOf: ["SET", "ROTATE", "DELETE"] }),
      userGroupIds: list(ref(types.cacheUserGroup), { set: true, maxItems: 1 }),
      logDeliveryConfigurations: list(
        object({
          destination: ref(types.logGroup, { required: true, by: "name" }),
          destinationType: string({ required: true, oneOf: ["cloudwatch-logs"] }),
          logFormat: string({ required: true, oneOf: ["json", "text"] }),
          logType: string({ required: true, oneOf: ["slow-log", "engine-log"] }),
        }),
        { set: true, maxItems: 2 },
      ),
      maintenanceWindow: string({
        computed: true,
        pattern: new RegExp(`^${weekday}:${time}-${weekday}:${time}$`, "i"),
      }),
      snapshotWindow: string({ computed: true, pattern: new RegExp(`^${time}-${time}$`) }),
      snapshotRetentionLimit: integer({ min: 0, max: 35 }),
      finalSnapshotIdentifier: string({ maxLength: 255, pattern: /^[a-zA-Z][a-zA-Z0-9-]*$/ }),
      notificationTopicArn: string(),
      dataTieringEnabled: boolean({ computed: true, replaces: true }),
      autoMinorVersionUpgrade: boolean({ computed: true }),
      applyImmediately: boolean({ computed: true }),
    },
    id: (context) => (text(context.inputs, "replicationGroupId") ?? "").toLowerCase(),
    outputs: [
      "arn",
      "clusterEnabled",
      "configurationEndpointAddress",
      "engineVersionActual",
      "memberClusters",
      "primaryEndpointAddress",
      "readerEndpointAddress",
    ],
    compute: (context) => {
      const { id, inputs, region } = context;
      const clustered = inputs.clusterMode === "enabled";
      const shards = Number(inputs.numNodeGroups ?? 1);
      const perShard = Number(inputs.replicasPerNodeGroup ?? Number(inputs.numCacheClusters ?? 1) - 1) + 1;
      const name = `${id}.${derivedHex(`${region}/${context.placement.account}`, "cache", 6)}`;
      const host = (role: string) => `${role}.${name}.${region}.cache.amazonaws.com`;
      const member = (shard: number, node: number) =>
        `${id}-${String(shard + 1).padStart(4, "0")}-${String(node + 1).padStart(3, "0")}`;
      return {
        arn: arn(context, "elasticache", `replicationgroup:${id}`),
        clusterEnabled: clustered,
        configurationEndpointAddress: clustered ? host("clustercfg") : "",
        primaryEndpointAddress: clustered ? "" : host("master"),
        readerEndpointAddress: clustered ? "" : host("replica"),
        engineVersionActual: `${text(inputs, "engineVersion") ?? "7.1"}.0`,
        memberClusters: Array.from({ length: shards }, (_, shard) =>
          Array.from({ length: perShard }, (_, node) => member(shard, node)),
        ).flat(),
        ...fill(inputs, {
          engineVersion: "7.1",
          clusterMode: "disabled",
          numNodeGroups: shards,
          replicasPerNodeGroup: perShard - 1,
          numCacheClusters: shards * perShard,
          nodeGroupConfigurations: [],
          networkType: "ipv4",
          ipDiscovery: "ipv4",
          subnetGroupName: "default",
          securityGroupIds: [],
          parameterGroupName: "default",
          transitEncryptionEnabled: false,
          transitEncryptionMode: "",
          atRestEncryptionEnabled: inputs.engine === "valkey",
          maintenanceWindow: "sun:05:00-sun:06:00",
          snapshotWindow: "03:00-04:00",
          dataTieringEnabled: false,
          autoMinorVersionUpgrade: true,
          applyImmediately: false,
        }),
      };
    },
    unique: [
      {
        fields: ["replicationGroupId"],
        scope: "region",
        reason: "ReplicationGroupAlreadyExists: Replication group already exists",
      },
    ],
    check: (context) => [
      ...checkEncryption(context),
      ...checkShape(context),
      ...checkEngine(context),
      ...checkWindows(context),
    ],
    admit: (context) => [...admitParameters(context), ...admitPlace(context), ...admitChange(context)],
  }),
);
