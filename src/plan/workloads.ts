/** What runs on a region's cluster, and how much of it (spec sections 2, 5 and 6). Pure. */
import type { Region, Shared } from "../topology/schema";

export interface PodPlan {
  readonly cpuMillis: number;
  readonly memoryMib: number;
}

/** When a pool of pods grows and shrinks. */
export interface ScalingPlan {
  readonly min: number;
  readonly max: number;
  /** Utilisation of the requested CPU and memory, per cent, above which it grows. */
  readonly outPercent: number;
  /** Seconds within which it at most doubles. */
  readonly outCooldownSeconds: number;
  /** Seconds for which a smaller pool has to do before it shrinks. */
  readonly inCooldownSeconds: number;
  /**
   * How far below the target a metric has to fall before the pool shrinks, as a share of the target: at 70 % out and 30 % in
   * it is 4/7. A HorizontalPodAutoscaler knows one target and a tolerance around it; before Kubernetes 1.35 that is 10 % and
   * nobody's to set, and this is undefined.
   */
  readonly inTolerance: number | undefined;
  /**
   * Per cent of the pods that may go within one `inCooldownSeconds`: as many as bring the load from the lower threshold to
   * the middle between both, so that shrinking never makes it grow again.
   */
  readonly inStepPercent: number;
}

/** A figure that the service itself answers at `path` on its own port, as JSON. */
export interface QueuePlan {
  readonly path: string;
  readonly field: "requestsWaiting" | "jobsWaiting";
  /** Waiting per pod, above which the pool grows. */
  readonly target: number;
  /** `sum` where each pod counts what waits in itself, `max` where each answers for the whole region. */
  readonly over: "sum" | "max";
}

export interface PoolPlan {
  readonly name: "service" | "worker";
  readonly priority: PriorityName;
  readonly pod: PodPlan;
  readonly scaling: ScalingPlan;
  readonly queue: QueuePlan;
  /** Pods that may be away at once when nodes are drained. */
  readonly maxUnavailable: number | string;
}

/** What one namespace may ask of the cluster at most. */
export interface QuotaPlan {
  readonly pods: number;
  readonly cpuMillis: number;
  readonly memoryMib: number;
}

export const namespacePurposes = ["apps", "system", "gateway"] as const;
export type NamespacePurpose = (typeof namespacePurposes)[number];

export interface NamespacePlan {
  readonly name: string;
  readonly quota: QuotaPlan;
}

/** Higher goes first, and pushes lower ones out where there is no room. Below 10^9, from where Kubernetes' own begin. */
export const priorities = { critical: 1_000_000, standard: 100_000, batch: 10_000 } as const;
export type PriorityName = keyof typeof priorities;

export interface CertificatePlan {
  readonly directory: string;
  readonly email: string;
  /** Id of the account at the CA that this one is bound to, where the CA asks for one. */
  readonly externalAccount?: string;
}

export interface WorkloadsPlan {
  readonly namespaces: Readonly<Record<NamespacePurpose, NamespacePlan>>;
  readonly image: string;
  readonly port: number;
  readonly service: PoolPlan;
  readonly worker: PoolPlan;
  /** The region's full name, that clients and the edge ask for. */
  readonly host: string;
  readonly certificate: CertificatePlan;
  /** Seconds that a pod has to finish what it began (spec section 6: drain at most 300 s). */
  readonly drainSeconds: number;
  /** Path of the service's health; below it `database`, `redis`, `ai-service`, `storage`. */
  readonly healthPath: string;
}

/** Pods that a rolling update may have above the wanted number. */
export const surgePercent = 25;

/** KEP-4951, HPAConfigurableTolerance: off by default in 1.33 and 1.34, and no managed service lets it be switched on. */
const hasTolerance = (version: string) => Number(version.split(".")[1]) >= 35;

function scalingPlan({ cluster }: Shared, region: Region, min: number, max: number): ScalingPlan {
  const { outPercent, outCooldownSeconds, inPercent, inCooldownSeconds } = cluster.scaling;
  return {
    min,
    max,
    outPercent,
    outCooldownSeconds,
    inCooldownSeconds,
    inTolerance: hasTolerance(region.cluster.version ?? cluster.version) ? 1 - inPercent / outPercent : undefined,
    inStepPercent: Math.floor(100 * (1 - inPercent / ((inPercent + outPercent) / 2))),
  };
}

/** What a pool needs at its largest, an update of it included. */
function quotaOf(pools: readonly PoolPlan[]): QuotaPlan {
  const pods = pools.map(({ scaling }) => Math.ceil(scaling.max * (1 + surgePercent / 100)));
  const total = (amount: (pod: PodPlan) => number) =>
    pools.reduce((sum, { pod }, index) => sum + amount(pod) * (pods[index] ?? 0), 0);
  return {
    pods: pods.reduce((sum, count) => sum + count, 0),
    cpuMillis: total(({ cpuMillis }) => cpuMillis),
    memoryMib: total(({ memoryMib }) => memoryMib),
  };
}

/**
 * The CA that the region's certificate comes from.
 * @throws RangeError for an isolated region that names none of its own: it must not ask one outside.
 */
export function certificatePlan({ workloads }: Shared, region: Region): CertificatePlan {
  const own = region.ingress.acme;
  if (region.isolated && !own)
    throw new RangeError(`${region.name} is isolated and names no CA of its own: ingress.acme.directory`);
  return {
    directory: own?.directory ?? workloads.acme.directory,
    email: own?.email ?? workloads.acme.email,
    ...(own?.externalAccount !== undefined && { externalAccount: own.externalAccount }),
  };
}

export function workloadsPlan(shared: Shared, region: Region): WorkloadsPlan {
  const { service: name, workloads, steering, zone } = shared;
  const { minInstances, maxInstances } = region.capacity;
  const pod = { cpuMillis: workloads.pods.cpuMillis, memoryMib: workloads.pods.memoryMib };
  const service: PoolPlan = {
    name: "service",
    priority: "critical",
    pod,
    scaling: scalingPlan(shared, region, minInstances, maxInstances),
    queue: { path: "/scaling", field: "requestsWaiting", target: workloads.requestQueue, over: "sum" },
    maxUnavailable: "25%",
  };
  const worker: PoolPlan = {
    name: "worker",
    priority: "standard",
    pod,
    scaling: scalingPlan(shared, region, workloads.workers.min, workloads.workers.max),
    queue: { path: "/scaling", field: "jobsWaiting", target: workloads.workQueue, over: "max" },
    maxUnavailable: 1,
  };
  // Add-ons and proxies: a handful of small pods, and Envoy's as the load asks.
  const few: QuotaPlan = { pods: 50, cpuMillis: 20_000, memoryMib: 40_960 };
  return {
    namespaces: {
      apps: { name, quota: quotaOf([service, worker]) },
      system: { name: `${name}-system`, quota: few },
      gateway: { name: `${name}-gateway`, quota: few },
    },
    image: workloads.image,
    port: workloads.port,
    service,
    worker,
    host: `${region.host}.${region.zone ?? zone}`,
    certificate: certificatePlan(shared, region),
    drainSeconds: workloads.drainSeconds,
    healthPath: steering.health.path,
  };
}
