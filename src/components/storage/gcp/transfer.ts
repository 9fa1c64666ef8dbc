/** Copies of objects as they come: Storage Transfer jobs driven by events, for their schedules run once an hour at best. */
import { TransferJob } from "@pulumi/gcp/storage/transferJob";
import * as pulumi from "@pulumi/pulumi";
import type { TransferScope } from "./scope";

export interface Transfer {
  /** Part of the job's name. */
  readonly purpose: string;
  readonly description: string;
  readonly from: pulumi.Input<string>;
  readonly to: pulumi.Input<string>;
  /** Only objects below it; all where absent. */
  readonly prefix?: string;
  /** Whether objects at the far end can not be overwritten. */
  readonly locked: boolean;
  /** Resource name of the subscription that says what is new. */
  readonly events: pulumi.Output<string>;
  /** The job is refused before its agent may read and write. */
  readonly dependsOn: pulumi.Input<pulumi.Resource>[];
}

/** Characters of a job's name after `transferJobs/`. */
const longestName = 115;

export function createTransfer(scope: TransferScope, transfer: Transfer): TransferJob {
  const { naming, project, suffixes, child } = scope;
  const { purpose, description, from, to, prefix, locked, events, dependsOn } = transfer;
  const name = naming.name(`${purpose}-job`);
  const suffix = suffixes.draw(name, { project, purpose });
  return new TransferJob(
    name,
    {
      name: pulumi.interpolate`transferJobs/${naming.name(purpose, longestName - 7)}-${suffix}`,
      project,
      description,
      status: "ENABLED",
      transferSpec: {
        gcsDataSource: { bucketName: from },
        gcsDataSink: { bucketName: to },
        ...(prefix !== undefined && { objectConditions: { includePrefixes: [prefix] } }),
        // An event that comes twice moves nothing the second time.
        transferOptions: { overwriteWhen: locked ? "NEVER" : "DIFFERENT" },
      },
      eventStream: { name: events },
    },
    child({ dependsOn }),
  );
}
