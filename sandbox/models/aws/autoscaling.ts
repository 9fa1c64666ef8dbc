/** Auto Scaling groups. Spot and mixed instances, load balancers, warm pools, hooks and launch configurations have no model. */
import {
  boolean,
  integer,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  type StoredObject,
  string,
} from "../../core/model";
import { interfacesInUse, templateOf } from "./autoscaling-machines";
import {
  arn,
  derivedHex,
  fill,
  items,
  others,
  page,
  partitionOf,
  refuse,
  refuseIf,
  regional,
  text,
  texts,
  types,
  unknown,
  zonesOf,
} from "./common";
import { refusesAutoScaling } from "./kms-autoscaling";
import { interfacesOf, launchRefusals } from "./launch-template";

const processes = [
  "Launch",
  "Terminate",
  "HealthCheck",
  "ReplaceUnhealthy",
  "AZRebalance",
  "AlarmNotification",
  "ScheduledActions",
  "AddToLoadBalancer",
  "InstanceRefresh",
];
const terminations = [
  "OldestInstance",
  "NewestInstance",
  "OldestLaunchConfiguration",
  "ClosestToNextInstanceHour",
  "OldestLaunchTemplate",
  "AllocationStrategy",
  "Default",
];

const over = (a: unknown, b: unknown) => typeof a === "number" && typeof b === "number" && a > b;
const part = (inputs: Properties, key: string): Properties => (inputs[key] ?? {}) as Properties;

function checkSizes({ minSize, maxSize, desiredCapacity }: Properties): readonly Refusal[] {
  return [
    ...refuseIf(over(minSize, maxSize), "minSize", `ValidationError: Min capacity ${minSize} is above max ${maxSize}`),
    ...refuseIf(
      over(minSize, desiredCapacity),
      "desiredCapacity",
      `ValidationError: Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
    ),
    ...refuseIf(
      over(desiredCapacity, maxSize),
      "desiredCapacity",
      `ValidationError: Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
    ),
  ];
}

function check(context: ModelContext): readonly Refusal[] {
  const { inputs, given, region } = context;
  const { minHealthyPercentage: least, maxHealthyPercentage: most } = part(inputs, "instanceMaintenancePolicy");
  const keys = items(inputs.tags).map((tag) => (tag as Properties).key);
  const lifetime = inputs.maxInstanceLifetime;
  const strange = texts(inputs, "availabilityZones").find((zone) => !zonesOf(region).includes(zone));
  return [
    ...checkSizes(inputs),
    ...refuseIf(
      !given("launchTemplate"),
      "launchTemplate",
      "ValidationError: Valid requests must contain either launchTemplate, launchConfigurationName, mixedInstancesPolicy or instanceId parameter.",
    ),
    ...refuseIf(
      !given("availabilityZones") && !given("vpcZoneIdentifiers"),
      "",
      "ValidationError: At least one Availability Zone or VPC Subnet is required.",
    ),
    ...refuseIf(
      strange !== undefined,
      "availabilityZones",
      `ValidationError: Availability zones '[${strange}]' were not found: ${zonesOf(region).join(", ")}`,
    ),
    ...refuseIf(
      typeof least === "number" && typeof most === "number" && (most - least > 100 || least > most),
      "instanceMaintenancePolicy",
      "ValidationError: The difference between MinHealthyPercentage and MaxHealthyPercentage cannot be greater than 100.",
    ),
    ...refuseIf(
      typeof lifetime === "number" && lifetime !== 0 && lifetime < 86_400,
      "maxInstanceLifetime",
      "ValidationError: Max instance lifetime must be 0 or at least 86400 seconds",
    ),
    ...refuseIf(
      new Set(keys).size < keys.length && !unknown(context, "tags"),
      "tags",
      "ValidationError: Duplicate tag keys found",
    ),
  ];
}

/** An interface that exists is where it is, and is one machine's. */
function admitInterface(context: ModelContext & { readonly self?: StoredObject }, template: StoredObject) {
  const { inputs, world } = context;
  const [id] = interfacesOf(template).flatMap((card) => text(card, "networkInterfaceId") ?? []);
  if (id === undefined)
    return refuseIf(
      context.given("availabilityZones") && !interfacesOf(template).some((card) => card.subnetId !== undefined),
      "availabilityZones",
      "VPCIdNotSpecified: No default VPC for this user",
    );
  if (context.given("vpcZoneIdentifiers"))
    return refuse(
      "vpcZoneIdentifiers",
      "ValidationError: a launch template that names a network interface goes with availabilityZones: the interface has its subnet",
    );
  const card = world.find(types.networkInterface, id);
  const zone = text(world.find(types.subnet, text(card?.state, "subnetId") ?? "")?.state, "availabilityZone");
  const zones = texts(inputs, "availabilityZones");
  const holder = interfacesInUse(world).get(id);
  return [
    ...refuseIf(
      zone !== undefined && (zones.length !== 1 || zones[0] !== zone),
      "availabilityZones",
      `InvalidParameterValue: Network interface ${id} is in ${zone}, and machines are to be made in ${zones.join(", ")}`,
    ),
    ...refuseIf(
      Number(inputs.maxSize) > 1,
      "maxSize",
      `InvalidNetworkInterface.InUse: Interface: [${id}] is one machine's, and the group may have ${inputs.maxSize}`,
    ),
    ...refuseIf(
      holder !== undefined && holder.id !== context.self?.id,
      "launchTemplate",
      `InvalidNetworkInterface.InUse: Interface: [${id}] in use by ${holder?.id}.`,
    ),
  ];
}

