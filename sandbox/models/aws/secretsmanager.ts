/** Secrets of one location. Replicas, rotation and managed external secrets have no model. */
import { boolean, integer, json, list, type Refusal, type ResourceModel, ref, string } from "../../core/model";
import { arn, derivedHex, fill, page, refuseIf, regional, tagged, text, types } from "./common";
import { malformedResourcePolicy, principals, statementsOf } from "./documents";
import { kmsKey } from "./kms";

const name = /^[a-zA-Z0-9/_+=.@-]+$/;
const code = "MalformedPolicyDocumentException";

const nameOf = (context: Parameters<ResourceModel["id"]>[0]) =>
  text(context.inputs, "name") ??
  `${text(context.inputs, "namePrefix") ?? `${context.resourceName}-`}${derivedHex(context.urn, "secret", 26)}`;

/** A deleted secret's name is free at once, whatever its recovery window: the sandbox keeps no deleted secrets. */
export const secret: ResourceModel = regional(
  tagged({
    type: types.secret,
    docs: page("secretsmanager_secret"),
    inputs: {
      name: string({
        computed: true,
        replaces: true,
        minLength: 1,
        maxLength: 512,
        pattern: name,
        conflictsWith: ["namePrefix"],
      }),
      namePrefix: string({ computed: true, replaces: true, maxLength: 486, pattern: name }),
      description: string({ maxLength: 2048 }),
      kmsKeyId: kmsKey(),
      policy: json({ computed: true }),
      recoveryWindowInDays: integer({ default: 30, min: 0, max: 30 }),
      forceOverwriteReplicaSecret: boolean({ default: false }),
    },
    // The ARN, with six characters that tell a secret from an earlier one of its name.
    id: (context) => arn(context, "secretsmanager", `secret:${nameOf(context)}-${context.alphanumeric(6)}`),
    outputs: ["arn", "replicas"],
    compute: ({ id, inputs }) => ({
      arn: id,
      replicas: [],
      ...fill(inputs, { name: id.slice(id.indexOf(":secret:") + 8, -7), namePrefix: "", policy: "" }),
    }),
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "ResourceExistsException: The operation failed because the secret already exists.",
      },
    ],
    check: ({ inputs }) => {
      const days = inputs.recoveryWindowInDays;
      return refuseIf(
        typeof days === "number" && days > 0 && days < 7,
        "recoveryWindowInDays",
        `expected recovery_window_in_days to be 0 or in the range (7 - 30), got ${days}`,
      );
    },
  }),
);

export const secretVersion: ResourceModel = regional({
  type: types.secretVersion,
  docs: page("secretsmanager_secret_version"),
  inputs: {
    secretId: ref(types.secret, { by: ["id", "name"], required: true, replaces: true }),
    secretString: string({ secret: true, replaces: true, maxLength: 65_536, conflictsWith: ["secretBinary"] }),
    secretBinary: string({ secret: true, replaces: true }),
    versionStages: list(string({ minLength: 1, maxLength: 256 }), { set: true, computed: true, maxItems: 20 }),
  },
  id: (context) => {
    const { inputs, world } = context;
    const owner = text(inputs, "secretId") ?? "";
    const found = world.find(types.secret, owner) ?? world.find(types.secret, owner, "name");
    const version = [8, 4, 4, 4, 12].map((length) => context.hex(length)).join("-");
    return `${found?.id ?? owner}|${version}`;
  },
  outputs: ["arn", "secretArn", "versionId", "hasSecretStringWo"],
  compute: ({ id, inputs }) => {
    const [owner = "", versionId = ""] = id.split("|");
    return {
      arn: owner,
      secretArn: owner,
      versionId,
      hasSecretStringWo: false,
      ...fill(inputs, { versionStages: ["AWSCURRENT"] }),
    };
  },
  check: ({ given }) =>
    refuseIf(
      !given("secretString") && !given("secretBinary"),
      "secretString",
      "one of `secret_binary,secret_string,secret_string_wo` must be specified",
    ),
});

/** Anyone at all, without a condition. */
const openToAnyone = (document: string) =>
  statementsOf(document).some(
    (statement) =>
      statement.Effect === "Allow" && principals(statement, "AWS").includes("*") && statement.Condition === undefined,
  );

function checkPolicy(document: string | undefined, block: boolean): readonly Refusal[] {
  const malformed = malformedResourcePolicy("policy", document, code);
  if (malformed.length > 0 || document === undefined) return malformed;
  return refuseIf(
    block && openToAnyone(document),
    "policy",
    "PublicPolicyException: You can't attach a resource policy that allows broad access to the secret.",
  );
}

export const secretPolicy: ResourceModel = regional({
  type: types.secretPolicy,
  docs: page("secretsmanager_secret_policy"),
  inputs: {
    secretArn: ref(types.secret, { required: true, replaces: true }),
    policy: json({ required: true }),
    blockPublicPolicy: boolean(),
  },
  id: (context) => text(context.inputs, "secretArn") ?? "",
  outputs: [],
  compute: () => ({}),
  check: ({ inputs }) => checkPolicy(text(inputs, "policy"), inputs.blockPublicPolicy === true),
});
