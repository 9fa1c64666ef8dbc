/** Keys of one location. Custom key stores have no model. */
import {
  boolean,
  type Field,
  integer,
  json,
  type ModelContext,
  type Refusal,
  type ResourceModel,
  ref,
  string,
  type World,
} from "../../core/model";
import {
  arn,
  derivedHex,
  fill,
  page,
  partitionOf,
  refuse,
  refuseIf,
  regional,
  tagged,
  text,
  types,
  unknown,
} from "./common";
import { allowing, malformedResourcePolicy, principals, statementsOf } from "./documents";

const specs = [
  "SYMMETRIC_DEFAULT",
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "HMAC_224",
  "HMAC_256",
  "HMAC_384",
  "HMAC_512",
  "ECC_NIST_P256",
  "ECC_NIST_P384",
  "ECC_NIST_P521",
  "ECC_SECG_P256K1",
  "ML_DSA_44",
  "ML_DSA_65",
  "ML_DSA_87",
];

type KeyOptions = { readonly required?: true; readonly replaces?: true; readonly computed?: true };

/** An input that names a key of the resource's own location, by ARN or id. AWS lets a key that is used go. */
export const kmsKey = (options: KeyOptions = {}): Field =>
  ref(types.key, { by: ["arn", "id"], holds: false, ...options });

/** An input that must name a key by its ARN. */
export const kmsKeyArn = (options: KeyOptions = {}): Field => ref(types.key, { by: "arn", holds: false, ...options });

/** Whether the policy of a key lets a service use it. A key that is not there is refused elsewhere. */
export function allowsService(world: World, keyArn: string | undefined, service: string): boolean {
  const policy = text(keyArn ? world.find(types.key, keyArn, "arn")?.state : undefined, "policy");
  return (
    policy === undefined || allowing(policy, "kms:GenerateDataKey", "Service", (name) => name === service).length > 0
  );
}

/** The policy that a key gets which is given none: the account decides by IAM. */
const defaultPolicy = ({ placement, region }: Pick<ModelContext, "placement" | "region">) =>
  JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${partitionOf(region)}:iam::${placement.account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });

const code = "MalformedPolicyDocumentException";

function checkKey(context: ModelContext): readonly Refusal[] {
  const { inputs, given, placement } = context;
  const rotates = inputs.enableKeyRotation === true;
  const symmetric = inputs.customerMasterKeySpec === "SYMMETRIC_DEFAULT";
  const document = text(inputs, "policy");
  const malformed = malformedResourcePolicy("policy", document, code);
  const mayAdminister = (name: string) =>
    name === "*" || name === placement.account || name.includes(`:${placement.account}:`);
  const lockedOut =
    document !== undefined &&
    malformed.length === 0 &&
    inputs.bypassPolicyLockoutSafetyCheck !== true &&
    allowing(document, "kms:PutKeyPolicy", "AWS", mayAdminister).length === 0;
  return [
    ...malformed,
    ...refuseIf(
      lockedOut,
      "policy",
      `${code}: The new key policy will not allow you to update the key policy in the future.`,
    ),
    ...refuseIf(
      rotates && !symmetric && !unknown(context, "customerMasterKeySpec"),
      "enableKeyRotation",
      "UnsupportedOperationException: automatic rotation is for symmetric encryption keys only",
    ),
    ...refuseIf(
      given("rotationPeriodInDays") && !given("enableKeyRotation"),
      "rotationPeriodInDays",
      "all of `enable_key_rotation,rotation_period_in_days` must be specified",
    ),
  ];
}

/** Roles and users that a policy names must be there: KMS resolves them. */
function admitKey({ inputs, placement, region, world }: ModelContext): readonly Refusal[] {
  const document = text(inputs, "policy");
  if (document === undefined) return [];
  const roles = `arn:${partitionOf(region)}:iam::${placement.account}:role/`;
  const missing = statementsOf(document)
    .flatMap((statement) => principals(statement, "AWS"))
    .find((name) => name.startsWith(roles) && !world.find(types.role, name, "arn"));
  return missing === undefined
    ? []
    : refuse("policy", `${code}: Policy contains a statement with one or more invalid principals. (${missing})`);
}

export const key: ResourceModel = regional(
  tagged({
    type: types.key,
    docs: page("kms_key"),
    inputs: {
      description: string({ computed: true, maxLength: 8192 }),
      keyUsage: string({
        default: "ENCRYPT_DECRYPT",
        replaces: true,
        oneOf: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"],
      }),
      customerMasterKeySpec: string({ default: "SYMMETRIC_DEFAULT", replaces: true, oneOf: specs }),
      policy: json({ computed: true }),
      bypassPolicyLockoutSafetyCheck: boolean({ default: false }),
      deletionWindowInDays: integer({ min: 7, max: 30 }),
      isEnabled: boolean({ default: true }),
      enableKeyRotation: boolean({ default: false }),
      rotationPeriodInDays: integer({ computed: true, min: 90, max: 2560 }),
      multiRegion: boolean({ computed: true, replaces: true }),
    },
    id: (context) => [8, 4, 4, 4, 12].map((length) => context.hex(length)).join("-"),
    outputs: ["arn", "keyId"],
    compute: (context) => ({
      arn: arn(context, "kms", `key/${context.id}`),
      keyId: context.id,
      ...fill(context.inputs, {
        description: "",
        policy: defaultPolicy(context),
        rotationPeriodInDays: context.inputs.enableKeyRotation === true ? 365 : 0,
        multiRegion: false,
      }),
    }),
    check: checkKey,
    admit: admitKey,
  }),
);

const aliasName = /^alias\/(?!aws\/)[a-zA-Z0-9:/_-]+$/;

export const alias: ResourceModel = regional({
  type: types.alias,
  docs: page("kms_alias"),
  inputs: {
    name: string({ computed: true, replaces: true, maxLength: 256, pattern: aliasName, conflictsWith: ["namePrefix"] }),
    namePrefix: string({ computed: true, replaces: true, maxLength: 224, pattern: aliasName }),
    targetKeyId: kmsKey({ required: true }),
  },
  id: (context) =>
    text(context.inputs, "name") ??
    `${text(context.inputs, "namePrefix") ?? "alias/"}${derivedHex(context.urn, "alias", 26)}`,
  outputs: ["arn", "targetKeyArn"],
  compute: (context) => {
    const target = text(context.inputs, "targetKeyId") ?? "";
    return {
      arn: arn(context, "kms", context.id),
      targetKeyArn: target.startsWith("arn:") ? target : arn(context, "kms", `key/${target}`),
      ...fill(context.inputs, { name: context.id, namePrefix: "" }),
    };
  },
  unique: [
    { fields: ["name"], scope: "region", reason: "AlreadyExistsException: An alias with that name already exists" },
  ],
});
