import {
  boolean,
  cidr,
  integer,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  type StoredObject,
  string,
} from "../../core/model";
import { arn, fill, others, page, refuse, refuseIf, regional, sameVpc, tagged, text, types } from "./common";

const words = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]*$/;
const anyGroup = [types.securityGroup, types.defaultSecurityGroup];
const port = () => integer({ min: -1, max: 65535 });

const inlineRules = () =>
  list(
    object({
      protocol: string({ required: true }),
      fromPort: integer({ required: true, min: -1, max: 65535 }),
      toPort: integer({ required: true, min: -1, max: 65535 }),
      cidrBlocks: list(cidr()),
      ipv6CidrBlocks: list(string()),
      prefixListIds: list(string({ pattern: /^pl-[0-9a-f]+$/ })),
      securityGroups: list(ref(anyGroup), { set: true }),
      self: boolean({ default: false }),
      description: string({ maxLength: 255, pattern: words }),
    }),
    { set: true, computed: true },
  );

export const securityGroup: ResourceModel = regional(
  tagged({
    type: types.securityGroup,
    docs: page("security_group"),
    inputs: {
      name: string({ computed: true, replaces: true, maxLength: 255, pattern: words, conflictsWith: ["namePrefix"] }),
      namePrefix: string({ computed: true, replaces: true, maxLength: 100, pattern: words }),
      description: string({
        default: "Managed by Pulumi",
        replaces: true,
        minLength: 1,
        maxLength: 255,
        pattern: words,
      }),
      vpcId: ref(types.vpc, { required: true, replaces: true }),
      ingress: inlineRules(),
      egress: inlineRules(),
      revokeRulesOnDelete: boolean({ default: false }),
    },
    id: (context) => `sg-${context.hex(17)}`,
    outputs: ["arn", "ownerId"],
    compute: (context) => {
      const { id, inputs, placement, resourceName } = context;
      const prefix = text(inputs, "namePrefix") ?? `${resourceName}-`;
      return {
        arn: arn(context, "ec2", `security-group/${id}`),
        ownerId: placement.account,
        ...fill(inputs, { name: `${prefix}${context.hex(7)}`, namePrefix: "", ingress: [], egress: [] }),
      };
    },
    unique: [
      {
        fields: ["name", "vpcId"],
        scope: "region",
        reason: "InvalidGroup.Duplicate: The security group already exists for the VPC",
      },
    ],
    check: ({ inputs }) => {
      const name = text(inputs, "name");
      return refuseIf(
        name !== undefined && (name.startsWith("sg-") || name === "default"),
        "name",
        `InvalidParameterValue: ${name} is reserved; a group can not be called "default" or "sg-…"`,
      );
    },
  }),
);

const ownerOf = ({ world, inputs }: ModelContext) => world.find(types.vpc, text(inputs, "vpcId") ?? "");

/** A VPC's own group, adopted: it loses every rule but those given. Deleting it changes nothing in the cloud. */
export const defaultSecurityGroup: ResourceModel = regional(
  tagged({
    type: types.defaultSecurityGroup,
    docs: page("default_security_group"),
    inputs: {
      vpcId: ref(types.vpc, { required: true, replaces: true, holds: false }),
      ingress: inlineRules(),
      egress: inlineRules(),
      revokeRulesOnDelete: boolean({ default: false }),
    },
    id: (context) => text(ownerOf(context)?.state, "defaultSecurityGroupId") ?? "",
    outputs: ["arn", "description", "name", "namePrefix", "ownerId"],
    compute: (context) => ({
      arn: arn(context, "ec2", `security-group/${context.id}`),
      description: "default VPC security group",
      name: "default",
      namePrefix: "",
      ownerId: context.placement.account,
      ...fill(context.inputs, { ingress: [], egress: [] }),
    }),
  }),
);

const aclRules = () =>
  list(
    object({
      action: string({ required: true, oneOf: ["allow", "deny"] }),
      ruleNo: integer({ required: true, min: 1, max: 32766 }),
      protocol: string({ required: true }),
      fromPort: integer({ required: true, min: 0, max: 65535 }),
      toPort: integer({ required: true, min: 0, max: 65535 }),
      cidrBlock: cidr(),
      ipv6CidrBlock: string(),
      icmpCode: integer(),
      icmpType: integer(),
    }),
    { set: true },
  );

function aclRefusals(direction: "ingress" | "egress", { inputs }: ModelContext): readonly Refusal[] {
  const rules = (Array.isArray(inputs[direction]) ? inputs[direction] : []) as readonly Properties[];
  const numbers = rules.map(({ ruleNo }) => ruleNo);
  return rules.flatMap((rule, index) => [
    ...refuseIf(
      rule.protocol === "-1" && ((rule.fromPort ?? 0) !== 0 || (rule.toPort ?? 0) !== 0),
      `${direction}[${index}]`,
      `to_port and from_port must be 0 to use the -1 "all" protocol`,
    ),
    ...refuseIf(
      rule.ruleNo !== undefined && numbers.indexOf(rule.ruleNo) < index,
      `${direction}[${index}].ruleNo`,
      `NetworkAclEntryAlreadyExists: The network acl entry identified by ${rule.ruleNo} already exists.`,
    ),
  ]);
}

