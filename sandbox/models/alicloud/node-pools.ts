/** Node pools of ACK clusters. */
import {
  boolean,
  defineResource,
  integer,
  list,
  type ModelContext,
  object,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import { ackClusterType } from "./ack";
import { objects, page, resourceGroupId, tags, text, unless } from "./fields";
import { instanceTypes, smallestDisk } from "./instance-types";
import { keyId, keyType } from "./kms";
import { securityGroupType } from "./security";
import { vswitchType } from "./vpc";

function scalingRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const scaling = objects([inputs.scalingConfig ?? null])[0];
  if (!scaling || scaling.enable === false) return [];
  const { minSize, maxSize } = scaling;
  return [
    ...unless(
      typeof minSize !== "number" || typeof maxSize !== "number" || maxSize > minSize,
      "scalingConfig.maxSize",
      `InvalidParameter: maxSize (${String(maxSize)}) has to be greater than minSize (${String(minSize)})`,
    ),
    ...unless(
      !given("desiredSize"),
      "desiredSize",
      "InvalidParameter: the autoscaler decides where scalingConfig is enabled",
    ),
  ];
}

function diskRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const level = text(inputs, "systemDiskPerformanceLevel");
  const size = inputs.systemDiskSize;
  const least = Math.max(40, smallestDisk[level] ?? 0);
  return [
    ...unless(
      level === "" || inputs.systemDiskCategory === undefined || inputs.systemDiskCategory === "cloud_essd",
      "systemDiskPerformanceLevel",
      "InvalidParameter: performance levels are for cloud_essd",
    ),
    ...unless(
      typeof size !== "number" || (size >= least && size <= 2048),
      "systemDiskSize",
      `InvalidSystemDiskSize.ValueNotSupported: ${least} to 2048 GiB, not ${String(size)}`,
    ),
    ...unless(
      !given("systemDiskKmsKey") || inputs.systemDiskEncrypted !== false,
      "systemDiskEncrypted",
      "InvalidParameter: a key is for a disk that is encrypted",
    ),
  ];
}

function loginRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const managed = objects([inputs.management ?? null])[0]?.enable === true;
  return unless(
    !(managed && given("password")),
    "password",
    "InvalidParameter: nodes of a managed pool take a key pair (keyName) or nothing",
  );
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];

const restart = object({ restartNode: boolean() });

