import {
  cidr,
  type Fields,
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
import {
  arn,
  derivedHex,
  fill,
  items,
  others,
  page,
  refuse,
  refuseIf,
  regional,
  sameVpc,
  tagged,
  text,
  types,
} from "./common";

/** A route to a target that is gone stays, as a black hole: so none of these holds its target. */
const targets: Fields = {
  gatewayId: ref(types.internetGateway, { holds: false }),
  natGatewayId: ref(types.natGateway, { holds: false }),
  vpcEndpointId: ref(types.vpcEndpoint, { holds: false }),
  networkInterfaceId: ref(types.networkInterface, { holds: false }),
};
const targetNames = Object.keys(targets);
const besides = (name: string) => targetNames.filter((other) => other !== name);

function targetRefusals(property: string, given: (name: string) => boolean): readonly Refusal[] {
  const named = targetNames.filter(given);
  if (named.length === 1) return [];
  return refuse(
    property,
    named.length === 0
      ? `a route needs one target of ${targetNames.join(", ")}`
      : `a route has one target, and there are ${named.join(" and ")}`,
  );
}

const destinationOf = (route: Properties) =>
  text(route, "destinationCidrBlock") ?? text(route, "cidrBlock") ?? text(route, "destinationPrefixListId");

const inlineRoutes = list(
  object({ cidrBlock: cidr(), destinationPrefixListId: string({ pattern: /^pl-[0-9a-f]+$/ }), ...targets }),
  { set: true, computed: true },
);

function inlineRefusals({ inputs }: ModelContext): readonly Refusal[] {
  return items(inputs.routes).flatMap((route, index) =>
    typeof route === "object" && route !== null && !Array.isArray(route)
      ? targetRefusals(`routes[${index}]`, (name) => (route as Properties)[name] !== undefined)
      : [],
  );
}

export const routeTable: ResourceModel = regional(
  tagged({
    type: types.routeTable,
    docs: page("route_table"),
    inputs: { vpcId: ref(types.vpc, { required: true, replaces: true }), routes: inlineRoutes },
    id: (context) => `rtb-${context.hex(17)}`,
    outputs: ["arn", "ownerId", "propagatingVgws"],
    compute: (context) => ({
      arn: arn(context, "ec2", `route-table/${context.id}`),
      ownerId: context.placement.account,
      propagatingVgws: [],
      ...fill(context.inputs, { routes: [] }),
    }),
    admit: inlineRefusals,
  }),
);

/** The main route table of a VPC, adopted. Deleting it changes nothing in the cloud. */
export const defaultRouteTable: ResourceModel = regional(
  tagged({
    type: types.defaultRouteTable,
    docs: page("default_route_table"),
    inputs: {
      defaultRouteTableId: ref(types.vpc, { by: "defaultRouteTableId", required: true, replaces: true, holds: false }),
      routes: inlineRoutes,
    },
    id: ({ inputs }) => text(inputs, "defaultRouteTableId") ?? "",
    outputs: ["arn", "ownerId", "vpcId"],
    compute: (context) => ({
      arn: arn(context, "ec2", `route-table/${context.id}`),
      ownerId: context.placement.account,
      vpcId: context.world.find(types.vpc, context.id, "defaultRouteTableId")?.id ?? "",
      ...fill(context.inputs, { routes: [] }),
    }),
    admit: inlineRefusals,
  }),
);

const anyTable = [types.routeTable, types.defaultRouteTable];
const tableOf = ({ world, inputs }: ModelContext) => {
  const id = text(inputs, "routeTableId") ?? "";
  return world.find(types.routeTable, id) ?? world.find(types.defaultRouteTable, id);
};

export const route: ResourceModel = regional({
  type: types.route,
  docs: page("route"),
  inputs: {
    routeTableId: ref(anyTable, { required: true, replaces: true }),
    destinationCidrBlock: cidr({ replaces: true, conflictsWith: ["destinationPrefixListId"] }),
    destinationPrefixListId: string({
      replaces: true,
      pattern: /^pl-[0-9a-f]+$/,
      conflictsWith: ["destinationCidrBlock", "vpcEndpointId"],
    }),
    gatewayId: ref(types.internetGateway, { holds: false, conflictsWith: besides("gatewayId") }),
    natGatewayId: ref(types.natGateway, { holds: false, conflictsWith: besides("natGatewayId") }),
    vpcEndpointId: ref(types.vpcEndpoint, { holds: false, conflictsWith: besides("vpcEndpointId") }),
    networkInterfaceId: ref(types.networkInterface, {
      computed: true,
      holds: false,
      conflictsWith: besides("networkInterfaceId"),
    }),
  },
  id: ({ inputs }) =>
    `r-${text(inputs, "routeTableId")}${Number.parseInt(derivedHex(destinationOf(inputs) ?? "", "route", 8), 16)}`,
  outputs: ["instanceId", "instanceOwnerId", "origin", "state"],
  compute: ({ inputs }) => ({
    instanceId: "",
    instanceOwnerId: "",
    origin: "CreateRoute",
    state: "active",
    ...fill(inputs, { networkInterfaceId: "" }),
  }),
  check: ({ given }) => [
    ...refuseIf(
      !given("destinationCidrBlock") && !given("destinationPrefixListId"),
      "",
      "one of destinationCidrBlock and destinationPrefixListId is needed",
    ),
    ...targetRefusals("", given),
  ],
  admit: (context) => {
    const { inputs, world } = context;
    const destination = destinationOf(inputs);
    const table = tableOf(context);
    const vpcId = text(table?.state, "vpcId");
    const local = text(world.find(types.vpc, vpcId ?? "")?.state, "cidrBlock");
    if (destination === local)
      return refuse(
        "destinationCidrBlock",
        `InvalidParameterValue: The destination CIDR block ${destination} is equal to this VPC's CIDR block, whose local route can not be made.`,
      );
    const inline = items(table?.inputs.routes).map((item) => destinationOf(item as Properties));
    const made = others(context, types.route)
      .filter(({ inputs: other }) => other.routeTableId === inputs.routeTableId)
      .map(({ inputs: other }) => destinationOf(other));
    if ([...inline, ...made].includes(destination))
      return refuse(
        "destinationCidrBlock",
        `RouteAlreadyExists: The route identified by ${destination} already exists.`,
      );
    return [...foreignTarget(context, vpcId), ...admitPrefixList(context)];
  },
});

/** Amazon VPC quotas, routes per route table; a prefix list counts as many as it may have entries. */
const routesPerTable = 500;
/** Lists of AWS's own have eight digits. */
const customersList = /^pl-[0-9a-f]{17}$/;

function admitPrefixList(context: ModelContext & { readonly self?: StoredObject }): readonly Refusal[] {
  const { inputs, world } = context;
  const listOf = (route: Properties) =>
    world.find(types.managedPrefixList, text(route, "destinationPrefixListId") ?? "");
  const weight = (route: Properties) => Number(listOf(route)?.state.maxEntries ?? 1);
  const named = text(inputs, "destinationPrefixListId");
  if (named !== undefined && customersList.test(named) && !listOf(inputs))
    return refuse(
      "destinationPrefixListId",
      `InvalidPrefixListID.NotFound: The prefix list ID '${named}' does not exist`,
    );
  const beside = others(context, types.route).filter(({ inputs: other }) => other.routeTableId === inputs.routeTableId);
  const sum = beside.reduce((total, { inputs: other }) => total + weight(other), weight(inputs));
  return refuseIf(
    sum > routesPerTable,
    "routeTableId",
    `RouteLimitExceeded: The maximum number of routes has been reached (${routesPerTable}).`,
  );
}

function foreignTarget({ inputs, world }: ModelContext, vpcId: string | undefined): readonly Refusal[] {
  const gateway = world.find(types.internetGateway, text(inputs, "gatewayId") ?? "");
  const nat = world.find(types.natGateway, text(inputs, "natGatewayId") ?? "");
  const card = world.find(types.networkInterface, text(inputs, "networkInterfaceId") ?? "");
  const cardsVpc = text(world.find(types.subnet, text(card?.state, "subnetId") ?? "")?.state, "vpcId");
  return [
    ...refuseIf(
      card !== undefined && cardsVpc !== vpcId,
      "networkInterfaceId",
      `InvalidParameterValue: route table ${inputs.routeTableId} and interface ${card?.id} belong to different networks`,
    ),
    ...refuseIf(
      gateway !== undefined && gateway.state.vpcId !== vpcId,
      "gatewayId",
      `InvalidParameterValue: route table ${inputs.routeTableId} and network gateway ${gateway?.id} belong to different networks`,
    ),
    ...refuseIf(
      nat !== undefined && nat.state.vpcId !== vpcId,
      "natGatewayId",
      `InvalidNatGatewayID.NotFound: ${nat?.id} belongs to a different network than ${inputs.routeTableId}`,
    ),
  ];
}

export const routeTableAssociation: ResourceModel = regional({
  type: types.routeTableAssociation,
  docs: page("route_table_association"),
  inputs: {
    routeTableId: ref(anyTable, { required: true }),
    subnetId: ref(types.subnet, { replaces: true, conflictsWith: ["gatewayId"] }),
    gatewayId: ref(types.internetGateway, { replaces: true }),
  },
  id: (context) => `rtbassoc-${context.hex(17)}`,
  outputs: [],
  compute: () => ({}),
  unique: [
    {
      fields: ["subnetId"],
      scope: "region",
      reason: "Resource.AlreadyAssociated: the subnet already has an association with a route table",
    },
    {
      fields: ["gatewayId"],
      scope: "region",
      reason: "Resource.AlreadyAssociated: the gateway already has an association with a route table",
    },
  ],
  check: ({ given }) =>
    refuseIf(!given("subnetId") && !given("gatewayId"), "", "one of subnetId and gatewayId is needed"),
  admit: (context) => {
    const { inputs, world } = context;
    const member =
      world.find(types.subnet, text(inputs, "subnetId") ?? "") ??
      world.find(types.internetGateway, text(inputs, "gatewayId") ?? "");
    return refuseIf(
      !sameVpc(member, tableOf(context)),
      "routeTableId",
      `InvalidParameterValue: Route table ${inputs.routeTableId} and ${member?.id} belong to different networks`,
    );
  },
});
