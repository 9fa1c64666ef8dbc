/** A Kubernetes cluster in the sandbox: its API server's rules, and what keeps pods from starting. */
import type { PackageModel } from "../../core/model";
import {
  configMap,
  limitRange,
  namespace,
  priorityClass,
  resourceQuota,
  secret,
  service,
  serviceAccount,
  storageClass,
} from "./core";
import { customKinds } from "./custom";
import { helmRelease } from "./helm";
import { networkPolicy } from "./network-policy";
import { provider } from "./provider";
import { cronJob, deployment, horizontalPodAutoscaler, job, podDisruptionBudget } from "./workloads";

export const kubernetes: PackageModel = {
  name: "kubernetes",
  version: "4.34.2",
  provider,
  resources: [
    namespace,
    configMap,
    secret,
    serviceAccount,
    resourceQuota,
    limitRange,
    priorityClass,
    service,
    storageClass,
    deployment,
    job,
    cronJob,
    horizontalPodAutoscaler,
    podDisruptionBudget,
    networkPolicy,
    helmRelease,
    ...customKinds,
  ],
  invokes: [],
};
