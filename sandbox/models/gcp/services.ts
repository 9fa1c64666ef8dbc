/** APIs of a project, and private services access. */
import { boolean, list, type Properties, ref, string, type Value } from "../../core/model";
import { compute, defineGcp, invalid, objects, projectOf, refuse, resolve, serviceType, text, texts } from "./common";
import { globalAddressType, networkOf, networkType } from "./ranges";

export const service = defineGcp({
  type: serviceType,
  page: "google_project_service",
  location: "global",
  inputs: {
    service: string({
      required: true,
      replaces: true,
      pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
      hint: "the API's host name: compute.googleapis.com",
    }),
    disableOnDestroy: boolean({ default: false }),
    disableDependentServices: boolean(),
    checkIfServiceHasUsageOnDestroy: boolean(),
  },
  outputs: [],
  // Switching on what is on is no error, so several stacks may each have the API; the first has the cloud's own id.
  id: (context) => {
    const id = `${projectOf(context)}/${context.inputs.service}`;
    return context.world.find(serviceType, id) ? `${id}#${context.hex(8)}` : id;
  },
  compute: () => ({}),
});

const connectionType = "gcp:servicenetworking/connection:Connection";
const within = (value: Value | undefined): Properties => objects([value ?? null])[0] ?? {};
const sqlInstanceType = "gcp:sql/databaseInstance:DatabaseInstance";

export const connection = defineGcp({
  type: connectionType,
  page: "service_networking_connection",
  apis: ["servicenetworking"],
  location: "global",
  takesProject: false,
  inputs: {
    network: ref(networkType, { ...compute, required: true, replaces: true }),
    service: string({ required: true, replaces: true, pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/ }),
    reservedPeeringRanges: list(ref(globalAddressType, { by: "name" }), { required: true, minItems: 1 }),
    updateOnCreationFail: boolean(),
  },
  outputs: ["peering"],
  id: ({ inputs, world }) => {
    const network = resolve(world, networkType, inputs.network)?.id ?? String(inputs.network);
    return `${encodeURIComponent(network)}:${inputs.service}`;
  },
  compute: ({ inputs }) => ({ peering: String(inputs.service).replaceAll(".", "-") }),
  retain: (connection, world) => {
    const network = networkOf(world, connection);
    const inUse = world.objects(sqlInstanceType).some(({ inputs }) => {
      const { privateNetwork } = within(within(inputs.settings).ipConfiguration);
      return network !== undefined && resolve(world, networkType, privateNetwork)?.id === network;
    });
    return inUse
      ? "Error code 9, message: Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore, etc.) are still using this connection., failedPrecondition"
      : undefined;
  },
  admit: ({ inputs, world, self }) => {
    const network = resolve(world, networkType, inputs.network);
    if (!network) return [];
    const other = world
      .objects(connectionType)
      .find(
        (entry) =>
          entry.urn !== self?.urn && entry.inputs.service === inputs.service && networkOf(world, entry) === network.id,
      );
    if (other)
      return [
        refuse(
          "service",
          `Error 400: ${network.id} has a connection to ${text(inputs.service)}: update ${other.id}, failedPrecondition`,
        ),
      ];
    return texts(inputs.reservedPeeringRanges).flatMap((name, index) => {
      const range = resolve(world, globalAddressType, name);
      if (range?.inputs.purpose === "VPC_PEERING" && networkOf(world, range) === network.id) return [];
      return [invalid(`reservedPeeringRanges[${index}]`, `'${name}'. It is no range for VPC_PEERING of ${network.id}`)];
    });
  },
});
