/** The buckets of one place, each versioned, under the place's key and closed to the public. */
import {
  Bucket,
  BucketArchiveDirectRead,
  BucketPolicy,
  BucketPublicAccessBlock,
  BucketWorm,
} from "@pulumi/alicloud/oss";
import type * as pulumi from "@pulumi/pulumi";
import { type BucketPlan, type BucketPurpose, bucketNamePurpose } from "../../../plan/storage";
import { Component, type RegionContext } from "../../component";
import { wantsSm4 } from "../../keys/alicloud/spec";
import type { Site } from "../../keys/contract";
import { lifecycleRules } from "./lifecycle";
import { redundancyType } from "./regions";

export interface BucketsArgs {
  readonly site: Site;
  readonly plans: readonly BucketPlan[];
  readonly key: pulumi.Output<string>;
}

/** No request without TLS, whoever asks. */
export function tlsOnly(account: string, bucket: string): string {
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Effect: "Deny",
        Principal: ["*"],
        Action: ["oss:*"],
        Resource: [`acs:oss:*:${account}:${bucket}`, `acs:oss:*:${account}:${bucket}/*`],
        Condition: { Bool: { "acs:SecureTransport": ["false"] } },
      },
    ],
  });
}

export class AlicloudBuckets extends Component {
  private readonly buckets: ReadonlyMap<BucketPurpose, Bucket>;

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly args: BucketsArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("meridian:storage:AlicloudBuckets", context.naming.name(`buckets-${args.site}`), provider, opts);
    this.buckets = new Map(args.plans.map((plan) => [plan.purpose, this.bucket(plan)]));
    this.registerOutputs({ names: [...this.buckets.values()].map(({ bucket }) => bucket) });
  }

  of(purpose: BucketPurpose): Bucket {
    const bucket = this.buckets.get(purpose);
    if (!bucket) throw new RangeError(`the plan has no ${purpose} bucket at the ${this.args.site} site`);
    return bucket;
  }

  private bucket(plan: BucketPlan): Bucket {
    const { site, key } = this.args;
    const { naming, region, protect } = this.context;
    const location = site === "dr" ? region.drLocation : region.location;
    const purpose = bucketNamePurpose(plan, site);
    const name = naming.name(purpose);
    const physical = naming.globalName(purpose);
    const bucket = new Bucket(
      name,
      {
        bucket: physical,
        storageClass: "Standard",
        redundancyType: redundancyType(location),
        versioning: { status: "Enabled" },
        serverSideEncryptionRule: {
          sseAlgorithm: "KMS",
          kmsMasterKeyId: key,
          ...(wantsSm4(region, location) && { kmsDataEncryption: "SM4" }),
        },
        lifecycleRules: lifecycleRules(plan.lifecycle),
        accessMonitor: { status: "Enabled" },
        forceDestroy: !protect,
        tags: naming.tags,
      },
      // A name is one bucket's, over all customers.
      this.child({ protect, deleteBeforeReplace: true }),
    );
    this.close(name, physical, bucket);
    if (plan.lifecycle.coldAfterDays !== undefined) {
      new BucketArchiveDirectRead(name, { bucket: bucket.id, enabled: true }, this.child());
    }
    if (plan.lockDays !== undefined) this.lock(name, bucket, plan.lockDays);
    return bucket;
  }

  private close(name: string, physical: string, bucket: Bucket): void {
    const { account } = this.context.region;
    const closed = new BucketPublicAccessBlock(name, { bucket: bucket.id, blockPublicAccess: true }, this.child());
    new BucketPolicy(
      name,
      { bucket: bucket.id, policy: tlsOnly(account, physical) },
      this.child({ dependsOn: [closed] }),
    );
  }

  /**
   * Locked, it can be prolonged and nothing else, by nobody. One that is not locked runs out after a day: enough for
   * what is torn down again.
   */
  private lock(name: string, bucket: Bucket, days: number): void {
    const { protect } = this.context;
    new BucketWorm(
      name,
      { bucket: bucket.id, retentionPeriodInDays: days, status: protect ? "Locked" : "InProgress" },
      this.child({ protect }),
    );
  }
}
