/** What would be open to the internet, by type. */
import { isDeepStrictEqual } from "node:util";
import type { Cloud } from "../../src/facts/locations";
import { at, type Inputs, leaves, texts } from "./inputs";
import type { Registered, Stood } from "./stood";

/** Whether a resource is closed as it has to be. */
type Closed = (inputs: Inputs, stood: Stood) => boolean;

const is =
  (path: string, value: unknown): Closed =>
  (inputs) =>
    at(inputs, path).every((found) => found === value);
const all =
  (...rules: readonly Closed[]): Closed =>
  (inputs, stood) =>
    rules.every((rule) => rule(inputs, stood));

/** RFC 1918. */
const isPrivate = (cidr: unknown): boolean =>
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+\/\d+$/.test(String(cidr));
const allPrivate =
  (path: string): Closed =>
  (inputs) =>
    at(inputs, path).every((found) => [found].flat().every(isPrivate));

/** A list of our own (one of AWS's is of its public addresses), of private blocks alone. */
const isPrivateList = ({ made }: Stood, list: unknown): boolean =>
  made.some(
    ({ type, id, inputs }) =>
      type.endsWith(":ManagedPrefixList") && id === list && at(inputs, "entries.*.cidr").every(isPrivate),
  );

/** The one security group that the internet may reach, at the two ports of the web. */
const isIngress = ({ made }: Stood, group: unknown): boolean =>
  made.some(({ type, name, id }) => /\/securityGroup:/.test(type) && name.endsWith("-ingress") && id === group);
const web = ["80", "443", "80/80", "443/443"];

/** The mesh's gateways, at WireGuard's port: it answers nobody who holds no peer's key. */
const isMesh = ({ made }: Stood, group: unknown): boolean =>
  made.some(({ type, name, id }) => /\/securityGroup:/.test(type) && name.endsWith("-mesh") && id === group);
const wireguard = "51820/51820";

/** Networks of Google's health checks: Cloud Load Balancing, "Firewall rules". */
const healthChecks = ["35.191.0.0/16", "130.211.0.0/22"];

