/** Container Registry, Enterprise Edition: instances, namespaces, repositories, scans, and VPCs that they are reached from. */
import { boolean, defineResource, integer, list, type Refusal, ref, string } from "../../core/model";
import { idOf, page, resourceGroupId, tags, text, unless } from "./fields";
import { bucketType } from "./oss";
import { vpcType, vswitchType } from "./vpc";

export const registryType = "alicloud:cr/registryEnterpriseInstance:RegistryEnterpriseInstance";
const namespaceType = "alicloud:cs/registryEnterpriseNamespace:RegistryEnterpriseNamespace";
const instanceId = ref(registryType, { required: true, replaces: true });

export const registryInstance = defineResource({
  type: registryType,
  docs: page("cr_ee_instance"),
  location: "region",
  inputs: {
    instanceName: string({
      required: true,
      minLength: 3,
      maxLength: 30,
      pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/,
      hint: "lower-case letters, digits and hyphens",
      replaces: true,
    }),
    instanceType: string({ required: true, oneOf: ["Economy", "Basic", "Standard", "Advanced"] }),
    paymentType: string({ required: true, oneOf: ["Subscription"], replaces: true }),
    period: integer({ oneOf: [1, 2, 3, 6, 12, 24, 36] }),
    renewalStatus: string({ oneOf: ["AutoRenewal", "ManualRenewal"], computed: true }),
    renewPeriod: integer({ oneOf: [0, 1, 2, 3, 6, 12, 24, 36] }),
    defaultOssBucket: string({ oneOf: ["true", "false"] }),
    customOssBucket: ref(bucketType, { by: "bucket" }),
    imageScanner: string({ oneOf: ["ACR", "SAS", "DISABLE"] }),
    password: string({ minLength: 8, maxLength: 32, secret: true }),
    namespaceQuota: integer({ min: 0 }),
    repoQuota: integer({ min: 0 }),
    vpcQuota: integer({ min: 0 }),
    resourceGroupId,
    tags: tags(),
  },
  unique: [{ fields: ["instanceName"], scope: "cloud", reason: "InstanceNameAlreadyExists: the name is taken" }],
  check: ({ inputs, given }) => [
    ...unless(given("period"), "period", "MissingParameter: a subscription needs it"),
    ...unless(
      inputs.renewalStatus !== "AutoRenewal" || given("renewPeriod"),
      "renewPeriod",
      "MissingParameter: AutoRenewal needs it",
    ),
    ...unless(
      inputs.defaultOssBucket !== "false" || given("customOssBucket"),
      "customOssBucket",
      "MissingParameter: without the default bucket it needs one",
    ),
    ...unless(
      inputs.defaultOssBucket !== "true" || !given("customOssBucket"),
      "customOssBucket",
      "InvalidParameter: it has the default bucket",
    ),
  ],
  id: idOf("cri"),
  outputs: ["createTime", "endTime", "instanceEndpoints", "regionId", "status"],
  compute: ({ inputs, region }) => ({
    createTime: "2024-01-01T00:00:00Z",
    endTime: "2024-02-01T00:00:00Z",
    instanceEndpoints: [
      {
        endpointType: "vpc",
        enable: true,
        domains: [{ type: "SYSTEM", domain: `${text(inputs, "instanceName")}-registry-vpc.${region}.cr.aliyuncs.com` }],
      },
    ],
    regionId: region,
    renewalStatus: "ManualRenewal",
    resourceGroupId: "rg-acfm00000000000",
    status: "RUNNING",
  }),
});

/** A delimiter stands between two characters, never at an end. */
const delimited = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;

export const registryNamespace = defineResource({
  type: namespaceType,
  docs: page("cr_ee_namespace"),
  location: "region",
  inputs: {
    instanceId,
    name: string({ required: true, minLength: 2, maxLength: 120, pattern: delimited, replaces: true }),
    autoCreate: boolean(),
    defaultVisibility: string({ oneOf: ["PUBLIC", "PRIVATE"], computed: true }),
  },
  unique: [{ fields: ["instanceId", "name"], scope: "region", reason: "NAMESPACE_ALREADY_EXIST: the name is taken" }],
  admit: ({ inputs, world }) =>
    unless(
      world.find(registryType, text(inputs, "instanceId"))?.inputs.password !== undefined,
      "instanceId",
      "USER_NOT_REGISTERED: set the instance's password first",
    ),
  id: ({ inputs }) => `${text(inputs, "instanceId")}:${text(inputs, "name")}`,
  outputs: [],
  compute: () => ({ defaultVisibility: "PRIVATE" }),
});

