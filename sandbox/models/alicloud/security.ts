/** Security groups and network ACLs. */
import { cidr, defineResource, type Field, integer, list, object, type Refusal, ref, string } from "../../core/model";
import { idOf, label, objects, page, resourceGroupId, tags, text, unless } from "./fields";
import { vpcType, vswitchType } from "./vpc";

export const securityGroupType = "alicloud:ecs/securityGroup:SecurityGroup";
const networkAclType = "alicloud:vpc/networkAcl:NetworkAcl";
const everyPort = "-1/-1";

export const securityGroup = defineResource({
  type: securityGroupType,
  docs: page("security_group"),
  location: "region",
  inputs: {
    securityGroupName: string({
      minLength: 2,
      maxLength: 128,
      pattern: /^(?!https?:\/\/)\p{L}[\p{L}\p{Nd}:_.-]*$/u,
    }),
    description: label(2, 256),
    innerAccessPolicy: string({ oneOf: ["Accept", "Drop"], computed: true }),
    resourceGroupId,
    securityGroupType: string({ oneOf: ["normal", "enterprise"], default: "normal", replaces: true }),
    tags: tags(),
    vpcId: ref(vpcType, { replaces: true }),
  },
  check: ({ inputs }) => [
    ...unless(
      inputs.securityGroupType !== "enterprise" || inputs.innerAccessPolicy !== "Accept",
      "innerAccessPolicy",
      "an advanced group (enterprise) is always Drop, and can not be changed",
    ),
  ],
  id: idOf("sg"),
  outputs: [],
  compute: ({ inputs }) => ({
    innerAccessPolicy: inputs.securityGroupType === "enterprise" ? "Drop" : "Accept",
    resourceGroupId: "rg-acfm00000000000",
  }),
});

function portRefusals(protocol: string, ports: string, property: string): readonly Refusal[] {
  if (protocol === "" || ports === "") return [];
  if (protocol !== "tcp" && protocol !== "udp")
    return unless(ports === everyPort, property, `${protocol} takes ${everyPort} only, not ${ports}`);
  const [from, to] = ports.split("/").map(Number);
  const sound = from !== undefined && to !== undefined && 1 <= from && from <= to && to <= 65535;
  return unless(sound, property, `${protocol} takes from/to with 1 ≤ from ≤ to ≤ 65535, not ${ports}`);
}

const ports = /^-?\d{1,5}\/-?\d{1,5}$/;

export const securityGroupRule = defineResource({
  type: "alicloud:ecs/securityGroupRule:SecurityGroupRule",
  docs: page("security_group_rule"),
  location: "region",
  inputs: {
    securityGroupId: ref(securityGroupType, { required: true, replaces: true }),
    type: string({ required: true, oneOf: ["ingress", "egress"], replaces: true }),
    ipProtocol: string({ required: true, oneOf: ["tcp", "udp", "icmp", "icmpv6", "gre", "all"], replaces: true }),
    portRange: string({ pattern: ports, default: everyPort, replaces: true }),
    cidrIp: cidr({ replaces: true, conflictsWith: ["sourceSecurityGroupId", "ipv6CidrIp"] }),
    ipv6CidrIp: string({ replaces: true }),
    prefixListId: string({ replaces: true }),
    sourceSecurityGroupId: ref(securityGroupType, { replaces: true }),
    sourceGroupOwnerId: string({ replaces: true, pattern: /^\d{16}$/ }),
    nicType: string({ oneOf: ["internet", "intranet"], computed: true, replaces: true }),
    policy: string({ oneOf: ["accept", "drop"], default: "accept", replaces: true }),
    priority: integer({ min: 1, max: 100, default: 1, replaces: true }),
    description: string({ minLength: 1, maxLength: 512 }),
  },
  unique: [
    {
      fields: ["securityGroupId", "type", "ipProtocol", "portRange", "cidrIp", "policy", "priority"],
      scope: "region",
      reason: "the group has this rule already; the cloud would keep one, and two resources would share it",
    },
  ],
  check: ({ inputs, given }) => [
    ...portRefusals(text(inputs, "ipProtocol"), text(inputs, "portRange"), "portRange"),
    ...unless(
      ["cidrIp", "ipv6CidrIp", "prefixListId", "sourceSecurityGroupId"].some(given),
      "cidrIp",
      `MissingParameter.${inputs.type === "egress" ? "Dest" : "Source"}: give cidrIp, ipv6CidrIp, prefixListId or sourceSecurityGroupId`,
    ),
  ],
  admit: ({ inputs, world }) => {
    const group = world.find(securityGroupType, text(inputs, "securityGroupId"))?.inputs ?? {};
    return [
      ...unless(
        group.securityGroupType !== "enterprise" || inputs.sourceSecurityGroupId === undefined,
        "sourceSecurityGroupId",
        "InvalidGroupAuthItem.NotSupported: an advanced group (enterprise) can not authorise another group",
      ),
      ...unless(
        group.vpcId === undefined || inputs.nicType !== "internet",
        "nicType",
        "InvalidNicType.Mismatch: in a VPC nicType is intranet",
      ),
    ];
  },
  id: ({ inputs }) =>
    [
      text(inputs, "securityGroupId"),
      text(inputs, "type"),
      text(inputs, "ipProtocol"),
      text(inputs, "portRange"),
      text(inputs, "nicType") || "intranet",
      text(inputs, "cidrIp") || text(inputs, "ipv6CidrIp") || text(inputs, "sourceSecurityGroupId"),
      text(inputs, "policy"),
      String(inputs.priority),
    ].join(":"),
  outputs: ["securityGroupRuleId"],
  compute: (context) => ({ securityGroupRuleId: idOf("sgr")(context), nicType: "intranet" }),
});

