/** A region's buckets on Alibaba Cloud's OSS. Pages followed and traps: docs/clouds/alicloud.md. */
import { type Bucket, BucketLogging, BucketReplication } from "@pulumi/alicloud/oss";
import * as pulumi from "@pulumi/pulumi";
import type { ObjectEdge } from "../../plan/replication";
import { type BucketPlan, type BucketPurpose, bucketPurposes } from "../../plan/storage";
import { createServiceRole } from "../alicloud/service-role";
import { Component, type RegionContext } from "../component";
import { AlicloudBuckets } from "./alicloud/buckets";
import { type Found, findEnds, nativeEdges } from "./alicloud/edges";
import { hasTimeControl } from "./alicloud/regions";
import { grants } from "./alicloud/role";
import type { Storage, StorageArgs } from "./contract";

interface Copy {
  readonly name: string;
  readonly from: Bucket;
  /** Objects whose names begin so; all without it. */
  readonly prefix?: string;
  readonly toBucket: pulumi.Input<string>;
  readonly toLocation: string;
  readonly toKey: pulumi.Input<string>;
  /** `PUT` keeps what is deleted at the origin, `ALL` follows it. */
  readonly action: "PUT" | "ALL";
  readonly timed: boolean;
}

export class AlicloudStorage extends Component implements Storage {
  readonly buckets: Storage["buckets"];
  readonly waiting: Storage["waiting"];

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    { plans, outgoing, keys, dr }: StorageArgs,
  ) {
    super("meridian:storage:AlicloudStorage", context.naming.name("storage"), provider);
    const copied = plans.filter(({ copiedToDr }) => copiedToDr);
    const home = new AlicloudBuckets(context, provider, { site: "home", plans, key: keys.keys.storage }, this.under());
    const there = new AlicloudBuckets(
      context,
      dr.provider,
      { site: "dr", plans: copied, key: dr.keys.keys.storage },
      this.under(),
    );
    const edges = nativeEdges(outgoing);
    const found = findEnds(context, edges, this);
    const role = this.role(plans, edges, { home, there, keys: [keys.keys.storage, dr.keys.keys.storage], found });

    this.deliverLogs(plans, home, role);
    for (const plan of copied) this.copyToDr(plan, home, there, dr.keys.keys.storage, role);
    // In here, for whether there is a rule to make hangs on what the far locations answer.
    this.waiting = found.apply((ends) => {
      for (const { edge, key } of ends) if (key !== undefined) this.follow(edge, home, key, role);
      return ends.filter(({ key }) => key === undefined).map(({ edge }) => edge);
    });
    this.buckets = Object.fromEntries(
      bucketPurposes.map((purpose) => {
        const { bucket, id } = home.of(purpose);
        return [purpose, { name: bucket, id }];
      }),
    ) as Record<BucketPurpose, { name: pulumi.Output<string>; id: pulumi.Output<string> }>;
    this.registerOutputs({ buckets: this.buckets, waiting: this.waiting });
  }

  private under(): pulumi.ComponentResourceOptions {
    return { parent: this };
  }

  private role(
    plans: readonly BucketPlan[],
    edges: readonly ObjectEdge[],
    ends: {
      readonly home: AlicloudBuckets;
      readonly there: AlicloudBuckets;
      readonly keys: readonly pulumi.Output<string>[];
      readonly found: pulumi.Output<Found[]>;
    },
  ): pulumi.Output<string> {
    const { naming, region } = this.context;
    const copied = plans.filter(({ copiedToDr }) => copiedToDr).map(({ purpose }) => purpose);
    const origins = new Set([...copied, ...edges.map(({ bucket }) => bucket)]);
    const allow = pulumi
      .all([
        pulumi.all([...origins].map((purpose) => ends.home.of(purpose).bucket)),
        pulumi.all(copied.map((purpose) => ends.there.of(purpose).bucket)),
        ends.home.of("accessLogs").bucket,
        pulumi.all([...ends.keys]),
        ends.found,
      ])
      .apply(([sources, near, logs, keys, found]) =>
        grants(region.account, {
          sources,
          destinations: [...near, ...new Set(edges.map(({ toBucket }) => toBucket))],
          logs: [logs],
          keys: [...new Set([...keys, ...found.flatMap(({ key }) => key ?? [])])],
        }),
      );
    const { name } = createServiceRole(
      { naming, child: (opts) => this.child(opts) },
      {
        purpose: "oss",
        service: "oss.aliyuncs.com",
        description: "OSS copies objects and delivers access logs as this.",
        allow,
      },
    );
    return name;
  }

  private deliverLogs(plans: readonly BucketPlan[], home: AlicloudBuckets, loggingRole: pulumi.Output<string>): void {
    for (const { purpose, slug, logged } of plans) {
      if (!logged) continue;
      new BucketLogging(
        this.context.naming.name(slug),
        {
          bucket: home.of(purpose).id,
          targetBucket: home.of("accessLogs").id,
          targetPrefix: `${slug}/`,
          loggingRole,
        },
        this.child(),
      );
    }
  }

  private copyToDr(
    { purpose, slug }: BucketPlan,
    home: AlicloudBuckets,
    there: AlicloudBuckets,
    key: pulumi.Output<string>,
    role: pulumi.Output<string>,
  ): void {
    const { region, naming } = this.context;
    const to = there.of(purpose);
    this.copy(
      {
        name: naming.name(`${slug}-to-dr`),
        from: home.of(purpose),
        toBucket: to.id,
        toLocation: region.drLocation,
        toKey: key,
        // What an intruder deletes here stays there; the copy ages by its own rule.
        action: "PUT",
        timed: true,
      },
      role,
    );
  }

  private follow(edge: ObjectEdge, home: AlicloudBuckets, key: string, role: pulumi.Output<string>): void {
    const { bucket, dataClass, prefix, to, toBucket, recoveryPointSeconds } = edge;
    this.copy(
      {
        name: this.context.naming.name(`${dataClass}-to-${to.name}`),
        from: home.of(bucket),
        prefix,
        toBucket,
        toLocation: to.location,
        toKey: key,
        action: "ALL",
        timed: recoveryPointSeconds !== null,
      },
      role,
    );
  }

  private copy(
    { name, from, prefix, toBucket, toLocation, toKey, action, timed }: Copy,
    syncRole: pulumi.Output<string>,
  ) {
    new BucketReplication(
      name,
      {
        bucket: from.id,
        action,
        historicalObjectReplication: "enabled",
        ...(prefix !== undefined && { prefixSet: { prefixes: [prefix] } }),
        destination: { bucket: toBucket, location: `oss-${toLocation}`, transferType: "internal" },
        syncRole,
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        encryptionConfiguration: { replicaKmsKeyId: toKey },
        ...(timed && hasTimeControl(this.context.region.location, toLocation) && { rtc: { enabled: true } }),
      },
      this.child({ deleteBeforeReplace: true }),
    );
  }
}
