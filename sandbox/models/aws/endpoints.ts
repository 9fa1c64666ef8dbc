import {
  boolean,
  json,
  list,
  type ModelContext,
  object,
  type Refusal,
  type ResourceModel,
  ref,
  string,
} from "../../core/model";
import {
  arn,
  derivedHex,
  fill,
  others,
  page,
  refuse,
  refuseIf,
  regional,
  tagged,
  text,
  texts,
  types,
  unknown,
} from "./common";
import { serviceName, servicesOf } from "./endpoint-services";

/** The short name of the service (`ecr.api`), or undefined when the region has no such endpoint service. */
function serviceOf({ inputs, region }: ModelContext): string | undefined {
  const type = text(inputs, "vpcEndpointType") ?? "Gateway";
  const at = text(inputs, "serviceRegion") ?? region;
  return servicesOf(type).find((service) => serviceName(service, at, type) === inputs.serviceName);
}

const ofInterfaces = ["securityGroupIds", "subnetIds", "subnetConfigurations", "dnsOptions", "serviceRegion"];

function check(context: ModelContext): readonly Refusal[] {
  const { inputs, given } = context;
  const name = text(inputs, "serviceName");
  const type = inputs.vpcEndpointType;
  const misplaced = type === "Gateway" ? ofInterfaces.filter(given) : [];
  const open = unknown(context, "vpcEndpointType") || unknown(context, "serviceRegion");
  return [
    ...refuseIf(
      name !== undefined && !open && serviceOf(context) === undefined,
      "serviceName",
      `InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist as ${type} in ${context.region}`,
    ),
    ...misplaced.map((property) => ({
      property,
      reason: `InvalidParameter: ${property} is not supported for endpoints of type Gateway`,
    })),
    ...refuseIf(
      type === "Gateway" && inputs.privateDnsEnabled === true,
      "privateDnsEnabled",
      "InvalidParameter: Private DNS is only supported for endpoints of type Interface",
    ),
    ...refuseIf(
      type === "Interface" && given("routeTableIds"),
      "routeTableIds",
      "InvalidParameter: Route table IDs are only supported for endpoints of type Gateway",
    ),
  ];
}

type Admission = Parameters<NonNullable<ResourceModel["admit"]>>[0];

function admitInterface(context: Admission): readonly Refusal[] {
  const { inputs, world } = context;
  const subnets = texts(inputs, "subnetIds").map((id) => world.find(types.subnet, id));
  const foreign = subnets.find((subnet) => subnet && subnet.state.vpcId !== inputs.vpcId);
  if (foreign)
    return refuse("subnetIds", `InvalidParameter: The subnet ${foreign.id} does not belong to VPC ${inputs.vpcId}`);
  const zones = subnets.map((subnet) => text(subnet?.state, "availabilityZone"));
  if (new Set(zones).size < zones.length)
    return refuse(
      "subnetIds",
      "DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone",
    );
  if (inputs.privateDnsEnabled !== true) return [];
  const vpc = world.find(types.vpc, text(inputs, "vpcId") ?? "");
  if (vpc?.state.enableDnsSupport !== true || vpc.state.enableDnsHostnames !== true)
    return refuse(
      "privateDnsEnabled",
      "InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true",
    );
  const rival = others(context, types.vpcEndpoint).find(
    ({ state }) =>
      state.vpcId === inputs.vpcId && state.serviceName === inputs.serviceName && state.privateDnsEnabled === true,
  );
  return refuseIf(
    rival !== undefined,
    "privateDnsEnabled",
    `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${inputs.serviceName} in the VPC ${inputs.vpcId} (${rival?.id})`,
  );
}

