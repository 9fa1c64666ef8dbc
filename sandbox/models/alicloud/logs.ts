/** Log Service (SLS) and the flow logs that go there. */
import {
  boolean,
  defineResource,
  integer,
  json,
  list,
  object,
  type Properties,
  ref,
  string,
  type Value,
} from "../../core/model";
import { idOf, label, objects, page, resourceGroupId, tags, text, unless } from "./fields";
import { keyId } from "./kms";
import { roleType } from "./ram";
import { vpcType, vswitchType } from "./vpc";

export const projectType = "alicloud:log/project:Project";
export const storeType = "alicloud:log/store:Store";
const one = (value: Value | undefined): Properties => objects(value === undefined ? undefined : [value])[0] ?? {};

/** Days of the hot tier, which a store has to keep at least. */
const shortestHotTtl = 30;

export const project = defineResource({
  type: projectType,
  docs: page("log_project"),
  location: "region",
  inputs: {
    projectName: string({
      required: true,
      minLength: 3,
      maxLength: 63,
      pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/,
      replaces: true,
    }),
    description: string({ maxLength: 64 }),
    policy: json(),
    resourceGroupId,
    tags: tags(),
  },
  unique: [{ fields: ["projectName"], scope: "cloud", reason: "ProjectAlreadyExist: the name is taken" }],
  id: ({ inputs }) => text(inputs, "projectName"),
  outputs: ["status"],
  compute: () => ({ status: "Normal", resourceGroupId: "rg-acfm00000000000" }),
});

export const store = defineResource({
  type: storeType,
  docs: page("log_store"),
  location: "region",
  inputs: {
    projectName: ref(projectType, { required: true, replaces: true, by: "projectName" }),
    logstoreName: string({
      required: true,
      minLength: 2,
      maxLength: 63,
      pattern: /^[a-z0-9][a-z0-9_-]*[a-z0-9]$/,
      replaces: true,
    }),
    appendMeta: boolean({ default: true }),
    autoSplit: boolean({ default: false }),
    enableWebTracking: boolean({ default: false }),
    encryptConf: object({
      enable: boolean({ default: false }),
      encryptType: string({ oneOf: ["default", "m4"], default: "default", replaces: true }),
      userCmkInfo: object({
        arn: ref(roleType, { required: true, by: "arn" }),
        cmkKeyId: keyId({ required: true }),
        regionId: string({ required: true }),
      }),
    }),
    hotTtl: integer({ min: shortestHotTtl, max: 3650 }),
    infrequentAccessTtl: integer({ min: 0 }),
    maxSplitShardCount: integer({ min: 0, max: 256, computed: true }),
    meteringMode: string({ oneOf: ["ChargeByFunction", "ChargeByDataIngest"], computed: true }),
    mode: string({ oneOf: ["standard", "query", "lite"], computed: true }),
    retentionPeriod: integer({ min: 1, max: 3650, default: 30 }),
    shardCount: integer({ min: 1, max: 10, default: 2, replaces: true }),
    telemetryType: string({ oneOf: ["Metrics", "None"], replaces: true }),
  },
  unique: [
    {
      fields: ["projectName", "logstoreName"],
      scope: "region",
      reason: "LogStoreAlreadyExist: the project has it already",
    },
  ],
  check: ({ inputs, given }) => [
    ...unless(
      typeof inputs.hotTtl !== "number" || inputs.hotTtl < Number(inputs.retentionPeriod ?? Number.POSITIVE_INFINITY),
      "hotTtl",
      "must be less than retentionPeriod",
    ),
    ...unless(
      inputs.autoSplit !== true || (given("maxSplitShardCount") && inputs.maxSplitShardCount !== 0),
      "maxSplitShardCount",
      "missing, and autoSplit needs it: 1 to 256",
    ),
  ],
  admit: ({ inputs, self, region }) => {
    const cmkOf = (conf: Value | undefined) => one(one(conf).userCmkInfo);
    const [before, now] = [cmkOf(self?.inputs.encryptConf), cmkOf(inputs.encryptConf)];
    return [
      ...unless(
        now.regionId === undefined || now.regionId === region,
        "encryptConf.userCmkInfo.regionId",
        `ParameterInvalid: the key has to lie in ${region}`,
      ),
      ...unless(
        self === undefined || (before.cmkKeyId === now.cmkKeyId && before.arn === now.arn),
        "encryptConf.userCmkInfo",
        "ParameterInvalid: a store keeps the key and the role that it was made with",
      ),
    ];
  },
  id: ({ inputs }) => `${text(inputs, "projectName")}:${text(inputs, "logstoreName")}`,
  outputs: ["name", "project", "shards"],
  compute: ({ inputs }) => ({
    name: text(inputs, "logstoreName"),
    project: text(inputs, "projectName"),
    maxSplitShardCount: 0,
    meteringMode: "ChargeByFunction",
    mode: "standard",
    shards: Array.from({ length: Number(inputs.shardCount ?? 2) }, (_, id) => ({ id, status: "readwrite" })),
  }),
});

