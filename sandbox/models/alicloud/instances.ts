/** ECS instances and the roles they act as. */
import { Netmask } from "netmask";
import {
  boolean,
  defineResource,
  integer,
  json,
  list,
  type ModelContext,
  map,
  type Refusal,
  ref,
  type StoredObject,
  string,
} from "../../core/model";
import { idOf, label, page, refuse, resourceGroupId, tags, text, unless } from "./fields";
import { imageSize, images } from "./images";
import { instanceTypes, smallestDisk } from "./instance-types";
import { keyId } from "./kms";
import { roleType } from "./ram";
import { securityGroupType } from "./security";
import { vswitchType } from "./vpc";

export const instanceType = "alicloud:ecs/instance:Instance";

/** Bytes before base64 (ECS, "Instance user data"). */
const largestUserData = 32 * 1024;
/** Of a vSwitch's block ECS keeps the first address and the last three. */
const kept = { first: 1, last: 3 };

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];

function diskRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const level = text(inputs, "systemDiskPerformanceLevel");
  const { systemDiskSize: size } = inputs;
  const least = Math.max(imageSize, smallestDisk[level] ?? 0);
  return [
    ...unless(
      level === "" || inputs.systemDiskCategory === undefined || inputs.systemDiskCategory === "cloud_essd",
      "systemDiskPerformanceLevel",
      "InvalidParameter: performance levels are for cloud_essd",
    ),
    ...unless(
      typeof size !== "number" || size >= least,
      "systemDiskSize",
      `InvalidSystemDiskSize.ValueNotSupported: at least ${least} GiB, not ${String(size)}`,
    ),
    ...unless(
      !given("systemDiskKmsKeyId") || given("systemDiskEncrypted"),
      "systemDiskEncrypted",
      "InvalidParameter: a key is for a disk that is encrypted",
    ),
    ...unless(
      !given("systemDiskKmsKeyId") || inputs.systemDiskEncrypted !== false,
      "systemDiskEncrypted",
      "InvalidParameter: a key is for a disk that is encrypted",
    ),
  ];
}

/** Base64 or as it is; the provider encodes what is not. */
function userDataRefusals({ inputs }: ModelContext): readonly Refusal[] {
  const given = text(inputs, "userData");
  const encoded = /^[A-Za-z0-9+/]+={0,2}$/.test(given) && given.length % 4 === 0;
  const bytes = encoded ? Buffer.from(given, "base64").length : Buffer.byteLength(given);
  return unless(
    bytes <= largestUserData,
    "userData",
    `InvalidUserData.SizeExceeded: ${bytes} bytes, at most ${largestUserData} are taken`,
  );
}

function addressRefusals(block: string, address: string): readonly Refusal[] {
  if (address === "") return [];
  const range = new Netmask(block);
  if (!range.contains(address))
    return refuse("privateIp", `InvalidPrivateIpAddress: ${address} does not belong to ${block}`);
  const offset = ipNumber(address) - ipNumber(range.base);
  return unless(
    offset >= kept.first && offset < range.size - kept.last,
    "privateIp",
    `InvalidPrivateIpAddress: ${address} is one that ECS keeps of ${block}`,
  );
}

const ipNumber = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

const zoneOf = (vswitch: StoredObject | undefined): string => text(vswitch?.inputs ?? {}, "zoneId");

