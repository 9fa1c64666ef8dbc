/** What AWS types have in common: tags, a region of their own, ARNs, ids. */
import { createHash } from "node:crypto";
import { Netmask } from "netmask";
import { findLocation } from "../../../src/facts/locations";
import {
  type CreateContext,
  defineResource,
  type Fields,
  type ModelContext,
  map,
  type Properties,
  type Refusal,
  type ResourceModel,
  type StoredObject,
  string,
  type Value,
} from "../../core/model";

export const types = {
  vpc: "aws:ec2/vpc:Vpc",
  subnet: "aws:ec2/subnet:Subnet",
  internetGateway: "aws:ec2/internetGateway:InternetGateway",
  eip: "aws:ec2/eip:Eip",
  natGateway: "aws:ec2/natGateway:NatGateway",
  routeTable: "aws:ec2/routeTable:RouteTable",
  route: "aws:ec2/route:Route",
  routeTableAssociation: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  defaultRouteTable: "aws:ec2/defaultRouteTable:DefaultRouteTable",
  defaultSecurityGroup: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  defaultNetworkAcl: "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  ingressRule: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egressRule: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  vpcEndpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
  flowLog: "aws:ec2/flowLog:FlowLog",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  rolePolicyAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  openIdConnectProvider: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  eksCluster: "aws:eks/cluster:Cluster",
  eksNodeGroup: "aws:eks/nodeGroup:NodeGroup",
  eksAddon: "aws:eks/addon:Addon",
  podIdentityAssociation: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  launchTemplate: "aws:ec2/launchTemplate:LaunchTemplate",
  autoscalingGroup: "aws:autoscaling/group:Group",
  networkInterface: "aws:ec2/networkInterface:NetworkInterface",
  managedPrefixList: "aws:ec2/managedPrefixList:ManagedPrefixList",
  instanceProfile: "aws:iam/instanceProfile:InstanceProfile",
  rdsInstance: "aws:rds/instance:Instance",
  rdsSubnetGroup: "aws:rds/subnetGroup:SubnetGroup",
  rdsParameterGroup: "aws:rds/parameterGroup:ParameterGroup",
  backupVault: "aws:backup/vault:Vault",
  backupVaultLock: "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
  backupPlan: "aws:backup/plan:Plan",
  backupSelection: "aws:backup/selection:Selection",
  bucket: "aws:s3/bucket:Bucket",
  bucketVersioning: "aws:s3/bucketVersioning:BucketVersioning",
  bucketObjectLock: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  bucketPublicAccessBlock: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  bucketOwnershipControls: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  bucketEncryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  bucketLifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
  bucketLogging: "aws:s3/bucketLogging:BucketLogging",
  bucketReplication: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  key: "aws:kms/key:Key",
  alias: "aws:kms/alias:Alias",
  secret: "aws:secretsmanager/secret:Secret",
  secretVersion: "aws:secretsmanager/secretVersion:SecretVersion",
  secretPolicy: "aws:secretsmanager/secretPolicy:SecretPolicy",
  repository: "aws:ecr/repository:Repository",
  repositoryPolicy: "aws:ecr/repositoryPolicy:RepositoryPolicy",
  lifecyclePolicy: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  pullThroughCacheRule: "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
  cacheSubnetGroup: "aws:elasticache/subnetGroup:SubnetGroup",
  cacheParameterGroup: "aws:elasticache/parameterGroup:ParameterGroup",
  cacheUser: "aws:elasticache/user:User",
  cacheUserGroup: "aws:elasticache/userGroup:UserGroup",
  replicationGroup: "aws:elasticache/replicationGroup:ReplicationGroup",
  repositoryCreationTemplate: "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
} as const;

const pages = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources";
export const page = (resource: string) => `${pages}/${resource}`;

export function partitionOf(region: string): "aws" | "aws-cn" {
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}

