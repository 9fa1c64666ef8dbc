/** Rules by which S3 carries objects out of a bucket. Pure. */
import type { input } from "@pulumi/aws/types";
import type { Input } from "@pulumi/pulumi";
import { naming } from "../../../plan/naming";
import type { ObjectEdge } from "../../../plan/replication";
import type { Shared } from "../../../topology/schema";
import { aliasArn } from "../../keys/aws/alias";
import { bucketArn } from "./names";

type Rule = input.s3.BucketReplicationConfigRule;

/** Replication Time Control knows one threshold. */
const minutes = 15;

interface Destination {
  readonly bucket: Input<string>;
  /** ARN of a key, or of its alias. */
  readonly key: Input<string>;
  /** Whether S3 undertakes to be there within 15 minutes; how late it is, it says of every rule. */
  readonly timed: boolean;
}

function rule(id: string, priority: number, prefix: string, followsDeletion: boolean, to: Destination): Rule {
  return {
    id,
    priority,
    status: "Enabled",
    filter: { prefix },
    deleteMarkerReplication: { status: followsDeletion ? "Enabled" : "Disabled" },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
    destination: {
      bucket: to.bucket,
      encryptionConfiguration: { replicaKmsKeyId: to.key },
      metrics: { status: "Enabled", ...(to.timed && { eventThreshold: { minutes } }) },
      ...(to.timed && { replicationTime: { status: "Enabled", time: { minutes } } }),
    },
  };
}

/** Everything goes to the DR location, and stays there when it is deleted here. */
export const copyRule = (bucket: Input<string>, key: Input<string>): Rule =>
  rule("dr", 1, "", false, { bucket, key, timed: true });

/**
 * A class along a declared edge. What its origin deletes goes at the far end too, else an erasure would leave copies; what
 * has to be kept stays. Priorities tell apart rules to one bucket, and are those of the edge among all that are declared.
 */
export function edgeRule(shared: Shared, edge: ObjectEdge, index: number): Rule {
  const { dataClass, prefix, to, toBucket, recoveryPointSeconds } = edge;
  return rule(
    `${dataClass}-${to.name}`,
    index + 2,
    prefix,
    shared.dataClasses[dataClass]?.retentionDays === undefined,
    {
      bucket: bucketArn(to, toBucket),
      key: aliasArn(naming(shared, to), to, "storage"),
      timed: recoveryPointSeconds !== null && recoveryPointSeconds <= minutes * 60,
    },
  );
}
