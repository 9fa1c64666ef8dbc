/** Buckets in the DR location, under the keys of that place. */
import { Bucket } from "@pulumi/gcp/storage/bucket";
import type * as pulumi from "@pulumi/pulumi";
import type { BucketPlan, BucketPurpose } from "../../../plan/storage";
import { Component, type RegionContext } from "../../component";
import { bucketArgs } from "./bucket";
import { allowWriting } from "./grants";

interface CopiesArgs {
  readonly plans: readonly BucketPlan[];
  /** Resource name of the DR ring's `storage` key. */
  readonly key: pulumi.Output<string>;
  readonly logBucket: pulumi.Output<string>;
  /** Member of IAM policies that writes the copies. */
  readonly writer: pulumi.Output<string>;
  readonly dependsOn: pulumi.Resource[];
}

export interface Copy {
  readonly bucket: Bucket;
  readonly grants: readonly pulumi.Resource[];
}

export class GcpStorageCopies extends Component {
  readonly copies: ReadonlyMap<BucketPurpose, Copy>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: CopiesArgs, parent: pulumi.Resource) {
    const { naming, region, protect } = context;
    super("meridian:storage:GcpStorageCopies", naming.name("storage-dr"), provider, { parent });
    const { plans, key, logBucket, writer, dependsOn } = args;
    this.copies = new Map(
      plans.map((plan) => {
        const name = naming.name(`bucket-${plan.slug}-dr`);
        const bucket = new Bucket(
          name,
          bucketArgs(context, plan, {
            site: "dr",
            location: region.drLocation,
            key,
            ...(plan.logged && { logBucket }),
          }),
          this.child({ dependsOn, deleteBeforeReplace: true, protect }),
        );
        const child = (opts?: pulumi.CustomResourceOptions) => this.child(opts);
        const grants = allowWriting({ name, bucket, member: writer, child }, plan.lockDays !== undefined);
        return [plan.purpose, { bucket, grants }];
      }),
    );
    this.registerOutputs({ buckets: [...this.copies.values()].map(({ bucket }) => bucket.name) });
  }
}
