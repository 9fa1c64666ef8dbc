/**
 * A region's registry on Alibaba Cloud: an Enterprise Edition instance that is reached from the region's VPC alone. It pulls
 * nothing through: images of others are copied into it. Pages followed and traps: docs/clouds/alicloud.md.
 */
import { RegistryEnterpriseInstance, ScanRule, VpcEndpointLinkedVpc } from "@pulumi/alicloud/cr";
import { RegistryEnterpriseNamespace, RegistryEnterpriseRepo } from "@pulumi/alicloud/cs";
import { Bucket, BucketPublicAccessBlock } from "@pulumi/alicloud/oss";
import * as pulumi from "@pulumi/pulumi";
import {
  type AlicloudRegistryPlan,
  alicloudRegistryPlan,
  mirrorNamespace,
  ownNamespace,
  repositoryOf,
} from "../../plan/registry/alicloud";
import { Component, type RegionContext } from "../component";
import type { Network } from "../network/contract";
import { Passwords } from "../secrets/password";
import { redundancyType } from "../storage/alicloud/regions";
import type { RegistryArgs } from "./contract";
import { type Registry, type Upstream, upstreams } from "./contract";

/** Buckets whose names begin so are what the registry's role is given by the page that describes it. */
const bucketPrefix = "cri-";
const bucketNameLimit = 63 - bucketPrefix.length;

export class AlicloudRegistry extends Component implements Registry {
  readonly id: pulumi.Output<string>;
  private readonly plan: AlicloudRegistryPlan;

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    { keys, network }: RegistryArgs,
  ) {
    const { naming, region, shared } = context;
    super("meridian:registry:AlicloudRegistry", naming.name("registry"), provider);
    this.plan = alicloudRegistryPlan(shared, region);

    const bucket = this.bucket(keys.keys.registry);
    const instance = this.instance(this.plan.instanceName, bucket);
    const namespaces = [
      this.namespace(instance, ownNamespace, { autoCreate: false }),
      // What is copied is told by the list of images, not here.
      ...upstreams.map((upstream) => this.namespace(instance, mirrorNamespace(upstream), { autoCreate: true })),
    ];
    this.repository(instance, namespaces, repositoryOf(shared.workloads.image));
    this.scan(instance, namespaces);
    const link = this.link(instance, network);

    this.id = pulumi.all([instance.id, link.id]).apply(([id]) => id);
    this.registerOutputs({ id: this.id, domain: this.plan.host });
  }

  own(image: string): pulumi.Output<string> {
    return pulumi.output(this.plan.own(image));
  }

  mirrored(upstream: Upstream, image: string): pulumi.Output<string> {
    return pulumi.output(this.plan.mirrored(upstream, image));
  }

  /** The registry takes no key, but a bucket that has one. */
  private bucket(key: pulumi.Output<string>): Bucket {
    const { naming, region, protect } = this.context;
    const name = naming.name("registry");
    const bucket = new Bucket(
      name,
      {
        bucket: `${bucketPrefix}${naming.globalName("registry", bucketNameLimit)}`,
        storageClass: "Standard",
        redundancyType: redundancyType(region.location),
        serverSideEncryptionRule: { sseAlgorithm: "KMS", kmsMasterKeyId: key },
        forceDestroy: !protect,
        tags: naming.tags,
      },
      this.child({ protect, deleteBeforeReplace: true }),
    );
    new BucketPublicAccessBlock(name, { bucket: bucket.id, blockPublicAccess: true }, this.child());
    return bucket;
  }

  private instance(instanceName: string, bucket: Bucket): RegistryEnterpriseInstance {
    const { naming, protect } = this.context;
    const name = naming.name("registry");
    return new RegistryEnterpriseInstance(
      name,
      {
        instanceName,
        instanceType: "Basic",
        // There is no other. By the month, and on and on only where it is to stay.
        paymentType: "Subscription",
        period: 1,
        ...(protect ? { renewalStatus: "AutoRenewal", renewPeriod: 1 } : { renewalStatus: "ManualRenewal" }),
        defaultOssBucket: "false",
        customOssBucket: bucket.bucket,
        imageScanner: "ACR",
        // Namespaces are refused until there is one. Nobody logs in with it: nodes and pipelines have tokens of their roles.
        password: new Passwords(this).generate(name),
        tags: naming.tags,
      },
      this.child({ protect, deleteBeforeReplace: true }),
    );
  }

  private namespace(
    { id }: RegistryEnterpriseInstance,
    name: string,
    { autoCreate }: { readonly autoCreate: boolean },
  ): RegistryEnterpriseNamespace {
    return new RegistryEnterpriseNamespace(
      this.context.naming.name(name),
      { instanceId: id, name, autoCreate, defaultVisibility: "PRIVATE" },
      this.child({ deleteBeforeReplace: true }),
    );
  }

  private repository(
    { id }: RegistryEnterpriseInstance,
    namespaces: readonly RegistryEnterpriseNamespace[],
    name: string,
  ): void {
    new RegistryEnterpriseRepo(
      this.context.naming.name("service"),
      {
        instanceId: id,
        namespace: ownNamespace,
        name,
        repoType: "PRIVATE",
        summary: "The service's own image.",
        tagImmutability: true,
      },
      this.child({ dependsOn: [...namespaces], deleteBeforeReplace: true }),
    );
  }

  /** Looks for known vulnerabilities in all that is pushed. */
  private scan({ id }: RegistryEnterpriseInstance, namespaces: readonly RegistryEnterpriseNamespace[]): void {
    const name = this.context.naming.name("scan");
    new ScanRule(
      name,
      {
        instanceId: id,
        ruleName: name,
        scanType: "VUL",
        scanScope: "NAMESPACE",
        namespaces: namespaces.map((namespace) => namespace.name),
        repoTagFilterPattern: ".*",
        triggerType: "AUTO",
      },
      this.child(),
    );
  }

  private link({ id }: RegistryEnterpriseInstance, network: Network): VpcEndpointLinkedVpc {
    const subnet = network.subnets.find(({ tier, zone }) => tier === "private" && zone === 0);
    if (!subnet) throw new pulumi.RunError("the network has no private subnet in its first zone for the registry");
    return new VpcEndpointLinkedVpc(
      this.context.naming.name("registry"),
      {
        instanceId: id,
        vpcId: network.id,
        vswitchId: subnet.id,
        moduleName: "Registry",
        enableCreateDnsRecordInPvzt: true,
      },
      // A VPC is linked once.
      this.child({ deleteBeforeReplace: true }),
    );
  }
}
