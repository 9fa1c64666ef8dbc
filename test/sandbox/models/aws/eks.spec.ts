/** Clusters, node groups and add-ons as EKS has them. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { type Driver, driver, type Made } from "../../core/harness";

const account = "123456789012";
const region = "eu-west-1";
const trust = (service: string) =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Principal: { Service: service } }],
  });

let cloud: Driver;
let world: SandboxWorld;
let vpc: Made;
let subnets: string[];
let controlRole: string;
let nodeRole: string;

const roleArn = (name: string, service: string) =>
  String(cloud.make(types.role, name, { name, assumeRolePolicy: trust(service) }).state.arn);

beforeEach(() => {
  world = SandboxWorld.inMemory();
  cloud = driver(aws, { account, region }, world);
  vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "10.1.0.0/16" });
  subnets = ["a", "b", "c"].map(
    (letter, index) =>
      cloud.make(types.subnet, letter, {
        vpcId: vpc.id,
        cidrBlock: `10.1.${index}.0/24`,
        availabilityZone: `${region}${letter}`,
      }).id,
  );
  controlRole = roleArn("control", "eks.amazonaws.com");
  nodeRole = roleArn("nodes", "ec2.amazonaws.com");
});

const cluster = (more: Properties = {}) =>
  cloud.make(types.eksCluster, "c", {
    name: "c",
    version: "1.34",
    roleArn: controlRole,
    bootstrapSelfManagedAddons: false,
    vpcConfig: { subnetIds: subnets },
    ...more,
  });
const cni = () => cloud.make(types.eksAddon, "cni", { clusterName: "c", addonName: "vpc-cni" });
const template = (more: Properties = {}) =>
  cloud.make(types.launchTemplate, "t", { name: "template", instanceType: "m7i.large", ...more });
const nodes = (launchTemplate: Properties, more: Properties = {}) =>
  cloud.make(types.eksNodeGroup, "n", {
    clusterName: "c",
    nodeGroupNamePrefix: "work-",
    nodeRoleArn: nodeRole,
    subnetIds: subnets,
    scalingConfig: { minSize: 3, maxSize: 100, desiredSize: 3 },
    launchTemplate,
    ...more,
  });

describe("clusters", () => {
  it("answer an endpoint, an issuer and the group that EKS makes", () => {
    const { state } = cluster();
    expect(state.endpoint).toMatch(/^https:\/\/[0-9A-F]{32}\.gr7\.eu-west-1\.eks\.amazonaws\.com$/);
    expect(state.identities).toEqual([
      { oidcs: [{ issuer: expect.stringMatching(/^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\//) }] },
    ]);
    expect(state.vpcConfig).toMatchObject({ vpcId: vpc.id, clusterSecurityGroupId: expect.stringMatching(/^sg-/) });
  });

  it.each(["1.20", "1.99"])("refuse version %s", (version) => {
    expect(() => cluster({ version })).toThrow(`unsupported Kubernetes version ${version}`);
  });

  it("go up one minor version at a time and never down", () => {
    const made = cluster();
    const newer = cloud.change(made, { ...made.inputs, version: "1.35" });
    expect(newer.state.version).toBe("1.35");
    expect(() => cloud.change(newer, { ...made.inputs, version: "1.34" })).toThrow(
      "Unsupported Kubernetes minor version update from 1.35 to 1.34",
    );
  });

  it("want two zones of one VPC and a role that EKS may take", () => {
    expect(() => cluster({ vpcConfig: { subnetIds: subnets.slice(0, 1) } })).toThrow(/at least two different AZs/);
    const other = cloud.make(types.vpc, "other", { cidrBlock: "10.2.0.0/16" });
    const foreign = cloud.make(types.subnet, "f", { vpcId: other.id, cidrBlock: "10.2.0.0/24" });
    expect(() => cluster({ vpcConfig: { subnetIds: [...subnets, foreign.id] } })).toThrow(/must be in the same VPC/);
    expect(() => cluster({ roleArn: nodeRole })).toThrow(/the trusted entity is not correct/);
  });

  it("refuse a zone in which EKS runs no control plane", () => {
    const far = driver(aws, { account, region: "us-east-1" }, world);
    const there = far.make(types.vpc, "far", { cidrBlock: "10.5.0.0/16" });
    const subnetIds = ["a", "c"].map(
      (letter, index) =>
        far.make(types.subnet, letter, {
          vpcId: there.id,
          cidrBlock: `10.5.${index}.0/24`,
          availabilityZone: `us-east-1${letter}`,
        }).id,
    );
    expect(() =>
      far.make(types.eksCluster, "c", { name: "c", roleArn: controlRole, vpcConfig: { subnetIds } }),
    ).toThrow(/UnsupportedAvailabilityZoneException: .* in us-east-1c, the targeted availability zone/);
  });

  it("take service addresses that don't meet the VPC's, in a private block", () => {
    const services = (serviceIpv4Cidr: string) => cluster({ kubernetesNetworkConfig: { serviceIpv4Cidr } });
    expect(() => services("10.1.160.0/20")).toThrow(/overlaps with the CIDR 10\.1\.0\.0\/16 of the VPC/);
    expect(() => services("198.51.100.0/24")).toThrow(/must be within 10\.0\.0\.0\/8/);
    expect(() => services("10.0.0.0/8")).toThrow(/between \/12 and \/24/);
    expect(() => services("192.168.0.0/20")).not.toThrow();
  });

  it("have an endpoint, and public blocks only where it is public", () => {
    const config = (more: Properties) => ({
      roleArn: controlRole,
      vpcConfig: { subnetIds: subnets, endpointPrivateAccess: true, endpointPublicAccess: false, ...more },
    });
    expect(cloud.failures(types.eksCluster, config({}))).toEqual([]);
    expect(cloud.failures(types.eksCluster, config({ endpointPrivateAccess: false }))).toEqual([
      expect.stringMatching(/Private and public endpoint access cannot be false/),
    ]);
    expect(cloud.failures(types.eksCluster, config({ publicAccessCidrs: ["198.51.100.0/24"] }))).toHaveLength(1);
  });

  it("envelope secrets with a key of their own location, for good", () => {
    const key = (name: string, more: Properties = {}) => String(cloud.make(types.key, name, more).state.arn);
    const envelope = (keyArn: string) => ({ encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } });
    expect(() => cluster(envelope(key("abroad", { region: "us-east-1" })))).toThrow(/there is one in .*us-east-1/);
    const made = cluster(envelope(key("one")));
    expect(() => cloud.change(made, { ...made.inputs, ...envelope(key("two")) })).toThrow(/can't be changed/);
  });

  it("stay while they are protected or have nodes", () => {
    const made = cluster({ deletionProtection: true });
    expect(() => cloud.destroy(made)).toThrow(/Disable deletionProtection before deleting it/);
    const open = cloud.change(made, { ...made.inputs, deletionProtection: false });
    const addon = cni();
    const group = nodes({ id: template().id, version: "1" });
    expect(() => cloud.destroy(open)).toThrow(/DependencyViolation/);
    for (const object of [group, addon, open]) cloud.destroy(object);
    expect(cloud.read(open)).toBeUndefined();
  });
});

describe("node groups", () => {
  it("become ready only in a cluster that has its network plugin", () => {
    cluster();
    const { id } = template();
    expect(() => nodes({ id, version: "1" })).toThrow(/NodeCreationFailure.*cni plugin not initialized/);
    cni();
    expect(nodes({ id, version: "1" }).state).toMatchObject({
      nodeGroupName: expect.stringMatching(/^work-\d{26}$/),
      version: "1.34",
      resources: [{ autoscalingGroups: [{ name: expect.stringMatching(/^eks-work-/) }] }],
    });
  });

  it("follow their template's versions, and are replaced for another template", () => {
    cluster();
    cni();
    const first = template();
    const group = nodes({ id: first.id, version: "1" });
    expect(() => cloud.change(group, { ...group.inputs, launchTemplate: { id: first.id, version: "2" } })).toThrow(
      /version 2 of launch template .* does not exist; the latest is 1/,
    );
    const second = cloud.change(first, { ...first.inputs, instanceType: "m7i.xlarge" });
    expect(second.state.latestVersion).toBe(2);
    expect(cloud.change(second, { ...second.inputs, tags: { a: "b" } }).state.latestVersion).toBe(2);
    const grown = cloud.change(group, { ...group.inputs, launchTemplate: { id: first.id, version: "2" } });
    expect(grown.id).toBe(group.id);
    const other = cloud.make(types.launchTemplate, "u", { name: "other" });
    expect(cloud.diff(grown, { ...grown.inputs, launchTemplate: { id: other.id, version: "1" } }).replaces).toEqual([
      "launchTemplate.id",
    ]);
  });

  it("refuse a size that does not exist, and one that is said twice", () => {
    cluster();
    cni();
    const made = template({ instanceType: "m7i.huge" });
    expect(() => nodes({ id: made.id, version: "1" })).toThrow(/instance types do not exist: \[m7i\.huge\]/);
    cloud.change(made, { ...made.inputs, instanceType: "m7i.large" });
    expect(() => nodes({ id: made.id, version: "2" }, { instanceTypes: ["m7i.large"] })).toThrow(
      /Cannot specify instance types in launch template and API request/,
    );
    expect(() => nodes({ id: made.id, version: "2" }, { version: "1.35" })).toThrow(/above the cluster's 1\.34/);
    expect(() => nodes({ id: made.id, version: "2" }, { nodeRoleArn: controlRole })).toThrow(/can't be assumed by ec2/);
  });

  it("have between their least and their most", () => {
    const scaling = (scalingConfig: Properties) =>
      cloud.failures(types.eksNodeGroup, {
        clusterName: "c",
        nodeRoleArn: nodeRole,
        subnetIds: subnets,
        scalingConfig,
      });
    expect(scaling({ minSize: 5, maxSize: 9, desiredSize: 3 })).toEqual([
      expect.stringMatching(/Minimum capacity 5 can't be greater than desired size 3/),
    ]);
    expect(scaling({ minSize: 1, maxSize: 2, desiredSize: 3 })).toHaveLength(1);
  });

  it("put a volume under a key only when it is encrypted", () => {
    const kmsKeyId = `arn:aws:kms:${region}:${account}:key/1`;
    expect(
      cloud.failures(types.launchTemplate, { blockDeviceMappings: [{ ebs: { kmsKeyId, encrypted: "false" } }] }),
    ).toEqual([expect.stringMatching(/requires the parameter Encrypted/)]);
  });
});

describe("add-ons and identities", () => {
  beforeEach(() => {
    cluster();
  });
  const addon = (addonName: string, more: Properties = {}) =>
    cloud.make(types.eksAddon, addonName, { clusterName: "c", addonName, ...more });

  it("exist by name, once, and run where there are nodes", () => {
    expect(() => addon("coredns")).toThrow(/InsufficientNumberOfReplicas/);
    expect(() => addon("ingress-nginx")).toThrow(/Addon ingress-nginx specified is not supported/);
    cni();
    expect(() => addon("vpc-cni")).toThrow(/Addon already exists/);
    nodes({ id: template().id, version: "1" });
    expect(addon("coredns").id).toBe("c:coredns");
  });

  it("take no configuration that is not in their schema, and no proxy newer than the cluster", () => {
    cni();
    nodes({ id: template().id, version: "1" });
    expect(() => addon("coredns", { configurationValues: JSON.stringify({ toleration: [] }) })).toThrow(
      /\$\.toleration: is not defined in the schema/,
    );
    expect(() => addon("kube-proxy", { addonVersion: "v1.35.0-eksbuild.2" })).toThrow(
      /not supported on Kubernetes 1\.34/,
    );
    expect(() => addon("kube-proxy", { addonVersion: "1.34" })).toThrow(/does not match/);
  });

  it("answer the version that goes with a cluster", () => {
    const ask = (addonName: string) =>
      cloud.instance.invoke("aws:eks/getAddonVersion:getAddonVersion", { addonName, kubernetesVersion: "1.34" });
    expect(ask("kube-proxy").answer.version).toBe("v1.34.0-eksbuild.2");
    expect(ask("nothing").failures).toHaveLength(1);
  });

  it("bind a service account once, to a role that trusts the agent", () => {
    const bind = (name: string, role: string) =>
      cloud.make(types.podIdentityAssociation, name, {
        clusterName: "c",
        namespace: "kube-system",
        serviceAccount: "s",
        roleArn: role,
      });
    expect(() => bind("a", nodeRole)).toThrow(/does not have EKS Pod Identity trust policy/);
    const role = roleArn("pod", "pods.eks.amazonaws.com");
    expect(bind("b", role).id).toMatch(/^a-[a-z0-9]{17}$/);
    expect(() => bind("c", role)).toThrow(/Association already exists/);
    expect(() => addon("vpc-cni", { podIdentityAssociations: [{ roleArn: nodeRole, serviceAccount: "s" }] })).toThrow(
      /does not have EKS Pod Identity trust policy/,
    );
  });

  it("know the policies that AWS keeps, and one issuer once", () => {
    const attach = (policyArn: string) =>
      cloud.failures(types.rolePolicyAttachment, { role: "nodes", policyArn: `arn:aws:iam::aws:policy/${policyArn}` });
    expect(attach("AmazonEKS_CNI_Policy")).toEqual([]);
    expect(attach("AmazonEKSCNIPolicy")).toEqual([expect.stringMatching(/NoSuchEntity/)]);
    const issuer = (name: string) =>
      cloud.make(types.openIdConnectProvider, name, {
        url: "https://oidc.eks.eu-west-1.amazonaws.com/id/A",
        clientIdLists: ["sts.amazonaws.com"],
      });
    expect(issuer("a").id).toBe(`arn:aws:iam::${account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A`);
    expect(() => issuer("b")).toThrow(/EntityAlreadyExists/);
  });
});
