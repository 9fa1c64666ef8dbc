/** Container Service for Kubernetes (ACK): managed clusters, and what is added to them. */
import {
  boolean,
  cidr,
  defineResource,
  integer,
  json,
  list,
  map,
  type Properties,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import { addonNames, clusterBlocks } from "./ack-fields";
import { type Admission, admissionRefusals, clusterRefusals, clusterSpecs } from "./ack-rules";
import { objects, page, resourceGroupId, tags, text, unless } from "./fields";
import { keyId } from "./kms";
import { projectType } from "./logs";
import { securityGroupType } from "./security";
import { vswitchType } from "./vpc";

export const ackClusterType = "alicloud:cs/managedKubernetes:ManagedKubernetes";

/** 33 characters: `c` and 32 of a hash. */
const hex = ({ hex: draw }: { hex(length: number): string }, prefix: string) => `${prefix}${draw(32)}`;

export const managedKubernetes = defineResource({
  type: ackClusterType,
  docs: page("cs_managed_kubernetes"),
  location: "region",
  inputs: {
    ...clusterBlocks,
    name: string({ required: true, minLength: 1, maxLength: 63, pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/ }),
    clusterSpec: string({ oneOf: clusterSpecs, computed: true }),
    profile: string({ oneOf: ["Default", "Edge", "Serverless", "Acs"], computed: true, replaces: true }),
    version: string({ computed: true }),
    timezone: string(),
    vswitchIds: list(ref(vswitchType), { set: true, minItems: 1, maxItems: 5, computed: true }),
    podVswitchIds: list(ref(vswitchType), { set: true }),
    podCidr: cidr({ replaces: true }),
    nodeCidrMask: integer({ min: 24, max: 28, replaces: true }),
    serviceCidr: cidr({ replaces: true, minPrefix: 16, maxPrefix: 24 }),
    ipStack: string({ oneOf: ["ipv4", "dual"], computed: true, replaces: true }),
    proxyMode: string({ oneOf: ["iptables", "ipvs", "nftables"], default: "ipvs", replaces: true }),
    clusterDomain: string({ default: "cluster.local", replaces: true }),
    customSan: string(),
    securityGroupId: ref(securityGroupType, { computed: true }),
    isEnterpriseSecurityGroup: boolean({ computed: true, replaces: true, conflictsWith: ["securityGroupId"] }),
    newNatGateway: boolean({ default: true }),
    slbInternetEnabled: boolean({ default: true }),
    enableRrsa: boolean({ default: false }),
    encryptionProviderKey: keyId(),
    disableEncryption: boolean({ computed: true }),
    deletionProtection: boolean({ default: false }),
    skipSetCertificateAuthority: boolean({ default: false }),
    controlPlaneLogComponents: list(string({ minLength: 1 }), { set: true }),
    controlPlaneLogProject: ref(projectType, { by: "projectName", computed: true }),
    controlPlaneLogTtl: string({ pattern: /^\d+$/, hint: "days", computed: true }),
    resourceGroupId,
    retainResources: list(string()),
    tags: tags(),
  },
  unique: [{ fields: ["name"], scope: "account", reason: "ClusterNameAlreadyExist: the account has this cluster" }],
  check: clusterRefusals,
  admit: (context) => admissionRefusals(context),
  retain: ({ id, inputs }) =>
    inputs.deletionProtection === true
      ? `DeletionProtectionEnabled: cluster ${id} is protected from deletion; switch deletionProtection off first`
      : undefined,
  id: (context) => hex(context, "c"),
  outputs: [
    ...["certificateAuthority", "connections", "natGatewayId", "rrsaMetadata", "slbId", "slbInternet", "slbIntranet"],
    ...["vpcId", "workerRamRoleName"],
  ],
  compute: ({ id, inputs, region, placement, world, privateAddress, publicAddress, alphanumeric, hex: draw }) => {
    const home = world.find(vswitchType, firstOf(inputs, "vswitchIds"))?.inputs ?? {};
    const intranet = privateAddress(text(home, "cidrBlock") || "10.0.0.0/24");
    const internet = inputs.slbInternetEnabled === true ? publicAddress() : "";
    const rrsa = inputs.enableRrsa === true;
    const provider = rrsa ? `ack-rrsa-${id}` : "";
    return {
      certificateAuthority: { clientCert: "", clientKey: "", clusterCert: "" },
      clusterSpec: "ack.standard",
      connections: {
        apiServerInternet: internet === "" ? "" : `https://${internet}:6443`,
        apiServerIntranet: `https://${intranet}:6443`,
        masterPublicIp: "",
        serviceDomain: `*.${id}.${region}.alicontainer.com`,
      },
      controlPlaneLogTtl: "30",
      disableEncryption: false,
      ipStack: "ipv4",
      isEnterpriseSecurityGroup: true,
      natGatewayId: "",
      profile: "Default",
      resourceGroupId: "rg-acfm00000000000",
      rrsaMetadata: {
        enabled: rrsa,
        ramOidcProviderArn: rrsa ? `acs:ram::${placement.account}:oidc-provider/${provider}` : "",
        ramOidcProviderName: provider,
        rrsaOidcIssuerUrl: rrsa ? `https://oidc-ack-${region}.oss-${region}.aliyuncs.com/${id}` : "",
      },
      slbId: `lb-${alphanumeric(18)}`,
      slbInternet: internet,
      slbIntranet: intranet,
      vpcId: text(home, "vpcId"),
      workerRamRoleName: `KubernetesWorkerRole-${draw(8)}-${draw(4)}`,
    };
  },
});

const firstOf = (inputs: Properties, key: string): string => {
  const value = inputs[key];
  const [first] = Array.isArray(value) ? value : [];
  return typeof first === "string" ? first : "";
};

const duration = string({ pattern: /^\d+[smh]$/, hint: "a number and s, m or h" });

export const autoscalingConfig = defineResource({
  type: "alicloud:cs/autoscalingConfig:AutoscalingConfig",
  docs: page("cs_autoscaling_config"),
  location: "region",
  inputs: {
    clusterId: ref(ackClusterType, { required: true, replaces: true }),
    coolDownDuration: { ...duration, default: "10m" },
    unneededDuration: { ...duration, default: "10m" },
    scanInterval: { ...duration, default: "30s" },
    utilizationThreshold: string({ pattern: /^0\.\d+$/, default: "0.5" }),
    gpuUtilizationThreshold: string({ pattern: /^0\.\d+$/, default: "0.5" }),
    expander: string({ oneOf: ["least-waste", "random", "priority"], default: "least-waste" }),
    priorities: map(string()),
    scalerType: string({ oneOf: ["cluster-autoscaler", "goatscaler"], default: "cluster-autoscaler" }),
    scaleDownEnabled: boolean({ default: true }),
    scaleUpFromZero: boolean({ default: true }),
    skipNodesWithSystemPods: boolean({ default: true }),
    skipNodesWithLocalStorage: boolean({ default: false }),
    daemonsetEvictionForNodes: boolean({ default: false }),
    recycleNodeDeletionEnabled: boolean({ default: false }),
    maxGracefulTerminationSec: integer({ min: 0, default: 14_400 }),
    minReplicaCount: integer({ min: 0, default: 0 }),
  },
  unique: [{ fields: ["clusterId"], scope: "region", reason: "a cluster has one autoscaler" }],
  check: ({ inputs }) =>
    unless(
      inputs.scalerType !== "goatscaler" || inputs.expander === "least-waste",
      "expander",
      "InvalidParameter: goatscaler knows least-waste only",
    ),
  id: ({ inputs }) => text(inputs, "clusterId"),
  outputs: [],
  compute: () => ({}),
});

/** What a cluster has by its own list of addons. */
const installed = (cluster: Properties): readonly string[] =>
  objects(cluster.addons)
    .filter(({ disabled }) => disabled !== true)
    .map((addon) => text(addon, "name"));

const addonAdmission = ({ inputs, world, self }: Admission): readonly Refusal[] => {
  const cluster = world.find(ackClusterType, text(inputs, "clusterId"));
  return unless(
    self !== undefined || !installed(cluster?.inputs ?? {}).includes(text(inputs, "name")),
    "name",
    `AddonAlreadyInstalled: ${cluster?.id} has ${text(inputs, "name")} by its own list`,
  );
};

export const kubernetesAddon = defineResource({
  type: "alicloud:cs/kubernetesAddon:KubernetesAddon",
  docs: page("cs_kubernetes_addon"),
  location: "region",
  inputs: {
    clusterId: ref(ackClusterType, { required: true, replaces: true }),
    name: string({ required: true, oneOf: addonNames, replaces: true }),
    version: string({ computed: true }),
    config: json({ computed: true }),
    cleanupCloudResources: boolean(),
  },
  unique: [{ fields: ["clusterId", "name"], scope: "region", reason: "AddonAlreadyInstalled: the cluster has it" }],
  admit: addonAdmission,
  id: ({ inputs }) => `${text(inputs, "clusterId")}:${text(inputs, "name")}`,
  outputs: ["canUpgrade", "nextVersion", "required"],
  compute: () => ({ canUpgrade: false, config: "{}", nextVersion: "", required: false, version: "v1.0.0" }),
});
