/**
 * Copies of objects between clouds: which jobs a region runs, how often, and by what the far side knows them (spec section
 * 3). Each half derives the other's names, since no region stack reads another. Pure.
 */
import type { Cloud } from "../facts/locations";
import type { Region, Shared } from "../topology/schema";
import { type Naming, naming } from "./naming";
import type { ObjectEdge } from "./replication";
import { workloadsPlan } from "./workloads";

/** All that moves by a job from one region to another. */
export interface Transfer {
  readonly from: Region;
  readonly to: Region;
  readonly edges: readonly ObjectEdge[];
}

/** An edge that can not be made yet. */
export interface WaitingTransfer {
  readonly edge: ObjectEdge;
  readonly reason: string;
}

/** A transfer and how the far cloud knows its job. */
export interface TrustedTransfer extends Transfer {
  readonly caller: Caller;
}

/**
 * Who knocks at the far cloud: an AWS role where that cloud knows AWS roles, else a Kubernetes service account by the token
 * that its cluster signs.
 */
export type Caller =
  | { readonly kind: "aws-role"; readonly account: string; readonly role: string }
  | { readonly kind: "service-account"; readonly issuer: string; readonly subject: string };

/** @throws RangeError for an edge that touches an isolated region: somebody made it up, the topology has none. */
function grouped(edges: readonly ObjectEdge[]): readonly Transfer[] {
  const transfers = new Map<string, ObjectEdge[]>();
  for (const edge of edges) {
    const { from, to, dataClass, mechanism } = edge;
    const isolated = [from, to].find((region) => region.isolated);
    if (isolated)
      throw new RangeError(`${isolated.name} is isolated: ${dataClass} does not go from ${from.name} to ${to.name}`);
    if (mechanism !== "transfer") continue;
    const key = `${from.name} ${to.name}`;
    transfers.set(key, [...(transfers.get(key) ?? []), edge]);
  }
  return [...transfers.values()].flatMap((each) =>
    each[0] ? [{ from: each[0].from, to: each[0].to, edges: each }] : [],
  );
}

/** Of all the topology's edges those that jobs of this region carry. */
export const transfersFrom = (edges: readonly ObjectEdge[], { name }: Region): readonly Transfer[] =>
  grouped(edges).filter(({ from }) => from.name === name);

/** Of all the topology's edges those that jobs of other regions carry in here. */
export const transfersInto = (edges: readonly ObjectEdge[], { name }: Region): readonly Transfer[] =>
  grouped(edges).filter(({ to }) => to.name === name);

/** Clouds that know AWS roles by name. */
const knowsAwsRoles: Readonly<Record<Cloud, boolean>> = { aws: true, gcp: true, alicloud: false };

export const jobPurpose = (to: Pick<Region, "name">): string => `transfer-to-${to.name}`;
const inboundPurpose = (from: Pick<Region, "name">): string => `transfer-from-${from.name}`;

/** Where the job's Kubernetes objects are, and the service account it runs as. */
export function jobAccount(shared: Shared, { from, to }: Pick<Transfer, "from" | "to">) {
  return { namespace: workloadsPlan(shared, from).namespaces.system.name, serviceAccount: jobPurpose(to) };
}

const awsRoleLimit = 64;

/** IAM roles are of the account, not of a region: with the location in its name a region can move without a clash. */
export const awsRoleName = (
  of: Pick<Naming, "name">,
  { location }: Pick<Region, "location">,
  purpose: string,
): string => of.name(`${location}-${purpose}`, awsRoleLimit);

/** Part of the name of the role that a workload's identity on AWS has. */
export const podPurpose = (purpose: string): string => `pod-${purpose}`;

/** Longest name that GKE takes for a cluster. */
const gkeNameLimit = 40;
export const gkeClusterName = (of: Pick<Naming, "name">): string => of.name("cluster", gkeNameLimit);

/** Who signs the tokens of the region's service accounts. EKS and ACK draw it, so there the stack file has to say it. */
export function issuerOf(shared: Shared, region: Region): string | undefined {
  if (region.cluster.issuer !== undefined || region.cloud !== "gcp") return region.cluster.issuer;
  const cluster = gkeClusterName(naming(shared, region));
  return `https://container.googleapis.com/v1/projects/${region.account}/locations/${region.location}/clusters/${cluster}`;
}

/** What the far half has to know and no stack file says; undefined where nothing is missing. */
function missing(shared: Shared, { from, to }: Transfer): string | undefined {
  if (to.cloud === "gcp" && to.federation?.projectNumber === undefined)
    return `Pulumi.${to.name}.yaml has no federation.projectNumber, by which its identity pool is named: gcloud projects describe ${to.account} --format='value(projectNumber)'`;
  const byRole = from.cloud === "aws" && knowsAwsRoles[to.cloud];
  if (!byRole && issuerOf(shared, from) === undefined)
    return `Pulumi.${from.name}.yaml has no cluster.issuer, which ${to.name} would trust: once ${from.name} is up, the issuer of kubectl get --raw /.well-known/openid-configuration`;
  return undefined;
}

