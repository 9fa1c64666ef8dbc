/** Carries objects to regions on other clouds: a job for each on the region's own cluster, by rclone. */
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type * as pulumi from "@pulumi/pulumi";
import { imageReference, images } from "../../plan/images";
import { awsRoleName, jobAccount, jobPurpose, podPurpose, type TrustedTransfer } from "../../plan/transfer";
import { workloadsPlan } from "../../plan/workloads";
import { Component, type RegionContext } from "../component";
import type { WorkloadIdentity } from "../identity";
import type { OutboundParts } from "./contract";
import type { Chain } from "./outbound/chain";
import { configData, cronJobSpec, type JobNames, networkPolicySpec } from "./outbound/job";
import { setupOf } from "./outbound/setup";
import { byBucket } from "./targets";

/** Label of pods that carry objects, whichever region to. */
const component = "transfer";
const destinationLabel = "meridian.dev/destination";

export class Outbound extends Component {
  /** Roles that have to be let take another. */
  readonly chains: readonly Chain[];

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly parts: OutboundParts,
  ) {
    super("meridian:transfer:Outbound", context.naming.name("transfers"), provider);
    this.chains = parts.transfers.flatMap((transfer) => this.createJob(transfer));
    this.registerOutputs({});
  }

  private createJob(transfer: TrustedTransfer): Chain[] {
    const { shared, region, naming, network } = this.context;
    const { registry, dependsOn = [] } = this.parts;
    const { to } = transfer;
    const purpose = jobPurpose(to);
    const pulumiName = naming.name(purpose);
    const { namespace, serviceAccount } = jobAccount(shared, transfer);
    const identity = this.createIdentity(transfer);
    const setup = setupOf(shared, transfer);
    const names = this.names(transfer, identity);
    const metadata = { name: names.name, namespace, labels: { ...names.labels } };
    const first = [...dependsOn];

    const account = new ServiceAccount(
      pulumiName,
      {
        metadata: { ...metadata, name: serviceAccount, annotations: { ...identity.annotations } },
        automountServiceAccountToken: false,
      },
      this.child({ dependsOn: first }),
    );
    const config = new ConfigMap(
      pulumiName,
      { metadata, data: configData(shared, transfer, setup) },
      this.child({ dependsOn: first, deleteBeforeReplace: true }),
    );
    const policy = new NetworkPolicy(
      pulumiName,
      { metadata, spec: networkPolicySpec(transfer, network, names) },
      this.child({ dependsOn: first }),
    );
    const { rclone } = images;
    new CronJob(
      pulumiName,
      {
        metadata,
        spec: cronJobSpec(transfer, setup, names, registry.mirrored(rclone.source, imageReference(rclone))),
      },
      this.child({ dependsOn: [...first, account, config, policy, identity] }),
    );
    const role = awsRoleName(naming, region, podPurpose(purpose));
    return setup.assumes === undefined ? [] : [{ purpose, role, assumes: setup.assumes, identity }];
  }

  /** Reads what is declared to go there, and nothing else. */
  private createIdentity({ from, to, edges }: TrustedTransfer): WorkloadIdentity {
    const { identity, storage } = this.parts;
    return identity({
      purpose: jobPurpose(to),
      ...jobAccount(this.context.shared, { from, to }),
      permissions: byBucket(edges).flatMap(({ purpose, prefixes }) =>
        prefixes.map((prefix) => ({ kind: "read-objects" as const, bucket: storage.buckets[purpose], prefix })),
      ),
    });
  }

  private names(transfer: TrustedTransfer, { podLabels }: WorkloadIdentity): JobNames {
    const { shared, region, naming } = this.context;
    const name = jobPurpose(transfer.to);
    const selector = { "app.kubernetes.io/component": component, [destinationLabel]: transfer.to.name };
    return {
      name,
      serviceAccount: name,
      configMap: name,
      priorityClass: `${workloadsPlan(shared, region).namespaces.apps.name}-batch`,
      selector,
      labels: { ...naming.tags, "app.kubernetes.io/name": "rclone", ...selector },
      podLabels,
    };
  }
}
