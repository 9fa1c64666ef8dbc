import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Properties } from "../../../sandbox/core/model";
import { aws } from "../../../sandbox/models/aws";
import { overlaps } from "../../../sandbox/models/aws/common";
import { AwsCluster } from "../../../src/components/cluster/aws";
import { addonNames } from "../../../src/components/cluster/aws/addons";
import { serviceCidr } from "../../../src/components/cluster/aws/control-plane";
import type { RegionContext } from "../../../src/components/component";
import { AwsIdentity } from "../../../src/components/identity/aws";
import type { Permission } from "../../../src/components/identity/contract";
import { AwsNetwork } from "../../../src/components/network/aws";
import { AwsRegistry } from "../../../src/components/registry/aws";
import { AwsSecretStore } from "../../../src/components/secrets/aws";
import { fixtureContext } from "../../fixtures/topology";
import type { Made } from "../../sandbox/core/harness";
import { inSandbox, refusedUnknown } from "../../sandbox/models/component";
import { awsPlace } from "../aws-keys";
import { anyAwsCase, awsRegion } from "../aws-region";

const taggable =
  /:(Cluster|NodeGroup|Addon|PodIdentityAssociation|LaunchTemplate|OpenIdConnectProvider|Role|LogGroup|SecurityGroup.*)$/;

async function stand(context: RegionContext) {
  const { region } = context;
  let access: Properties = {};
  const { cloud, made } = await inSandbox(aws, { account: region.account, region: region.location }, () => {
    const { provider, keys } = awsPlace(context);
    const network = new AwsNetwork(context, provider, { keys });
    const registry = new AwsRegistry(context, provider, { keys });
    const secrets = new AwsSecretStore(context, provider, { keys });
    const cluster = new AwsCluster(context, provider, { network, keys, registry });
    for (const [key, value] of Object.entries({
      kubeconfig: cluster.kubeconfig,
      endpoint: cluster.endpoint,
      issuer: cluster.issuer,
      name: cluster.name,
    }))
      value.apply((known) => {
        access = { ...access, [key]: known };
      });
    const permissions: Permission[] = [{ kind: "read-secret", secret: secrets.generate("app") }, { kind: "use-cache" }];
    const account = { namespace: "meridian", serviceAccount: "service" };
    new AwsIdentity(context, provider, { cluster, keys }, { purpose: "service", ...account, permissions });
  });
  const of = (type: string) => made.filter((object) => object.type.endsWith(`:${type}`));
  const named = (type: string, name: string): Made => {
    const found = of(type).find(({ urn }) => urn.endsWith(`::${region.name}-${name}`));
    if (!found) throw new Error(`no ${type} ${name} among ${of(type).map(({ urn }) => urn)}`);
    return found;
  };
  const keyOf = (purpose: string) => String(named("Key", purpose).state.arn);
  return { cloud, made, of, named, keyOf, access, context };
}

type Stood = Awaited<ReturnType<typeof stand>>;

