/** Groups of instances in a zone, which the cloud keeps at their number, and the configurations of single instances. */
import {
  boolean,
  type Field,
  integer,
  list,
  type ModelContext,
  map,
  object,
  type Properties,
  type Refusal,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import {
  defineGcp,
  invalid,
  nameField,
  objects,
  projectOf,
  resolve,
  rfc1035,
  selfLink,
  text,
  timestamp,
} from "./common";
import { regionHealthCheckType } from "./health-checks";
import { templateType } from "./instance-templates";
import { addressType, subnetworkType } from "./ranges";
import { regionOfZone, zoneRefusals } from "./zones";

export const groupType = "gcp:compute/instanceGroupManager:InstanceGroupManager";
const configType = "gcp:compute/perInstanceConfig:PerInstanceConfig";

const actions = ["NONE", "REFRESH", "RESTART", "REPLACE"];
const action = (more: { required?: true; default?: string } = {}): Field => string({ oneOf: actions, ...more });
const percent = () => integer({ min: 0, max: 100 });
const within = (value: ModelContext["inputs"][string] | undefined): Properties => objects([value ?? null])[0] ?? {};

function checkGroup(context: ModelContext): Refusal[] {
  const refusals = zoneRefusals(context);
  const policy = within(context.inputs.updatePolicy);
  const both = (kind: string) => policy[`${kind}Fixed`] !== undefined && policy[`${kind}Percent`] !== undefined;
  for (const kind of ["maxSurge", "maxUnavailable"])
    if (both(kind))
      refusals.push(invalid(`updatePolicy.${kind}Percent`, `can not be given together with ${kind}Fixed`));
  const none = (kind: string) => (policy[`${kind}Fixed`] ?? policy[`${kind}Percent`]) === 0;
  if (none("maxSurge") && none("maxUnavailable"))
    refusals.push(invalid("updatePolicy", "maxSurge and maxUnavailable can not both be 0"));
  if (policy.replacementMethod === "RECREATE" && !(none("maxSurge") && !none("maxUnavailable")))
    refusals.push(invalid("updatePolicy.replacementMethod", "RECREATE wants maxSurge 0 and maxUnavailable above 0"));
  if (
    actions.indexOf(String(policy.minimalAction)) >
    actions.indexOf(text(policy.mostDisruptiveAllowedAction) ?? "REPLACE")
  )
    refusals.push(invalid("updatePolicy.minimalAction", "is more disruptive than mostDisruptiveAllowedAction"));
  return refusals;
}

export const instanceGroupManager = defineGcp({
  type: groupType,
  page: "compute_instance_group_manager",
  apis: ["compute"],
  location: "global",
  inputs: {
    name: nameField(),
    description: string(),
    zone: string({ replaces: true, required: true }),
    baseInstanceName: string({ required: true, replaces: true, pattern: rfc1035 }),
    versions: list(
      object({
        name: string(),
        instanceTemplate: ref(templateType, { by: ["id", "selfLink"], required: true }),
        targetSize: object({ fixed: integer({ min: 0 }), percent: percent() }),
      }),
      { required: true, minItems: 1 },
    ),
    targetSize: integer({ computed: true, min: 0 }),
    updatePolicy: object(
      {
        type: string({ required: true, oneOf: ["OPPORTUNISTIC", "PROACTIVE"] }),
        minimalAction: action({ required: true }),
        mostDisruptiveAllowedAction: action(),
        replacementMethod: string({ oneOf: ["RECREATE", "SUBSTITUTE"] }),
        maxSurgeFixed: integer({ min: 0 }),
        maxSurgePercent: percent(),
        maxUnavailableFixed: integer({ min: 0 }),
        maxUnavailablePercent: percent(),
      },
      { computed: true },
    ),
    autoHealingPolicies: object({
      healthCheck: ref(regionHealthCheckType, { by: ["id", "selfLink"], required: true }),
      initialDelaySec: integer({ required: true, min: 0, max: 3600 }),
    }),
    instanceLifecyclePolicy: object(
      {
        defaultActionOnFailure: string({ oneOf: ["REPAIR", "DO_NOTHING"], default: "REPAIR" }),
        forceUpdateOnRepair: string({ oneOf: ["YES", "NO"], default: "NO" }),
        onFailedHealthCheck: string({ oneOf: ["DEFAULT_ACTION", "REPAIR", "DO_NOTHING"] }),
      },
      { computed: true },
    ),
    statefulInternalIps: list(statefulAddress()),
    statefulExternalIps: list(statefulAddress()),
    waitForInstances: boolean({ default: false }),
    waitForInstancesStatus: string({ oneOf: ["STABLE", "UPDATED"], default: "STABLE" }),
    listManagedInstancesResults: string({ oneOf: ["PAGELESS", "PAGINATED"], default: "PAGELESS" }),
  },
  outputs: [
    "creationTimestamp",
    "fingerprint",
    "instanceGroup",
    "instanceGroupManagerId",
    "operation",
    "selfLink",
    "statuses",
  ],
  id: (context) =>
    `projects/${projectOf(context)}/zones/${context.inputs.zone}/instanceGroupManagers/${context.inputs.name}`,
  compute: (context) => ({
    targetSize: 0,
    updatePolicy: {
      type: "OPPORTUNISTIC",
      minimalAction: "REPLACE",
      replacementMethod: "SUBSTITUTE",
      maxSurgeFixed: 1,
      maxUnavailableFixed: 1,
    },
    instanceLifecyclePolicy: { defaultActionOnFailure: "REPAIR", forceUpdateOnRepair: "NO" },
    creationTimestamp: timestamp(context),
    fingerprint: context.alphanumeric(11),
    instanceGroup: selfLink(context.id.replace("/instanceGroupManagers/", "/instanceGroups/")),
    instanceGroupManagerId: Number(context.digits(15)),
    operation: "",
    selfLink: selfLink(context.id),
    statuses: [{ isStable: true, versionTargets: [{ isReached: true }] }],
  }),
  unique: [
    {
      fields: ["name", "zone"],
      scope: "account",
      reason: "Error 409: an instance group manager of this name already exists in the zone, alreadyExists",
    },
  ],
  check: checkGroup,
  admit: ({ inputs, world, self }) => {
    const stateful = self !== undefined && configsOf(world, self).length > 0;
    return stateful ? statefulRefusals(inputs) : [];
  },
});

function statefulAddress(): Field {
  return object({
    interfaceName: string({ pattern: /^nic\d$/ }),
    deleteRule: string({ oneOf: ["NEVER", "ON_PERMANENT_INSTANCE_DELETION"], default: "NEVER" }),
  });
}

/** "Stateful MIGs", limitations: what is kept goes with an instance's name. */
function statefulRefusals({ updatePolicy }: Properties): Refusal[] {
  const { type, replacementMethod } = within(updatePolicy);
  return type === "PROACTIVE" && replacementMethod !== "RECREATE"
    ? [invalid("updatePolicy.replacementMethod", "a stateful group updates its instances by RECREATE only")]
    : [];
}

function groupOf(world: World, { instanceGroupManager: name, zone }: Properties): StoredObject | undefined {
  return world
    .objects(groupType)
    .find(({ id, state }) => id === name || state.selfLink === name || (state.name === name && state.zone === zone));
}

function configsOf(world: World, group: StoredObject): readonly StoredObject[] {
  return world.objects(configType).filter(({ inputs }) => groupOf(world, inputs)?.id === group.id);
}

const preservedAddress = (): Field =>
  list(
    object({
      interfaceName: string({ required: true, pattern: /^nic\d$/, hint: "nic0" }),
      autoDelete: string({ oneOf: ["NEVER", "ON_PERMANENT_INSTANCE_DELETION"], default: "NEVER" }),
      ipAddress: object({ address: ref(addressType, { by: ["id", "selfLink"] }) }),
    }),
    { set: true },
  );

export const perInstanceConfig = defineGcp({
  type: configType,
  page: "compute_per_instance_config",
  apis: ["compute"],
  location: "global",
  inputs: {
    name: nameField(),
    zone: string({ replaces: true, required: true }),
    instanceGroupManager: ref(groupType, { by: ["name", "id", "selfLink"], required: true, replaces: true }),
    preservedState: object({
      internalIps: preservedAddress(),
      externalIps: preservedAddress(),
      metadata: map(string()),
    }),
    minimalAction: action({ default: "NONE" }),
    mostDisruptiveAllowedAction: action({ default: "REPLACE" }),
    removeInstanceOnDestroy: boolean({ default: false }),
    removeInstanceStateOnDestroy: boolean({ default: false }),
  },
  outputs: [],
  id: (context) => {
    const { zone, instanceGroupManager: group, name } = context.inputs;
    return `${projectOf(context)}/${zone}/${String(group).replace(/^.*\//, "")}/${name}`;
  },
  compute: () => ({}),
  unique: [
    {
      fields: ["name", "zone"],
      scope: "account",
      reason: "Error 409: an instance of this name already exists in the zone, alreadyExists",
    },
  ],
  check: zoneRefusals,
  admit: (context) => {
    const { inputs, world } = context;
    const group = groupOf(world, inputs);
    if (!group) return [invalid("instanceGroupManager", `there is no such group in ${inputs.zone}`)];
    const own = statefulRefusals(group.inputs).map(({ reason }) => invalid("instanceGroupManager", reason));
    return [...own, ...keptAddresses(context, group)];
  },
});

const fieldsOf = { internalIps: "INTERNAL", externalIps: "EXTERNAL" } as const;

/** An address is kept for one machine, in the group's region and, inside, in the subnet of the machine's interface. */
function keptAddresses(
  { inputs, world, self }: ModelContext & { readonly self?: StoredObject },
  group: StoredObject,
): Refusal[] {
  const kept = (state: Properties) =>
    (["internalIps", "externalIps"] as const).flatMap((field) =>
      objects(within(state.preservedState)[field]).map((entry, index) => ({
        field,
        property: `preservedState.${field}[${index}].ipAddress.address`,
        interface: Number(text(entry.interfaceName)?.replace("nic", "")),
        address: resolve(world, addressType, within(entry.ipAddress).address),
      })),
    );
  const others = world.objects(configType).filter(({ urn }) => urn !== self?.urn);
  const taken = new Set(others.flatMap((other) => kept(other.inputs).map(({ address }) => address?.id)));
  const interfaces = interfacesOf(world, group);
  return kept(inputs).flatMap(({ field, property, address, interface: number }) => {
    if (!address) return [];
    const card = interfaces[number] ?? {};
    if (address.inputs.addressType !== fieldsOf[field])
      return [invalid(property, `'${address.id}'. It is no ${fieldsOf[field]} address`)];
    if (address.placement.region !== regionOfZone(group.inputs.zone))
      return [invalid(property, `'${address.id}'. It is not in the region of ${group.inputs.zone}`)];
    if (taken.has(address.id)) return [invalid(property, `'${address.id}'. It is in use by another instance`)];
    const subnet = resolve(world, subnetworkType, card.subnetwork);
    if (field === "internalIps" && subnet?.id !== resolve(world, subnetworkType, address.inputs.subnetwork)?.id)
      return [invalid(property, `'${address.id}'. It is not in the subnetwork of nic${number}`)];
    if (field === "externalIps" && objects(card.accessConfigs).length === 0)
      return [invalid(property, `nic${number} has no access config in the group's template`)];
    return [];
  });
}

function interfacesOf(world: World, group: StoredObject): readonly Properties[] {
  const [version] = objects(group.inputs.versions);
  return objects(resolve(world, templateType, version?.instanceTemplate)?.inputs.networkInterfaces);
}