function callerOf(shared: Shared, { from, to }: Transfer): Caller {
  if (from.cloud === "aws" && knowsAwsRoles[to.cloud])
    return {
      kind: "aws-role",
      account: from.account,
      role: awsRoleName(naming(shared, from), from, podPurpose(jobPurpose(to))),
    };
  const { namespace, serviceAccount } = jobAccount(shared, { from, to });
  return {
    kind: "service-account",
    issuer: issuerOf(shared, from) ?? "",
    subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
  };
}

/** Transfers whose two halves can know each other, and edges of those that can not yet: the same in both regions. */
export function introduced(
  shared: Shared,
  transfers: readonly Transfer[],
): { readonly ready: readonly TrustedTransfer[]; readonly waiting: readonly WaitingTransfer[] } {
  const judged = transfers.map((transfer) => ({ transfer, reason: missing(shared, transfer) }));
  return {
    ready: judged.flatMap(({ transfer, reason }) =>
      reason === undefined ? [{ ...transfer, caller: callerOf(shared, transfer) }] : [],
    ),
    waiting: judged.flatMap(({ transfer, reason }) =>
      reason === undefined ? [] : transfer.edges.map((edge) => ({ edge, reason })),
    ),
  };
}

const longestMinutes = 5;

/**
 * Minutes between two runs, at most five: half of the shortest recovery point, so that what is written just after a run
 * begins still has the other half to get over. Kubernetes counts in minutes: a point of 60 s is not met by a job.
 */
export function everyMinutes(edges: readonly Pick<ObjectEdge, "recoveryPointSeconds">[]): number {
  const points = edges.map(({ recoveryPointSeconds }) => recoveryPointSeconds ?? Number.POSITIVE_INFINITY);
  return Math.min(longestMinutes, Math.max(1, Math.floor(Math.min(...points) / 120)));
}

/** Whether an object that is over there is never written again: it is kept unchangeable. */
export const isImmutable = ({ dataClasses }: Shared, { dataClass }: Pick<ObjectEdge, "dataClass">): boolean =>
  dataClasses[dataClass]?.retentionDays !== undefined;

/** Name of the role that the job takes in the far region, on AWS and on Alibaba Cloud. */
export const inboundRole = (shared: Shared, { from, to }: Pick<Transfer, "from" | "to">): string =>
  awsRoleName(naming(shared, to), to, inboundPurpose(from));
export { inboundPurpose };

/** Alibaba Cloud: name of an account's record of an issuer, the same for all regions of the account. */
export const issuerName = (shared: Shared, from: Region): string => naming(shared, from).name("issuer");

const poolLimit = 32;
const poolHead = "peer-";

/**
 * Google Cloud: a pool for each origin, so that callers of two origins can never be taken for each other. `gcp-` at the
 * beginning is Google's own, hence the head. The location is in it, for a pool that is deleted keeps its name.
 */
export function poolId(shared: Shared, { from, to }: Pick<Transfer, "from" | "to">): string {
  const generation = to.federation?.generation ?? 1;
  const tail = generation === 1 ? "" : `-${generation}`;
  const length = poolLimit - poolHead.length - tail.length;
  return `${poolHead}${naming(shared, to).name(`${from.name}-${to.location}`, length)}${tail}`;
}

/** Id of the pool's only provider. A provider of one kind can not become one of the other, and keeps its name too. */
export const poolProviderId = ({ kind }: Caller): string => kind;

/** Full name of the pool's provider, which a token for it is issued to. */
export function poolAudience(shared: Shared, transfer: TrustedTransfer): string {
  const project = `projects/${transfer.to.federation?.projectNumber ?? ""}`;
  const pool = `workloadIdentityPools/${poolId(shared, transfer)}`;
  return `//iam.googleapis.com/${project}/locations/global/${pool}/providers/${poolProviderId(transfer.caller)}`;
}

/**
 * Which region keeps the account's record of an issuer, of which an account of AWS or Alibaba Cloud has one each: the first
 * by number of those that trust it. The others name it without asking.
 */
export function keepsIssuer(shared: Shared, edges: readonly ObjectEdge[], { from, to }: Transfer): boolean {
  const near = ({ from: origin, to: other }: Transfer) =>
    origin.name === from.name && other.cloud === to.cloud && other.account === to.account;
  const sharing = introduced(shared, grouped(edges).filter(near)).ready.filter(
    ({ caller }) => caller.kind === "service-account",
  );
  return to.number === Math.min(...sharing.map(({ to: other }) => other.number));
}