export function dnsSuffixOf(region: string): string {
  return partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

type Located = Pick<ModelContext, "region" | "placement">;

/** `arn:<partition>:<service>:<region>:<account>:<rest>`. */
export function arn({ region, placement }: Located, service: string, rest: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${placement.account}:${rest}`;
}

/** Hexadecimal digits that belong to an object's id, for what AWS makes along with it. */
export function derivedHex(id: string, what: string, length = 17): string {
  return createHash("sha256").update(`${id}/${what}`).digest("hex").slice(0, length);
}

/** EC2's tag rules; IAM's and S3's are the same. */
const tags = map(string({ maxLength: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u }), {
  maxEntries: 50,
  keyPattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu,
});

type Part = Pick<ResourceModel, "inputs" | "outputs" | "compute">;

/** Adds `tags` and `tagsAll`. */
export function tagged<M extends Part>(model: M): M {
  return {
    ...model,
    inputs: { ...model.inputs, tags },
    outputs: [...model.outputs, "tagsAll"],
    compute: (context: CreateContext) => ({ tagsAll: context.inputs.tags ?? {}, ...model.compute(context) }),
  };
}

const regionField: Fields = { region: string({ computed: true, replaces: true }) };

/** A type that exists in a region. Since v7 each takes a region of its own, which wins over the provider's. */
export function regional(model: Omit<ResourceModel, "location">): ResourceModel {
  return defineResource({
    ...model,
    location: "region",
    inputs: { ...model.inputs, ...regionField },
    compute: (context) => ({ region: context.region, ...model.compute(context) }),
  });
}

/** What the cloud answers for inputs that were not given. */
export function fill(inputs: Properties, values: Properties): Properties {
  return Object.fromEntries(Object.entries(values).filter(([key]) => inputs[key] === undefined));
}

export function text(properties: Properties | undefined, key: string): string | undefined {
  const value = properties?.[key];
  return typeof value === "string" ? value : undefined;
}

export function texts(properties: Properties | undefined, key: string): readonly string[] {
  const value = properties?.[key];
  return items(value).filter((item): item is string => typeof item === "string");
}

export function items(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

export function refuse(property: string, reason: string): readonly Refusal[] {
  return [{ property, reason }];
}

export function refuseIf(condition: boolean, property: string, reason: string): readonly Refusal[] {
  return condition ? refuse(property, reason) : [];
}

/** Whether an input is given and its value is not known yet, so that nothing can be said of it. */
export function unknown({ inputs, given }: Pick<ModelContext, "inputs" | "given">, field: string): boolean {
  return given(field) && inputs[field] === undefined;
}

/** Objects of a type besides the one that is being changed. */
export function others(
  context: ModelContext & { readonly self?: StoredObject },
  type: string,
): readonly StoredObject[] {
  return context.world
    .objects(type)
    .filter(({ id, placement }) => id !== context.self?.id && placement.account === context.placement.account);
}

/** The VPC that an object of any type lies in, by its `vpcId`. */
export function sameVpc(a: StoredObject | undefined, b: StoredObject | undefined): boolean {
  return text(a?.state, "vpcId") === text(b?.state, "vpcId");
}

export function contains(outer: string, inner: string): boolean {
  return new Netmask(outer).contains(new Netmask(inner));
}

export function overlaps(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a);
}

export function zonesOf(region: string): readonly string[] {
  return findLocation("aws", region)?.zones ?? [];
}

const directions: readonly (readonly [string, string])[] = [
  ["northeast", "ne"],
  ["northwest", "nw"],
  ["southeast", "se"],
  ["southwest", "sw"],
  ["central", "c"],
  ["north", "n"],
  ["south", "s"],
  ["east", "e"],
  ["west", "w"],
];

/** `us-east-1b` → `use1-az2`. AWS shuffles letters and ids per account; here they go together. */
export function zoneId(zone: string): string {
  const [area = "", direction = "", rest = ""] = zone.split("-");
  const short = directions.find(([name]) => name === direction)?.[1] ?? direction;
  const letter = rest.charCodeAt(rest.length - 1) - "a".charCodeAt(0) + 1;
  return `${area}${short}${rest.slice(0, -1)}-az${letter}`;
}
