/** What surrounds a cache: its subnets, parameters, users. */
import { boolean, integer, list, object, type Refusal, type ResourceModel, ref, string } from "../../core/model";
import { arn, items, others, page, refuse, refuseIf, regional, tagged, text, texts, types } from "./common";
import { engines, families } from "./elasticache-engines";

const lowerName = /^[a-z0-9]+(-[a-z0-9]+)*$/;
type Admission = Parameters<NonNullable<ResourceModel["admit"]>>[0];

/** Subnets that a cache has nodes in stay in its group. */
function admitSubnets(context: Admission): readonly Refusal[] {
  const { inputs, world, self } = context;
  const wanted = texts(inputs, "subnetIds");
  const vpcs = new Set(wanted.map((id) => text(world.find(types.subnet, id)?.state, "vpcId")));
  if (vpcs.size > 1)
    return refuse("subnetIds", "InvalidParameterValue: The subnets of a cache subnet group have to be in one VPC");
  const removed = texts(self?.inputs, "subnetIds").filter((id) => !wanted.includes(id));
  const used = others(context, types.replicationGroup).some(({ inputs }) => inputs.subnetGroupName === self?.id);
  return refuseIf(
    self !== undefined && used && removed.length > 0,
    "subnetIds",
    `SubnetInUse: The subnet ID '${removed[0]}' is in use`,
  );
}

export const cacheSubnetGroup: ResourceModel = regional(
  tagged({
    type: types.cacheSubnetGroup,
    docs: page("elasticache_subnet_group"),
    inputs: {
      name: string({ required: true, replaces: true, maxLength: 255, pattern: lowerName }),
      description: string({ default: "Managed by Pulumi" }),
      subnetIds: list(ref(types.subnet), { required: true, set: true, minItems: 1 }),
    },
    id: (context) => text(context.inputs, "name") ?? "",
    outputs: ["arn", "vpcId"],
    compute: (context) => {
      const [first = ""] = texts(context.inputs, "subnetIds");
      return {
        arn: arn(context, "elasticache", `subnetgroup:${context.id}`),
        vpcId: text(context.world.find(types.subnet, first)?.state, "vpcId") ?? "",
      };
    },
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "CacheSubnetGroupAlreadyExists: Cache subnet group already exists.",
      },
    ],
    admit: admitSubnets,
  }),
);

export const cacheParameterGroup: ResourceModel = regional(
  tagged({
    type: types.cacheParameterGroup,
    docs: page("elasticache_parameter_group"),
    inputs: {
      name: string({ required: true, replaces: true, maxLength: 255, pattern: lowerName }),
      family: string({ required: true, replaces: true, oneOf: families }),
      description: string({ default: "Managed by Pulumi", replaces: true }),
      parameters: list(object({ name: string({ required: true }), value: string({ required: true }) }), { set: true }),
    },
    id: (context) => text(context.inputs, "name") ?? "",
    outputs: ["arn"],
    compute: (context) => ({ arn: arn(context, "elasticache", `parametergroup:${context.id}`) }),
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "CacheParameterGroupAlreadyExists: A cache parameter group with the requested name already exists.",
      },
    ],
  }),
);

