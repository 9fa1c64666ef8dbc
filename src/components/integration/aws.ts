/** What EKS needs beside its add-ons: the load balancer controller and the autoscaler. */
import * as pulumi from "@pulumi/pulumi";
import { clusterPlan } from "../../plan/cluster";
import { charts, clusterAutoscalerImage } from "../../plan/images";
import { addonRepositories } from "../cluster/aws/images";
import type { RegionContext } from "../component";
import { dnsSuffixOf } from "../network/aws/partition";
import { onSystemPool, splitImageIn } from "../workloads/charts";
import type { Integration, IntegrationArgs } from "./contract";

const namespace = "kube-system";

export function integrateEks(context: RegionContext, args: IntegrationArgs): Integration {
  const controller = installLoadBalancerController(context, args);
  installAutoscaler(context, args);
  return {
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/ascp-pod-identity-integration.html
    secrets: {
      driver: "secrets-store.csi.k8s.io",
      provider: "aws",
      parameters: (files) => ({
        region: context.region.location,
        usePodIdentity: "true",
        objects: pulumi.jsonStringify(
          files.map(({ file, secret }) => ({
            objectName: secret.id,
            objectType: "secretsmanager",
            objectAlias: file,
          })),
        ),
      }),
    },
    ingress: { annotations: loadBalancer(context, args), loadBalancerClass: "service.k8s.aws/nlb" },
    // https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
    volumes: {
      provisioner: "ebs.csi.aws.com",
      parameters: {
        type: "gp3",
        encrypted: "true",
        kmsKeyId: args.keys.keys.disks,
        ...Object.fromEntries(
          Object.entries(context.naming.tags).map((tag, index) => [`tagSpecification_${index + 1}`, tag.join("=")]),
        ),
      },
    },
    database: { sslMode: "verify-full", serverCa: "address", replication: { kind: "member", of: "rds_replication" } },
    cachePorts: [],
    // https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html: the agent on each node
    metadata: [{ cidr: "169.254.170.23/32", port: 80 }],
    namespaceLabels: {},
    balancers: [controller],
  };
}

/**
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
 * One reserved address is one subnet: a network load balancer wants an address in each of its subnets.
 */
function loadBalancer({ naming }: RegionContext, { network }: IntegrationArgs): Record<string, pulumi.Input<string>> {
  const home = network.subnets.find(({ tier, zone }) => tier === "public" && zone === 0);
  if (!home) throw new pulumi.RunError("the network has no public subnet in its first zone for the load balancer");
  const annotations = {
    name: naming.name("ingress", 32),
    scheme: "internet-facing",
    // Nodes take traffic from the ingress group on the ports of Services.
    "nlb-target-type": "instance",
    subnets: home.id,
    "eip-allocations": network.ingress.id,
    "security-groups": network.groups.ingress,
    // The network has that rule already.
    "manage-backend-security-group-rules": "false",
    attributes: "load_balancing.cross_zone.enabled=true",
    "target-group-attributes": "preserve_client_ip.enabled=true",
    "additional-resource-tags": Object.entries(naming.tags)
      .map((tag) => tag.join("="))
      .join(","),
  };
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [`service.beta.kubernetes.io/aws-load-balancer-${key}`, value]),
  );
}

/** Its service account's name is what the cluster gave the role to. */
function installLoadBalancerController(
  { region, naming }: RegionContext,
  { install, cluster, network }: IntegrationArgs,
): pulumi.Resource {
  const values = {
    image: { repository: balancerImage(region.location), tag: `v${charts.loadBalancerController.version}` },
    clusterName: cluster.name,
    region: region.location,
    vpcId: network.id,
    replicaCount: 2,
    serviceAccount: { create: true, name: "aws-load-balancer-controller" },
    // Only for the Service of the ingress: nothing here is an Ingress.
    createIngressClassResource: false,
    ingressClassParams: { create: false },
    enableServiceMutatorWebhook: false,
    // What its role does not allow.
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
    defaultTags: naming.tags,
    ...onSystemPool,
  };
  return install("aws-load-balancer-controller", charts.loadBalancerController, { namespace, values });
}

/** AWS keeps its own controllers' images in a registry in each location. */
function balancerImage(location: string): string {
  const [, , , , account] = addonRepositories(location).split(":");
  return `${account}.dkr.ecr.${location}.${dnsSuffixOf(location)}/eks/aws-load-balancer-controller`;
}

function installAutoscaler(
  { shared, region, network }: RegionContext,
  { install, cluster, registry }: IntegrationArgs,
): pulumi.Resource {
  const { scaling } = shared.cluster;
  const values = {
    image: splitImageIn(registry, clusterAutoscalerImage(clusterPlan(shared, region, network).version)),
    awsRegion: region.location,
    autoDiscovery: { clusterName: cluster.name },
    rbac: { serviceAccount: { create: true, name: "cluster-autoscaler" } },
    replicaCount: 2,
    extraArgs: {
      "balance-similar-node-groups": true,
      "scale-down-utilization-threshold": String(scaling.inPercent / 100),
      "scale-down-unneeded-time": `${scaling.inCooldownSeconds}s`,
      "scale-down-delay-after-add": `${scaling.outCooldownSeconds}s`,
    },
    ...onSystemPool,
  };
  return install("cluster-autoscaler", charts.clusterAutoscaler, { namespace, values });
}
