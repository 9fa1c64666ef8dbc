import {
  boolean,
  defineResource,
  integer,
  json,
  list,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  string,
} from "../../core/model";
import { derivedHex, fill, page, partitionOf, refuse, refuseIf, tagged, text, types } from "./common";
import { statementsOf } from "./documents";
import { anArn } from "./logs";

const roleName = /^[\w+=,.@-]+$/;

/** IAM's own reading of a policy. Trust policies name principals and no resources, permission policies the reverse. */
function malformed(property: string, document: string | undefined, kind: "trust" | "permission"): readonly Refusal[] {
  if (document === undefined) return [];
  const complaint = (reason: string) => refuse(property, `MalformedPolicyDocument: ${reason}`);
  const statements = statementsOf(document);
  if (statements.length === 0) return complaint("Syntax errors in policy: no statement.");
  for (const { Effect, Action, NotAction, Principal, Resource, NotResource } of statements) {
    if (Effect !== "Allow" && Effect !== "Deny") return complaint("a statement needs the effect Allow or Deny.");
    if (Action === undefined && NotAction === undefined) return complaint("Missing required field Action");
    if (kind === "trust" && Principal === undefined) return complaint("Missing required field Principal");
    if (kind === "trust" && Resource !== undefined) return complaint("Has prohibited field Resource");
    if (kind === "permission" && Principal !== undefined)
      return complaint("Policy document should not specify a principal.");
    if (kind === "permission" && Resource === undefined && NotResource === undefined)
      return complaint("Policy statement must contain resources.");
  }
  return [];
}

const nameOf = (inputs: Properties, resourceName: string, hex: string) =>
  text(inputs, "name") ?? `${text(inputs, "namePrefix") ?? `${resourceName}-`}${hex}`;

export const role: ResourceModel = defineResource(
  tagged({
    type: types.role,
    location: "global",
    docs: page("iam_role"),
    inputs: {
      name: string({
        computed: true,
        replaces: true,
        minLength: 1,
        maxLength: 64,
        pattern: roleName,
        conflictsWith: ["namePrefix"],
      }),
      namePrefix: string({ computed: true, replaces: true, maxLength: 38, pattern: roleName }),
      assumeRolePolicy: json({ required: true }),
      path: string({ default: "/", replaces: true, maxLength: 512, pattern: /^\/(.*\/)?$/ }),
      description: string({ maxLength: 1000 }),
      maxSessionDuration: integer({ default: 3600, min: 3600, max: 43200 }),
      permissionsBoundary: string({ pattern: anArn }),
      forceDetachPolicies: boolean({ default: false }),
      inlinePolicies: list(object({ name: string({ maxLength: 128, pattern: roleName }), policy: json() }), {
        set: true,
        computed: true,
      }),
      managedPolicyArns: list(string({ pattern: anArn }), { set: true, computed: true }),
    },
    id: (context) => nameOf(context.inputs, context.resourceName, context.hex(7)),
    outputs: ["arn", "createDate", "uniqueId"],
    compute: ({ id, inputs, placement }) => ({
      arn: `arn:${partitionOf(placement.region)}:iam::${placement.account}:role${text(inputs, "path") ?? "/"}${id}`,
      createDate: "2025-01-01T00:00:00Z",
      uniqueId: `AROA${derivedHex(id, "role").toUpperCase()}`,
      ...fill(inputs, { name: id, namePrefix: "", inlinePolicies: [], managedPolicyArns: [] }),
    }),
    unique: [
      { fields: ["name"], scope: "account", reason: "EntityAlreadyExists: Role with that name already exists." },
    ],
    check: ({ inputs }) => malformed("assumeRolePolicy", text(inputs, "assumeRolePolicy"), "trust"),
  }),
);

/** Characters of a role's inline policies, white space left out ("IAM and AWS STS quotas"). */
const inlineLimit = 10_240;

export const rolePolicy: ResourceModel = defineResource({
  type: types.rolePolicy,
  docs: page("iam_role_policy"),
  location: "global",
  inputs: {
    name: string({ computed: true, replaces: true, maxLength: 128, pattern: roleName, conflictsWith: ["namePrefix"] }),
    namePrefix: string({ computed: true, replaces: true, maxLength: 102, pattern: roleName }),
    policy: json({ required: true }),
    role: ref(types.role, { required: true, replaces: true }),
  },
  id: (context) => `${text(context.inputs, "role")}:${nameOf(context.inputs, context.resourceName, context.hex(7))}`,
  outputs: [],
  compute: ({ id, inputs }) => fill(inputs, { name: id.slice(id.indexOf(":") + 1), namePrefix: "" }),
  check: ({ inputs }) => [
    ...malformed("policy", text(inputs, "policy"), "permission"),
    ...refuseIf(
      (text(inputs, "policy") ?? "").replace(/\s/g, "").length > inlineLimit,
      "policy",
      `LimitExceeded: Maximum policy size of ${inlineLimit} bytes exceeded for role ${text(inputs, "role")}`,
    ),
  ],
});
