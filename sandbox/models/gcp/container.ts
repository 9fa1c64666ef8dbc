/** Clusters of GKE, Standard and VPC-native. */
import { Netmask } from "netmask";
import { findLocation, locationOfZone } from "../../../src/facts/locations";
import { versionsIn } from "../../../src/facts/versions";
import {
  boolean,
  type CreateContext,
  cidr,
  type Field,
  integer,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  ref,
  type StoredObject,
  string,
} from "../../core/model";
import {
  compute,
  defineGcp,
  given,
  labelOutputs,
  labelsField,
  objects,
  projectOf,
  refuse,
  resolve,
  stated,
  text,
  texts,
  unknown,
} from "./common";
import { keyField, keyRefusals } from "./kms";
import { maintenanceRefusals } from "./maintenance";
import { nodeAdmission, nodeConfigFields, nodeRefusals } from "./nodes";
import { clusterType } from "./pools";
import { conflict, networkOf, networkType, subnetworkType, takenRanges } from "./ranges";

const enabled = (options: { computed?: true } = { computed: true }): Field =>
  object({ enabled: boolean({ required: true }) }, options);
const block = (value: Properties[string] | undefined): Properties => objects([value ?? null])[0] ?? {};

const logComponents = ["SYSTEM_COMPONENTS", "WORKLOADS", "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER", "KCP_VPA"];
const metricComponents = [
  ...["SYSTEM_COMPONENTS", "APISERVER", "SCHEDULER", "CONTROLLER_MANAGER", "STORAGE", "HPA", "POD", "DAEMONSET"],
  ...["DEPLOYMENT", "STATEFULSET", "KUBELET", "CADVISOR", "DCGM", "JOBSET"],
];

