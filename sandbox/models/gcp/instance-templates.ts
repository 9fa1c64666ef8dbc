/** Templates of instances, kept in a region. Nothing of one ever changes. */
import {
  boolean,
  type CreateContext,
  type Field,
  integer,
  list,
  type ModelContext,
  map,
  object,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import { accountType } from "./agents";
import {
  compute,
  defineGcp,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  objects,
  projectOf,
  refuse,
  rfc1035,
  selfLink,
  text,
  timestamp,
} from "./common";
import { keyField, keyIn, keyRefusals } from "./kms";
import { isMachineType } from "./nodes";
import { networkType, subnetworkType } from "./ranges";

export const templateType = "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate";

/** Public images by family, of those that carry Google's guest agent ("Operating system details"). */
const image =
  /^((https:\/\/www\.googleapis\.com\/compute\/v1\/)?projects\/)?(debian-cloud)(\/global\/images\/family)?\/debian-1[123](-arm64)?$/;
const once = { replaces: true } as const;

/** Bytes of a value of metadata, and of all of them. */
const largestValue = 256 * 1024;
const largestMetadata = 512 * 1024;
/** Prefixes are followed by 26 characters, longer ones by nine. */
const longestPrefix = 54;
const longPrefix = 37;

const disk = (): Field =>
  object({
    boot: boolean(),
    autoDelete: boolean({ default: true }),
    deviceName: string(),
    diskName: string(),
    diskSizeGb: integer({ min: 10, max: 65_536 }),
    diskType: string({ oneOf: ["pd-standard", "pd-balanced", "pd-ssd", "hyperdisk-balanced"] }),
    sourceImage: string({ pattern: image, hint: "a family of Debian's public images: debian-cloud/debian-12" }),
    mode: string({ oneOf: ["READ_WRITE", "READ_ONLY"] }),
    type: string({ oneOf: ["PERSISTENT"] }),
    labels: labelsField(),
    diskEncryptionKey: object({ kmsKeySelfLink: keyField(), kmsKeyServiceAccount: string() }),
  });

// The cloud keeps neither a network nor an account for a template that names it.
const networkInterface = (): Field =>
  object({
    network: ref(networkType, { ...compute, holds: false }),
    subnetwork: ref(subnetworkType, { ...compute, holds: false }),
    networkIp: string(),
    nicType: string({ oneOf: ["GVNIC", "VIRTIO_NET"] }),
    stackType: string({ oneOf: ["IPV4_ONLY", "IPV4_IPV6"] }),
    queueCount: integer({ min: 1 }),
    accessConfigs: list(object({ natIp: string(), networkTier: string({ oneOf: ["PREMIUM", "STANDARD"] }) }), {
      maxItems: 1,
    }),
  });

/** Machines that sell Tier_1 networking, from 30 vCPU ("Configure per VM Tier_1 networking performance"). */
const tier1 = /^(n2|n2d|c2|c2d|c3|c3d)-[a-z]+-(\d+)$/;

function checkTemplate(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  const machine = text(inputs.machineType);
  if (machine !== undefined && !isMachineType(machine))
    refusals.push(invalid("machineType", `'${machine}'. There is no such machine type`));
  const disks = objects(inputs.disks);
  if (context.given("disks") && Array.isArray(inputs.disks)) {
    const boots = disks.flatMap(({ boot }, index) => (boot === true ? [index] : []));
    if (boots.length !== 1 || boots[0] !== 0)
      refusals.push(invalid("disks", "exactly one disk is the boot disk, and it is the first"));
    for (const [index, entry] of disks.entries())
      if (entry.sourceImage === undefined)
        refusals.push(
          refuse(`disks[${index}].sourceImage`, "one of source, sourceImage or sourceSnapshot is required"),
        );
  }
  for (const [index, { network, subnetwork }] of objects(inputs.networkInterfaces).entries())
    if (network === undefined && subnetwork === undefined)
      refusals.push(invalid(`networkInterfaces[${index}]`, "network or subnetwork must be given"));
  const [performance] = objects([inputs.networkPerformanceConfig ?? null]);
  if (performance?.totalEgressBandwidthTier === "TIER_1" && machine !== undefined) {
    const cpus = Number(tier1.exec(machine)?.[2] ?? 0);
    const gvnic = objects(inputs.networkInterfaces).every(({ nicType }) => nicType === "GVNIC");
    if (cpus < 30 || !gvnic)
      refusals.push(invalid("networkPerformanceConfig", `TIER_1 wants 30 vCPU or more and gVNIC; ${machine} has not`));
  }
  return [...refusals, ...checkScheduling(context), ...checkMetadata(context)];
}

function checkScheduling({ inputs }: ModelContext): Refusal[] {
  const [scheduling] = objects([inputs.scheduling ?? null]);
  return scheduling?.provisioningModel === "SPOT" && scheduling.automaticRestart !== false
    ? [invalid("scheduling.automaticRestart", "must be false for SPOT")]
    : [];
}

function checkMetadata({ inputs }: ModelContext): Refusal[] {
  const { metadata } = inputs;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return [];
  const sizes = Object.entries(metadata).map(([key, value]) => ({ key, size: Buffer.byteLength(String(value)) }));
  const large = sizes.filter(({ size }) => size > largestValue);
  const refusals = large.map(({ key, size }) =>
    invalid(`metadata.${key}`, `its value has ${size} bytes, and may have ${largestValue}`),
  );
  if (sizes.reduce((sum, { size }) => sum + size, 0) > largestMetadata)
    refusals.push(invalid("metadata", `all values together may have ${largestMetadata} bytes`));
  if (Object.hasOwn(metadata, "startup-script") && inputs.metadataStartupScript !== undefined)
    refusals.push(invalid("metadataStartupScript", "can not be given together with metadata startup-script"));
  return refusals;
}

const nameOf = (context: Pick<CreateContext, "inputs" | "digits">): string =>
  text(context.inputs.name) ??
  `${text(context.inputs.namePrefix) ?? "terraform-"}${context.digits((text(context.inputs.namePrefix) ?? "").length > longPrefix ? 9 : 26)}`;

export const regionInstanceTemplate = defineGcp({
  type: templateType,
  page: "compute_region_instance_template",
  apis: ["compute"],
  location: "region",
  inputs: {
    name: string({ ...once, computed: true, conflictsWith: ["namePrefix"], pattern: rfc1035 }),
    namePrefix: string({ ...once, computed: true, maxLength: longestPrefix, pattern: /^[a-z][-a-z0-9]*$/ }),
    description: string(once),
    instanceDescription: string(once),
    machineType: string({ ...once, required: true }),
    canIpForward: boolean({ ...once, default: false }),
    disks: list(disk(), { ...once, required: true, minItems: 1 }),
    networkInterfaces: list(networkInterface(), { ...once, maxItems: 8 }),
    networkPerformanceConfig: object(
      { totalEgressBandwidthTier: string({ required: true, oneOf: ["TIER_1", "DEFAULT"] }) },
      once,
    ),
    tags: list(string({ pattern: rfc1035 }), { ...once, set: true, maxItems: 64 }),
    serviceAccount: object(
      { email: ref(accountType, { by: "email", holds: false }), scopes: list(string(), { required: true, set: true }) },
      once,
    ),
    shieldedInstanceConfig: object(
      {
        enableSecureBoot: boolean({ default: false }),
        enableVtpm: boolean({ default: true }),
        enableIntegrityMonitoring: boolean({ default: true }),
      },
      { ...once, computed: true },
    ),
    scheduling: object(
      {
        automaticRestart: boolean({ default: true }),
        onHostMaintenance: string({ oneOf: ["MIGRATE", "TERMINATE"] }),
        provisioningModel: string({ oneOf: ["STANDARD", "SPOT"] }),
        preemptible: boolean({ default: false }),
      },
      { ...once, computed: true },
    ),
    metadata: map(string(), { ...once, keyPattern: /^[a-zA-Z0-9-_]{1,128}$/ }),
    metadataStartupScript: string(once),
    minCpuPlatform: string(once),
    labels: { ...labelsField(), ...once },
  },
  outputs: ["creationTimestamp", "metadataFingerprint", "numericId", "selfLink", "tagsFingerprint", ...labelOutputs],
  id: (context) => `projects/${projectOf(context)}/regions/${context.region}/instanceTemplates/${nameOf(context)}`,
  compute: (context) => ({
    name: context.id.slice(context.id.lastIndexOf("/") + 1),
    namePrefix: text(context.inputs.namePrefix) ?? "",
    shieldedInstanceConfig: { enableSecureBoot: false, enableVtpm: true, enableIntegrityMonitoring: true },
    scheduling: {
      automaticRestart: true,
      onHostMaintenance: "MIGRATE",
      provisioningModel: "STANDARD",
      preemptible: false,
    },
    creationTimestamp: timestamp(context),
    metadataFingerprint: context.alphanumeric(11),
    numericId: context.digits(19),
    selfLink: selfLink(context.id),
    tagsFingerprint: context.alphanumeric(11),
    ...labelsOf(context.inputs),
  }),
  unique: [
    { fields: ["name"], scope: "region", reason: "Error 409: a template of this name already exists, alreadyExists" },
  ],
  check: checkTemplate,
  admit: ({ inputs, world, placement, region }) =>
    objects(inputs.disks).flatMap((entry, index) =>
      keyRefusals(world, {
        property: `disks[${index}].diskEncryptionKey.kmsKeySelfLink`,
        key: keyIn(entry.diskEncryptionKey, "kmsKeySelfLink"),
        location: region,
        api: "compute",
        project: placement.account,
      }),
    ),
});
