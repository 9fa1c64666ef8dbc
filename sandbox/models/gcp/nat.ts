/** Cloud NAT. */
import {
  boolean,
  integer,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import {
  compute,
  defineGcp,
  given,
  invalid,
  nameField,
  objects,
  projectOf,
  resolve,
  rfc1035,
  stated,
  text,
  texts,
  unknown,
} from "./common";
import { addressType, networkOf, subnetworkType } from "./ranges";
import { routerType } from "./routing";

const natType = "gcp:compute/routerNat:RouterNat";
const ranges = ["ALL_IP_RANGES", "LIST_OF_SECONDARY_IP_RANGES", "PRIMARY_IP_RANGE"];
const natAddress = () => ref(addressType, { ...compute });
const powerOfTwo = (value: number) => Number.isInteger(Math.log2(value));

function checkNat(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  const manual = inputs.natIpAllocateOption === "MANUAL_ONLY";
  const open = unknown(context, "natIpAllocateOption");
  if (manual && !stated(context, "natIps"))
    refusals.push(invalid("natIps", "must be given when natIpAllocateOption is MANUAL_ONLY"));
  if (!manual && !open && (stated(context, "natIps") || stated(context, "drainNatIps")))
    refusals.push(invalid("natIps", "can only be given when natIpAllocateOption is MANUAL_ONLY"));
  const listed = inputs.sourceSubnetworkIpRangesToNat === "LIST_OF_SUBNETWORKS";
  if (!unknown(context, "sourceSubnetworkIpRangesToNat") && listed !== stated(context, "subnetworks"))
    refusals.push(
      invalid("subnetworks", "goes with sourceSubnetworkIpRangesToNat LIST_OF_SUBNETWORKS, and only with it"),
    );
  for (const [index, subnet] of objects(inputs.subnetworks).entries()) {
    const wantsList = texts(subnet.sourceIpRangesToNats).includes("LIST_OF_SECONDARY_IP_RANGES");
    if (wantsList !== given(subnet.secondaryIpRangeNames))
      refusals.push(
        invalid(
          `subnetworks[${index}].secondaryIpRangeNames`,
          "goes with LIST_OF_SECONDARY_IP_RANGES, and only with it",
        ),
      );
  }
  return unknown(context, "enableDynamicPortAllocation") ? refusals : [...refusals, ...checkPorts(inputs)];
}

function checkPorts({
  enableDynamicPortAllocation,
  enableEndpointIndependentMapping,
  ...inputs
}: Properties): Refusal[] {
  const { minPortsPerVm, maxPortsPerVm } = inputs;
  if (enableDynamicPortAllocation !== true)
    return given(maxPortsPerVm) ? [invalid("maxPortsPerVm", "needs enableDynamicPortAllocation")] : [];
  const refusals: Refusal[] = [];
  if (enableEndpointIndependentMapping === true)
    refusals.push(
      invalid("enableEndpointIndependentMapping", "can not be on together with enableDynamicPortAllocation"),
    );
  if (typeof minPortsPerVm === "number" && (minPortsPerVm < 32 || !powerOfTwo(minPortsPerVm)))
    refusals.push(invalid("minPortsPerVm", `'${minPortsPerVm}'. It must be a power of two from 32`));
  if (typeof maxPortsPerVm === "number" && (!powerOfTwo(maxPortsPerVm) || maxPortsPerVm <= Number(minPortsPerVm ?? 32)))
    refusals.push(invalid("maxPortsPerVm", `'${maxPortsPerVm}'. It must be a power of two above minPortsPerVm`));
  return refusals;
}

/** Ids of the subnets that a NAT translates; "*" for all of its network. */
function translated(world: World, inputs: Properties): readonly string[] {
  if (inputs.sourceSubnetworkIpRangesToNat !== "LIST_OF_SUBNETWORKS") return ["*"];
  return objects(inputs.subnetworks).flatMap(({ name }) => resolve(world, subnetworkType, name)?.id ?? []);
}

function otherNats(world: World, network: string, self?: StoredObject): readonly StoredObject[] {
  return world.objects(natType).filter((nat) => {
    if (nat.urn === self?.urn) return false;
    const itsRouter = resolve(world, routerType, nat.inputs.router);
    return itsRouter !== undefined && networkOf(world, itsRouter) === network;
  });
}

function admitNat({ inputs, world, self, region }: ModelContext & { readonly self?: StoredObject }): Refusal[] {
  const itsRouter = resolve(world, routerType, inputs.router);
  const network = itsRouter && networkOf(world, itsRouter);
  if (network === undefined) return [];
  const refusals: Refusal[] = [];
  for (const [index, subnet] of objects(inputs.subnetworks).entries()) {
    const target = resolve(world, subnetworkType, subnet.name);
    if (!target) continue;
    if (networkOf(world, target) !== network)
      refusals.push(invalid(`subnetworks[${index}].name`, `'${target.id}'. It is not in the network of the router`));
    const known = objects(target.inputs.secondaryIpRanges).map(({ rangeName }) => rangeName);
    for (const name of texts(subnet.secondaryIpRangeNames))
      if (!known.includes(name))
        refusals.push(
          invalid(`subnetworks[${index}].secondaryIpRangeNames`, `'${name}'. ${target.id} has no such range`),
        );
  }
  const mine = translated(world, inputs);
  for (const other of otherNats(world, network, self).filter(({ placement }) => placement.region === region)) {
    const theirs = translated(world, other.inputs);
    const both = mine.filter((subnet) => subnet === "*" || theirs.includes(subnet) || theirs.includes("*"));
    if (both.length > 0)
      refusals.push(invalid("subnetworks", `${both.join(", ")} is translated by ${other.id} already`));
  }
  for (const [index, value] of texts(inputs.natIps).entries()) {
    const target = resolve(world, addressType, value);
    if (target && target.inputs.addressType !== "EXTERNAL")
      refusals.push(invalid(`natIps[${index}]`, `'${target.id}'. It is not an external address`));
    const user = world
      .objects(natType)
      .find(
        (nat) =>
          nat.urn !== self?.urn && texts(nat.inputs.natIps).some((ip) => resolve(world, addressType, ip) === target),
      );
    if (target && user) refusals.push(invalid(`natIps[${index}]`, `'${target.id}'. It is in use by ${user.id}`));
  }
  return refusals;
}

const timeout = (seconds: number) => integer({ min: 1, default: seconds });

export const routerNat = defineGcp({
  type: natType,
  page: "compute_router_nat",
  apis: ["compute"],
  location: "region",
  inputs: {
    name: nameField(),
    router: ref(routerType, { by: ["name", "id", "selfLink"], required: true, replaces: true }),
    natIpAllocateOption: string({ oneOf: ["MANUAL_ONLY", "AUTO_ONLY"] }),
    natIps: list(natAddress(), { set: true, computed: true }),
    initialNatIps: list(natAddress(), { set: true, replaces: true }),
    drainNatIps: list(natAddress(), { set: true, computed: true }),
    autoNetworkTier: string({ oneOf: ["PREMIUM", "STANDARD"], computed: true }),
    sourceSubnetworkIpRangesToNat: string({
      required: true,
      oneOf: ["ALL_SUBNETWORKS_ALL_IP_RANGES", "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES", "LIST_OF_SUBNETWORKS"],
    }),
    subnetworks: list(
      object({
        name: ref(subnetworkType, { ...compute, required: true }),
        sourceIpRangesToNats: list(string({ oneOf: ranges }), { set: true, required: true, minItems: 1 }),
        secondaryIpRangeNames: list(string({ pattern: rfc1035 }), { set: true }),
      }),
      { set: true },
    ),
    enableDynamicPortAllocation: boolean({ computed: true }),
    enableEndpointIndependentMapping: boolean({ computed: true }),
    minPortsPerVm: integer({ min: 2, max: 65536, computed: true }),
    maxPortsPerVm: integer({ min: 64, max: 65536 }),
    endpointTypes: list(string({ oneOf: ["ENDPOINT_TYPE_VM", "ENDPOINT_TYPE_SWG"] }), {
      replaces: true,
      computed: true,
    }),
    type: string({ oneOf: ["PUBLIC", "PRIVATE"], replaces: true, default: "PUBLIC" }),
    icmpIdleTimeoutSec: timeout(30),
    tcpEstablishedIdleTimeoutSec: timeout(1200),
    tcpTimeWaitTimeoutSec: timeout(120),
    tcpTransitoryIdleTimeoutSec: timeout(30),
    udpIdleTimeoutSec: timeout(30),
    logConfig: object({
      enable: boolean({ required: true }),
      filter: string({ required: true, oneOf: ["ERRORS_ONLY", "TRANSLATIONS_ONLY", "ALL"] }),
    }),
  },
  outputs: [],
  id: (context) => {
    const itsRouter = resolve(context.world, routerType, context.inputs.router);
    return `${projectOf(context)}/${context.region}/${itsRouter?.inputs.name ?? text(context.inputs.router)}/${context.inputs.name}`;
  },
  compute: () => ({
    natIps: [],
    drainNatIps: [],
    autoNetworkTier: "PREMIUM",
    enableDynamicPortAllocation: false,
    enableEndpointIndependentMapping: false,
    minPortsPerVm: 64,
    endpointTypes: ["ENDPOINT_TYPE_VM"],
  }),
  check: checkNat,
  admit: admitNat,
});
