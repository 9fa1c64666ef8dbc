/** Cloud SQL for PostgreSQL: primaries and their read replicas. */
import { versionsIn } from "../../../src/facts/versions";
import {
  boolean,
  type CreateContext,
  type ModelContext,
  type Properties,
  type Refusal,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import { autoname, defineGcp, objects, projectOf, refuse, resolve, stated, text, texts, timestamp } from "./common";
import { keyField, keyRefusals } from "./kms";
import { globalAddressType, networkOf, networkType } from "./ranges";
import { addressRefusals, block, editionOf, settingsField, settingsRefusals } from "./sql-settings";

export const instanceType = "gcp:sql/databaseInstance:DatabaseInstance";
const connectionType = "gcp:servicenetworking/connection:Connection";
/** Characters of project and name together. */
const longestName = 98;

const versions = versionsIn("gcp", "postgres").map((version) => `POSTGRES_${version}`);
const majorOf = (version: unknown): number => Number(String(version).replace("POSTGRES_", ""));
const bad = (property: string, reason: string): Refusal =>
  refuse(property, `Error 400: Invalid request: ${reason}, invalid`);

export const databaseInstance = defineGcp({
  type: instanceType,
  page: "sql_database_instance",
  apis: ["sqladmin"],
  location: "region",
  inputs: {
    name: string({
      replaces: true,
      default: autoname,
      pattern: /^[a-z][-a-z0-9]{0,95}[a-z0-9]$/,
      hint: "lower-case letters, digits and hyphens, a letter first; used again only a week after it was deleted",
    }),
    databaseVersion: string({ required: true, pattern: /^POSTGRES_\d+$/, hint: "of PostgreSQL: POSTGRES_17" }),
    includeReplicasForMajorVersionUpgrade: boolean(),
    masterInstanceName: ref(instanceType, { by: "name", replaces: true, sameRegion: false }),
    instanceType: string({ computed: true, oneOf: ["CLOUD_SQL_INSTANCE", "READ_REPLICA_INSTANCE"] }),
    encryptionKeyName: keyField({ replaces: true, computed: true }),
    deletionProtection: boolean({ default: true }),
    finalBackupDescription: string(),
    rootPassword: string({ secret: true }),
    settings: settingsField(),
  },
  outputs: [
    "availableMaintenanceVersions",
    "connectionName",
    "dnsName",
    "dnsNames",
    "firstIpAddress",
    "ipAddresses",
    "privateIpAddress",
    "pscServiceAttachmentLink",
    "publicIpAddress",
    "selfLink",
    "serverCaCerts",
    "serviceAccountEmailAddress",
  ],
  id: ({ inputs }) => String(inputs.name),
  compute: computeInstance,
  unique: [
    {
      fields: ["name"],
      scope: "account",
      reason:
        "Error 409: The Cloud SQL instance already exists. When you delete an instance, you can't reuse the name of the deleted instance until one week from the deletion date., instanceAlreadyExists",
    },
  ],
  check: (context) => {
    const { inputs } = context;
    const version = text(inputs.databaseVersion);
    const refusals: Refusal[] = [];
    if (version !== undefined && !versions.includes(version))
      refusals.push(
        refuse(
          "databaseVersion",
          `Error 400: Invalid value for database version: ${version}. Cloud SQL has ${versions.join(", ")}, invalid`,
        ),
      );
    const name = text(inputs.name) ?? "";
    if (`${projectOf(context)}:${name}`.length > longestName)
      refusals.push(bad("name", `${projectOf(context)}:${name} has more than ${longestName} characters`));
    if (version !== undefined)
      refusals.push(...settingsRefusals(block(inputs.settings), version, stated(context, "masterInstanceName")));
    return refusals;
  },
  admit: (context) => [
    ...addressRefusals(block(context.inputs.settings)),
    ...admitKey(context),
    ...admitNetwork(context),
    ...admitReplica(context),
    ...admitChange(context),
  ],
  retain: ({ inputs, id }) => {
    if (inputs.deletionProtection !== false)
      return "Error, failed to delete instance because deletion_protection is set to true. Set it to false to proceed with instance deletion";
    if (block(inputs.settings).deletionProtectionEnabled === true)
      return `Error, failed to delete instance ${id}: Error 400: The instance is protected. Please disable the deletion protection and try again, failedPrecondition`;
    return undefined;
  },
});

function computeInstance(context: CreateContext): Properties {
  const { inputs, id, world, region } = context;
  const { ipv4Enabled, privateNetwork } = block(block(inputs.settings).ipConfiguration);
  const range = peeredRange(world, privateNetwork);
  const privateAddress = range === undefined ? "" : context.privateAddress(range);
  const publicAddress = ipv4Enabled === false ? "" : context.publicAddress();
  const addresses = [
    ...(publicAddress ? [{ ipAddress: publicAddress, type: "PRIMARY", timeToRetire: "" }] : []),
    ...(privateAddress ? [{ ipAddress: privateAddress, type: "PRIVATE", timeToRetire: "" }] : []),
  ];
  return {
    instanceType: inputs.masterInstanceName ? "READ_REPLICA_INSTANCE" : "CLOUD_SQL_INSTANCE",
    encryptionKeyName: "",
    availableMaintenanceVersions: [],
    connectionName: `${projectOf(context)}:${region}:${id}`,
    dnsName: "",
    dnsNames: [],
    firstIpAddress: publicAddress || privateAddress,
    ipAddresses: addresses,
    privateIpAddress: privateAddress,
    pscServiceAttachmentLink: "",
    publicIpAddress: publicAddress,
    selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/projects/${projectOf(context)}/instances/${id}`,
    serverCaCerts: [
      {
        cert: `-----BEGIN CERTIFICATE-----\n${context.alphanumeric(64)}\n-----END CERTIFICATE-----`,
        commonName: `C=US,O=Google\\, Inc,CN=Google Cloud SQL Server CA`,
        createTime: timestamp(context),
        expirationTime: "2036-01-01T00:00:00.000Z",
        sha1Fingerprint: context.hex(40),
      },
    ],
    serviceAccountEmailAddress: `p${context.digits(12)}-${context.alphanumeric(6)}@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
  };
}

/** The range that the network lends to Google's services: where private addresses come from. */
function peeredRange(world: World, privateNetwork: Properties[string] | undefined): string | undefined {
  const network = resolve(world, networkType, privateNetwork);
  const connection = network && connectionOf(world, network);
  const [name] = texts(connection?.inputs.reservedPeeringRanges);
  const range = resolve(world, globalAddressType, name);
  return range && `${range.state.address}/${range.state.prefixLength}`;
}

function connectionOf(world: World, network: StoredObject): StoredObject | undefined {
  return world
    .objects(connectionType)
    .find(
      (entry) => entry.inputs.service === "servicenetworking.googleapis.com" && networkOf(world, entry) === network.id,
    );
}

type Admission = ModelContext & { readonly self?: StoredObject };

function admitKey(context: Admission): readonly Refusal[] {
  const { inputs, world, region, self } = context;
  if (self) return [];
  return keyRefusals(world, {
    property: "encryptionKeyName",
    key: inputs.encryptionKeyName,
    location: region,
    api: "sqladmin",
    project: projectOf(context),
  });
}

function admitNetwork({ inputs, world, self }: Admission): Refusal[] {
  const named = block(block(inputs.settings).ipConfiguration).privateNetwork;
  const before = block(block(self?.inputs.settings).ipConfiguration).privateNetwork;
  if (before !== undefined && named === undefined)
    return [bad("settings.ipConfiguration.privateNetwork", "Private IP can not be disabled once it was enabled")];
  const network = resolve(world, networkType, named);
  if (!network || connectionOf(world, network)) return [];
  return [
    refuse(
      "settings.ipConfiguration.privateNetwork",
      "failed to create instance because the network doesn't have at least 1 private services connection. Please see https://cloud.google.com/sql/docs/mysql/private-ip#network_requirements for how to create this connection.",
    ),
  ];
}

function admitReplica({ inputs, world, region, self }: Admission): Refusal[] {
  const primary = inputs.masterInstanceName && world.find(instanceType, String(inputs.masterInstanceName), "name");
  if (!primary) return [];
  const at = "masterInstanceName";
  const refusals: Refusal[] = [];
  if (primary.inputs.masterInstanceName)
    refusals.push(bad(at, `${primary.id} is a read replica itself; replicas of replicas are not made here`));
  const [theirs, ours] = [block(primary.inputs.settings), block(inputs.settings)];
  const { enabled, pointInTimeRecoveryEnabled } = block(theirs.backupConfiguration);
  if (enabled !== true || pointInTimeRecoveryEnabled !== true)
    refusals.push(
      bad(at, `${primary.id} must have automated backups and point-in-time recovery enabled to create read replicas`),
    );
  if (primary.inputs.databaseVersion !== inputs.databaseVersion)
    refusals.push(
      bad("databaseVersion", `A replica has the version of its primary: ${String(primary.inputs.databaseVersion)}`),
    );
  const version = String(inputs.databaseVersion);
  if (editionOf(theirs, version) !== editionOf(ours, version))
    refusals.push(bad("settings.edition", `A replica has the edition of its primary: ${editionOf(theirs, version)}`));
  if (!self && Number(ours.diskSize ?? theirs.diskSize ?? 0) < Number(theirs.diskSize ?? 0))
    refusals.push(bad("settings.diskSize", `A replica needs the disk of its primary: ${String(theirs.diskSize)} GB`));
  if (primary.inputs.encryptionKeyName && !inputs.encryptionKeyName && region !== primary.placement.region)
    refusals.push(
      bad(
        "encryptionKeyName",
        "A cross-region replica of an instance with a customer-managed key needs a key of its own",
      ),
    );
  return refusals;
}

/** What a change may not do. A change of size, flags or window is one that Cloud SQL makes in place. */
function admitChange({ inputs, world, self }: Admission): Refusal[] {
  if (!self) return [];
  const refusals: Refusal[] = [];
  const [before, after] = [block(self.inputs.settings), block(inputs.settings)];
  // The provider leaves such a change out while the disk grows by itself; a smaller disk is never what comes of it.
  if (Number(after.diskSize ?? before.diskSize ?? 0) < Number(before.diskSize ?? 0))
    refusals.push(
      bad("settings.diskSize", `Storage size can not be decreased from ${before.diskSize} GB to ${after.diskSize} GB`),
    );
  const [had, wanted] = [majorOf(self.inputs.databaseVersion), majorOf(inputs.databaseVersion)];
  if (wanted < had) refusals.push(bad("databaseVersion", `POSTGRES_${had} can not be downgraded`));
  const replicas = world
    .objects(instanceType)
    .filter(({ inputs: { masterInstanceName } }) => masterInstanceName === self.state.name);
  if (wanted > had && replicas.length > 0 && inputs.includeReplicasForMajorVersionUpgrade !== true)
    refusals.push(
      bad(
        "databaseVersion",
        `Major version upgrade is not supported while there are read replicas: ${replicas.map(({ id }) => id).join(", ")}`,
      ),
    );
  const backups = block(after.backupConfiguration);
  if (replicas.length > 0 && (backups.enabled !== true || backups.pointInTimeRecoveryEnabled !== true))
    refusals.push(bad("settings.backupConfiguration", "Backups can not be disabled while there are read replicas"));
  return refusals;
}

export const passwordRules = (instance: StoredObject | undefined): Properties => {
  const rules = block(block(instance?.inputs.settings).passwordValidationPolicy);
  return rules.enablePasswordPolicy === true ? rules : {};
};
export const isReplica = (instance: StoredObject | undefined): boolean =>
  objects([instance?.inputs ?? null]).some(({ masterInstanceName }) => Boolean(masterInstanceName));