/** A VPC's own ACL, adopted, with the rules given and no other. Deleting it changes nothing in the cloud. */
export const defaultNetworkAcl: ResourceModel = regional(
  tagged({
    type: types.defaultNetworkAcl,
    docs: page("default_network_acl"),
    inputs: {
      defaultNetworkAclId: ref(types.vpc, { by: "defaultNetworkAclId", required: true, replaces: true, holds: false }),
      ingress: aclRules(),
      egress: aclRules(),
      subnetIds: list(ref(types.subnet, { holds: false }), { set: true }),
    },
    id: ({ inputs }) => text(inputs, "defaultNetworkAclId") ?? "",
    outputs: ["arn", "ownerId", "vpcId"],
    compute: (context) => ({
      arn: arn(context, "ec2", `network-acl/${context.id}`),
      ownerId: context.placement.account,
      vpcId: context.world.find(types.vpc, context.id, "defaultNetworkAclId")?.id ?? "",
    }),
    check: (context) => [...aclRefusals("ingress", context), ...aclRefusals("egress", context)],
  }),
);

const sources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];
const numbered: Readonly<Record<string, string>> = { "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", all: "-1" };

function protocolOf(rule: Properties): string {
  const given = (text(rule, "ipProtocol") ?? "").toLowerCase();
  return numbered[given] ?? given;
}

/** Two rules with the same meaning are one rule to EC2. */
function meaning(rule: Properties): string {
  const values = [...sources, "fromPort", "toPort", "securityGroupId"].map((name) => rule[name] ?? null);
  return JSON.stringify([protocolOf(rule), ...values]);
}

function checkRule({ inputs, given }: ModelContext): readonly Refusal[] {
  return [
    ...refuseIf(!sources.some(given), "", `one of ${sources.join(", ")} is needed`),
    ...checkPorts(inputs, given),
  ];
}

function checkPorts(inputs: Properties, given: ModelContext["given"]): readonly Refusal[] {
  const { fromPort, toPort } = inputs;
  if (inputs.ipProtocol === undefined) return [];
  if (protocolOf(inputs) === "-1")
    return refuseIf(
      given("fromPort") || given("toPort"),
      "fromPort",
      "ports can not be given when ipProtocol is -1, which is every port of every protocol",
    );
  if (protocolOf(inputs) !== "icmpv6" && !(given("fromPort") && given("toPort")))
    return refuse("fromPort", "fromPort and toPort are needed unless ipProtocol is -1 or icmpv6");
  return refuseIf(
    ["tcp", "udp"].includes(protocolOf(inputs)) &&
      typeof fromPort === "number" &&
      typeof toPort === "number" &&
      (fromPort > toPort || fromPort < 0),
    "fromPort",
    `InvalidParameterValue: Invalid port range: ${fromPort} to ${toPort}`,
  );
}

function admitRule(context: ModelContext & { readonly self?: StoredObject }, type: string): readonly Refusal[] {
  const { inputs, world } = context;
  const group = (key: string) => {
    const id = text(inputs, key) ?? "";
    return world.find(types.securityGroup, id) ?? world.find(types.defaultSecurityGroup, id);
  };
  if (
    inputs.referencedSecurityGroupId !== undefined &&
    !sameVpc(group("referencedSecurityGroupId"), group("securityGroupId"))
  )
    return refuse(
      "referencedSecurityGroupId",
      "InvalidGroup.NotFound: You have specified two resources that belong to different networks.",
    );
  const twin = others(context, type).find((rule) => meaning(rule.inputs) === meaning(inputs));
  return refuseIf(
    twin !== undefined,
    "",
    `InvalidPermission.Duplicate: the specified rule already exists in ${inputs.securityGroupId} (${twin?.id})`,
  );
}

const without = (name: string) => sources.filter((source) => source !== name);

function rule(type: string, docs: string): ResourceModel {
  return regional(
    tagged({
      type,
      docs: page(docs),
      inputs: {
        securityGroupId: ref(anyGroup, { required: true, replaces: true }),
        ipProtocol: string({ required: true, pattern: /^(-1|\d{1,3}|[a-z][a-z0-9-]*)$/i }),
        fromPort: port(),
        toPort: port(),
        cidrIpv4: cidr({ conflictsWith: without("cidrIpv4") }),
        cidrIpv6: string({ pattern: /^[0-9a-f:.]+\/\d{1,3}$/i, conflictsWith: without("cidrIpv6") }),
        prefixListId: string({ pattern: /^pl-[0-9a-f]+$/, conflictsWith: without("prefixListId") }),
        referencedSecurityGroupId: ref(anyGroup, { conflictsWith: without("referencedSecurityGroupId") }),
        description: string({ maxLength: 255, pattern: words }),
      },
      id: (context) => `sgr-${context.hex(17)}`,
      outputs: ["arn", "securityGroupRuleId"],
      compute: (context) => ({
        arn: arn(context, "ec2", `security-group-rule/${context.id}`),
        securityGroupRuleId: context.id,
      }),
      check: checkRule,
      admit: (context) => admitRule(context, type),
    }),
  );
}

export const ingressRule = rule(types.ingressRule, "vpc_security_group_ingress_rule");
export const egressRule = rule(types.egressRule, "vpc_security_group_egress_rule");