const aclEntry = (peer: "sourceCidrIp" | "destinationCidrIp"): Field =>
  object({
    networkAclEntryName: label(1, 128),
    description: label(1, 256),
    entryType: string({ oneOf: ["custom", "system", "service"] }),
    ipVersion: string({ oneOf: ["IPV4", "IPV6"] }),
    policy: string({ oneOf: ["accept", "drop"] }),
    protocol: string({ oneOf: ["all", "tcp", "udp", "icmp", "gre"] }),
    port: string({ pattern: ports }),
    [peer]: cidr(),
  });

export const networkAcl = defineResource({
  type: networkAclType,
  docs: page("network_acl"),
  location: "region",
  inputs: {
    networkAclName: label(1, 128),
    vpcId: ref(vpcType, { required: true, replaces: true }),
    description: label(1, 256),
    ingressAclEntries: list(aclEntry("sourceCidrIp"), { maxItems: 20, computed: true }),
    egressAclEntries: list(aclEntry("destinationCidrIp"), { maxItems: 20, computed: true }),
    resources: list(
      object({
        resourceId: ref(vswitchType, { required: true }),
        resourceType: string({ required: true, oneOf: ["VSwitch"] }),
        status: string(),
      }),
      { set: true, computed: true },
    ),
    sourceNetworkAclId: ref(networkAclType),
    tags: tags(),
  },
  check: ({ inputs }) =>
    ["ingressAclEntries", "egressAclEntries"].flatMap((key) =>
      objects(inputs[key]).flatMap((entry, index) =>
        portRefusals(text(entry, "protocol"), text(entry, "port"), `${key}[${index}].port`),
      ),
    ),
  admit: ({ inputs, world, self }) => {
    const others = world.objects(networkAclType).filter(({ id }) => id !== self?.id);
    return objects(inputs.resources).flatMap((resource, index) => {
      const id = text(resource, "resourceId");
      const at = `resources[${index}].resourceId`;
      const taken = others.find(({ inputs: other }) => objects(other.resources).some((one) => one.resourceId === id));
      return [
        ...unless(
          world.find(vswitchType, id)?.inputs.vpcId === inputs.vpcId,
          at,
          `InvalidVSwitch.VpcMismatch: ${id} is in another VPC`,
        ),
        ...unless(taken === undefined, at, `NetworkAclAlreadyExists: ${id} is associated with ${taken?.id}`),
      ];
    });
  },
  id: idOf("nacl"),
  outputs: ["status"],
  compute: () => ({ status: "Available", ingressAclEntries: [], egressAclEntries: [], resources: [] }),
});