function admit(context: ModelContext & { readonly self?: StoredObject }): readonly Refusal[] {
  const { inputs, world } = context;
  const template = templateOf(inputs, world);
  if (!template) return [];
  const version = text(part(inputs, "launchTemplate"), "version") ?? "$Default";
  const latest = Number(template.state.latestVersion);
  const exists = ["$Default", "$Latest"].includes(version) || (Number(version) >= 1 && Number(version) <= latest);
  const twin = others(context, types.autoscalingGroup).find(
    ({ id, placement }) => id === inputs.name && placement.region === context.region,
  );
  return [
    ...refuseIf(
      !exists,
      "launchTemplate.version",
      `ValidationError: The version ${version} of launch template ${template.id} does not exist; the latest is ${latest}`,
    ),
    ...refuseIf(
      twin !== undefined,
      "name",
      "AlreadyExists: AutoScalingGroup by this name already exists - A group with the name already exists",
    ),
    ...launchRefusals("launchTemplate", template, world),
    ...refusesAutoScaling("launchTemplate", template, context),
    ...admitInterface(context, template),
  ];
}

export const autoscalingGroup: ResourceModel = regional({
  type: types.autoscalingGroup,
  docs: page("autoscaling_group"),
  inputs: {
    name: string({
      computed: true,
      replaces: true,
      minLength: 1,
      maxLength: 255,
      pattern: /^[^:]+$/,
      conflictsWith: ["namePrefix"],
    }),
    namePrefix: string({ computed: true, replaces: true, maxLength: 229 }),
    minSize: integer({ required: true, min: 0 }),
    maxSize: integer({ required: true, min: 0 }),
    desiredCapacity: integer({ computed: true, min: 0 }),
    availabilityZones: list(string(), { computed: true, set: true, conflictsWith: ["vpcZoneIdentifiers"] }),
    vpcZoneIdentifiers: list(ref(types.subnet), { computed: true, set: true }),
    launchTemplate: object({
      id: ref(types.launchTemplate, { holds: false, conflictsWith: ["name"] }),
      name: ref(types.launchTemplate, { by: "name", holds: false }),
      version: string({ minLength: 1, maxLength: 255 }),
    }),
    healthCheckType: string({ computed: true, oneOf: ["EC2", "ELB", "EBS", "VPC_LATTICE"] }),
    healthCheckGracePeriod: integer({ default: 300, min: 0 }),
    instanceMaintenancePolicy: object({
      minHealthyPercentage: integer({ required: true, min: -1, max: 100 }),
      maxHealthyPercentage: integer({ required: true, min: -1, max: 200 }),
    }),
    defaultCooldown: integer({ computed: true, min: 0 }),
    defaultInstanceWarmup: integer({ min: 0 }),
    maxInstanceLifetime: integer({ min: 0, max: 31_536_000 }),
    terminationPolicies: list(string({ oneOf: terminations })),
    suspendedProcesses: list(string({ oneOf: processes }), { set: true }),
    enabledMetrics: list(string({ pattern: /^(Group|WarmPool)\w+$/ }), { set: true }),
    metricsGranularity: string({ default: "1Minute", oneOf: ["1Minute"] }),
    protectFromScaleIn: boolean({ default: false }),
    capacityRebalance: boolean(),
    forceDelete: boolean({ default: false }),
    forceDeleteWarmPool: boolean({ default: false }),
    ignoreFailedScalingActivities: boolean({ default: false }),
    waitForCapacityTimeout: string({ default: "10m", pattern: /^(0|(\d+(\.\d+)?(ms|s|m|h))+)$/ }),
    serviceLinkedRoleArn: string({ computed: true }),
    tags: list(
      object({
        key: string({ required: true, minLength: 1, maxLength: 128, pattern: /^(?!aws:)/i }),
        value: string({ required: true, maxLength: 256 }),
        propagateAtLaunch: boolean({ required: true }),
      }),
      { set: true, maxItems: 50 },
    ),
  },
  id: (context) =>
    text(context.inputs, "name") ??
    `${text(context.inputs, "namePrefix") ?? `${context.resourceName}-`}${context.digits(26)}`,
  outputs: ["arn", "predictedCapacity", "warmPoolSize"],
  compute: (context) => {
    const { id, inputs, placement, region, world } = context;
    const uuid = derivedHex(id, "group", 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    const inSubnets = texts(inputs, "vpcZoneIdentifiers").map(
      (subnet) => text(world.find(types.subnet, subnet)?.state, "availabilityZone") ?? "",
    );
    return {
      arn: arn(context, "autoscaling", `autoScalingGroup:${uuid}:autoScalingGroupName/${id}`),
      predictedCapacity: 0,
      warmPoolSize: 0,
      ...fill(inputs, {
        name: id,
        namePrefix: "",
        desiredCapacity: inputs.minSize ?? 0,
        availabilityZones: [...new Set(inSubnets)],
        vpcZoneIdentifiers: [],
        healthCheckType: "EC2",
        defaultCooldown: 300,
        serviceLinkedRoleArn: `arn:${partitionOf(region)}:iam::${placement.account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
      }),
    };
  },
  check,
  admit,
});