const searchable = {
  alias: string(),
  caseSensitive: boolean(),
  includeChinese: boolean(),
  token: string(),
  enableAnalytics: boolean(),
};

export const storeIndex = defineResource({
  type: "alicloud:log/storeIndex:StoreIndex",
  docs: page("log_store_index"),
  location: "region",
  inputs: {
    project: ref(projectType, { required: true, replaces: true, by: "projectName" }),
    logstore: string({ required: true, replaces: true }),
    fullText: object({ caseSensitive: boolean(), includeChinese: boolean(), token: string() }),
    fieldSearches: list(
      object({
        name: string({ required: true }),
        type: string({ oneOf: ["long", "text", "double", "json"] }),
        ...searchable,
        jsonKeys: list(
          object({
            name: string({ required: true }),
            type: string({ oneOf: ["long", "text", "double"] }),
            alias: string(),
            docValue: boolean(),
          }),
        ),
      }),
      { set: true },
    ),
    logReduce: boolean(),
    logReduceBlackLists: list(string()),
    logReduceWhiteLists: list(string()),
    maxTextLen: integer({ min: 64, max: 16384, computed: true }),
  },
  unique: [
    { fields: ["project", "logstore"], scope: "region", reason: "IndexAlreadyExist: the store has an index already" },
  ],
  check: ({ inputs, given }) => {
    const searches =
      inputs.fieldSearches === undefined ? given("fieldSearches") : objects(inputs.fieldSearches).length > 0;
    return unless(given("fullText") || searches, "fullText", "ParameterInvalid: give fullText or fieldSearches");
  },
  admit: ({ inputs, world }) =>
    unless(
      world.find(storeType, `${text(inputs, "project")}:${text(inputs, "logstore")}`) !== undefined,
      "logstore",
      `LogStoreNotExist: ${text(inputs, "project")} has no store ${text(inputs, "logstore")}`,
    ),
  id: ({ inputs }) => `${text(inputs, "project")}:${text(inputs, "logstore")}`,
  outputs: [],
  compute: () => ({ maxTextLen: 2048 }),
});

export const flowLog = defineResource({
  type: "alicloud:vpc/flowLog:FlowLog",
  docs: page("vpc_flow_log"),
  location: "region",
  inputs: {
    flowLogName: label(1, 128),
    description: label(1, 256),
    resourceType: string({ required: true, oneOf: ["NetworkInterface", "VSwitch", "VPC"], replaces: true }),
    resourceId: ref([vpcType, vswitchType], { required: true, replaces: true }),
    trafficType: string({ required: true, oneOf: ["All", "Allow", "Drop"], replaces: true }),
    trafficPaths: list(string({ oneOf: ["all", "internetGateway"] }), { computed: true, replaces: true }),
    aggregationInterval: string({ oneOf: ["1", "5", "10"], computed: true }),
    ipVersion: string({ oneOf: ["IPv4", "DualStack"], computed: true }),
    projectName: ref(projectType, { required: true, replaces: true, by: "projectName" }),
    logStoreName: string({ required: true, replaces: true }),
    resourceGroupId,
    status: string({ oneOf: ["Active", "Inactive"], computed: true }),
    tags: tags(),
  },
  unique: [
    {
      fields: ["resourceId", "trafficType"],
      scope: "region",
      reason: "InvalidFlowLog.Duplicate: this traffic of the resource is logged already",
    },
  ],
  admit: ({ inputs, world }) => {
    const id = text(inputs, "resourceId");
    const type = id.startsWith("vpc-") ? "VPC" : "VSwitch";
    return [
      ...unless(inputs.resourceType === type, "resourceType", `InvalidResourceType: ${id} is a ${type}`),
      ...unless(
        world.find(storeType, `${text(inputs, "projectName")}:${text(inputs, "logStoreName")}`) !== undefined,
        "logStoreName",
        `LogStoreNotExist: ${text(inputs, "projectName")} has no store ${text(inputs, "logStoreName")}`,
      ),
    ];
  },
  id: idOf("fl"),
  outputs: ["businessStatus", "flowLogId", "regionId"],
  compute: ({ id, region }) => ({
    aggregationInterval: "10",
    businessStatus: "Normal",
    flowLogId: id,
    ipVersion: "IPv4",
    regionId: region,
    resourceGroupId: "rg-acfm00000000000",
    status: "Active",
    trafficPaths: ["all"],
  }),
});
