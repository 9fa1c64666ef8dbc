/** Key Management Service: instances, keys and their aliases. */
import { findLocation } from "../../../src/facts/locations";
import {
  boolean,
  type CreateContext,
  defineResource,
  type Field,
  integer,
  json,
  list,
  type ModelContext,
  object,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import { label, page, refuse, tags, text, unless } from "./fields";
import { vpcType, vswitchType } from "./vpc";

export const kmsInstanceType = "alicloud:kms/instance:Instance";
export const keyType = "alicloud:kms/key:Key";

/** A key of the resource's own region, by id. KMS does not look whether a key is used when it is deleted. */
export const keyId = (options: Omit<Extract<Field, { kind: "ref" }>, "kind" | "to"> = {}): Field =>
  ref(keyType, { holds: false, ...options });

/** "Regions and zones" of KMS: zones of a region with instances that have none. */
const zonesWithoutKms = new Set(["cn-hangzhou-b", "cn-beijing-a", "cn-beijing-b", "cn-shenzhen-a"]);

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];

/** Subscription is bought by these; pay-as-you-go counts what is used. */
const subscribed = ["keyNum", "secretNum", "spec", "vpcNum", "period"] as const;

export const kmsInstance = defineResource({
  type: kmsInstanceType,
  docs: page("kms_instance"),
  location: "region",
  inputs: {
    instanceName: label(1, 128),
    paymentType: string({ oneOf: ["Subscription", "PayAsYouGo"], replaces: true, default: "Subscription" }),
    productVersion: string({ oneOf: ["3", "5"], computed: true }),
    vpcId: ref(vpcType, { required: true, replaces: true }),
    vswitchIds: list(ref(vswitchType), { required: true, replaces: true, minItems: 1, maxItems: 2 }),
    zoneIds: list(string(), { required: true, replaces: true, minItems: 2, maxItems: 2 }),
    bindVpcs: list(
      object({ vpcId: ref(vpcType), vswitchId: ref(vswitchType), regionId: string(), vpcOwnerId: string() }),
      { set: true },
    ),
    keyNum: integer({ min: 100, max: 100_000 }),
    secretNum: integer({ min: 0, max: 100_000 }),
    spec: integer({ oneOf: [0, 200, 1000, 2000, 4000] }),
    vpcNum: integer({ min: 0, max: 10_000 }),
    period: integer({ oneOf: [12, 24, 36] }),
    renewPeriod: integer({ min: 0, max: 36 }),
    renewStatus: string({ oneOf: ["AutoRenewal", "ManualRenewal", "NotRenewal"], computed: true }),
    renewalPeriodUnit: string({ oneOf: ["M", "Y"] }),
    log: string({ oneOf: ["0", "1"], computed: true }),
    logStorage: integer({ min: 0, max: 500_000, computed: true }),
    deletionProtection: boolean(),
    forceDeleteWithoutBackup: string({ oneOf: ["true", "false"] }),
    tags: tags(),
  },
  check: ({ inputs, given, region }) => {
    const zones = strings(inputs.zoneIds);
    const known = findLocation("alicloud", region)?.zones ?? [];
    const wrong = zones.find((zone) => !known.includes(zone) || zonesWithoutKms.has(zone));
    return [
      ...unless(wrong === undefined, "zoneIds", `InvalidZoneId: KMS has no instances in ${wrong} for ${region}`),
      ...unless(new Set(zones).size === zones.length, "zoneIds", "InvalidZoneId: an instance stands in two zones"),
      ...(inputs.paymentType === "Subscription"
        ? subscribed.filter((field) => !given(field)).map((field) => missing(field))
        : []),
    ];
  },
  admit: ({ inputs, world }) => {
    const zones = strings(inputs.zoneIds);
    return strings(inputs.vswitchIds).flatMap((id, index): readonly Refusal[] => {
      const vswitch = world.find(vswitchType, id)?.inputs ?? {};
      const zone = text(vswitch, "zoneId");
      const paired = strings(inputs.vswitchIds).length === 1 ? zones.includes(zone) : zones[index] === zone;
      return [
        ...unless(vswitch.vpcId === inputs.vpcId, "vswitchIds", `InvalidVSwitchId: ${id} lies in another VPC`),
        ...unless(paired, "vswitchIds", `InvalidVSwitchId: ${id} lies in ${zone}, not in ${zones.join(", ")}`),
      ];
    });
  },
  retain: ({ inputs, id }) => {
    if (inputs.deletionProtection === true)
      return `OperationDenied.DeletionProtection: ${id} is protected from deletion`;
    if (inputs.paymentType === "Subscription")
      return `OperationDenied.Subscription: ${id} is paid until its period ends`;
    if (inputs.forceDeleteWithoutBackup !== "true")
      return `Forbidden.NoBackup: ${id} has no backup; forceDeleteWithoutBackup releases it with its keys`;
    return undefined;
  },
  id: ({ region, alphanumeric }: Pick<CreateContext, "region" | "alphanumeric">) =>
    `kst-${regionCode(region)}${alphanumeric(15)}`,
  outputs: ["caCertificateChainPem", "createTime", "endDate", "status"],
  compute: ({ id }) => ({
    caCertificateChainPem: `-----BEGIN CERTIFICATE-----\n${id}\n-----END CERTIFICATE-----\n`,
    createTime: "2024-01-01T00:00:00Z",
    endDate: "",
    log: "0",
    logStorage: 0,
    productVersion: "3",
    renewStatus: "ManualRenewal",
    status: "Connected",
  }),
});