export const nodePool = defineResource({
  type: "alicloud:cs/nodePool:NodePool",
  docs: page("cs_kubernetes_node_pool"),
  location: "region",
  inputs: {
    clusterId: ref(ackClusterType, { required: true, replaces: true }),
    nodePoolName: string({ required: true, minLength: 1, maxLength: 63 }),
    vswitchIds: list(ref(vswitchType), { required: true, minItems: 1, maxItems: 20 }),
    instanceTypes: list(string({ oneOf: instanceTypes }), { required: true, minItems: 1, maxItems: 10 }),
    instanceChargeType: string({ oneOf: ["PostPaid", "PrePaid"], default: "PostPaid" }),
    multiAzPolicy: string({ oneOf: ["PRIORITY", "COST_OPTIMIZED", "BALANCE"], computed: true, replaces: true }),
    scalingPolicy: string({ oneOf: ["release", "recycle"], computed: true }),
    scalingConfig: object(
      {
        enable: boolean(),
        minSize: integer({ min: 0, max: 2000 }),
        maxSize: integer({ min: 0, max: 2000 }),
        type: string({ oneOf: ["cpu", "gpu", "gpushare", "spot"] }),
        isBondEip: boolean(),
      },
      { computed: true },
    ),
    desiredSize: string({ pattern: /^\d+$/, computed: true }),
    imageType: string({
      oneOf: [
        "AliyunLinux3",
        "AliyunLinux3ContainerOptimized",
        "AliyunLinux4ContainerOptimized",
        "ContainerOS",
        "Ubuntu",
      ],
      computed: true,
    }),
    imageId: string({ computed: true }),
    runtimeName: string({ oneOf: ["containerd", "Sandboxed-Container.runv"], computed: true }),
    runtimeVersion: string({ computed: true }),
    securityGroupIds: list(ref(securityGroupType), { set: true, computed: true, replaces: true, maxItems: 5 }),
    systemDiskCategory: string({
      oneOf: ["cloud_essd", "cloud_auto", "cloud_efficiency", "cloud_ssd"],
      computed: true,
    }),
    systemDiskSize: integer({ computed: true }),
    systemDiskPerformanceLevel: string({ oneOf: Object.keys(smallestDisk), computed: true }),
    systemDiskEncrypted: boolean({ computed: true }),
    systemDiskEncryptAlgorithm: string({ oneOf: ["aes-256"], computed: true }),
    systemDiskKmsKey: keyId(),
    instanceMetadataOptions: object(
      { httpTokens: string({ oneOf: ["optional", "required"] }) },
      { computed: true, replaces: true },
    ),
    keyName: string(),
    password: string({ secret: true }),
    loginAsNonRoot: boolean({ replaces: true }),
    ramRoleName: string({ computed: true, replaces: true }),
    installCloudMonitor: boolean({ computed: true }),
    securityHardeningOs: boolean({ replaces: true }),
    internetMaxBandwidthOut: integer({ min: 0, max: 100 }),
    labels: list(object({ key: string({ required: true }), value: string() }), { set: true }),
    taints: list(
      object({
        key: string({ required: true }),
        value: string(),
        effect: string({ oneOf: ["NoSchedule", "NoExecute", "PreferNoSchedule"] }),
      }),
      { set: true },
    ),
    management: object(
      {
        enable: boolean(),
        autoRepair: boolean(),
        autoRepairPolicy: restart,
        autoUpgrade: boolean(),
        autoUpgradePolicy: object({ autoUpgradeKubelet: boolean() }),
        autoVulFix: boolean(),
        autoVulFixPolicy: object({
          restartNode: boolean(),
          vulLevel: string({ pattern: /^(asap|later|nntf)(,(asap|later|nntf))*$/ }),
        }),
        maxUnavailable: integer({ min: 1, max: 1000 }),
      },
      { computed: true },
    ),
    forceDelete: boolean(),
    resourceGroupId,
    tags: tags(),
  },
  unique: [{ fields: ["clusterId", "nodePoolName"], scope: "region", reason: "NodePoolNameExist: the cluster has it" }],
  check: (context) => [...scalingRefusals(context), ...diskRefusals(context), ...loginRefusals(context)],
  admit: ({ inputs, world }) => {
    const cluster = world.find(ackClusterType, text(inputs, "clusterId"));
    const key = world.find(keyType, text(inputs, "systemDiskKmsKey"));
    return [
      ...strings(inputs.vswitchIds).flatMap((id) =>
        unless(
          world.find(vswitchType, id)?.inputs.vpcId === cluster?.state.vpcId,
          "vswitchIds",
          `InvalidVSwitch: ${id} is in another VPC than cluster ${cluster?.id}`,
        ),
      ),
      ...unless(
        key === undefined || /AES_256|SM4/.test(text(key.inputs, "keySpec")),
        "systemDiskKmsKey",
        `InvalidKMSKeyId: disks are encrypted with Aliyun_AES_256 or Aliyun_SM4, not ${text(key?.inputs ?? {}, "keySpec")}`,
      ),
    ];
  },
  id: ({ inputs, hex }) => `${text(inputs, "clusterId")}:np${hex(32)}`,
  outputs: ["nodePoolId", "scalingGroupId"],
  compute: ({ id, alphanumeric }) => ({
    desiredSize: "",
    imageId: "aliyun_3_x64_20G_container_optimized_alibase_20250117.vhd",
    imageType: "AliyunLinux3ContainerOptimized",
    installCloudMonitor: false,
    multiAzPolicy: "BALANCE",
    nodePoolId: id.split(":")[1] ?? "",
    resourceGroupId: "rg-acfm00000000000",
    runtimeName: "containerd",
    runtimeVersion: "2.1.3",
    scalingGroupId: `asg-${alphanumeric(18)}`,
    scalingPolicy: "release",
    systemDiskCategory: "cloud_efficiency",
    systemDiskEncrypted: false,
    systemDiskSize: 120,
  }),
});