export const instance = defineResource({
  type: instanceType,
  docs: page("instance"),
  location: "region",
  inputs: {
    instanceName: string({ minLength: 2, maxLength: 128, pattern: /^(?!https?:\/\/|-)[\w.:-]+$/, computed: true }),
    description: label(2, 256),
    hostName: string({
      minLength: 2,
      maxLength: 64,
      pattern: /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_-]+)*$/,
      computed: true,
    }),
    imageId: string({ required: true, oneOf: images.map(({ id }) => id) }),
    instanceType: string({ required: true, oneOf: instanceTypes }),
    instanceChargeType: string({ oneOf: ["PostPaid", "PrePaid"], computed: true }),
    period: integer({ oneOf: [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36, 48, 60] }),
    periodUnit: string({ oneOf: ["Week", "Month"] }),
    vswitchId: ref(vswitchType, { required: true }),
    privateIp: string({ pattern: /^\d{1,3}(\.\d{1,3}){3}$/, computed: true }),
    securityGroups: list(ref(securityGroupType), { required: true, set: true, minItems: 1, maxItems: 5 }),
    sourceDestCheck: boolean({ computed: true }),
    internetChargeType: string({ oneOf: ["PayByBandwidth", "PayByTraffic"], computed: true }),
    internetMaxBandwidthOut: integer({ min: 0, max: 100, computed: true }),
    systemDiskCategory: string({
      oneOf: ["cloud_efficiency", "cloud_ssd", "cloud_essd", "cloud_auto", "cloud_essd_entry"],
      computed: true,
      replaces: true,
    }),
    systemDiskPerformanceLevel: string({ oneOf: ["PL0", "PL1", "PL2", "PL3"], computed: true }),
    systemDiskSize: integer({ min: 20, max: 2048, computed: true }),
    systemDiskName: label(2, 128),
    systemDiskDescription: label(2, 256),
    systemDiskEncrypted: boolean({ computed: true, replaces: true }),
    systemDiskEncryptAlgorithm: string({ oneOf: ["aes-256", "sm4-128"], replaces: true }),
    systemDiskKmsKeyId: keyId({ replaces: true }),
    httpEndpoint: string({ oneOf: ["enabled", "disabled"], computed: true }),
    httpTokens: string({ oneOf: ["optional", "required"], computed: true }),
    maintenanceAction: string({ oneOf: ["Stop", "AutoRecover", "AutoRedeploy"], computed: true }),
    maintenanceNotify: boolean({ computed: true }),
    deletionProtection: boolean({ default: false }),
    keyName: string({ conflictsWith: ["password"] }),
    password: string({ secret: true, minLength: 8, maxLength: 30 }),
    securityEnhancementStrategy: string({ oneOf: ["Active", "Deactive"], replaces: true }),
    status: string({ oneOf: ["Running", "Stopped"], default: "Running" }),
    resourceGroupId,
    userData: string(),
    tags: tags(),
    volumeTags: map(string({ maxLength: 128 }), { maxEntries: 20, computed: true }),
  },
  unique: [
    {
      fields: ["vswitchId", "privateIp"],
      scope: "region",
      reason: "InvalidPrivateIpAddress.Duplicated: the address is in use",
    },
  ],
  check: (context) => {
    const { inputs, given } = context;
    return [
      ...diskRefusals(context),
      ...userDataRefusals(context),
      ...unless(
        inputs.httpTokens !== "required" || inputs.httpEndpoint !== "disabled",
        "httpTokens",
        "InvalidParameter: tokens are for an endpoint that is enabled",
      ),
      ...unless(
        inputs.instanceChargeType !== "PrePaid" || given("period"),
        "period",
        "MissingParameter: a subscription needs it",
      ),
      // No instance without local disks can be put on another host that way.
      ...unless(
        inputs.maintenanceAction !== "AutoRedeploy",
        "maintenanceAction",
        `InvalidParameter: ${text(inputs, "instanceType")} has no local disks, and is not redeployed`,
      ),
    ];
  },
  admit: ({ inputs, world, self }) => {
    const vswitch = world.find(vswitchType, text(inputs, "vswitchId"));
    const before = self && world.find(vswitchType, text(self.inputs, "vswitchId"));
    const foreign = strings(inputs.securityGroups).find(
      (group) => world.find(securityGroupType, group)?.inputs.vpcId !== vswitch?.inputs.vpcId,
    );
    const kinds = strings(inputs.securityGroups).map(
      (group) => world.find(securityGroupType, group)?.inputs.securityGroupType,
    );
    return [
      ...addressRefusals(text(vswitch?.inputs ?? {}, "cidrBlock"), text(inputs, "privateIp")),
      ...unless(
        before === undefined || zoneOf(before) === zoneOf(vswitch),
        "vswitchId",
        `InvalidVSwitchId.ZoneMismatch: an instance stays in ${zoneOf(before)}`,
      ),
      ...unless(
        foreign === undefined,
        "securityGroups",
        `InvalidSecurityGroupId.VPCMismatch: ${foreign} is in another VPC`,
      ),
      ...unless(
        new Set(kinds).size <= 1,
        "securityGroups",
        "InvalidOperation.MultiSecurityGroupType: basic and advanced groups do not go together",
      ),
    ];
  },
  retain: ({ inputs, id }) => {
    if (inputs.deletionProtection === true)
      return `InvalidOperation.DeletionProtection: ${id} is protected from deletion`;
    return inputs.instanceChargeType === "PrePaid"
      ? `ChargeTypeViolation: ${id} is paid until its period ends`
      : undefined;
  },
  id: idOf("i"),
  outputs: [
    ...["availabilityZone", "cpu", "createTime", "expiredTime", "memory", "networkInterfaceId", "osName", "osType"],
    ...["primaryIpAddress", "publicIp", "startTime", "systemDiskId"],
  ],
  compute: (context) => {
    const { inputs, world, privateAddress } = context;
    const vswitch = world.find(vswitchType, text(inputs, "vswitchId"))?.inputs ?? {};
    const address = text(inputs, "privateIp") || privateAddress(text(vswitch, "cidrBlock"));
    return {
      availabilityZone: text(vswitch, "zoneId"),
      cpu: 2,
      createTime: "2024-01-01T00:00:00Z",
      expiredTime: "2099-12-31T15:59:59Z",
      hostName: context.id,
      httpEndpoint: "enabled",
      httpTokens: "optional",
      instanceChargeType: "PostPaid",
      instanceName: context.id,
      internetChargeType: "PayByTraffic",
      internetMaxBandwidthOut: 0,
      maintenanceAction: "AutoRecover",
      maintenanceNotify: false,
      memory: 8192,
      networkInterfaceId: idOf("eni")(context),
      osName: "Debian 12 64 bit",
      osType: "linux",
      primaryIpAddress: address,
      privateIp: address,
      publicIp: "",
      resourceGroupId: "rg-acfm00000000000",
      sourceDestCheck: false,
      startTime: "2024-01-01T00:00:00Z",
      systemDiskCategory: "cloud_essd",
      systemDiskEncrypted: false,
      systemDiskId: idOf("d")(context),
      systemDiskPerformanceLevel: "PL1",
      systemDiskSize: 40,
      volumeTags: {},
    };
  },
});

export const ramRoleAttachment = defineResource({
  type: "alicloud:ecs/ramRoleAttachment:RamRoleAttachment",
  docs: page("ecs_ram_role_attachment"),
  location: "region",
  inputs: {
    instanceId: ref(instanceType, { required: true, replaces: true }),
    ramRoleName: ref(roleType, { required: true, replaces: true, sameRegion: false }),
    policy: json({ replaces: true }),
  },
  unique: [
    {
      fields: ["instanceId"],
      scope: "region",
      reason: "InvalidRamRole.AlreadyAttached: an instance acts as one role",
    },
  ],
  admit: ({ inputs, world }) => {
    const role = world.find(roleType, text(inputs, "ramRoleName"));
    return unless(
      text(role?.inputs ?? {}, "assumeRolePolicyDocument").includes("ecs.aliyuncs.com"),
      "ramRoleName",
      `InvalidRamRole.NotEcsRole: ${role?.id} does not trust ecs.aliyuncs.com`,
    );
  },
  id: ({ inputs }) => `${text(inputs, "instanceId")}:${text(inputs, "ramRoleName")}`,
  outputs: [],
  compute: () => ({}),
  deleteBeforeReplace: true,
});
