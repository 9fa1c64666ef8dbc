/**
 * What is to be seen of peers' buckets. No region waits for another, and Google Cloud refuses both a transfer to a bucket
 * that is not there or not granted, and a grant to an agent that does not exist. So regions tell each other by labels of
 * their buckets, and look at them on every run (docs/decisions/0011).
 */
import { getBuckets } from "@pulumi/gcp/storage/getBuckets";
import type * as pulumi from "@pulumi/pulumi";
import type { ObjectEdge } from "../../../plan/replication";

export type Labels = Readonly<Record<string, string>>;
/** Labels by bucket name. A plain object, for Pulumi's outputs make one of everything. */
export type Seen = Readonly<Record<string, Labels>>;

/** Number of the bucket's project: its transfer agent is named by it, and exists once the label does. */
export const projectLabel = "meridian-project";
/** On a bucket that objects of the region `from` may enter: whether its agent is let in yet. */
export const admissionLabel = (from: string): string => `meridian-admits-${from}`;
export const admitted = "granted";
export const notYet = "waiting";

export const agentOfProject = (number: string): string =>
  `serviceAccount:project-${number}@storage-transfer-service.iam.gserviceaccount.com`;

/** The number in an agent's address. Throws when it is none. */
export function projectOfAgent(email: string): string {
  const number = /^project-(\d+)@/.exec(email)?.[1];
  if (number === undefined) throw new Error(`${email} is no agent of Storage Transfer`);
  return number;
}

/** What the cloud says of a project that is not there, or that this run may not look at: then nothing is there for it. */
export const isOutOfSight = (error: unknown): boolean =>
  error instanceof Error && /\bError 40[34]\b/.test(error.message);

/** Buckets of a project, whoever's. Rejects on any other failure: what is there must not be taken for gone. */
export async function bucketsOf(project: string, provider: pulumi.ProviderResource): Promise<Seen> {
  try {
    const { buckets } = await getBuckets({ project }, { provider });
    return Object.fromEntries(buckets.map(({ name, labels }) => [name, labels]));
  } catch (error) {
    if (isOutOfSight(error)) return {};
    throw error;
  }
}

/** Whether the far end of an edge lets this region's agent write. */
export const isAdmitted = (edge: ObjectEdge, seen: Seen): boolean =>
  seen[edge.toBucket]?.[admissionLabel(edge.from.name)] === admitted;

/** The agent that objects of an edge come in with; undefined until the origin has one. */
export function incomingAgent(edge: ObjectEdge, seen: Seen): string | undefined {
  const number = seen[edge.fromBucket]?.[projectLabel];
  return number !== undefined && /^\d+$/.test(number) ? agentOfProject(number) : undefined;
}
