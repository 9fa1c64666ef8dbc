/** Backends of load balancers in a region; of those inside the VPC that pass packets on, so far. */
import {
  boolean,
  integer,
  list,
  type ModelContext,
  number,
  object,
  type Properties,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import {
  compute,
  defineGcp,
  invalid,
  nameField,
  objects,
  projectOf,
  selfLink,
  stated,
  text,
  timestamp,
  unknown,
} from "./common";
import { regionHealthCheckType } from "./health-checks";
import { groupType } from "./instance-groups";
import { networkType } from "./ranges";
import { regionOfZone } from "./zones";

export const serviceType = "gcp:compute/regionBackendService:RegionBackendService";

export const inside = () =>
  string({ oneOf: ["INTERNAL"], hint: "load balancers of other schemes have no model yet", replaces: true });
const within = (value: ModelContext["inputs"][string] | undefined): Properties => objects([value ?? null])[0] ?? {};

function checkService(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  if (!stated(context, "healthChecks")) refusals.push(invalid("healthChecks", "a health check must be specified"));
  const backends = objects(inputs.backends);
  const groups = backends.map(({ group }) => text(group));
  for (const [index, { balancingMode, group }] of backends.entries()) {
    if (balancingMode !== "CONNECTION")
      refusals.push(
        invalid(`backends[${index}].balancingMode`, `'${balancingMode}'. It must be CONNECTION for INTERNAL`),
      );
    if (text(group) !== undefined && groups.indexOf(text(group)) < index)
      refusals.push(invalid(`backends[${index}].group`, `'${group}'. No two backends may have one group`));
  }
  if (backends.length > 0 && backends.every(({ failover }) => failover === true))
    refusals.push(invalid("backends", "one backend at least must not be a failover backend"));
  const policy = within(inputs.failoverPolicy);
  if (policy.disableConnectionDrainOnFailover === true && !unknown(context, "protocol") && inputs.protocol !== "TCP")
    refusals.push(
      invalid("failoverPolicy.disableConnectionDrainOnFailover", "can only be true if the protocol is TCP"),
    );
  return refusals;
}

export const regionBackendService = defineGcp({
  type: serviceType,
  page: "compute_region_backend_service",
  apis: ["compute"],
  location: "region",
  inputs: {
    name: nameField(),
    description: string(),
    loadBalancingScheme: { ...inside(), default: "INTERNAL" },
    protocol: string({ computed: true, oneOf: ["TCP", "UDP", "UNSPECIFIED"] }),
    network: ref(networkType, { ...compute, replaces: true }),
    healthChecks: ref(regionHealthCheckType, { by: ["id", "selfLink"] }),
    backends: list(
      object({
        group: ref(groupType, { by: "instanceGroup", required: true, sameRegion: false }),
        balancingMode: string({
          oneOf: ["UTILIZATION", "RATE", "CONNECTION", "CUSTOM_METRICS"],
          default: "UTILIZATION",
        }),
        failover: boolean(),
        description: string(),
      }),
      { set: true, maxItems: 50 },
    ),
    failoverPolicy: object({
      disableConnectionDrainOnFailover: boolean(),
      dropTrafficIfUnhealthy: boolean(),
      failoverRatio: number({ min: 0, max: 1 }),
    }),
    connectionDrainingTimeoutSec: integer({ min: 0, max: 3600, default: 300 }),
    connectionTrackingPolicy: object({
      trackingMode: string({ oneOf: ["PER_CONNECTION", "PER_SESSION"], default: "PER_CONNECTION" }),
      connectionPersistenceOnUnhealthyBackends: string({
        oneOf: ["DEFAULT_FOR_PROTOCOL", "NEVER_PERSIST", "ALWAYS_PERSIST"],
        default: "DEFAULT_FOR_PROTOCOL",
      }),
      idleTimeoutSec: integer({ min: 600, max: 57_600 }),
    }),
    sessionAffinity: string({
      computed: true,
      oneOf: ["NONE", "CLIENT_IP", "CLIENT_IP_PORT_PROTO", "CLIENT_IP_PROTO", "CLIENT_IP_NO_DESTINATION"],
    }),
    timeoutSec: integer({ computed: true }),
  },
  outputs: ["creationTimestamp", "fingerprint", "generatedId", "selfLink"],
  id: (context) => `projects/${projectOf(context)}/regions/${context.region}/backendServices/${context.inputs.name}`,
  compute: (context) => ({
    protocol: "TCP",
    sessionAffinity: "NONE",
    timeoutSec: 30,
    creationTimestamp: timestamp(context),
    fingerprint: context.alphanumeric(11),
    generatedId: Number(context.digits(15)),
    selfLink: selfLink(context.id),
  }),
  unique: [
    {
      fields: ["name"],
      scope: "region",
      reason: "Error 409: a backend service of this name already exists, alreadyExists",
    },
  ],
  check: checkService,
  admit: ({ inputs, world, region }) =>
    objects(inputs.backends).flatMap(({ group }, index) => {
      const found = world.find(groupType, text(group) ?? "", "instanceGroup");
      return found && regionOfZone(found.inputs.zone) !== region
        ? [invalid(`backends[${index}].group`, `'${group}'. It is not in ${region}`)]
        : [];
    }),
});
