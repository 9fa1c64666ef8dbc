/** Resource Access Management: roles, policies, and which role has which policy. One account, no location. */
import { boolean, defineResource, integer, json, type Properties, type Refusal, ref, string } from "../../core/model";
import { page, refuse, tags, text, unless } from "./fields";

export const roleType = "alicloud:ram/role:Role";
export const policyType = "alicloud:ram/policy:Policy";
const attachmentType = "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment";

/** Bytes of a custom policy, and of a role's trust policy. */
const largestPolicy = 6144;
const largestTrust = 2048;

/** System policies are the cloud's own; there are hundreds, all named so. */
const systemPolicy = /^Aliyun[A-Za-z0-9]+$|^AdministratorAccess$/;

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
}

/** What RAM's own parser says to a document; nothing where it is not known yet. */
function documentRefusals(
  inputs: Properties,
  property: string,
  largest: number,
  needed: "Principal" | "Resource",
): readonly Refusal[] {
  const document = text(inputs, property);
  if (document === "") return [];
  let parsed: { readonly Version?: unknown; readonly Statement?: unknown };
  try {
    parsed = JSON.parse(document) as typeof parsed;
  } catch {
    return refuse(property, "MalformedPolicyDocument: it is no JSON");
  }
  const statements: readonly Statement[] = Array.isArray(parsed.Statement) ? parsed.Statement : [];
  return [
    ...unless(
      Buffer.byteLength(document) <= largest,
      property,
      `LimitExceeded.Policy.Length: ${Buffer.byteLength(document)} bytes, at most ${largest} are allowed`,
    ),
    ...unless(parsed.Version === "1", property, `MalformedPolicyDocument: Version is "1"`),
    ...unless(statements.length > 0, property, "MalformedPolicyDocument: Statement is a list with an element at least"),
    ...statements.flatMap((statement, index) =>
      (["Effect", "Action", needed] as const).flatMap((key) =>
        unless(statement[key] !== undefined, property, `MalformedPolicyDocument: Statement[${index}] has no ${key}`),
      ),
    ),
  ];
}

export const role = defineResource({
  type: roleType,
  docs: page("ram_role"),
  location: "global",
  inputs: {
    roleName: string({ required: true, minLength: 1, maxLength: 64, pattern: /^[A-Za-z0-9._-]+$/, replaces: true }),
    assumeRolePolicyDocument: json({ required: true }),
    description: string({ minLength: 1, maxLength: 1024 }),
    force: boolean(),
    maxSessionDuration: integer({ min: 3600, max: 43_200, computed: true }),
    tags: tags(),
  },
  unique: [{ fields: ["roleName"], scope: "account", reason: "EntityAlreadyExists.Role: the account has this role" }],
  check: ({ inputs }) => documentRefusals(inputs, "assumeRolePolicyDocument", largestTrust, "Principal"),
  retain: ({ id, inputs, placement }, world) => {
    const attached = world
      .objects(attachmentType)
      .find((found) => found.inputs.roleName === id && found.placement.account === placement.account);
    return attached && inputs.force !== true
      ? `DeleteConflict.Role.Policy: ${id} has ${text(attached.inputs, "policyName")} attached`
      : undefined;
  },
  id: ({ inputs }) => text(inputs, "roleName"),
  outputs: ["arn", "createTime", "name", "roleId"],
  compute: ({ inputs, placement, digits }) => ({
    // RAM answers ARNs in lower case.
    arn: `acs:ram::${placement.account}:role/${text(inputs, "roleName").toLowerCase()}`,
    createTime: "2024-01-01T00:00:00Z",
    maxSessionDuration: 3600,
    name: text(inputs, "roleName"),
    roleId: digits(18),
  }),
});

export const policy = defineResource({
  type: policyType,
  docs: page("ram_policy"),
  location: "global",
  inputs: {
    policyName: string({ required: true, minLength: 1, maxLength: 128, pattern: /^[A-Za-z0-9-]+$/, replaces: true }),
    policyDocument: json({ required: true }),
    description: string({ minLength: 1, maxLength: 1024, replaces: true }),
    force: boolean(),
    rotateStrategy: string({ oneOf: ["None", "DeleteOldestNonDefaultVersionWhenLimitExceeded"] }),
    tags: tags(),
  },
  unique: [
    { fields: ["policyName"], scope: "account", reason: "EntityAlreadyExists.Policy: the account has this policy" },
  ],
  check: ({ inputs }) => documentRefusals(inputs, "policyDocument", largestPolicy, "Resource"),
  id: ({ inputs }) => text(inputs, "policyName"),
  outputs: ["attachmentCount", "createTime", "defaultVersion", "type", "versionId"],
  compute: () => ({
    attachmentCount: 0,
    createTime: "2024-01-01T00:00:00Z",
    defaultVersion: "v1",
    type: "Custom",
    versionId: "v1",
  }),
});

export const rolePolicyAttachment = defineResource({
  type: attachmentType,
  docs: page("ram_role_policy_attachment"),
  location: "global",
  inputs: {
    roleName: ref(roleType, { required: true, replaces: true }),
    policyName: string({ required: true, replaces: true }),
    policyType: string({ required: true, oneOf: ["Custom", "System"], replaces: true }),
  },
  unique: [
    {
      fields: ["roleName", "policyName", "policyType"],
      scope: "account",
      reason: "EntityAlreadyExists.Role.Policy: the role has this policy",
    },
  ],
  admit: ({ inputs, world }) => {
    const name = text(inputs, "policyName");
    const exists =
      inputs.policyType === "System" ? systemPolicy.test(name) : world.find(policyType, name) !== undefined;
    return unless(exists, "policyName", `EntityNotExist.Policy: there is no ${inputs.policyType} policy ${name}`);
  },
  id: ({ inputs }) => `role:${text(inputs, "policyName")}:${text(inputs, "policyType")}:${text(inputs, "roleName")}`,
  outputs: [],
  compute: () => ({}),
});
