/** What ACK needs beside its components: a load balancer that is there before the Service, for the reserved address. */
import { EipAssociation } from "@pulumi/alicloud/ecs/eipAssociation";
import { ApplicationLoadBalancer } from "@pulumi/alicloud/slb/applicationLoadBalancer";
import * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../component";
import type { Network } from "../network/contract";
import { type Integration, type IntegrationArgs, pairs } from "./contract";

export function integrateAck(context: RegionContext, { provider, network, keys }: IntegrationArgs): Integration {
  const balancer = new AckLoadBalancer(context, provider, network);
  return {
    // https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/security-and-compliance/use-csi-secrets-store-provider-alibabacloud-to-import-alibaba-cloud-kms-service-credentials
    secrets: {
      driver: "secrets-store.csi.k8s.io",
      provider: "alibabacloud",
      parameters: (files) => ({
        region: context.region.location,
        usePodServiceAccountToken: "true",
        objects: pulumi.jsonStringify(
          files.map(({ file, secret }) => ({ objectName: secret.name, objectType: "kms", objectAlias: file })),
        ),
      }),
    },
    // https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/add-annotations-to-the-yaml-file-of-a-service-to-configure-clb-instances
    ingress: {
      annotations: {
        "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id": balancer.balancerId,
        "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-force-override-listeners": "true",
      },
    },
    // https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/use-dynamically-provisioned-disk-volumes
    volumes: {
      provisioner: "diskplugin.csi.alibabacloud.com",
      parameters: {
        type: "cloud_essd",
        encrypted: "true",
        kmsKeyId: keys.keys.disks,
        diskTags: pairs(context.naming.tags, ":"),
      },
    },
    database: { sslMode: "verify-full", serverCa: "archive", replication: { kind: "attribute" } },
    cachePorts: [],
    metadata: [],
    // ack-pod-identity-webhook acts in namespaces with this label only.
    namespaceLabels: { "pod-identity.alibabacloud.com/injection": "on" },
    balancers: [balancer],
  };
}

/**
 * A classic load balancer with the region's one address. The cloud spreads it over two zones, and not any two go together, so
 * which is left to it. The network load balancer wants an address in each
 * zone; the controller in the cluster can't give an address that exists to a balancer that it makes itself.
 */
class AckLoadBalancer extends Component {
  readonly balancerId: pulumi.Output<string>;

  constructor({ naming, protect }: RegionContext, provider: pulumi.ProviderResource, network: Network) {
    const name = naming.name("ingress");
    super("meridian:integration:AckLoadBalancer", name, provider);
    const home = network.subnets.find(({ tier, zone }) => tier === "public" && zone === 0);
    if (!home) throw new pulumi.RunError("the network has no public subnet in its first zone for the load balancer");
    const balancer = new ApplicationLoadBalancer(
      name,
      {
        loadBalancerName: name,
        addressType: "intranet",
        vswitchId: home.id,
        instanceChargeType: "PayByCLCU",
        paymentType: "PayAsYouGo",
        deleteProtection: protect ? "on" : "off",
        tags: naming.tags,
      },
      this.child({ protect, deleteBeforeReplace: true }),
    );
    // An address is bound to one thing at a time.
    const bound = new EipAssociation(
      name,
      { allocationId: network.ingress.id, instanceId: balancer.id, instanceType: "SlbInstance" },
      this.child({ deleteBeforeReplace: true }),
    );
    this.balancerId = pulumi.all([balancer.id, bound.id]).apply(([id]) => id);
    this.registerOutputs({ balancerId: this.balancerId });
  }
}