function admitGateway(context: Admission): readonly Refusal[] {
  const { inputs } = context;
  const tables = texts(inputs, "routeTableIds");
  const rival = others(context, types.vpcEndpoint).find(
    ({ state }) =>
      state.serviceName === inputs.serviceName && texts(state, "routeTableIds").some((table) => tables.includes(table)),
  );
  return refuseIf(
    rival !== undefined,
    "routeTableIds",
    `RouteAlreadyExists: a route table already has a route to ${inputs.serviceName} (${rival?.id})`,
  );
}

/** Endpoints of AWS's own services. Endpoint services of others and VPC Lattice have no model. */
export const vpcEndpoint: ResourceModel = regional(
  tagged({
    type: types.vpcEndpoint,
    docs: page("vpc_endpoint"),
    inputs: {
      vpcId: ref(types.vpc, { required: true, replaces: true }),
      serviceName: string({ required: true, replaces: true }),
      serviceRegion: string({ computed: true, replaces: true }),
      vpcEndpointType: string({ default: "Gateway", replaces: true, oneOf: ["Gateway", "Interface"] }),
      autoAccept: boolean(),
      policy: json({ computed: true }),
      privateDnsEnabled: boolean({ computed: true }),
      routeTableIds: list(ref([types.routeTable, types.defaultRouteTable]), { set: true, computed: true }),
      subnetIds: list(ref(types.subnet), { set: true, computed: true }),
      securityGroupIds: list(ref([types.securityGroup, types.defaultSecurityGroup]), { set: true, computed: true }),
      subnetConfigurations: list(object({ ipv4: string(), ipv6: string(), subnetId: ref(types.subnet) }), {
        set: true,
        computed: true,
      }),
      ipAddressType: string({ computed: true, oneOf: ["ipv4", "dualstack", "ipv6"] }),
      dnsOptions: object(
        {
          dnsRecordIpType: string({ oneOf: ["ipv4", "dualstack", "ipv6", "service-defined"] }),
          privateDnsOnlyForInboundResolverEndpoint: boolean(),
        },
        { computed: true },
      ),
    },
    id: (context) => `vpce-${context.hex(17)}`,
    outputs: [
      "arn",
      "cidrBlocks",
      "dnsEntries",
      "networkInterfaceIds",
      "ownerId",
      "prefixListId",
      "requesterManaged",
      "state",
    ],
    compute: (context) => {
      const { id, inputs, placement, region, world } = context;
      const isInterface = inputs.vpcEndpointType === "Interface";
      const service = serviceOf(context) ?? "";
      const host = `${service.split(".").reverse().join(".")}.${region}.vpce.amazonaws.com`;
      const vpc = world.find(types.vpc, text(inputs, "vpcId") ?? "");
      return {
        arn: arn(context, "ec2", `vpc-endpoint/${id}`),
        ownerId: placement.account,
        requesterManaged: false,
        state: "available",
        cidrBlocks: [],
        prefixListId: isInterface ? "" : `pl-${derivedHex(`${region}/${service}`, "pl", 8)}`,
        networkInterfaceIds: texts(inputs, "subnetIds").map((subnet) => `eni-${derivedHex(id, subnet)}`),
        dnsEntries: isInterface
          ? [
              {
                dnsName: `${id}-${derivedHex(id, "dns", 8)}.${host}`,
                hostedZoneId: `Z${derivedHex(region, "zone", 13).toUpperCase()}`,
              },
            ]
          : [],
        ...fill(inputs, {
          serviceRegion: region,
          policy: JSON.stringify({ Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }] }),
          privateDnsEnabled: false,
          routeTableIds: [],
          subnetIds: [],
          securityGroupIds: isInterface ? [text(vpc?.state, "defaultSecurityGroupId") ?? ""] : [],
          subnetConfigurations: [],
          ipAddressType: "ipv4",
          dnsOptions: { dnsRecordIpType: isInterface ? "ipv4" : "service-defined" },
        }),
      };
    },
    check,
    admit: (context) =>
      context.inputs.vpcEndpointType === "Interface" ? admitInterface(context) : admitGateway(context),
  }),
);