export const cluster = defineGcp({
  type: clusterType,
  page: "container_cluster",
  apis: ["container"],
  location: "global",
  inputs: {
    name: string({
      required: true,
      replaces: true,
      pattern: /^[a-z][-a-z0-9]{0,38}[a-z0-9]$/,
      hint: "2 to 40 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    }),
    location: string({ replaces: true, computed: true }),
    description: string({ replaces: true }),
    nodeLocations: list(string(), { set: true, computed: true }),
    resourceLabels: labelsField(),
    deletionProtection: boolean({ default: true }),
    releaseChannel: object(
      { channel: string({ required: true, oneOf: ["UNSPECIFIED", "RAPID", "REGULAR", "STABLE", "EXTENDED"] }) },
      { computed: true },
    ),
    minMasterVersion: string({ pattern: /^\d+\.\d+(\.\d+(-gke\.\d+)?)?$/, hint: "a version: 1.34" }),
    maintenancePolicy: object({
      recurringWindow: object({
        startTime: string({ required: true }),
        endTime: string({ required: true }),
        recurrence: string({ required: true }),
      }),
      dailyMaintenanceWindow: object({ startTime: string({ required: true, pattern: /^([01]\d|2[0-3]):[0-5]\d$/ }) }),
    }),
    network: ref(networkType, { ...compute, replaces: true, required: true, sameRegion: false }),
    subnetwork: ref(subnetworkType, { ...compute, replaces: true, required: true, sameRegion: false }),
    networkingMode: string({ replaces: true, oneOf: ["VPC_NATIVE", "ROUTES"], computed: true }),
    datapathProvider: string({ oneOf: ["LEGACY_DATAPATH", "ADVANCED_DATAPATH"], replaces: true, computed: true }),
    ipAllocationPolicy: object(
      {
        clusterSecondaryRangeName: string({ replaces: true, computed: true }),
        servicesSecondaryRangeName: string({ replaces: true, computed: true }),
        stackType: string({ replaces: true, oneOf: ["IPV4", "IPV4_IPV6"], default: "IPV4" }),
      },
      { replaces: true, computed: true },
    ),
    privateClusterConfig: object({
      enablePrivateNodes: boolean({ computed: true }),
      enablePrivateEndpoint: boolean({ computed: true }),
      masterIpv4CidrBlock: cidr({ replaces: true, computed: true, minPrefix: 28, maxPrefix: 28 }),
      masterGlobalAccessConfig: enabled(),
    }),
    masterAuthorizedNetworksConfig: object(
      {
        cidrBlocks: list(object({ cidrBlock: cidr({ required: true }), displayName: string() }), {
          set: true,
          maxItems: 100,
        }),
        gcpPublicCidrsAccessEnabled: boolean({ computed: true }),
        privateEndpointEnforcementEnabled: boolean({ computed: true }),
      },
      { computed: true },
    ),
    controlPlaneEndpointsConfig: object(
      {
        dnsEndpointConfig: object({ allowExternalTraffic: boolean() }, { computed: true }),
        ipEndpointsConfig: object({ enabled: boolean({ default: true }) }, { computed: true }),
      },
      { computed: true },
    ),
    gatewayApiConfig: object(
      { channel: string({ required: true, oneOf: ["CHANNEL_DISABLED", "CHANNEL_EXPERIMENTAL", "CHANNEL_STANDARD"] }) },
      { computed: true },
    ),
    serviceExternalIpsConfig: enabled(),
    databaseEncryption: object(
      { state: string({ required: true, oneOf: ["ENCRYPTED", "DECRYPTED"] }), keyName: keyField() },
      { computed: true },
    ),
    workloadIdentityConfig: object({ workloadPool: string() }, { computed: true }),
    secretManagerConfig: object({
      enabled: boolean({ required: true }),
      rotationConfig: object(
        { enabled: boolean({ required: true }), rotationInterval: string({ pattern: /^\d+s$/, computed: true }) },
        { computed: true },
      ),
    }),
    masterAuth: object(
      {
        clientCertificateConfig: object(
          { issueClientCertificate: boolean({ required: true, replaces: true }) },
          {
            required: true,
          },
        ),
      },
      { computed: true },
    ),
    anonymousAuthenticationConfig: object(
      { mode: string({ required: true, oneOf: ["ENABLED", "LIMITED"] }) },
      { computed: true },
    ),
    rbacBindingConfig: object(
      {
        enableInsecureBindingSystemAuthenticated: boolean(),
        enableInsecureBindingSystemUnauthenticated: boolean(),
      },
      { computed: true },
    ),
    binaryAuthorization: object({
      evaluationMode: string({ oneOf: ["DISABLED", "PROJECT_SINGLETON_POLICY_ENFORCE"] }),
    }),
    enableShieldedNodes: boolean({ default: true }),
    enableIntranodeVisibility: boolean({ computed: true }),
    enableLegacyAbac: boolean({ default: false }),
    verticalPodAutoscaling: enabled(),
    costManagementConfig: enabled(),
    defaultMaxPodsPerNode: integer({ min: 8, max: 256, replaces: true, computed: true }),
    loggingConfig: object(
      { enableComponents: list(string({ oneOf: logComponents }), { required: true }) },
      { computed: true },
    ),
    monitoringConfig: object(
      {
        enableComponents: list(string({ oneOf: metricComponents }), { computed: true }),
        managedPrometheus: enabled(),
      },
      { computed: true },
    ),
    removeDefaultNodePool: boolean(),
    initialNodeCount: integer({ min: 0, replaces: true }),
    nodeConfig: object(nodeConfigFields(), { computed: true }),
  },
  outputs: [
    "emulatedVersion",
    "endpoint",
    "labelFingerprint",
    "masterVersion",
    "operation",
    "selfLink",
    "servicesIpv4Cidr",
    "tpuIpv4CidrBlock",
    ...labelOutputs,
  ],
  id: (context) =>
    `projects/${projectOf(context)}/locations/${locationOf(context)}/clusters/${text(context.inputs.name)}`,
  compute: computeCluster,
  check: checkCluster,
  admit: admitCluster,
  retain: ({ inputs }) =>
    inputs.deletionProtection === false
      ? undefined
      : "Cannot destroy cluster because deletion_protection is set to true. Set it to false to proceed with cluster deletion.",
});

function locationOf({ inputs, region }: Pick<ModelContext, "inputs" | "region">): string {
  return text(inputs.location) ?? region;
}

const minorOf = (version: string): string => version.split(".").slice(0, 2).join(".");

function computeCluster(context: CreateContext): Properties {
  const { inputs, world } = context;
  const location = locationOf(context);
  const settings = block(inputs.privateClusterConfig);
  const controlPlane = text(settings.masterIpv4CidrBlock);
  const subnet = resolve(world, subnetworkType, inputs.subnetwork);
  const publicEndpoint = context.publicAddress();
  const privateEndpoint = context.privateAddress(controlPlane ?? String(subnet?.inputs.ipCidrRange ?? "10.0.0.0/16"));
  const minor = minorOf(text(inputs.minMasterVersion) ?? versionsIn("gcp", "kubernetes").at(-1) ?? "");
  const master = `${minor}.4-gke.1182000`;
  const services = objects(subnet?.inputs.secondaryIpRanges).find(
    ({ rangeName }) => rangeName === block(inputs.ipAllocationPolicy).servicesSecondaryRangeName,
  );
  return {
    location,
    nodeLocations: findLocation("gcp", location)?.zones.slice(0, 3) ?? [location],
    ...(inputs.privateClusterConfig && {
      privateClusterConfig: { ...settings, peeringName: "", privateEndpoint, publicEndpoint },
    }),
    masterAuth: {
      ...block(inputs.masterAuth),
      clientCertificate: "",
      clientKey: "",
      clusterCaCertificate: Buffer.from(
        `-----BEGIN CERTIFICATE-----\n${context.id}\n-----END CERTIFICATE-----\n`,
      ).toString("base64"),
    },
    endpoint: settings.enablePrivateEndpoint === true ? privateEndpoint : publicEndpoint,
    masterVersion: master,
    emulatedVersion: minor,
    labelFingerprint: context.hex(8),
    operation: "",
    selfLink: `https://container.googleapis.com/v1/${context.id}`,
    servicesIpv4Cidr: text(services?.ipCidrRange) ?? "",
    tpuIpv4CidrBlock: "",
    effectiveLabels: inputs.resourceLabels ?? {},
    pulumiLabels: inputs.resourceLabels ?? {},
  };
}

function checkCluster(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  const location = text(inputs.location);
  if (location !== undefined && !findLocation("gcp", location) && !locationOfZone("gcp", location))
    refusals.push(refuse("location", `Error 400: Location "${location}" does not exist., badRequest`));
  for (const zone of texts(inputs.nodeLocations))
    if (location !== undefined && !zone.startsWith(location))
      refusals.push(refuse("nodeLocations", `Error 400: Zone "${zone}" is not in region "${location}"., badRequest`));
  const version = text(inputs.minMasterVersion);
  if (version !== undefined && !versionsIn("gcp", "kubernetes").includes(minorOf(version)))
    refusals.push(refuse("minMasterVersion", `Error 400: Master version "${version}" is unsupported., badRequest`));
  if (
    inputs.removeDefaultNodePool === true &&
    !unknown(context, "initialNodeCount") &&
    !(Number(inputs.initialNodeCount ?? 0) >= 1)
  )
    refusals.push(
      refuse("initialNodeCount", "Error 400: Cluster.initial_node_count must be greater than zero., badRequest"),
    );
  const pool = text(block(inputs.workloadIdentityConfig).workloadPool);
  if (pool !== undefined && pool !== `${projectOf(context)}.svc.id.goog`)
    refusals.push(
      refuse(
        "workloadIdentityConfig.workloadPool",
        `Error 400: Workload pool "${pool}" must be ${projectOf(context)}.svc.id.goog, badRequest`,
      ),
    );
  const encryption = block(inputs.databaseEncryption);
  if (encryption.state === "DECRYPTED" && given(encryption.keyName))
    refusals.push(refuse("databaseEncryption.keyName", "Error 400: a key goes with ENCRYPTED only, badRequest"));
  const window = block(block(inputs.maintenancePolicy).recurringWindow);
  if (given(inputs.maintenancePolicy) && Object.keys(window).length > 0) refusals.push(...maintenanceRefusals(window));
  return [...refusals, ...checkAccess(context), ...nodeRefusals(block(inputs.nodeConfig), location ?? "")];
}

const inside = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map((range) => new Netmask(range)),
];

/** Who may reach the control plane. */
function checkAccess(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const { enablePrivateEndpoint, enablePrivateNodes } = block(inputs.privateClusterConfig);
  if (enablePrivateEndpoint !== true) return [];
  const refusals: Refusal[] = [];
  if (enablePrivateNodes === false)
    refusals.push(
      refuse(
        "privateClusterConfig.enablePrivateEndpoint",
        "Error 400: EnablePrivateEndpoint requires private nodes, badRequest",
      ),
    );
  if (!stated(context, "masterAuthorizedNetworksConfig"))
    refusals.push(
      refuse(
        "masterAuthorizedNetworksConfig",
        "Error 400: Master authorized networks must be enabled when the public endpoint is disabled, badRequest",
      ),
    );
  for (const { cidrBlock } of objects(block(inputs.masterAuthorizedNetworksConfig).cidrBlocks)) {
    const range = text(cidrBlock);
    if (range !== undefined && !inside.some((private_) => private_.contains(range)))
      refusals.push(
        refuse(
          "masterAuthorizedNetworksConfig.cidrBlocks",
          `Error 400: ${range} is public, and only internal addresses can be authorized when the public endpoint is disabled, badRequest`,
        ),
      );
  }
  return refusals;
}

type Admission = ModelContext & { readonly self?: StoredObject };

function admitCluster(context: Admission): Refusal[] {
  const { inputs, world, self } = context;
  const location = locationOf(context);
  const project = projectOf(context);
  const refusals: Refusal[] = [
    ...keyRefusals(world, {
      property: "databaseEncryption.keyName",
      key: block(inputs.databaseEncryption).keyName,
      location,
      api: "container",
      project,
    }),
    // Of the first pool, which is made with the cluster and never again.
    ...(self ? [] : nodeAdmission(world, block(inputs.nodeConfig), { location, project })),
    ...admitNetwork(context),
  ];
  const before = Number(minorOf(text(self?.state.masterVersion) ?? "0").split(".")[1] ?? 0);
  const after = Number(minorOf(text(inputs.minMasterVersion) ?? "0").split(".")[1] ?? 0);
  if (self && after > before + 1)
    refusals.push(
      refuse(
        "minMasterVersion",
        `Error 400: Master cannot be upgraded to "${text(inputs.minMasterVersion)}": cannot skip minor versions, badRequest`,
      ),
    );
  return refusals;
}

function admitNetwork({ inputs, world, self }: Admission): Refusal[] {
  const network = resolve(world, networkType, inputs.network);
  const subnet = resolve(world, subnetworkType, inputs.subnetwork);
  if (!network || !subnet) return [];
  const refusals: Refusal[] = [];
  if (networkOf(world, subnet) !== network.id)
    refusals.push(
      refuse("subnetwork", `Error 400: Subnetwork "${subnet.id}" is not in network "${network.id}"., badRequest`),
    );
  const ranges = objects(subnet.inputs.secondaryIpRanges).map(({ rangeName }) => rangeName);
  const { clusterSecondaryRangeName, servicesSecondaryRangeName } = block(inputs.ipAllocationPolicy);
  for (const [field, kind, name] of [
    ["clusterSecondaryRangeName", "Pods", clusterSecondaryRangeName],
    ["servicesSecondaryRangeName", "Services", servicesSecondaryRangeName],
  ] as const)
    if (given(name) && !ranges.includes(name ?? null))
      refusals.push(
        refuse(
          `ipAllocationPolicy.${field}`,
          `Error 400: ${kind} secondary range "${String(name)}" not found in subnet "${String(subnet.state.name)}"., badRequest`,
        ),
      );
  const controlPlane = text(block(inputs.privateClusterConfig).masterIpv4CidrBlock);
  const taken = controlPlane === undefined ? undefined : conflict([controlPlane], takenRanges(world, network, self));
  if (taken)
    refusals.push(
      refuse(
        "privateClusterConfig.masterIpv4CidrBlock",
        `Error 400: The given master_ipv4_cidr ${taken.cidr} overlaps with an existing network ${taken.with.cidr} of ${taken.with.owner}., badRequest`,
      ),
    );
  return refusals;
}