function namespaceRefusals(
  instance: string,
  names: readonly string[],
  exists: (id: string) => boolean,
  property: string,
): readonly Refusal[] {
  return names.flatMap((name) =>
    unless(exists(`${instance}:${name}`), property, `NAMESPACE_NOT_EXIST: ${instance} has no namespace ${name}`),
  );
}

export const registryRepository = defineResource({
  type: "alicloud:cs/registryEnterpriseRepo:RegistryEnterpriseRepo",
  docs: page("cr_ee_repo"),
  location: "region",
  inputs: {
    instanceId,
    namespace: string({ required: true, replaces: true }),
    name: string({
      required: true,
      minLength: 2,
      maxLength: 64,
      pattern: delimited,
      hint: "lower-case letters, digits, and . _ - between them; no slash",
      replaces: true,
    }),
    summary: string({ required: true, minLength: 1, maxLength: 100 }),
    repoType: string({ required: true, oneOf: ["PUBLIC", "PRIVATE"] }),
    detail: string({ maxLength: 2000 }),
    tagImmutability: boolean({ computed: true }),
  },
  unique: [
    {
      fields: ["instanceId", "namespace", "name"],
      scope: "region",
      reason: "REPO_ALREADY_EXIST: the namespace has the repository already",
    },
  ],
  admit: ({ inputs, world }) =>
    namespaceRefusals(
      text(inputs, "instanceId"),
      [text(inputs, "namespace")],
      (id) => world.find(namespaceType, id) !== undefined,
      "namespace",
    ),
  id: ({ inputs }) => ["instanceId", "namespace", "name"].map((field) => text(inputs, field)).join(":"),
  outputs: ["repoId"],
  compute: ({ alphanumeric }) => ({ repoId: `crr-${alphanumeric(16)}`, tagImmutability: false }),
});

export const scanRule = defineResource({
  type: "alicloud:cr/scanRule:ScanRule",
  docs: page("cr_scan_rule"),
  location: "region",
  inputs: {
    instanceId,
    ruleName: string({ required: true, minLength: 1, maxLength: 64 }),
    scanType: string({ required: true, oneOf: ["VUL", "SBOM"], replaces: true }),
    scanScope: string({ required: true, oneOf: ["NAMESPACE", "REPO"] }),
    namespaces: list(string(), { set: true }),
    repoNames: list(string(), { set: true }),
    repoTagFilterPattern: string({ required: true }),
    triggerType: string({ required: true, oneOf: ["AUTO", "MANUAL"] }),
  },
  check: ({ inputs, given }) => [
    ...unless(given("namespaces"), "namespaces", "MissingParameter: it is needed"),
    ...unless(
      inputs.scanScope !== "NAMESPACE" || !given("repoNames"),
      "repoNames",
      "InvalidParameter: whole namespaces are scanned",
    ),
    ...unless(inputs.scanScope !== "REPO" || given("repoNames"), "repoNames", "MissingParameter: name repositories"),
  ],
  admit: ({ inputs, world }) =>
    namespaceRefusals(
      text(inputs, "instanceId"),
      Array.isArray(inputs.namespaces) ? inputs.namespaces.map(String) : [],
      (id) => world.find(namespaceType, id) !== undefined,
      "namespaces",
    ),
  id: ({ inputs, alphanumeric }) => `${text(inputs, "instanceId")}:crscnr-${alphanumeric(16)}`,
  outputs: ["createTime", "scanRuleId"],
  compute: ({ id }) => ({ createTime: 1_704_067_200_000, scanRuleId: id.split(":")[1] ?? "" }),
});

export const registryLink = defineResource({
  type: "alicloud:cr/vpcEndpointLinkedVpc:VpcEndpointLinkedVpc",
  docs: page("cr_vpc_endpoint_linked_vpc"),
  location: "region",
  inputs: {
    instanceId,
    vpcId: ref(vpcType, { required: true, replaces: true }),
    vswitchId: ref(vswitchType, { required: true, replaces: true }),
    moduleName: string({ required: true, oneOf: ["Registry", "Chart"], replaces: true }),
    enableCreateDnsRecordInPvzt: boolean(),
  },
  unique: [
    {
      fields: ["instanceId", "vpcId", "moduleName"],
      scope: "region",
      reason: "LINKED_VPC_ALREADY_EXIST: the VPC is linked already",
    },
  ],
  admit: ({ inputs, world }) =>
    unless(
      world.find(vswitchType, text(inputs, "vswitchId"))?.inputs.vpcId === inputs.vpcId,
      "vswitchId",
      "InvalidVSwitchId: it lies in another VPC",
    ),
  id: ({ inputs }) => ["instanceId", "vpcId", "vswitchId", "moduleName"].map((field) => text(inputs, field)).join(":"),
  outputs: ["status"],
  compute: () => ({ status: "RUNNING" }),
});
