/** Memorystore for Valkey, and the policies that let Google's services make endpoints in a subnet. */
import { findLocation } from "../../../src/facts/locations";
import {
  boolean,
  type CreateContext,
  integer,
  list,
  type ModelContext,
  map,
  object,
  type Properties,
  type Refusal,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import {
  compute,
  defineGcp,
  given,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  nameField,
  objects,
  projectOf,
  refuse,
  resolve,
  text,
  texts,
  timestamp,
  unknown,
} from "./common";
import { keyField, keyRefusals } from "./kms";
import { networkOf, networkType, subnetworkType } from "./ranges";

const policyType = "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy";
const instanceType = "gcp:memorystore/instance:Instance";
const memorystoreClass = "gcp-memorystore";

/** The policy that covers a network in a location. */
function policyOf(world: World, network: string, location: string, serviceClass: string): StoredObject | undefined {
  return world
    .objects(policyType)
    .find(
      (policy) =>
        policy.inputs.location === location &&
        policy.inputs.serviceClass === serviceClass &&
        networkOf(world, policy) === network,
    );
}

export const serviceConnectionPolicy = defineGcp({
  type: policyType,
  page: "network_connectivity_service_connection_policy",
  apis: ["networkconnectivity"],
  location: "global",
  inputs: {
    name: nameField(),
    location: string({ required: true, replaces: true }),
    network: ref(networkType, { by: "id", required: true, replaces: true }),
    serviceClass: string({ required: true, replaces: true, pattern: /^[a-z][a-z0-9-]+$/ }),
    description: string(),
    labels: labelsField(),
    pscConfig: object({
      subnetworks: list(ref(subnetworkType, compute), { required: true, minItems: 1 }),
      limit: string({ pattern: /^[1-9]\d*$/ }),
      producerInstanceLocation: string({ oneOf: ["CUSTOM_RESOURCE_HIERARCHY_LEVELS"] }),
      allowedGoogleProducersResourceHierarchyLevels: list(string()),
    }),
  },
  outputs: ["createTime", "etag", "infrastructure", "pscConnections", "updateTime", ...labelOutputs],
  id: (context) =>
    `projects/${projectOf(context)}/locations/${context.inputs.location}/serviceConnectionPolicies/${context.inputs.name}`,
  compute: (context) => {
    const created = timestamp(context);
    return {
      createTime: created,
      updateTime: created,
      etag: context.alphanumeric(16),
      infrastructure: "PSC",
      pscConnections: [],
      ...labelsOf(context.inputs),
    };
  },
  check: ({ inputs }) => {
    const location = text(inputs.location);
    return location === undefined || findLocation("gcp", location)
      ? []
      : [invalid("location", `'${location}'. There is no such region`)];
  },
  admit: ({ inputs, world, self }) => {
    const network = text(inputs.network) ?? "";
    const location = text(inputs.location) ?? "";
    const serviceClass = text(inputs.serviceClass) ?? "";
    const refusals: Refusal[] = [];
    const other = policyOf(world, network, location, serviceClass);
    if (other && other.urn !== self?.urn)
      refusals.push(
        refuse(
          "serviceClass",
          `Error 409: ${network} has a policy for ${serviceClass} in ${location}: ${other.id}, alreadyExists`,
        ),
      );
    for (const [index, value] of texts(objects([inputs.pscConfig ?? null])[0]?.subnetworks).entries()) {
      const subnet = resolve(world, subnetworkType, value);
      if (!subnet) continue;
      const property = `pscConfig.subnetworks[${index}]`;
      if (networkOf(world, subnet) !== network)
        refusals.push(invalid(property, `'${subnet.id}'. It is not in ${network}`));
      if (subnet.state.region !== location)
        refusals.push(invalid(property, `'${subnet.id}'. It is not in ${location}`));
      if (given(subnet.inputs.purpose) && subnet.inputs.purpose !== "PRIVATE")
        refusals.push(invalid(property, `'${subnet.id}'. Its purpose must be PRIVATE`));
    }
    return refusals;
  },
  retain: ({ id, inputs }, world) => {
    const user = world
      .objects(instanceType)
      .find(
        (instance) =>
          inputs.serviceClass === memorystoreClass &&
          instance.inputs.location === inputs.location &&
          networksOf(world, instance.inputs).includes(String(inputs.network)),
      );
    return user && `Error 400: ${id} has connections of ${user.id}, failedPrecondition`;
  },
});

const networksOf = (world: World, inputs: Properties): string[] =>
  objects(inputs.desiredAutoCreatedEndpoints).flatMap(({ network }) => resolve(world, networkType, network)?.id ?? []);

const nodeTypes = [
  "SHARED_CORE_NANO",
  "CUSTOM_PICO",
  "CUSTOM_MICRO",
  "CUSTOM_MINI",
  "HIGHMEM_MEDIUM",
  "HIGHCPU_MEDIUM",
  "HIGHMEM_XLARGE",
  "STANDARD_SMALL",
  "STANDARD_LARGE",
  "HIGHMEM_2XLARGE",
];
/** The oldest first: an instance is upgraded, and never the other way. */
const versions = ["VALKEY_7_2", "VALKEY_8_0", "VALKEY_9_0"];
const nodesAtMost = 250;
const days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

function check(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  const location = text(inputs.location);
  const place = location === undefined ? undefined : findLocation("gcp", location);
  if (location !== undefined && !place) refusals.push(invalid("location", `'${location}'. There is no such region`));
  const { shardCount, replicaCount = 0 } = inputs;
  if (typeof shardCount === "number" && typeof replicaCount === "number") {
    const nodes = shardCount * (replicaCount + 1);
    if (nodes > nodesAtMost)
      refusals.push(invalid("shardCount", `'${shardCount}'. ${nodes} nodes, ${nodesAtMost} are the most`));
    if (inputs.mode === "CLUSTER_DISABLED" && shardCount !== 1)
      refusals.push(invalid("shardCount", `'${shardCount}'. It must be 1 without cluster mode`));
  }
  const zones = objects([inputs.zoneDistributionConfig ?? null])[0];
  if (zones && (zones.mode === "SINGLE_ZONE") !== given(zones.zone))
    refusals.push(invalid("zoneDistributionConfig.zone", "goes with SINGLE_ZONE, and only with it"));
  if (place && text(zones?.zone) !== undefined && !place.zones.includes(String(zones?.zone)))
    refusals.push(invalid("zoneDistributionConfig.zone", `'${zones?.zone}'. It is no zone of ${location}`));
  const persistence = objects([inputs.persistenceConfig ?? null])[0];
  for (const [mode, config] of [
    ["RDB", "rdbConfig"],
    ["AOF", "aofConfig"],
  ] as const)
    if (persistence && persistence.mode !== mode && given(persistence[config]))
      refusals.push(invalid(`persistenceConfig.${config}`, `goes with ${mode} only`));
  if (
    !unknown(context, "serverCaMode") &&
    given(inputs.serverCaPool) !== (inputs.serverCaMode === "CUSTOMER_MANAGED_CAS_CA")
  )
    refusals.push(invalid("serverCaPool", "goes with CUSTOMER_MANAGED_CAS_CA, and only with it"));
  return refusals;
}

function connection(context: CreateContext, kind: string, network: StoredObject): Properties {
  const { location } = context.inputs;
  return {
    connectionType: kind,
    forwardingRule: `https://www.googleapis.com/compute/v1/projects/${projectOf(context)}/regions/${location}/forwardingRules/sca-auto-fr-${context.hex(16)}`,
    network: network.id,
    port: 6379,
    projectId: projectOf(context),
    pscConnectionId: context.digits(17),
    serviceAttachment: `projects/${context.digits(12)}/regions/${location}/serviceAttachments/gcp-memorystore-auto-${context.hex(16)}-psc-sa`,
  };
}

/** Addresses come last: an object that has one draws none, and what is drawn after would be another. */
function endpoints(context: CreateContext): Properties[] {
  const { inputs, world } = context;
  return objects(inputs.desiredAutoCreatedEndpoints).flatMap(({ network }) => {
    const found = resolve(world, networkType, network);
    const policy = found && policyOf(world, found.id, String(inputs.location), memorystoreClass);
    const [first] = texts(objects([policy?.inputs.pscConfig ?? null])[0]?.subnetworks);
    const cidr = text(resolve(world, subnetworkType, first)?.inputs.ipCidrRange);
    if (!found || cidr === undefined) return [];
    const kinds = ["CONNECTION_TYPE_DISCOVERY", "CONNECTION_TYPE_UNSPECIFIED"];
    const connections = kinds.map((kind) => connection(context, kind, found));
    return [
      {
        connections: connections.map((drawn) => ({
          pscAutoConnection: { ...drawn, ipAddress: context.privateAddress(cidr) },
        })),
      },
    ];
  });
}

export const memorystoreInstance = defineGcp({
  type: instanceType,
  page: "memorystore_instance",
  apis: ["memorystore"],
  location: "global",
  inputs: {
    instanceId: string({
      required: true,
      replaces: true,
      pattern: /^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/,
      hint: "4 to 63 lower-case letters, digits and hyphens, no hyphen first or last",
    }),
    location: string({ required: true, replaces: true }),
    shardCount: integer({ required: true, min: 1, max: nodesAtMost }),
    replicaCount: integer({ min: 0, max: 5, computed: true }),
    mode: string({ replaces: true, computed: true, oneOf: ["CLUSTER", "CLUSTER_DISABLED"] }),
    nodeType: string({ computed: true, oneOf: nodeTypes }),
    engineVersion: string({ computed: true, oneOf: versions }),
    engineConfigs: map(string()),
    authorizationMode: string({ replaces: true, computed: true, oneOf: ["AUTH_DISABLED", "IAM_AUTH"] }),
    transitEncryptionMode: string({
      replaces: true,
      computed: true,
      oneOf: ["TRANSIT_ENCRYPTION_DISABLED", "SERVER_AUTHENTICATION"],
    }),
    serverCaMode: string({
      replaces: true,
      computed: true,
      oneOf: ["GOOGLE_MANAGED_PER_INSTANCE_CA", "GOOGLE_MANAGED_SHARED_CA", "CUSTOMER_MANAGED_CAS_CA"],
    }),
    serverCaPool: string({ replaces: true }),
    kmsKey: keyField({ replaces: true }),
    zoneDistributionConfig: object(
      { mode: string({ oneOf: ["MULTI_ZONE", "SINGLE_ZONE"] }), zone: string() },
      { replaces: true, computed: true },
    ),
    desiredAutoCreatedEndpoints: list(
      object({ network: ref(networkType, { by: "id", required: true }), projectId: string({ required: true }) }),
      { replaces: true },
    ),
    persistenceConfig: object(
      {
        mode: string({ oneOf: ["DISABLED", "RDB", "AOF"], computed: true }),
        aofConfig: object({ appendFsync: string({ oneOf: ["NEVER", "EVERY_SEC", "ALWAYS"] }) }),
        rdbConfig: object({
          rdbSnapshotPeriod: string({ oneOf: ["ONE_HOUR", "SIX_HOURS", "TWELVE_HOURS", "TWENTY_FOUR_HOURS"] }),
          rdbSnapshotStartTime: string({ pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ }),
        }),
      },
      { computed: true },
    ),
    maintenancePolicy: object({
      weeklyMaintenanceWindows: list(
        object({
          day: string({ required: true, oneOf: days }),
          startTime: object(
            {
              hours: integer({ min: 0, max: 23 }),
              minutes: integer({ min: 0, max: 59 }),
              seconds: integer({ min: 0, max: 60 }),
              nanos: integer({ min: 0, max: 999_999_999 }),
            },
            { required: true },
          ),
        }),
        { maxItems: 1 },
      ),
    }),
    automatedBackupConfig: object({
      retention: string({ required: true, pattern: /^\d+(\.\d{1,9})?s$/ }),
      fixedFrequencySchedule: object(
        { startTime: object({ hours: integer({ required: true, min: 0, max: 23 }) }, { required: true }) },
        { required: true },
      ),
    }),
    deletionProtectionEnabled: boolean({ default: true }),
    maintenanceVersion: string(),
    labels: labelsField(),
  },
  outputs: [
    "availableMaintenanceVersions",
    "backupCollection",
    "createTime",
    "discoveryEndpoints",
    "effectiveMaintenanceVersion",
    "endpoints",
    "isAclPolicyInSync",
    "maintenanceSchedules",
    "managedServerCas",
    "name",
    "nodeConfigs",
    "pscAttachmentDetails",
    "pscAutoConnections",
    "state",
    "stateInfos",
    "uid",
    "updateTime",
    "crossInstanceReplicationConfig",
    ...labelOutputs,
  ],
  id: (context) =>
    `projects/${projectOf(context)}/locations/${context.inputs.location}/instances/${context.inputs.instanceId}`,
  compute: (context) => {
    const { inputs, id } = context;
    const created = timestamp(context);
    return {
      replicaCount: 0,
      mode: "CLUSTER",
      nodeType: "HIGHMEM_MEDIUM",
      engineVersion: "VALKEY_8_0",
      authorizationMode: "AUTH_DISABLED",
      transitEncryptionMode: "TRANSIT_ENCRYPTION_DISABLED",
      serverCaMode: "GOOGLE_MANAGED_PER_INSTANCE_CA",
      zoneDistributionConfig: { mode: "MULTI_ZONE" },
      persistenceConfig: { mode: "DISABLED" },
      availableMaintenanceVersions: [],
      backupCollection: "",
      createTime: created,
      updateTime: created,
      crossInstanceReplicationConfig: {},
      discoveryEndpoints: [],
      effectiveMaintenanceVersion: "",
      isAclPolicyInSync: true,
      maintenanceSchedules: [],
      managedServerCas:
        inputs.transitEncryptionMode === "SERVER_AUTHENTICATION"
          ? [
              {
                caCerts: [
                  {
                    certificates: [
                      `-----BEGIN CERTIFICATE-----\n${context.alphanumeric(64)}\n-----END CERTIFICATE-----`,
                    ],
                  },
                ],
              },
            ]
          : [],
      name: id,
      nodeConfigs: [],
      pscAttachmentDetails: [],
      pscAutoConnections: [],
      state: "ACTIVE",
      stateInfos: [],
      uid: context.hex(32),
      ...labelsOf(inputs),
      endpoints: endpoints(context),
    };
  },
  check,
  admit: ({ inputs, world, self, placement }) => {
    const location = text(inputs.location) ?? "";
    const refusals: Refusal[] = [
      ...keyRefusals(world, {
        property: "kmsKey",
        key: inputs.kmsKey,
        location,
        api: "memorystore",
        project: placement.account,
      }),
    ];
    for (const network of networksOf(world, inputs))
      if (!policyOf(world, network, location, memorystoreClass))
        refusals.push(
          refuse(
            "desiredAutoCreatedEndpoints",
            `Error 400: No service connection policy for ${memorystoreClass} in ${location} covers ${network}, failedPrecondition`,
          ),
        );
    const [before, after] = [text(self?.state.engineVersion), text(inputs.engineVersion)];
    if (before !== undefined && after !== undefined && versions.indexOf(after) < versions.indexOf(before))
      refusals.push(refuse("engineVersion", `Error 400: ${before} can not be downgraded to ${after}, invalidArgument`));
    return refusals;
  },
  retain: ({ id, inputs }) =>
    inputs.deletionProtectionEnabled !== false
      ? `Error 400: Deletion protection is enabled on ${id}. Disable it before deleting the instance, failedPrecondition`
      : undefined,
});
