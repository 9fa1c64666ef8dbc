/** Namespaces: who may ask for how much, what pods there may do, and who goes first. */
import { LimitRange } from "@pulumi/kubernetes/core/v1/limitRange";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { ResourceQuota } from "@pulumi/kubernetes/core/v1/resourceQuota";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1/priorityClass";
import type * as pulumi from "@pulumi/pulumi";
import {
  type NamespacePlan,
  type NamespacePurpose,
  namespacePurposes,
  type PriorityName,
  priorities,
} from "../../plan/workloads";
import type { Scope } from "./scope";

const podSecurity = ["enforce", "audit", "warn"] as const;

export function createNamespaces(
  scope: NamespaceScope,
): Readonly<Record<NamespacePurpose, readonly pulumi.Resource[]>> {
  const made = namespacePurposes.map((purpose) => [purpose, createNamespace(scope, purpose)] as const);
  return Object.fromEntries(made) as Record<NamespacePurpose, readonly pulumi.Resource[]>;
}

/** Namespaces come before what `Scope.inside` promises. */
export type NamespaceScope = Omit<Scope, "inside" | "priorities">;

function createNamespace(scope: NamespaceScope, purpose: NamespacePurpose): readonly pulumi.Resource[] {
  const { plan, integration, child, name, context } = scope;
  const described = plan.namespaces[purpose];
  const version = `v${context.region.cluster.version ?? context.shared.cluster.version}`;
  const namespace = new Namespace(
    name(`namespace-${purpose}`),
    {
      metadata: {
        name: described.name,
        labels: {
          ...context.naming.tags,
          ...integration.namespaceLabels,
          ...Object.fromEntries(
            podSecurity.flatMap((mode) => [
              [`pod-security.kubernetes.io/${mode}`, "restricted"],
              [`pod-security.kubernetes.io/${mode}-version`, version],
            ]),
          ),
        },
      },
    },
    // A namespace goes when all in it is gone, and a load balancer goes only while its controller runs.
    child({ dependsOn: [...integration.balancers] }),
  );
  const quota = new ResourceQuota(
    name(`quota-${purpose}`),
    { metadata: scope.metadata(purpose, "quota"), spec: { hard: hardLimits(described) } },
    child({ dependsOn: [namespace] }),
  );
  const limits = new LimitRange(
    name(`limits-${purpose}`),
    {
      metadata: scope.metadata(purpose, "limits"),
      spec: {
        limits: [
          {
            type: "Container",
            defaultRequest: { cpu: "50m", memory: "128Mi", "ephemeral-storage": "128Mi" },
            default: { memory: "512Mi", "ephemeral-storage": "1Gi" },
          },
        ],
      },
    },
    child({ dependsOn: [namespace] }),
  );
  return [namespace, quota, limits];
}

function hardLimits({ quota: { pods, cpuMillis, memoryMib } }: NamespacePlan): Record<string, string> {
  return {
    pods: String(pods),
    "requests.cpu": `${cpuMillis}m`,
    "requests.memory": `${memoryMib}Mi`,
    "limits.memory": `${memoryMib * 2}Mi`,
    // Only the ingress has a load balancer, and no Service opens a port of the nodes for itself.
    "services.loadbalancers": "1",
    "services.nodeports": "8",
  };
}

const descriptions: Readonly<Record<PriorityName, string>> = {
  critical: "Serves requests",
  standard: "Works on jobs that somebody waits for",
  batch: "Can wait until there is room",
};

/** Names of the classes are the cluster's, so they carry the service's. */
export function createPriorities({ plan, context, name, child }: NamespaceScope): Record<PriorityName, PriorityClass> {
  const entries = (Object.keys(priorities) as PriorityName[]).map((priority) => {
    const resource = new PriorityClass(
      name(`priority-${priority}`),
      {
        metadata: { name: `${plan.namespaces.apps.name}-${priority}`, labels: context.naming.tags },
        value: priorities[priority],
        globalDefault: false,
        // What can wait waits; it pushes nothing out.
        preemptionPolicy: priority === "batch" ? "Never" : "PreemptLowerPriority",
        description: descriptions[priority],
      },
      child(),
    );
    return [priority, resource] as const;
  });
  return Object.fromEntries(entries) as Record<PriorityName, PriorityClass>;
}
