/**
 * A region's buckets on Google Cloud, their copies in the DR location, and the transfers along native edges. Resource types,
 * pages followed and traps: docs/clouds/gcp.md.
 */

import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember";
import type { Service } from "@pulumi/gcp/projects/service";
import { ServiceIdentity } from "@pulumi/gcp/projects/serviceIdentity";
import type { Topic } from "@pulumi/gcp/pubsub/topic";
import { Bucket } from "@pulumi/gcp/storage/bucket";
import { getProjectServiceAccountOutput } from "@pulumi/gcp/storage/getProjectServiceAccount";
import { getTransferProjectServiceAccountOutput } from "@pulumi/gcp/storage/getTransferProjectServiceAccount";
import * as pulumi from "@pulumi/pulumi";
import type { ObjectEdge } from "../../plan/replication";
import type { BucketPlan, BucketPurpose } from "../../plan/storage";
import { Component, type RegionContext } from "../component";
import { enableApis } from "../gcp/apis";
import { Suffixes } from "../gcp/suffix";
import type { Storage, StorageArgs } from "./contract";
import { bucketArgs } from "./gcp/bucket";
import { type Copy, GcpStorageCopies } from "./gcp/copies";
import { createTopic, subscribe } from "./gcp/events";
import { allowLogging, allowReading } from "./gcp/grants";
import { admissionLabels, admit, agentsOf, originsOf } from "./gcp/incoming";
import { bucketsOf, isAdmitted, projectLabel, projectOfAgent, type Seen } from "./gcp/peers";
import type { TransferScope } from "./gcp/scope";
import { createTransfer } from "./gcp/transfer";

type Apis = Readonly<Record<"storage" | "storagetransfer" | "pubsub", Service>>;

export class GcpStorage extends Component implements Storage {
  readonly buckets: Storage["buckets"];
  readonly waiting: Storage["waiting"];
  private readonly made = new Map<BucketPurpose, Bucket>();
  private readonly looked = new Map<string, pulumi.Output<Seen>>();

  constructor(
    private readonly context: RegionContext,
    private readonly place: pulumi.ProviderResource,
    args: StorageArgs,
  ) {
    const { naming, region } = context;
    super("meridian:storage:GcpStorage", naming.name("storage"), place);
    const outgoing = args.outgoing.filter(({ mechanism }) => mechanism === "native");
    const incoming = args.incoming.filter(({ mechanism }) => mechanism === "native");
    const apis: Apis = enableApis({ naming, project: region.account, child: () => this.child() }, "storage", [
      "storage",
      "storagetransfer",
      "pubsub",
    ]);
    const transferAgent = getTransferProjectServiceAccountOutput(
      { project: region.account },
      { provider: place, dependsOn: [apis.storagetransfer] },
    );
    const scope = this.scope(args, apis, transferAgent.member);

    const logs = this.createLogBucket(args, apis);
    const numbered = transferAgent.email.apply(projectOfAgent);
    for (const plan of args.plans) {
      if (plan.purpose === "accessLogs") continue;
      const origins = originsOf(incoming, plan);
      const agents = agentsOf(scope, origins, (project) => this.bucketsOf(project));
      const leaves = outgoing.some(({ bucket }) => bucket === plan.purpose);
      const labels = { ...admissionLabels(agents), ...(leaves && { [projectLabel]: numbered }) };
      const bucket = this.createBucket(plan, args, labels, [apis.storage, ...logs.grants], logs.bucket.name);
      admit(scope, plan, bucket, origins, agents);
    }

    const copied = args.plans.filter(({ copiedToDr }) => copiedToDr);
    const { copies } = new GcpStorageCopies(
      context,
      args.dr.provider,
      {
        plans: copied,
        key: args.dr.keys.keys.storage,
        logBucket: logs.bucket.name,
        writer: scope.agents.transfer,
        dependsOn: [apis.storage, ...logs.grants],
      },
      this,
    );
    const edges = args.plans.map((plan) => {
      const leaving = outgoing.filter(({ bucket }) => bucket === plan.purpose);
      return this.moveObjects(scope, plan, leaving, copies.get(plan.purpose));
    });

    this.buckets = this.told(args.plans);
    this.waiting = pulumi.all(edges).apply((lists) => lists.flat());
    this.registerOutputs({
      buckets: this.buckets,
      waiting: this.waiting.apply((left) => left.map(({ dataClass, to }) => `${dataClass} to ${to.name}`)),
    });
  }

  private scope(args: StorageArgs, apis: Apis, transfer: pulumi.Output<string>): TransferScope {
    const { naming, region } = this.context;
    const project = region.account;
    const messages = new ServiceIdentity(
      naming.name("storage-events"),
      { project, service: "pubsub.googleapis.com" },
      this.child({ dependsOn: apis.pubsub }),
    );
    const grant = new CryptoKeyIAMMember(
      naming.name("storage-events"),
      {
        cryptoKeyId: args.keys.keys.storage,
        role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        member: messages.member,
      },
      this.child(),
    );
    const storage = getProjectServiceAccountOutput({ project }, { provider: this.place, dependsOn: [apis.storage] });
    return {
      naming,
      project,
      location: region.location,
      key: pulumi.all([args.keys.keys.storage, grant.id]).apply(([key]) => key),
      agents: { storage: storage.member, transfer },
      suffixes: new Suffixes(this, naming.name("storage-suffixes")),
      child: (opts) => this.child(opts),
    };
  }