describe("AwsCluster", () => {
  let stood: Stood;
  const context = { ...fixtureContext(awsRegion()), protect: true };
  beforeAll(async () => {
    stood = await stand(context);
  });
  const cluster = () => stood.named("Cluster", "cluster");

  it("lies in its location, tagged, under the ring's keys and closed to the public, in any region", async () => {
    await fc.assert(
      fc.asyncProperty(anyAwsCase(), async (one) => {
        const { made, named, keyOf } = await stand(one.context);
        const abroad = made.filter(({ state }) => ![undefined, one.region.location].includes(state.region as string));
        expect(abroad.map(({ urn }) => urn)).toEqual([]);
        for (const { urn, type, inputs } of made.filter((object) => taggable.test(object.type)))
          expect(inputs.tags, `${type} ${urn}`).toMatchObject(one.context.naming.tags);
        const { inputs } = named("Cluster", "cluster");
        expect(inputs).toMatchObject({
          encryptionConfig: { provider: { keyArn: keyOf("cluster") }, resources: ["secrets"] },
          vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: false },
          deletionProtection: one.context.protect,
        });
        expect(named("LogGroup", "control-plane").inputs.kmsKeyId).toBe(keyOf("logs"));
        for (const pool of ["system", "work"]) {
          const template = named("LaunchTemplate", `nodes-${pool}`).inputs;
          expect(template.blockDeviceMappings).toMatchObject([
            { ebs: { encrypted: "true", kmsKeyId: keyOf("disks") } },
          ]);
          expect(template.keyName).toBeUndefined();
          expect(template.networkInterfaces).toBeUndefined();
        }
      }),
      { numRuns: 2 },
    );
  });

  it("gives no input that a model would refuse while others are not known yet", () => {
    expect(
      refusedUnknown(
        stood.cloud,
        stood.made.filter(({ type }) => /:(eks|ec2\/launch)/.test(type)),
      ),
    ).toEqual([]);
  });

  it("registers each child once", () => {
    const names = stood.made.map(({ urn }) => urn);
    expect(new Set(names).size).toBe(names.length);
  });

  it("opens the API to the operators' blocks and to nobody else", async () => {
    const operators = ["198.51.100.0/24", "203.0.113.7/32"];
    const open = await stand(fixtureContext(awsRegion({ cluster: { operators } })));
    expect(open.named("Cluster", "cluster").inputs.vpcConfig).toMatchObject({
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: operators,
    });
  });

  it("keeps every kind of log as long as the law wants, in a group that is there first", () => {
    expect(cluster().inputs.enabledClusterLogTypes).toHaveLength(5);
    const group = stood.named("LogGroup", "control-plane");
    expect(group.inputs).toMatchObject({
      name: `/aws/eks/${cluster().id}/cluster`,
      retentionInDays: 2192,
    });
    expect(stood.made.indexOf(group)).toBeLessThan(stood.made.indexOf(cluster()));
  });

  it("has service addresses that meet no region's network and no DR network", () => {
    expect(["10.0.0.0/8", "172.16.0.0/12"].filter((block) => overlaps(block, serviceCidr))).toEqual([]);
  });

  it("spreads each pool over the three private subnets, from the plan's least to its most", () => {
    const subnets = stood.of("Subnet").filter(({ urn }) => urn.includes("-private-"));
    for (const pool of ["system", "work"]) {
      const { inputs } = stood.named("NodeGroup", `nodes-${pool}`);
      expect([...(inputs.subnetIds as string[])].sort()).toEqual(subnets.map(({ id }) => id).sort());
      expect(inputs.scalingConfig).toEqual({ minSize: 3, maxSize: 100, desiredSize: 3 });
      expect(inputs.labels).toEqual({ "meridian.dev/pool": pool });
    }
    expect(stood.named("NodeGroup", "nodes-system").inputs.taints).toEqual([
      { key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" },
    ]);
    expect(stood.named("NodeGroup", "nodes-work").inputs.taints).toEqual([]);
  });

  it("puts nodes into the network's group only, and lets the control plane in", () => {
    const nodes = stood.named("SecurityGroup", "nodes").id;
    const control = stood.named("SecurityGroup", "control-plane").id;
    expect(stood.named("LaunchTemplate", "nodes-work").inputs).toMatchObject({
      vpcSecurityGroupIds: [nodes],
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    });
    expect(cluster().inputs.vpcConfig).toMatchObject({ securityGroupIds: [control] });
    expect(stood.named("SecurityGroupIngressRule", "nodes-from-control-plane").inputs).toMatchObject({
      securityGroupId: nodes,
      referencedSecurityGroupId: control,
    });
  });

  it("changes the size of nodes in place", () => {
    const template = stood.named("LaunchTemplate", "nodes-work");
    const group = stood.named("NodeGroup", "nodes-work");
    const larger = { ...template.inputs, instanceType: "m7i.4xlarge" };
    expect(stood.cloud.diff(template, larger).replaces).toEqual([]);
    const grown = { id: template.id, version: "2" };
    expect(stood.cloud.diff(group, { ...group.inputs, launchTemplate: grown }).replaces).toEqual([]);
  });

  it("lets nodes pull from the region's registry and from EKS's own in the same location, and from nowhere else", () => {
    const { Statement } = JSON.parse(String(stood.named("RolePolicy", "nodes").inputs.policy));
    const resources = Statement.flatMap(({ Resource }: { Resource: string | string[] }) => Resource);
    const own = stood.of("Repository").map(({ state }) => String(state.arn));
    const patterns = [...new Set(resources)] as string[];
    expect(patterns.filter((pattern) => pattern.includes(":602401143452:"))).toEqual([
      "arn:aws:ecr:us-east-1:602401143452:repository/*",
    ]);
    const [prefix = ""] = patterns.filter((pattern) => pattern.endsWith("/*") && pattern.includes(":123456789012:"));
    expect(patterns).toHaveLength(4);
    expect(own.filter((repository) => !repository.startsWith(prefix.slice(0, -1)))).toEqual([]);
    const everywhere = Statement.filter(({ Resource }: { Resource: unknown }) => Resource === "*");
    expect(everywhere.map(({ Action }: { Action: unknown }) => Action)).toEqual(["ecr:GetAuthorizationToken"]);
  });

  it("installs each add-on at a version, what nodes need before them and what needs nodes after them", () => {
    const names = stood.of("Addon").map(({ inputs }) => inputs.addonName);
    expect([...names].sort()).toEqual([...addonNames].sort());
    for (const { inputs } of stood.of("Addon")) expect(inputs.addonVersion).toMatch(/^v\d.*-eksbuild\.\d+$/);
    expect(stood.named("Addon", "addon-kube-proxy").inputs.addonVersion).toContain(`v${cluster().inputs.version}.`);
    expect(JSON.parse(String(stood.named("Addon", "addon-vpc-cni").inputs.configurationValues))).toEqual({
      enableNetworkPolicy: "true",
    });
  });

  it("lets a role be taken by one service account of this cluster", () => {
    const bindings = stood.of("PodIdentityAssociation").map(({ inputs }) => inputs);
    expect(bindings.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`).sort()).toEqual([
      "kube-system/aws-load-balancer-controller",
      "kube-system/cluster-autoscaler",
      "meridian/service",
    ]);
    for (const { roleArn, namespace, serviceAccount } of bindings) {
      const role = stood.of("Role").find(({ state }) => state.arn === roleArn);
      const [statement] = JSON.parse(String(role?.inputs.assumeRolePolicy)).Statement;
      expect(statement).toMatchObject({
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:SourceAccount": "123456789012",
            "aws:RequestTag/eks-cluster-arn": cluster().state.arn,
            "aws:RequestTag/kubernetes-namespace": namespace,
            "aws:RequestTag/kubernetes-service-account": serviceAccount,
          },
        },
      });
    }
  });

  it("grants a workload its secret and the use of the key behind it", () => {
    const { Statement } = JSON.parse(String(stood.named("RolePolicy", "pod-service").inputs.policy));
    const secret = stood.named("Secret", "app").id;
    expect(Statement.map(({ Action, Resource }: { Action: unknown; Resource: unknown }) => [Action, Resource])).toEqual(
      [
        [["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], [secret]],
        ["kms:Decrypt", stood.keyOf("secrets")],
      ],
    );
    expect(Statement[1].Condition).toEqual({
      StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" },
    });
  });

  it("tells a client how to come in without a credential", () => {
    const { kubeconfig, endpoint, issuer, name } = stood.access;
    const config = JSON.parse(String(kubeconfig));
    expect(config.clusters[0].cluster.server).toBe(endpoint);
    expect(config.users).toEqual([
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: ["--region", "us-east-1", "eks", "get-token", "--cluster-name", name, "--output", "json"],
            interactiveMode: "Never",
            provideClusterInfo: false,
          },
        },
      },
    ]);
    expect(issuer).toMatch(/^https:\/\/oidc\.eks\.us-east-1\./);
    expect(stood.of("OpenIdConnectProvider").map(({ inputs }) => inputs.url)).toEqual([issuer]);
  });

  it("refuses to be deleted while it is protected", () => {
    for (const type of ["PodIdentityAssociation", "NodeGroup", "Addon"])
      for (const object of stood.of(type)) stood.cloud.destroy(object);
    expect(() => stood.cloud.destroy(cluster())).toThrow(/deletionProtection is enabled/);
  });
});
