/**
 * Every image and chart that the platform takes from others, with its version: from here come the charts' values and the
 * list of what a registry without a pull-through cache has to be filled with. Pure.
 */
import type { Cloud } from "../facts/locations";

/** Registries that images come from. */
export const upstreams = ["docker.io", "ghcr.io", "quay.io", "registry.k8s.io"] as const;
export type Upstream = (typeof upstreams)[number];

export interface Image {
  readonly source: Upstream;
  readonly repository: string;
  readonly tag: string;
}

export interface Chart {
  readonly name: string;
  readonly version: string;
  /** The project's own place of it: an OCI repository, or a repository of charts over HTTPS. */
  readonly origin: string;
  /** Where its copy lies in a registry that may not ask outside. */
  readonly mirror: { readonly source: Upstream; readonly repository: string };
  /** The one cloud whose clusters take it; without it all. */
  readonly cloud?: Cloud;
}

const envoyGateway = "1.9.1";
const certManager = "1.21.2";
const keda = "2.21.0";

export const charts = {
  envoyGateway: {
    name: "gateway-helm",
    version: `v${envoyGateway}`,
    origin: "oci://docker.io/envoyproxy/gateway-helm",
    mirror: { source: "docker.io", repository: "envoyproxy/gateway-helm" },
  },
  certManager: {
    name: "cert-manager",
    version: `v${certManager}`,
    origin: "oci://quay.io/jetstack/charts/cert-manager",
    mirror: { source: "quay.io", repository: "jetstack/charts/cert-manager" },
  },
  keda: {
    name: "keda",
    version: keda,
    origin: "https://kedacore.github.io/charts",
    mirror: { source: "ghcr.io", repository: "kedacore/charts/keda" },
  },
  loadBalancerController: {
    name: "aws-load-balancer-controller",
    version: "3.3.0",
    origin: "https://aws.github.io/eks-charts",
    mirror: { source: "ghcr.io", repository: "aws/eks-charts/aws-load-balancer-controller" },
    cloud: "aws",
  },
  clusterAutoscaler: {
    name: "cluster-autoscaler",
    version: "9.52.1",
    origin: "https://kubernetes.github.io/autoscaler",
    mirror: { source: "registry.k8s.io", repository: "autoscaling/charts/cluster-autoscaler" },
    cloud: "aws",
  },
} as const satisfies Record<string, Chart>;

const certManagerImage = (name: string): Image => ({
  source: "quay.io",
  repository: `jetstack/cert-manager-${name}`,
  tag: `v${certManager}`,
});
const kedaImage = (name: string): Image => ({ source: "ghcr.io", repository: `kedacore/${name}`, tag: keda });

export const images = {
  /** Carries objects between clouds. */
  rclone: { source: "docker.io", repository: "rclone/rclone", tag: "1.75.1" },
  postgres: { source: "docker.io", repository: "library/postgres", tag: "18.1-alpine3.23" },
  envoyGateway: { source: "docker.io", repository: "envoyproxy/gateway", tag: `v${envoyGateway}` },
  /** What this release of Envoy Gateway was tested with (`DefaultEnvoyProxyImage`). */
  envoyProxy: { source: "docker.io", repository: "envoyproxy/envoy", tag: "distroless-v1.39.1" },
  envoyRateLimit: { source: "docker.io", repository: "envoyproxy/ratelimit", tag: "8fe6ea42" },
  certManagerController: certManagerImage("controller"),
  certManagerWebhook: certManagerImage("webhook"),
  certManagerInjector: certManagerImage("cainjector"),
  certManagerSolver: certManagerImage("acmesolver"),
  certManagerCheck: certManagerImage("startupapicheck"),
  keda: kedaImage("keda"),
  kedaMetrics: kedaImage("keda-metrics-apiserver"),
  kedaWebhooks: kedaImage("keda-admission-webhooks"),
} as const satisfies Record<string, Image>;

/** One release of Cluster Autoscaler is tested with one minor version of Kubernetes. */
const autoscalerTags: Readonly<Record<string, string>> = {
  "1.33": "v1.33.3",
  "1.34": "v1.34.2",
  "1.35": "v1.35.2",
  "1.36": "v1.36.1",
};

/** The release for this version of Kubernetes, or the newest before it, which the project supports too. */
export function clusterAutoscalerImage(kubernetes: string): Image {
  const minor = (version: string) => Number(version.split(".")[1]);
  const [newest] = Object.keys(autoscalerTags)
    .filter((version) => minor(version) <= minor(kubernetes))
    .sort((one, other) => minor(other) - minor(one));
  const tag = newest && autoscalerTags[newest];
  if (!tag) throw new RangeError(`no release of Cluster Autoscaler is known for Kubernetes ${kubernetes}`);
  return { source: "registry.k8s.io", repository: "autoscaling/cluster-autoscaler", tag };
}

/** As a registry names it: `jetstack/cert-manager-controller:v1.21.2`. */
export const imageReference = ({ repository, tag }: Image): string => `${repository}:${tag}`;
