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
import { arn, dnsSuffixOf, fill, page, refuse, refuseIf, regional, tagged, text, types } from "./common";
import { allowsService, kmsKeyArn } from "./kms";

/** PutRetentionPolicy; 0 is for ever. */
const retention = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const groupName = /^[.\-_/#A-Za-z0-9]+$/;
export const anArn = /^arn:aws(-cn)?:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws)?:.+$/;

export const logGroup: ResourceModel = regional(
  tagged({
    type: types.logGroup,
    docs: page("cloudwatch_log_group"),
    inputs: {
      name: string({
        computed: true,
        replaces: true,
        minLength: 1,
        maxLength: 512,
        pattern: groupName,
        conflictsWith: ["namePrefix"],
      }),
      namePrefix: string({ computed: true, replaces: true, maxLength: 483, pattern: groupName }),
      retentionInDays: integer({ default: 0, oneOf: retention }),
      kmsKeyId: kmsKeyArn(),
      logGroupClass: string({ computed: true, replaces: true, oneOf: ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"] }),
      deletionProtectionEnabled: boolean({ computed: true }),
      skipDestroy: boolean({ default: false }),
    },
    id: (context) =>
      text(context.inputs, "name") ??
      `${text(context.inputs, "namePrefix") ?? `${context.resourceName}-`}${context.hex(7)}`,
    outputs: ["arn"],
    compute: (context) => ({
      arn: arn(context, "logs", `log-group:${context.id}`),
      ...fill(context.inputs, {
        name: context.id,
        namePrefix: "",
        logGroupClass: "STANDARD",
        deletionProtectionEnabled: false,
      }),
    }),
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "ResourceAlreadyExistsException: The specified log group already exists",
      },
    ],
    admit: ({ inputs, region, world }) =>
      refuseIf(
        !allowsService(world, text(inputs, "kmsKeyId"), `logs.${region}.${dnsSuffixOf(region)}`),
        "kmsKeyId",
        "InvalidParameterException: The specified KMS key does not exist or is not allowed to be used with this log group",
      ),
    retain: ({ id, state }) =>
      state.deletionProtectionEnabled === true
        ? `ValidationException: log group ${id} has deletion protection enabled`
        : undefined,
  }),
);

type Admission = Parameters<NonNullable<ResourceModel["admit"]>>[0];

function checkFlowLog({ inputs, given }: ModelContext): readonly Refusal[] {
  return [
    ...refuseIf(!given("vpcId") && !given("subnetId"), "", "one of vpcId and subnetId is needed"),
    ...refuseIf(!given("trafficType"), "trafficType", "InvalidParameter: trafficType is needed for a VPC or subnet"),
    ...refuseIf(!given("logDestination"), "logDestination", "InvalidParameter: a log destination is needed"),
    ...refuseIf(
      inputs.logDestinationType === "cloud-watch-logs" && !given("iamRoleArn"),
      "iamRoleArn",
      "InvalidParameter: DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs",
    ),
    ...refuseIf(
      inputs.logDestinationType === "s3" && given("iamRoleArn"),
      "iamRoleArn",
      "InvalidParameter: DeliverLogsPermissionArn is not applicable for s3 delivery",
    ),
  ];
}

function admitFlowLog({ inputs, region, world }: Admission): readonly Refusal[] {
  if (inputs.logDestinationType !== "cloud-watch-logs") return [];
  const group = world.find(types.logGroup, text(inputs, "logDestination") ?? "", "arn");
  if (group?.placement.region !== region)
    return refuse("logDestination", `InvalidParameter: LogDestination is no log group of ${region}`);
  const role = world.find(types.role, text(inputs, "iamRoleArn") ?? "", "arn");
  return refuseIf(
    !text(role?.state, "assumeRolePolicy")?.includes("vpc-flow-logs.amazonaws.com"),
    "iamRoleArn",
    "InvalidParameter: Unable to assume given IAM role",
  );
}

const defaultFormat = [
  "version",
  "account-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
]
  .map((field) => `\${${field}}`)
  .join(" ");

const alreadyLogged =
  "FlowLogAlreadyExists: There is an existing Flow Log with the same configuration and log destination";

/** Flow logs of VPCs and subnets. Everything but the tags is fixed at creation. */
export const flowLog: ResourceModel = regional(
  tagged({
    type: types.flowLog,
    docs: page("flow_log"),
    inputs: {
      vpcId: ref(types.vpc, { replaces: true, holds: false, conflictsWith: ["subnetId"] }),
      subnetId: ref(types.subnet, { replaces: true, holds: false }),
      trafficType: string({ replaces: true, oneOf: ["ACCEPT", "REJECT", "ALL"] }),
      logDestinationType: string({ default: "cloud-watch-logs", replaces: true, oneOf: ["cloud-watch-logs", "s3"] }),
      logDestination: ref([types.logGroup, types.bucket], {
        by: "arn",
        replaces: true,
        holds: false,
        sameRegion: false,
      }),
      iamRoleArn: ref(types.role, { by: "arn", replaces: true, holds: false }),
      logFormat: string({ computed: true, replaces: true }),
      maxAggregationInterval: integer({ default: 600, replaces: true, oneOf: [60, 600] }),
      destinationOptions: object(
        {
          fileFormat: string({ default: "plain-text", oneOf: ["plain-text", "parquet"] }),
          hiveCompatiblePartitions: boolean({ default: false }),
          perHourPartition: boolean({ default: false }),
        },
        { replaces: true },
      ),
      tagFieldSpecifications: list(object({ resourceType: string(), tagKeys: list(string()) }), { replaces: true }),
    },
    id: (context) => `fl-${context.hex(17)}`,
    outputs: ["arn"],
    compute: (context) => ({
      arn: arn(context, "ec2", `vpc-flow-log/${context.id}`),
      ...fill(context.inputs, {
        logFormat: defaultFormat,
      }),
    }),
    unique: [
      { fields: ["vpcId", "trafficType", "logDestination"], scope: "region", reason: alreadyLogged },
      { fields: ["subnetId", "trafficType", "logDestination"], scope: "region", reason: alreadyLogged },
    ],
    check: checkFlowLog,
    admit: admitFlowLog,
  }),
);
