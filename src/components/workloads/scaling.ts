/**
 * How many pods a pool has: KEDA makes a HorizontalPodAutoscaler of CPU, memory and what the service says of its queues. The
 * reasons, and what 30 % means to an autoscaler that knows one target: docs/kubernetes.md.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { PoolPlan, ScalingPlan } from "../../plan/workloads";
import { createCustom } from "./custom";
import type { Scope } from "./scope";

/** Seconds between two looks at the queues. */
const pollingSeconds = 15;

export function scalePool(scope: Scope, pool: PoolPlan, dependsOn: readonly pulumi.Resource[]): void {
  const { scaling } = pool;
  createCustom(
    scope,
    "ScaledObject",
    `scaling-${pool.name}`,
    scope.metadata("apps", pool.name),
    {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: pool.name },
      minReplicaCount: scaling.min,
      maxReplicaCount: scaling.max,
      pollingInterval: pollingSeconds,
      advanced: { horizontalPodAutoscalerConfig: { name: pool.name, behavior: behavior(scaling) } },
      // When nobody answers for a queue, there are no fewer pods for it than there are.
      fallback: { failureThreshold: 4, replicas: scaling.min, behavior: "currentReplicasIfHigher" },
      triggers: [resource("cpu", scaling), resource("memory", scaling), queue(scope, pool)],
    },
    [...scope.inside("apps"), ...dependsOn],
  );
}

function behavior({ outCooldownSeconds, inCooldownSeconds, inStepPercent, inTolerance }: ScalingPlan) {
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      policies: [{ type: "Percent", value: 100, periodSeconds: outCooldownSeconds }],
    },
    scaleDown: {
      stabilizationWindowSeconds: inCooldownSeconds,
      policies: [{ type: "Percent", value: inStepPercent, periodSeconds: inCooldownSeconds }],
      ...(inTolerance !== undefined && { tolerance: inTolerance.toFixed(3) }),
    },
  };
}

const resource = (type: "cpu" | "memory", { outPercent }: ScalingPlan) => ({
  type,
  metricType: "Utilization",
  metadata: { value: String(outPercent) },
});

/** The service's pods answer for both queues: each for the requests in itself, any for the region's jobs. */
function queue({ plan }: Scope, { queue: { path, field, target, over } }: PoolPlan) {
  const host = `${plan.service.name}.${plan.namespaces.apps.name}.svc`;
  return {
    type: "metrics-api",
    metricType: "AverageValue",
    metadata: {
      url: `http://${host}:${plan.port}${path}`,
      format: "json",
      valueLocation: field,
      targetValue: String(target),
      aggregateFromKubeServiceEndpoints: "true",
      aggregationType: over,
    },
  };
}