/** "Role-Based Access Control": 16 to 128 printable characters without these four. */
const password = string({ secret: true, minLength: 16, maxLength: 128, pattern: /^[^,"/@\s]+$/ });
const engine = string({ required: true, oneOf: engines });

function checkUser({ inputs }: Admission): readonly Refusal[] {
  const mode = inputs.authenticationMode as { readonly type?: string; readonly passwords?: unknown } | undefined;
  const proven = mode?.type === "password" || mode?.type === "iam" || inputs.passwords !== undefined;
  return [
    ...refuseIf(
      mode?.type === "password" && mode.passwords === undefined,
      "authenticationMode.passwords",
      "InvalidParameterValue: passwords are needed where the type is password",
    ),
    ...refuseIf(
      inputs.engine === "valkey" && (inputs.noPasswordRequired === true || mode?.type === "no-password-required"),
      "authenticationMode",
      "InvalidParameterValue: users of the engine valkey need a password or IAM",
    ),
    ...refuseIf(
      mode?.type === "iam" && inputs.userName !== inputs.userId,
      "userName",
      "InvalidParameterValue: with IAM, UserName and UserId have to be the same",
    ),
    ...refuseIf(
      !proven && inputs.noPasswordRequired !== true && mode?.type !== "no-password-required",
      "",
      "InvalidParameterValue: No password was provided",
    ),
  ];
}

export const cacheUser: ResourceModel = regional(
  tagged({
    type: types.cacheUser,
    docs: page("elasticache_user"),
    inputs: {
      userId: string({ required: true, replaces: true, maxLength: 40, pattern: /^[a-zA-Z][a-zA-Z0-9-]*$/ }),
      userName: string({ required: true, replaces: true, minLength: 1, maxLength: 120 }),
      engine,
      accessString: string({ required: true, pattern: /\S/ }),
      noPasswordRequired: boolean({ default: false }),
      passwords: list(password, { set: true, maxItems: 2, conflictsWith: ["authenticationMode"] }),
      authenticationMode: object(
        {
          type: string({ required: true, oneOf: ["password", "no-password-required", "iam"] }),
          passwords: list(password, { set: true, minItems: 1, maxItems: 2 }),
          passwordCount: integer(),
        },
        { computed: true },
      ),
    },
    id: (context) => text(context.inputs, "userId") ?? "",
    outputs: ["arn"],
    compute: (context) => ({ arn: arn(context, "elasticache", `user:${context.id}`) }),
    unique: [{ fields: ["userId"], scope: "region", reason: "UserAlreadyExists: A user with this ID already exists." }],
    admit: checkUser,
  }),
);

/** A group of the engine redis has a user called `default`; one of valkey turns it off. */
function admitUsers({ inputs, world }: Admission): readonly Refusal[] {
  const users = texts(inputs, "userIds").map((id) => world.find(types.cacheUser, id)?.state);
  const names = users.map((user) => text(user, "userName"));
  return [
    ...refuseIf(
      inputs.engine === "redis" && !names.includes("default") && !texts(inputs, "userIds").includes("default"),
      "userIds",
      "DefaultUserRequired: A user group needs to contain a user with the user name default.",
    ),
    ...refuseIf(
      inputs.engine === "redis" && users.some((user) => user?.engine === "valkey"),
      "userIds",
      "InvalidParameterCombination: users of the engine valkey can not be in a group of the engine redis",
    ),
    ...refuseIf(
      new Set(names).size < names.length,
      "userIds",
      "DuplicateUserName: A user with this username already exists in the group.",
    ),
  ];
}

export const cacheUserGroup: ResourceModel = regional(
  tagged({
    type: types.cacheUserGroup,
    docs: page("elasticache_user_group"),
    inputs: {
      userGroupId: string({ required: true, replaces: true, maxLength: 40, pattern: /^[a-zA-Z][a-zA-Z0-9-]*$/ }),
      engine,
      userIds: list(ref(types.cacheUser), { set: true, minItems: 1, maxItems: 100 }),
    },
    id: (context) => text(context.inputs, "userGroupId") ?? "",
    outputs: ["arn"],
    compute: (context) => ({ arn: arn(context, "elasticache", `usergroup:${context.id}`) }),
    unique: [
      {
        fields: ["userGroupId"],
        scope: "region",
        reason: "UserGroupAlreadyExists: The user group with this ID already exists.",
      },
    ],
    check: ({ inputs }) =>
      refuseIf(
        inputs.userIds !== undefined && items(inputs.userIds).length === 0,
        "userIds",
        "InvalidParameterValue: a user group needs a user",
      ),
    admit: admitUsers,
  }),
);
