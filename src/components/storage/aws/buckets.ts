/** The buckets of one location: the region's own, or their copies in the DR location. */
import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketLogging } from "@pulumi/aws/s3/bucketLogging";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import * as pulumi from "@pulumi/pulumi";
import type { BucketPlan, BucketPurpose } from "../../../plan/storage";
import { type Site as AwsSite, siteOf } from "../../aws/site";
import { Component, type RegionContext } from "../../component";
import { aliasArn } from "../../keys/aws/alias";
import type { Site } from "../../keys/contract";
import { lifecycleRule } from "./lifecycle";
import { bucketArn, bucketName } from "./names";
import { bucketPolicy, logBucketPolicy, type Origins } from "./policies";

/** A bucket with everything that is set on it. */
export interface ReadyBucket {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** The last that was set: what goes on with the bucket waits for it. */
  readonly last: pulumi.Resource;
}

export interface BucketsArgs {
  readonly site: Site;
  readonly plans: readonly BucketPlan[];
  readonly key: pulumi.Output<string>;
  /** Who may replicate into a bucket. */
  readonly originsOf: (plan: BucketPlan) => Origins;
}

export class AwsBuckets extends Component {
  private readonly ready = new Map<BucketPurpose, ReadyBucket>();

  constructor(
    context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly args: BucketsArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    const { region } = context;
    const prefix = args.site === "dr" ? `${region.name}-dr` : region.name;
    super("meridian:storage:AwsBuckets", prefix, provider, opts);
    const site = siteOf(context, prefix, (own) => this.child(own));
    // The others log to it.
    const inOrder = [...args.plans].sort((one, other) => Number(one.logged) - Number(other.logged));
    for (const plan of inOrder) this.ready.set(plan.purpose, this.create(site, plan));
    this.registerOutputs({ names: [...this.ready.values()].map(({ name }) => name) });
  }

  /** @throws RangeError when the location has no such bucket. */
  of(purpose: BucketPurpose): ReadyBucket {
    const found = this.ready.get(purpose);
    if (!found) throw new RangeError(`no bucket for ${purpose} was planned here`);
    return found;
  }

  private create(site: AwsSite, plan: BucketPlan): ReadyBucket {
    const { naming, protect } = site;
    const name = bucketName(naming, plan, this.args.site);
    const bucket = new Bucket(
      site.child(plan.slug),
      {
        bucket: name,
        objectLockEnabled: plan.lockDays !== undefined,
        forceDestroy: !protect,
        tags: site.tags(plan.slug),
      },
      // Its name is taken as long as it stands, in any location.
      site.options({ protect, deleteBeforeReplace: true }),
    );
    // S3 refuses a setting while it works on another of the same bucket.
    let last: pulumi.Resource = bucket;
    const next = <R extends pulumi.Resource>(make: (opts: pulumi.CustomResourceOptions) => R): R => {
      const made = make(site.options({ dependsOn: [last] }));
      last = made;
      return made;
    };
    this.keepVersions(next, site, plan, bucket);
    this.close(next, site, plan, bucket);
    return { name: bucket.bucket, arn: bucket.arn, last };
  }

  private keepVersions(next: Next, site: AwsSite, plan: BucketPlan, bucket: Bucket): void {
    const child = site.child(plan.slug);
    next(
      (opts) =>
        new BucketVersioning(child, { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } }, opts),
    );
    const { lockDays } = plan;
    if (lockDays !== undefined)
      next(
        (opts) =>
          new BucketObjectLockConfiguration(
            child,
            { bucket: bucket.id, rule: { defaultRetention: { mode: "COMPLIANCE", days: lockDays } } },
            opts,
          ),
      );
    next(
      (opts) =>
        new BucketLifecycleConfiguration(child, { bucket: bucket.id, rules: [lifecycleRule(plan.lifecycle)] }, opts),
    );
  }

  private close(next: Next, site: AwsSite, plan: BucketPlan, bucket: Bucket): void {
    const child = site.child(plan.slug);
    next(
      (opts) =>
        new BucketServerSideEncryptionConfiguration(child, { bucket: bucket.id, rules: [this.encryption(plan)] }, opts),
    );
    next(
      (opts) =>
        new BucketOwnershipControls(
          child,
          { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
          opts,
        ),
    );
    next(
      (opts) =>
        new BucketPublicAccessBlock(
          child,
          {
            bucket: bucket.id,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
          },
          opts,
        ),
    );
    next((opts) => new BucketPolicy(child, { bucket: bucket.id, policy: this.policy(site, plan) }, opts));
    if (!plan.logged) return;
    const logs = this.of("accessLogs");
    next(
      (opts) =>
        new BucketLogging(
          child,
          {
            bucket: bucket.id,
            targetBucket: logs.name,
            targetPrefix: "s3/",
            targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: "EventTime" } },
          },
          // Not before its policy lets logs in.
          pulumi.mergeOptions(opts, { dependsOn: [logs.last] }),
        ),
    );
  }

  /** S3 delivers access logs to no bucket whose default is a key of KMS, so that one has S3's own keys. */
  private encryption({ logged }: BucketPlan) {
    return logged
      ? {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: this.args.key },
          bucketKeyEnabled: true,
        }
      : { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
  }

  private policy({ region, naming }: AwsSite, plan: BucketPlan): pulumi.Output<string> {
    const { site, plans, key, originsOf } = this.args;
    const arnOf = (other: BucketPlan) => bucketArn(region, bucketName(naming, other, site));
    if (!plan.logged) {
      const sources = plans.filter(({ logged }) => logged).map(arnOf);
      return pulumi.output(JSON.stringify(logBucketPolicy(arnOf(plan), region.account, sources)));
    }
    // Jobs on other clouds know the key by its alias.
    const aliases = site === "home" ? [aliasArn(naming, region, "storage")] : [];
    const origins = originsOf(plan);
    return key.apply((arn) =>
      JSON.stringify(bucketPolicy({ arn: arnOf(plan), account: region.account, keys: [arn, ...aliases], origins })),
    );
  }
}

type Next = <R extends pulumi.Resource>(make: (opts: pulumi.CustomResourceOptions) => R) => R;
