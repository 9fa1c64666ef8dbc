/** Elastic network interfaces. IPv6, prefixes, ENA Express and attachments to instances have no model. */
import { Netmask } from "netmask";
import {
  boolean,
  integer,
  list,
  type ModelContext,
  type Refusal,
  type ResourceModel,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import { interfacesInUse } from "./autoscaling-machines";
import {
  arn,
  contains,
  derivedHex,
  fill,
  others,
  page,
  refuse,
  refuseIf,
  regional,
  sameVpc,
  tagged,
  text,
  texts,
  types,
} from "./common";

const address = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The first four addresses of a subnet and the last are AWS's ("Subnet CIDR blocks"). */
function reserved(block: string, wanted: string): boolean {
  const { base, broadcast } = new Netmask(block);
  const distance = (from: string) => toNumber(wanted) - toNumber(from);
  return distance(base) < 4 || wanted === broadcast;
}

const toNumber = (ip: string): number => ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

function inUse(context: ModelContext & { readonly self?: StoredObject }, wanted: string): StoredObject | undefined {
  const subnetId = text(context.inputs, "subnetId");
  return [...others(context, types.networkInterface), ...others(context, types.natGateway)].find(
    ({ state }) =>
      state.subnetId === subnetId && [...texts(state, "privateIps"), text(state, "privateIp")].includes(wanted),
  );
}

function admitAddresses(context: ModelContext & { readonly self?: StoredObject }): readonly Refusal[] {
  const block = text(context.world.find(types.subnet, text(context.inputs, "subnetId") ?? "")?.state, "cidrBlock");
  if (block === undefined) return [];
  return texts(context.inputs, "privateIps").flatMap((wanted) => {
    if (!contains(block, `${wanted}/32`))
      return refuse(
        "privateIps",
        `InvalidParameterValue: Address ${wanted} does not fall within the subnet's address range`,
      );
    if (reserved(block, wanted))
      return refuse("privateIps", `InvalidParameterValue: Address ${wanted} is in subnet's reserved address range`);
    const holder = inUse(context, wanted);
    return refuseIf(
      holder !== undefined,
      "privateIps",
      `InvalidIPAddress.InUse: Address ${wanted} is in use (${holder?.id})`,
    );
  });
}

export const networkInterface: ResourceModel = regional(
  tagged({
    type: types.networkInterface,
    docs: page("network_interface"),
    inputs: {
      subnetId: ref(types.subnet, { required: true, replaces: true }),
      description: string({ maxLength: 255 }),
      interfaceType: string({
        computed: true,
        replaces: true,
        oneOf: ["interface", "efa", "efa-only", "branch", "trunk"],
      }),
      // Stricter than AWS, where only another primary address replaces.
      privateIps: list(string({ pattern: address }), {
        computed: true,
        replaces: true,
        set: true,
        conflictsWith: ["privateIpLists"],
      }),
      privateIpLists: list(string({ pattern: address }), { computed: true, replaces: true }),
      privateIpListEnabled: boolean({ default: false }),
      privateIpsCount: integer({ computed: true, min: 0, conflictsWith: ["privateIpLists"] }),
      // Amazon VPC quotas, security groups per network interface.
      securityGroups: list(ref([types.securityGroup, types.defaultSecurityGroup]), {
        computed: true,
        set: true,
        maxItems: 5,
      }),
      sourceDestCheck: boolean({ default: true }),
    },
    id: (context) => `eni-${context.hex(17)}`,
    outputs: ["arn", "macAddress", "outpostArn", "ownerId", "privateDnsName", "privateIp"],
    compute: (context) => {
      const { id, inputs, placement, region, world } = context;
      const subnet = world.find(types.subnet, text(inputs, "subnetId") ?? "");
      const own = texts(inputs, "privateIps")[0] ?? texts(inputs, "privateIpLists")[0];
      const primary = own ?? context.privateAddress(text(subnet?.state, "cidrBlock") ?? "10.0.0.0/16");
      const vpc = world.find(types.vpc, text(subnet?.state, "vpcId") ?? "");
      const mac = derivedHex(id, "mac", 10).match(/../g) ?? [];
      const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
      return {
        arn: arn(context, "ec2", `network-interface/${id}`),
        ownerId: placement.account,
        outpostArn: "",
        macAddress: ["02", ...mac].join(":"),
        privateIp: primary,
        privateDnsName: `ip-${primary.replaceAll(".", "-")}.${domain}`,
        ...fill(inputs, {
          interfaceType: "interface",
          privateIps: [primary],
          privateIpLists: [primary],
          privateIpsCount: Math.max(0, texts(inputs, "privateIps").length - 1),
          securityGroups: [text(vpc?.state, "defaultSecurityGroupId") ?? ""],
        }),
      };
    },
    admit: (context) => {
      const { inputs, world } = context;
      const subnet = world.find(types.subnet, text(inputs, "subnetId") ?? "");
      const foreign = texts(inputs, "securityGroups").find(
        (id) => !sameVpc(world.find(types.securityGroup, id) ?? world.find(types.defaultSecurityGroup, id), subnet),
      );
      return [
        ...refuseIf(
          foreign !== undefined,
          "securityGroups",
          `InvalidParameterValue: Security group ${foreign} and subnet ${subnet?.id} belong to different networks.`,
        ),
        ...admitAddresses(context),
      ];
    },
    retain: ({ id }, world: World) => {
      const holder = interfacesInUse(world).get(id);
      return (
        holder && `InvalidParameterValue: Network interface '${id}' is currently in use by a machine of ${holder.id}.`
      );
    },
  }),
);