  /** Where the other buckets log: usage logs, which Google writes straight into it and so never outside the region. */
  private createLogBucket(args: StorageArgs, apis: Apis): { bucket: Bucket; grants: pulumi.Resource[] } {
    const plan = args.plans.find(({ purpose }) => purpose === "accessLogs");
    if (!plan) throw new pulumi.RunError("no bucket is planned for access logs");
    const bucket = this.createBucket(plan, args, {}, [apis.storage]);
    const name = this.context.naming.name(`bucket-${plan.slug}`);
    return { bucket, grants: [allowLogging({ name, bucket, child: (opts) => this.child(opts) })] };
  }

  private createBucket(
    plan: BucketPlan,
    { keys }: StorageArgs,
    labels: Readonly<Record<string, pulumi.Input<string>>>,
    dependsOn: pulumi.Resource[],
    logBucket?: pulumi.Output<string>,
  ): Bucket {
    const { naming, region, protect } = this.context;
    const bucket = new Bucket(
      naming.name(`bucket-${plan.slug}`),
      bucketArgs(this.context, plan, {
        site: "home",
        location: region.location,
        key: keys.keys.storage,
        labels,
        ...(plan.logged && logBucket && { logBucket }),
      }),
      // A name is one bucket's in the world.
      this.child({ dependsOn, deleteBeforeReplace: true, protect }),
    );
    this.made.set(plan.purpose, bucket);
    return bucket;
  }

  /** Copies what a bucket holds to the DR location and along its edges; the edges whose far end is not ready. */
  private moveObjects(
    scope: TransferScope,
    plan: BucketPlan,
    edges: readonly ObjectEdge[],
    copy: Copy | undefined,
  ): pulumi.Output<ObjectEdge[]> {
    const bucket = this.bucket(plan.purpose);
    if (!copy && edges.length === 0) return pulumi.output([]);
    const topic = createTopic(scope, plan.slug, bucket);
    const readable = allowReading({
      name: scope.naming.name(`${plan.slug}-out`),
      bucket,
      member: scope.agents.transfer,
      prefixes: copy ? undefined : [...new Set(edges.map(({ prefix }) => prefix))],
      child: scope.child,
    });
    if (copy) {
      const purpose = `${plan.slug}-to-dr`;
      createTransfer(scope, {
        purpose,
        description: `${plan.slug} to ${this.context.region.drLocation}`,
        from: bucket.name,
        to: copy.bucket.name,
        locked: plan.lockDays !== undefined,
        events: subscribe(scope, purpose, topic, undefined),
        dependsOn: [...readable, ...copy.grants],
      });
    }
    const left = edges.map((edge) => this.follow(scope, plan, edge, topic, readable));
    return pulumi.all(left).apply((each) => each.flat());
  }

  /** A job along one edge, where the far end lets it in. What happens meanwhile waits in the subscription. */
  private follow(
    scope: TransferScope,
    plan: BucketPlan,
    edge: ObjectEdge,
    topic: Topic,
    dependsOn: pulumi.Resource[],
  ): pulumi.Output<ObjectEdge[]> {
    const purpose = `${edge.dataClass}-to-${edge.to.name}`;
    const events = subscribe(scope, purpose, topic, edge.prefix);
    return this.bucketsOf(edge.to.account).apply((seen) => {
      if (!isAdmitted(edge, seen)) return [edge];
      createTransfer(scope, {
        purpose,
        description: `${edge.dataClass} to ${edge.to.name}: ${edge.legalBasis}`,
        from: this.bucket(plan.purpose).name,
        to: edge.toBucket,
        prefix: edge.prefix,
        locked: plan.lockDays !== undefined,
        events,
        dependsOn,
      });
      return [];
    });
  }

  /** Each project is asked once. */
  private bucketsOf(project: string): pulumi.Output<Seen> {
    const known = this.looked.get(project) ?? pulumi.output(bucketsOf(project, this.place));
    this.looked.set(project, known);
    return known;
  }

  private bucket(purpose: BucketPurpose): Bucket {
    const bucket = this.made.get(purpose);
    if (!bucket) throw new pulumi.RunError(`no bucket is planned for ${purpose}`);
    return bucket;
  }

  private told(plans: readonly BucketPlan[]): Storage["buckets"] {
    const entries = plans.map(({ purpose }) => {
      const { name } = this.bucket(purpose);
      return [purpose, { name, id: name }];
    });
    return Object.fromEntries(entries) as Storage["buckets"];
  }
}
