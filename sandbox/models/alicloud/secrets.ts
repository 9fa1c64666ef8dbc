/** Secrets of Key Management Service. */
import { boolean, defineResource, integer, json, list, ref, string } from "../../core/model";
import { page, refuse, tags, text, unless } from "./fields";
import { keyId, keyType, kmsInstanceType } from "./kms";

export const secretType = "alicloud:kms/secret:Secret";

export const secret = defineResource({
  type: secretType,
  docs: page("kms_secret"),
  location: "region",
  inputs: {
    secretName: string({
      required: true,
      minLength: 1,
      maxLength: 64,
      pattern: /^[A-Za-z0-9_/+=.@-]+$/,
      replaces: true,
    }),
    secretData: string({ required: true, minLength: 1, maxLength: 30_720 }),
    secretDataType: string({ oneOf: ["text", "binary"], default: "text" }),
    secretType: string({
      oneOf: ["Generic", "Rds", "Redis", "RAMCredentials", "ECS", "PolarDB"],
      computed: true,
      replaces: true,
    }),
    versionId: string({ required: true, minLength: 1, maxLength: 64, pattern: /^[A-Za-z0-9_/+=.@-]+$/ }),
    versionStages: list(string(), { set: true, computed: true }),
    description: string({ maxLength: 1024 }),
    dkmsInstanceId: ref(kmsInstanceType, { replaces: true }),
    encryptionKeyId: keyId({ replaces: true }),
    enableAutomaticRotation: boolean(),
    rotationInterval: string({ pattern: /^\d+[dhms]?$/ }),
    extendedConfig: json({ replaces: true }),
    forceDeleteWithoutRecovery: boolean({ default: false }),
    recoveryWindowInDays: integer({ min: 7, max: 30, default: 30 }),
    policy: json({ computed: true }),
    tags: tags(),
  },
  unique: [{ fields: ["secretName"], scope: "region", reason: "Rejected.ResourceExist: the name is taken" }],
  check: ({ inputs, given }) => [
    ...unless(given("dkmsInstanceId"), "dkmsInstanceId", "MissingParameter: secrets live in a KMS instance"),
    ...unless(given("encryptionKeyId"), "encryptionKeyId", "MissingParameter: no key is chosen for you"),
    ...unless(
      inputs.enableAutomaticRotation !== true || (given("secretType") && inputs.secretType !== "Generic"),
      "enableAutomaticRotation",
      "InvalidParameter: a generic secret does not rotate by itself",
    ),
  ],
  admit: ({ inputs, world, self }) => {
    const key = world.find(keyType, text(inputs, "encryptionKeyId"))?.inputs ?? {};
    const changed = self !== undefined && self.inputs.secretData !== inputs.secretData;
    return [
      ...unless(
        key.dkmsInstanceId === inputs.dkmsInstanceId,
        "encryptionKeyId",
        "InvalidParameter.EncryptionKeyId: key and secret belong to different KMS instances",
      ),
      ...unless(
        /AES|SM4/.test(text(key, "keySpec")),
        "encryptionKeyId",
        `InvalidParameter.EncryptionKeyId: ${text(key, "keySpec")} is no symmetric key`,
      ),
      ...(changed && self.inputs.versionId === inputs.versionId
        ? refuse("versionId", `Rejected.ResourceExist: version ${text(inputs, "versionId")} exists with another value`)
        : []),
    ];
  },
  id: ({ inputs }) => text(inputs, "secretName"),
  outputs: ["arn", "createTime", "plannedDeleteTime"],
  compute: ({ inputs, region, placement }) => ({
    arn: `acs:kms:${region}:${placement.account}:secret/${text(inputs, "secretName")}`,
    createTime: "2024-01-01T00:00:00Z",
    plannedDeleteTime: "",
    policy: "",
    secretType: "Generic",
    versionStages: ["ACSCurrent"],
  }),
});