const missing = (property: string): Refusal => ({ property, reason: "MissingParameter: a subscription needs it" });
const regionCode = (region: string): string => `${region.replace(/^cn-|-/g, "").slice(0, 3)}z`;

const seconds = { d: 86_400, h: 3600, m: 60, s: 1 } as const;
const days = (interval: string): number => {
  const [, count = "", unit = "s"] = /^(\d+)([dhms])?$/.exec(interval) ?? [];
  return (Number(count) * seconds[unit as keyof typeof seconds]) / seconds.d;
};

const software = ["Aliyun_AES_256", "RSA_2048", "RSA_3072", "EC_P256", "EC_P256K"];
/** Chinese algorithms: only in mainland China, in a software instance after its module for them was bought. */
const chinese = ["Aliyun_SM4", "EC_SM2"];
const symmetric = (spec: string): boolean => /AES|SM4/.test(spec);
const mainland = (region: string): boolean => findLocation("alicloud", region)?.country === "CN";

/** A key outside an instance is the one default master key that an account has in a region. */
function defaultKeyRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  return [
    ...unless(
      inputs.keySpec === undefined || inputs.keySpec === "Aliyun_AES_256",
      "keySpec",
      "InvalidParameter: the default master key is Aliyun_AES_256; other keys live in an instance (dkmsInstanceId)",
    ),
    ...unless(!given("policy"), "policy", "InvalidParameter: the default master key takes no policy"),
  ];
}

function rotationRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  if (inputs.automaticRotation !== "Enabled") return [];
  const every = days(text(inputs, "rotationInterval"));
  const [shortest, longest] = given("dkmsInstanceId") ? [7, 365] : [365, 365];
  return [
    ...unless(given("rotationInterval"), "rotationInterval", "MissingParameter: automaticRotation needs it"),
    ...unless(
      inputs.rotationInterval === undefined || (every >= shortest && every <= longest),
      "rotationInterval",
      `InvalidParameter: ${text(inputs, "rotationInterval")} is not between ${shortest} and ${longest} days`,
    ),
    ...unless(
      (inputs.keySpec === undefined || symmetric(text(inputs, "keySpec"))) && inputs.origin !== "EXTERNAL",
      "automaticRotation",
      "UnsupportedOperation: only symmetric keys that KMS made rotate by themselves",
    ),
  ];
}