export const closed: Readonly<Record<Cloud, Readonly<Record<string, Closed>>>> = {
  aws: {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ({ ingress, egress }) =>
      [ingress, egress].every((rules) => Array.isArray(rules) && rules.length === 0),
    "aws:ec2/securityGroup:SecurityGroup": ({ ingress }) => ingress === undefined,
    "aws:ec2/subnet:Subnet": is("mapPublicIpOnLaunch", false),
    // No interface, or one that is there: a new one could ask for a public address.
    "aws:ec2/launchTemplate:LaunchTemplate": ({ networkInterfaces }) =>
      networkInterfaces === undefined ||
      at(networkInterfaces, "*.networkInterfaceId").every((id) => typeof id === "string"),
    "aws:eks/cluster:Cluster": all(
      is("vpcConfig.endpointPublicAccess", false),
      is("vpcConfig.endpointPrivateAccess", true),
    ),
    "aws:rds/instance:Instance": is("publiclyAccessible", false),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": is("rule.objectOwnership", "BucketOwnerEnforced"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": all(
      is("blockPublicAcls", true),
      is("blockPublicPolicy", true),
      is("ignorePublicAcls", true),
      is("restrictPublicBuckets", true),
    ),
    "aws:secretsmanager/secretPolicy:SecretPolicy": is("blockPublicPolicy", true),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (inputs, stood) =>
      (inputs.cidrIpv4 === undefined && inputs.cidrIpv6 === undefined && inputs.prefixListId === undefined) ||
      isPrivate(inputs.cidrIpv4) ||
      isPrivateList(stood, inputs.prefixListId) ||
      (isIngress(stood, inputs.securityGroupId) &&
        inputs.fromPort === inputs.toPort &&
        web.includes(String(inputs.fromPort))) ||
      (isMesh(stood, inputs.securityGroupId) &&
        inputs.ipProtocol === "udp" &&
        `${inputs.fromPort}/${inputs.toPort}` === wireguard),
  },
  gcp: {
    "gcp:compute/firewall:Firewall": ({ direction, allows, sourceRanges, targetTags }) =>
      direction === "EGRESS" ||
      allows === undefined ||
      (Array.isArray(sourceRanges) &&
        sourceRanges.every((range) => isPrivate(range) || healthChecks.includes(range))) ||
      (isDeepStrictEqual(targetTags, ["meridian-mesh"]) &&
        isDeepStrictEqual(allows, [{ protocol: "udp", ports: ["51820"] }])),
    "gcp:container/cluster:Cluster": all(
      is("privateClusterConfig.enablePrivateEndpoint", true),
      is("privateClusterConfig.enablePrivateNodes", true),
      is("masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled", false),
      allPrivate("masterAuthorizedNetworksConfig.cidrBlocks.*.cidrBlock"),
    ),
    "gcp:container/nodePool:NodePool": is("networkConfig.enablePrivateNodes", true),
    "gcp:dns/managedZone:ManagedZone": is("visibility", "private"),
    "gcp:sql/databaseInstance:DatabaseInstance": all(
      is("settings.ipConfiguration.ipv4Enabled", false),
      is("settings.ipConfiguration.authorizedNetworks", undefined),
    ),
    "gcp:storage/bucket:Bucket": all(is("publicAccessPrevention", "enforced"), is("uniformBucketLevelAccess", true)),
  },
  alicloud: {
    "alicloud:cs/managedKubernetes:ManagedKubernetes": is("slbInternetEnabled", false),
    "alicloud:cs/nodePool:NodePool": is("internetMaxBandwidthOut", undefined),
    "alicloud:cs/registryEnterpriseNamespace:RegistryEnterpriseNamespace": is("defaultVisibility", "PRIVATE"),
    "alicloud:cs/registryEnterpriseRepo:RegistryEnterpriseRepo": is("repoType", "PRIVATE"),
    "alicloud:ecs/securityGroupRule:SecurityGroupRule": (inputs, stood) =>
      inputs.type === "egress" ||
      isPrivate(inputs.cidrIp) ||
      (isIngress(stood, inputs.securityGroupId) && web.includes(String(inputs.portRange))) ||
      (isMesh(stood, inputs.securityGroupId) && inputs.ipProtocol === "udp" && inputs.portRange === wireguard),
    "alicloud:kvstore/instance:Instance": allPrivate("securityIps"),
    "alicloud:log/store:Store": is("enableWebTracking", false),
    "alicloud:oss/bucketPublicAccessBlock:BucketPublicAccessBlock": is("blockPublicAccess", true),
    "alicloud:rds/instance:Instance": allPrivate("securityIps"),
    "alicloud:slb/applicationLoadBalancer:ApplicationLoadBalancer": is("addressType", "intranet"),
  },
};

/** Resources of the second type that close one bucket each: a bucket without one is open. */
export const closesBuckets: Readonly<Record<Cloud, readonly (readonly [bucket: string, by: string])[]>> = {
  aws: [
    ["aws:s3/bucket:Bucket", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
    ["aws:s3/bucket:Bucket", "aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
    ["aws:s3/bucket:Bucket", "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"],
  ],
  gcp: [],
  alicloud: [["alicloud:oss/bucket:Bucket", "alicloud:oss/bucketPublicAccessBlock:BucketPublicAccessBlock"]],
};

/** Types that do nothing but open something up. */
export const opening =
  /Bucket\w*Acl|AccessControl|ObjectAcl|Website|:EipDomainName|(rds|kvstore)\/connection:|PublicAccess:|FunctionUrl|:ReadWriteSplitting|InstancePublic/;

/** Endpoint policies only narrow what callers may do anyway, and are no door. */
const narrowing = ["aws:ec2/vpcEndpoint:VpcEndpoint", "alicloud:vpc/gatewayEndpoint:GatewayEndpoint"];

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

function statements(text: string): readonly Statement[] {
  if (!text.includes('"Statement"')) return [];
  const { Statement } = JSON.parse(text) as { readonly Statement: Statement | readonly Statement[] };
  return [Statement].flat() as Statement[];
}

/** Whether a policy lets in everybody: any principal without a condition, or Google's names for all. */
export function letsEverybodyIn({ type, inputs }: Registered): boolean {
  if (texts(inputs).some((text) => /^(allUsers|allAuthenticatedUsers)$/.test(text))) return true;
  if (narrowing.includes(type)) return false;
  return texts(inputs)
    .flatMap(statements)
    .some(
      ({ Effect, Principal, Condition }) =>
        Effect === "Allow" && Condition === undefined && leaves(Principal).some(({ value }) => value === "*"),
    );
}
