/** EKS clusters. Auto Mode, Outposts and hybrid nodes have no model. */
import { versionsIn } from "../../../src/facts/versions";
import {
  boolean,
  cidr,
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
  contains,
  derivedHex,
  dnsSuffixOf,
  fill,
  overlaps,
  page,
  refuse,
  refuseIf,
  regional,
  sameVpc,
  tagged,
  text,
  texts,
  types,
} from "./common";
import { allowing } from "./documents";
import { kmsKeyArn } from "./kms";

type Admission = ModelContext & { readonly self?: StoredObject };

export const clusterName = /^[0-9A-Za-z][A-Za-z0-9\-_]*$/;
const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
const code = "InvalidParameterException";
/** Subnets can not be in these ("Subnet requirements for clusters"). */
const withoutControlPlane: ReadonlySet<string> = new Set(["use1-az3", "usw1-az2", "cac1-az3"]);

const nested = (inputs: Properties | undefined, key: string): Properties => {
  const value = inputs?.[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : {};
};

/** The minor of `1.34`. */
export const minorOf = (version: string | undefined): number => Number((version ?? "").split(".")[1]);

/** Whether a role lets a service take it. */
export function trusts(world: ModelContext["world"], roleArn: string | undefined, service: string): boolean {
  const trust = text(roleArn ? world.find(types.role, roleArn, "arn")?.state : undefined, "assumeRolePolicy");
  return trust !== undefined && allowing(trust, "sts:AssumeRole", "Service", (name) => name === service).length > 0;
}

function check({ inputs, given }: ModelContext): readonly Refusal[] {
  const vpc = nested(inputs, "vpcConfig");
  const services = text(nested(inputs, "kubernetesNetworkConfig"), "serviceIpv4Cidr");
  const version = text(inputs, "version");
  const offered = versionsIn("aws", "kubernetes");
  return [
    ...refuseIf(
      version !== undefined && !offered.includes(version),
      "version",
      `${code}: unsupported Kubernetes version ${version}; in standard support are ${offered.join(", ")}`,
    ),
    ...refuseIf(
      given("vpcConfig") && vpc.endpointPublicAccess === false && vpc.endpointPrivateAccess === false,
      "vpcConfig.endpointPrivateAccess",
      `${code}: Private and public endpoint access cannot be false`,
    ),
    ...refuseIf(
      vpc.endpointPublicAccess === false && texts(vpc, "publicAccessCidrs").length > 0,
      "vpcConfig.publicAccessCidrs",
      `${code}: publicAccessCidrs can't be configured when the public endpoint is disabled`,
    ),
    ...refuseIf(
      services !== undefined && !privateBlocks.some((block) => contains(block, services)),
      "kubernetesNetworkConfig.serviceIpv4Cidr",
      `${code}: CIDR must be within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`,
    ),
  ];
}

const vpcOf = ({ inputs, world }: ModelContext): StoredObject | undefined => {
  const first = world.find(types.subnet, texts(nested(inputs, "vpcConfig"), "subnetIds")[0] ?? "");
  return world.find(types.vpc, text(first?.state, "vpcId") ?? "");
};

function admitNetwork(context: Admission): readonly Refusal[] {
  const { inputs, world } = context;
  const vpc = nested(inputs, "vpcConfig");
  const subnets = texts(vpc, "subnetIds").map((id) => world.find(types.subnet, id));
  const owner = vpcOf(context);
  if (subnets.some((subnet) => text(subnet?.state, "vpcId") !== owner?.id))
    return refuse("vpcConfig.subnetIds", `${code}: Subnets must be in the same VPC`);
  if (new Set(subnets.map((subnet) => text(subnet?.state, "availabilityZone"))).size < 2)
    return refuse(
      "vpcConfig.subnetIds",
      `${code}: Subnets specified must be in at least two different AZs (Service: AmazonEKS)`,
    );
  const closed = subnets.find((subnet) => withoutControlPlane.has(text(subnet?.state, "availabilityZoneId") ?? ""));
  if (closed)
    return refuse(
      "vpcConfig.subnetIds",
      `UnsupportedAvailabilityZoneException: Cannot create cluster because EKS does not support creating control plane instances in ${text(closed.state, "availabilityZone")}, the targeted availability zone.`,
    );
  const foreign = texts(vpc, "securityGroupIds").find(
    (id) => text(world.find(types.securityGroup, id)?.state, "vpcId") !== owner?.id,
  );
  if (foreign)
    return refuse("vpcConfig.securityGroupIds", `${code}: Security group(s) [${foreign}] are not in the same VPC`);
  const block = text(owner?.state, "cidrBlock");
  const services = text(nested(inputs, "kubernetesNetworkConfig"), "serviceIpv4Cidr");
  return refuseIf(
    block !== undefined && services !== undefined && overlaps(block, services),
    "kubernetesNetworkConfig.serviceIpv4Cidr",
    `${code}: The specified service CIDR ${services} overlaps with the CIDR ${block} of the VPC`,
  );
}

function admitChange({ inputs, self }: Admission): readonly Refusal[] {
  if (!self) return [];
  const [from, to] = [text(self.state, "version"), text(inputs, "version")];
  const step = minorOf(to) - minorOf(from);
  const keyOf = (properties: Properties) => text(nested(nested(properties, "encryptionConfig"), "provider"), "keyArn");
  return [
    ...refuseIf(
      from !== undefined && to !== undefined && (step < 0 || step > 1),
      "version",
      `${code}: Unsupported Kubernetes minor version update from ${from} to ${to}`,
    ),
    ...refuseIf(
      keyOf(self.inputs) !== undefined && keyOf(self.inputs) !== keyOf(inputs),
      "encryptionConfig",
      "InvalidRequestException: Encryption is already enabled for cluster, its key can't be changed",
    ),
  ];
}

function admit(context: Admission): readonly Refusal[] {
  const { inputs, world } = context;
  const role = text(inputs, "roleArn");
  if (!trusts(world, role, "eks.amazonaws.com"))
    return refuse(
      "roleArn",
      `${code}: Role with arn: ${role}, could not be assumed because it does not exist or the trusted entity is not correct`,
    );
  return [...admitNetwork(context), ...admitChange(context)];
}

const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const cluster: ResourceModel = regional(
  tagged({
    type: types.eksCluster,
    docs: page("eks_cluster"),
    inputs: {
      name: string({ computed: true, replaces: true, maxLength: 100, pattern: clusterName }),
      version: string({ computed: true, pattern: /^1\.\d+$/ }),
      roleArn: ref(types.role, { by: "arn", required: true, replaces: true }),
      accessConfig: object(
        {
          authenticationMode: string({ computed: true, oneOf: ["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"] }),
          bootstrapClusterCreatorAdminPermissions: boolean({ default: true, replaces: true }),
        },
        { computed: true },
      ),
      bootstrapSelfManagedAddons: boolean({ default: true, replaces: true }),
      vpcConfig: object(
        {
          subnetIds: list(ref(types.subnet), { required: true, set: true, minItems: 1 }),
          securityGroupIds: list(ref(types.securityGroup), { set: true }),
          endpointPrivateAccess: boolean({ default: false }),
          endpointPublicAccess: boolean({ default: true }),
          publicAccessCidrs: list(cidr(), { set: true, computed: true }),
        },
        { required: true },
      ),
      kubernetesNetworkConfig: object(
        {
          ipFamily: string({ computed: true, replaces: true, oneOf: ["ipv4", "ipv6"] }),
          serviceIpv4Cidr: cidr({ computed: true, replaces: true, minPrefix: 12, maxPrefix: 24 }),
        },
        { computed: true },
      ),
      encryptionConfig: object({
        provider: object({ keyArn: kmsKeyArn({ required: true }) }, { required: true }),
        resources: list(string({ oneOf: ["secrets"] }), { required: true, set: true }),
      }),
      enabledClusterLogTypes: list(string({ oneOf: logTypes }), { set: true }),
      upgradePolicy: object({ supportType: string({ oneOf: ["STANDARD", "EXTENDED"] }) }, { computed: true }),
      zonalShiftConfig: object({ enabled: boolean() }),
      controlPlaneScalingConfig: object(
        { tier: string({ oneOf: ["standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl"] }) },
        { computed: true },
      ),
      deletionProtection: boolean({ computed: true }),
      forceUpdateVersion: boolean(),
    },
    id: (context) => text(context.inputs, "name") ?? `${context.resourceName}-${context.hex(7)}`,
    outputs: [
      "arn",
      "certificateAuthority",
      "clusterId",
      "createdAt",
      "endpoint",
      "identities",
      "platformVersion",
      "status",
    ],
    compute: (context) => {
      const { id, inputs, region } = context;
      const mark = derivedHex(`${context.placement.account}/${region}/${id}`, "eks", 32).toUpperCase();
      const suffix = dnsSuffixOf(region);
      const vpc = nested(inputs, "vpcConfig");
      return {
        arn: arn(context, "eks", `cluster/${id}`),
        certificateAuthority: { data: Buffer.from(`sandbox authority of ${id}`).toString("base64") },
        // Of clusters on Outposts.
        clusterId: "",
        createdAt: "2025-01-01T00:00:00Z",
        endpoint: `https://${mark}.gr7.${region}.eks.${suffix}`,
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${region}.${suffix}/id/${mark}` }] }],
        platformVersion: "eks.1",
        status: "ACTIVE",
        vpcConfig: {
          ...vpc,
          ...fill(vpc, { publicAccessCidrs: vpc.endpointPublicAccess === true ? ["0.0.0.0/0"] : [] }),
          clusterSecurityGroupId: `sg-${derivedHex(id, "cluster-sg")}`,
          vpcId: vpcOf(context)?.id ?? "",
        },
        ...fill(inputs, {
          name: id,
          version: versionsIn("aws", "kubernetes").at(-1) ?? "",
          accessConfig: { authenticationMode: "CONFIG_MAP", bootstrapClusterCreatorAdminPermissions: true },
          kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" },
          upgradePolicy: { supportType: "EXTENDED" },
          controlPlaneScalingConfig: { tier: "standard" },
          deletionProtection: false,
        }),
      };
    },
    unique: [{ fields: ["name"], scope: "region", reason: "ResourceInUseException: Cluster already exists with name" }],
    // Amazon EKS service quotas, Clusters.
    quota: {
      most: 100,
      scope: "region",
      reason: "ResourceLimitExceededException: Cluster limit exceeded for account.",
    },
    check,
    admit,
    retain: ({ id, state }) =>
      state.deletionProtection === true
        ? `InvalidRequestException: Cannot delete cluster ${id} because deletionProtection is enabled. Disable deletionProtection before deleting it.`
        : undefined,
  }),
);

/** The cluster that something of it names. */
export const clusterOf = ({ inputs, world }: ModelContext): StoredObject | undefined =>
  world.find(types.eksCluster, text(inputs, "clusterName") ?? "");

/** Whether the subnets are of the cluster's VPC. */
export function ofClusterVpc(owner: StoredObject | undefined, member: StoredObject | undefined): boolean {
  const config = nested(owner?.state, "vpcConfig");
  return owner === undefined || sameVpc({ ...owner, state: config }, member);
}
