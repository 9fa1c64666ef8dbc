/** A pool of pods that run the service's image: the service itself, and the region's workers. */
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { poolLabel } from "../../plan/cluster";
import type { PoolPlan } from "../../plan/workloads";
import { surgePercent } from "../../plan/workloads";
import type { SecretFile } from "../integration/contract";
import { createAccount } from "./account";
import { environment } from "./environment";
import { permissionsOf } from "./permissions";
import { scalePool } from "./scaling";
import { type Scope, selectorOf } from "./scope";
import { mountSecrets } from "./secrets";
import { restrictedContainer, restrictedPod } from "./security";
import type { Trust } from "./trust";

const namespace = "apps";
/** Seconds that a pod goes on taking requests after it was told to stop: until no Envoy sends it any. */
const lameDuckSeconds = 20;

/** Of what the pods ask. */
export type StoresTrust = Readonly<Record<"database" | "cache", Trust>>;

export interface PoolArgs {
  readonly trust: StoresTrust;
  /** What scales it needs its definitions. */
  readonly scaler: pulumi.Resource;
  readonly dependsOn: readonly pulumi.Resource[];
}

export function createPool(scope: Scope, pool: PoolPlan, { trust, scaler, dependsOn }: PoolArgs): Deployment {
  const { args, context, name, child } = scope;
  const files: SecretFile[] = [
    { file: "database-password", secret: args.database.roles.app },
    ...(args.cache.auth.kind === "password" ? [{ file: "cache-password", secret: args.cache.auth.password }] : []),
  ];
  const account = createAccount(scope, namespace, pool.name, permissionsOf(scope, pool, files));
  const secrets = mountSecrets(scope, namespace, pool.name, files);
  const selector = { matchLabels: selectorOf(pool.name) };
  const metadata = scope.metadata(namespace, pool.name);
  const trusts = [trust.database, trust.cache];

  const deployment = new Deployment(
    name(pool.name),
    {
      metadata: { ...metadata, labels: { ...metadata.labels, ...selector.matchLabels } },
      // How many there are is the autoscaler's to say: whoever else says it takes that back at each update.
      spec: {
        selector,
        revisionHistoryLimit: 5,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: `${surgePercent}%`, maxUnavailable: 0 } },
        template: {
          metadata: { labels: { ...context.naming.tags, ...selector.matchLabels, ...account.podLabels } },
          spec: podSpec(scope, pool, {
            serviceAccountName: account.name,
            env: environment(scope, { database: trust.database.file, cache: trust.cache.file }),
            initContainers: trusts.flatMap(({ initContainers }) => initContainers),
            volumes: [...secrets.volumes, ...trusts.flatMap(({ volumes }) => volumes)],
            volumeMounts: [...secrets.mounts, ...trusts.flatMap(({ mounts }) => mounts)],
          }),
        },
      },
    },
    child({
      dependsOn: [
        ...scope.inside(namespace),
        ...account.dependsOn,
        ...secrets.dependsOn,
        ...trusts.flatMap((each) => each.dependsOn),
        ...dependsOn,
      ],
    }),
  );
  new PodDisruptionBudget(
    name(`budget-${pool.name}`),
    {
      metadata,
      // A pod that is not well anyway does not hold up the drain of its node.
      spec: { selector, maxUnavailable: pool.maxUnavailable, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    },
    child({ dependsOn: scope.inside(namespace) }),
  );
  scalePool(scope, pool, [deployment, scaler]);
  return deployment;
}

type Parts = Required<Pick<core.v1.PodSpec, "serviceAccountName" | "initContainers" | "volumes">> &
  Required<Pick<core.v1.Container, "env" | "volumeMounts">>;

function podSpec(
  scope: Scope,
  pool: PoolPlan,
  { serviceAccountName, env, initContainers, volumes, volumeMounts }: Parts,
): core.v1.PodSpec {
  const { plan, args, priorities } = scope;
  return {
    serviceAccountName,
    // What they ask for is the cloud's; nothing they ask of Kubernetes.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: priorities[pool.priority],
    nodeSelector: { [poolLabel]: "work" },
    terminationGracePeriodSeconds: plan.drainSeconds,
    securityContext: restrictedPod(),
    topologySpreadConstraints: spread(pool),
    initContainers,
    containers: [
      {
        name: pool.name,
        image: args.registry.own(plan.image),
        args: [pool.name],
        env,
        ports: [{ name: "http", containerPort: plan.port }],
        ...probes(plan.healthPath),
        lifecycle: { preStop: { sleep: { seconds: Math.min(lameDuckSeconds, Math.floor(plan.drainSeconds / 2)) } } },
        resources: {
          requests: { cpu: `${pool.pod.cpuMillis}m`, memory: `${pool.pod.memoryMib}Mi`, "ephemeral-storage": "128Mi" },
          limits: { memory: `${pool.pod.memoryMib}Mi`, "ephemeral-storage": "1Gi" },
        },
        securityContext: restrictedContainer,
        volumeMounts: [...[volumeMounts].flat(), { name: "scratch", mountPath: "/tmp" }] as core.v1.VolumeMount[],
      },
    ],
    volumes: [...[volumes].flat(), { name: "scratch", emptyDir: { sizeLimit: "512Mi" } }] as core.v1.Volume[],
  };
}

/**
 * All three ask the process itself, `/health`, and never `/health/database` and its like: all pods have the same database, so
 * a blip of it would take every pod out of the region at once. What hangs on the stores is the edge's to judge.
 */
function probes(path: string): Pick<core.v1.Container, "startupProbe" | "livenessProbe" | "readinessProbe"> {
  const httpGet = { path, port: "http" };
  return {
    startupProbe: { httpGet, periodSeconds: 2, failureThreshold: 60 },
    readinessProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    livenessProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}

/** Over zones as evenly as can be, those that are down left out; over nodes as far as there are any. */
function spread({ name }: PoolPlan): core.v1.TopologySpreadConstraint[] {
  const labelSelector = { matchLabels: selectorOf(name) };
  const common = { maxSkew: 1, labelSelector, matchLabelKeys: ["pod-template-hash"], nodeTaintsPolicy: "Honor" };
  return [
    { ...common, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
    { ...common, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ];
}
