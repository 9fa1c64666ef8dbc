/** What ACK refuses of a cluster. */
import { versionsIn } from "../../../src/facts/versions";
import type { ModelContext, Properties, Refusal, StoredObject } from "../../core/model";
import { objects, overlaps, refuse, text, unless } from "./fields";
import { keyType } from "./kms";
import { securityGroupType } from "./security";
import { vpcType, vswitchType } from "./vpc";

const clusterType = "alicloud:cs/managedKubernetes:ManagedKubernetes";

export const clusterSpecs = [
  ...["ack.standard", "ack.pro.small", "ack.pro.xlarge", "ack.pro.2xlarge", "ack.pro.4xlarge"],
];
/** Days that a control plane's log store keeps (UpdateControlPlaneLog, log_ttl). */
const longestTtl = 3000;

/** As ACK writes them; the patches are the sandbox's own. */
export const ackVersions = (): readonly string[] =>
  versionsIn("alicloud", "kubernetes").map((minor) => `${minor}.1-aliyun.1`);

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
const addonsOf = (inputs: Properties): readonly string[] => objects(inputs.addons).map((addon) => text(addon, "name"));

function networkRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const addons = addonsOf(inputs);
  const [terway, flannel] = [addons.includes("terway-eniip"), addons.includes("flannel")];
  return [
    ...unless(
      !given("addons") || inputs.addons === undefined || terway !== flannel,
      "addons",
      "InvalidNetworkPlugin: a cluster has one network plugin, terway-eniip or flannel",
    ),
    ...unless(!terway || given("podVswitchIds"), "podVswitchIds", "MissingParameter: terway-eniip needs it"),
    ...unless(!flannel || given("podCidr"), "podCidr", "MissingParameter: flannel needs it"),
    ...unless(
      !(terway && given("podCidr")),
      "podCidr",
      "InvalidParameter: with terway-eniip pods have addresses of vSwitches",
    ),
    ...unless(given("serviceCidr"), "serviceCidr", "MissingParameter.ServiceCidr: services need a block"),
    ...unless(given("vswitchIds"), "vswitchIds", "MissingParameter: the control plane stands in vSwitches"),
  ];
}

function logRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const ttl = text(inputs, "controlPlaneLogTtl");
  return [
    ...unless(
      !given("controlPlaneLogComponents") || given("controlPlaneLogTtl"),
      "controlPlaneLogTtl",
      "MissingParameter: controlPlaneLogComponents needs it",
    ),
    ...unless(
      ttl === "" || (Number(ttl) >= 1 && Number(ttl) <= longestTtl),
      "controlPlaneLogTtl",
      `InvalidParameter: 1 to ${longestTtl} days, not ${ttl}`,
    ),
  ];
}

/** Needs no world. */
export function clusterRefusals(context: ModelContext): readonly Refusal[] {
  const { inputs, given } = context;
  const [version, spec] = [text(inputs, "version"), text(inputs, "clusterSpec")];
  const window = objects([inputs.maintenanceWindow ?? null])[0];
  return [
    ...unless(
      version === "" || ackVersions().includes(version),
      "version",
      `InvalidKubernetesVersion: ${version} is not offered; there are ${ackVersions().join(", ")}`,
    ),
    ...unless(
      !given("encryptionProviderKey") || spec === "" || spec.startsWith("ack.pro"),
      "encryptionProviderKey",
      "InvalidParameter: secrets are encrypted in Pro clusters only (clusterSpec ack.pro.small)",
    ),
    ...unless(
      !(given("encryptionProviderKey") && inputs.disableEncryption === true),
      "disableEncryption",
      "InvalidParameter: it is false where encryptionProviderKey is given",
    ),
    ...unless(
      !given("operationPolicy") || (given("maintenanceWindow") && window?.enable !== false),
      "operationPolicy",
      "InvalidParameter: it works inside a maintenance window that is enabled",
    ),
    ...unless(
      inputs.proxyMode !== "nftables" || version === "" || minorOf(version) >= 35,
      "proxyMode",
      "InvalidParameter: nftables is there from Kubernetes 1.35 on",
    ),
    ...networkRefusals(context),
    ...logRefusals(context),
  ];
}

const minorOf = (version: string): number => Number(version.split(".")[1] ?? 0);

export type Admission = ModelContext & { readonly self?: StoredObject };

function placeRefusals({ inputs, world, self }: Admission): readonly Refusal[] {
  const vpcs = new Set(
    [...strings(inputs.vswitchIds), ...strings(inputs.podVswitchIds)].map((id) =>
      text(world.find(vswitchType, id)?.inputs ?? {}, "vpcId"),
    ),
  );
  const [vpcId = ""] = vpcs;
  const vpc = world.find(vpcType, vpcId);
  const services = text(inputs, "serviceCidr");
  const neighbours = world
    .objects(clusterType)
    .filter((other) => other.id !== self?.id && other.state.vpcId === vpcId)
    .map((other) => text(other.inputs, "serviceCidr"));
  const taken = [text(vpc?.inputs ?? {}, "cidrBlock"), ...neighbours].filter((block) => block !== "");
  const group = world.find(securityGroupType, text(inputs, "securityGroupId"));
  return [
    ...unless(vpcs.size === 1, "vswitchIds", "InvalidVSwitch: all vSwitches of a cluster lie in one VPC"),
    ...taken.flatMap((block) =>
      services === "" || !overlaps(services, block)
        ? []
        : refuse("serviceCidr", `InvalidServiceCIDR: ${services} overlaps ${block}, the VPC's or another cluster's`),
    ),
    ...unless(
      group === undefined || group.inputs.vpcId === vpcId,
      "securityGroupId",
      `InvalidSecurityGroup: ${group?.id} belongs to another VPC`,
    ),
  ];
}

function changeRefusals(inputs: Properties, { inputs: before }: StoredObject): readonly Refusal[] {
  const [from, to] = [minorOf(text(before, "version")), minorOf(text(inputs, "version"))];
  return [
    ...unless(
      inputs.version === undefined || to === from || to === from + 1,
      "version",
      `InvalidVersion: 1.${from} goes to 1.${from + 1} and nowhere else, not to 1.${to}`,
    ),
    ...unless(
      before.enableRrsa !== true || inputs.enableRrsa === true,
      "enableRrsa",
      "OperationDenied: RRSA can not be switched off again",
    ),
  ];
}

/** Needs the world: where it stands, its key, what it was before. */
export function admissionRefusals(context: Admission): readonly Refusal[] {
  const { inputs, world, self } = context;
  const key = world.find(keyType, text(inputs, "encryptionProviderKey"));
  return [
    ...placeRefusals(context),
    ...unless(
      key === undefined || key.inputs.keySpec === "Aliyun_AES_256",
      "encryptionProviderKey",
      `InvalidKMSKey: secrets are encrypted with Aliyun_AES_256, not ${text(key?.inputs ?? {}, "keySpec")}`,
    ),
    ...(self ? changeRefusals(inputs, self) : []),
  ];
}