export const key = defineResource({
  type: keyType,
  docs: page("kms_key"),
  location: "region",
  inputs: {
    description: string({ maxLength: 8192 }),
    dkmsInstanceId: ref(kmsInstanceType, { replaces: true }),
    keySpec: string({
      oneOf: [...software, ...chinese, "Aliyun_AES_128", "Aliyun_AES_192"],
      default: "Aliyun_AES_256",
      replaces: true,
    }),
    keyUsage: string({ oneOf: ["ENCRYPT/DECRYPT", "SIGN/VERIFY"], default: "ENCRYPT/DECRYPT", replaces: true }),
    origin: string({ oneOf: ["Aliyun_KMS", "EXTERNAL"], default: "Aliyun_KMS", replaces: true }),
    protectionLevel: string({ oneOf: ["SOFTWARE", "HSM"], default: "SOFTWARE", replaces: true }),
    automaticRotation: string({ oneOf: ["Enabled", "Disabled"], computed: true }),
    rotationInterval: string({ pattern: /^\d+[dhms]?$/, hint: "a number and d, h, m or s" }),
    deletionProtection: string({ oneOf: ["Enabled", "Disabled"], computed: true }),
    deletionProtectionDescription: string(),
    pendingWindowInDays: integer({ min: 7, max: 366 }),
    policy: json({ computed: true }),
    status: string({ oneOf: ["Enabled", "Disabled", "PendingDeletion"], computed: true }),
    tags: tags(),
  },
  check: (context) => {
    const { inputs, given, region } = context;
    const spec = text(inputs, "keySpec");
    return [
      ...(given("dkmsInstanceId") ? [] : defaultKeyRefusals(context)),
      ...unless(
        !chinese.includes(spec) || mainland(region),
        "keySpec",
        `InvalidParameter: ${spec} is offered in mainland China only, not in ${region}`,
      ),
      ...rotationRefusals(context),
    ];
  },
  admit: ({ inputs, world, placement, region, self }) => {
    const instance = world.find(kmsInstanceType, text(inputs, "dkmsInstanceId"));
    if (!instance) {
      const other = world
        .objects(keyType)
        .find(
          (found) =>
            found.id !== self?.id &&
            found.inputs.dkmsInstanceId === undefined &&
            found.placement.account === placement.account &&
            found.placement.region === region,
        );
      return other === undefined
        ? []
        : refuse("dkmsInstanceId", `Rejected.LimitExceeded: ${region} has its default master key already, ${other.id}`);
    }
    const hardware = instance.state.productVersion === "5";
    return [
      ...unless(
        hardware || [...software, ...chinese].includes(text(inputs, "keySpec")),
        "keySpec",
        `UnsupportedOperation: a software instance has no ${text(inputs, "keySpec")}`,
      ),
      ...unless(
        !hardware || inputs.automaticRotation !== "Enabled",
        "automaticRotation",
        "UnsupportedOperation: keys in hardware do not rotate by themselves",
      ),
    ];
  },
  retain: ({ inputs, id }) =>
    inputs.deletionProtection === "Enabled"
      ? `Rejected.DeletionProtection: ${id} is protected from deletion; switch deletionProtection off first`
      : undefined,
  id: ({ region, alphanumeric }) => `key-${regionCode(region)}${alphanumeric(15)}`,
  outputs: [
    ...["arn", "creationDate", "creator", "deleteDate", "lastRotationDate", "materialExpireTime"],
    ...["nextRotationDate", "primaryKeyVersion"],
  ],
  compute: ({ id, region, placement }) => ({
    arn: `acs:kms:${region}:${placement.account}:key/${id}`,
    automaticRotation: "Disabled",
    creationDate: "2024-01-01T00:00:00Z",
    creator: placement.account,
    deleteDate: "",
    deletionProtection: "Disabled",
    lastRotationDate: "2024-01-01T00:00:00Z",
    materialExpireTime: "",
    nextRotationDate: "",
    policy: "",
    primaryKeyVersion: `${id}-v1`,
    status: "Enabled",
  }),
});

export const alias = defineResource({
  type: "alicloud:kms/alias:Alias",
  docs: page("kms_alias"),
  location: "region",
  inputs: {
    aliasName: string({
      required: true,
      pattern: /^alias\/(?!acs\/)[A-Za-z0-9_/-]{1,255}$/,
      hint: "alias/ and letters, digits, _, - and /",
      replaces: true,
    }),
    keyId: ref(keyType, { required: true }),
  },
  unique: [{ fields: ["aliasName"], scope: "region", reason: "Rejected.AlreadyExist: the alias is taken" }],
  id: ({ inputs }) => text(inputs, "aliasName"),
  outputs: [],
  compute: () => ({}),
});
