/** Add-ons that every cluster gets, whichever cloud runs it: certificates, scaling by queues, the way in. */
import type { Release } from "@pulumi/kubernetes/helm/v3/release";
import { charts, images } from "../../plan/images";
import { type InstallChart, imageIn, onSystemPool, splitImageIn } from "./charts";
import type { Scope } from "./scope";

export interface Addons {
  readonly envoyGateway: Release;
  readonly certManager: Release;
  readonly keda: Release;
}

export function installAddons(scope: Scope, install: InstallChart): Addons {
  const envoyGateway = installEnvoyGateway(scope, install);
  return {
    envoyGateway,
    // It looks for the Gateway API's definitions when it starts.
    certManager: installCertManager(scope, install, envoyGateway),
    keda: installKeda(scope, install),
  };
}

const small = { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } };

/** https://gateway.envoyproxy.io/docs/install/gateway-helm-api/ It brings the Gateway API's definitions too. */
function installEnvoyGateway(scope: Scope, install: InstallChart): Release {
  const { plan, args } = scope;
  const { registry } = args;
  return install("envoy-gateway", charts.envoyGateway, {
    namespace: plan.namespaces.gateway.name,
    dependsOn: scope.inside("gateway"),
    values: {
      global: {
        images: {
          envoyGateway: { image: imageIn(registry, images.envoyGateway) },
          envoyProxy: { image: imageIn(registry, images.envoyProxy) },
          ratelimit: { image: imageIn(registry, images.envoyRateLimit) },
        },
      },
      deployment: {
        replicas: 2,
        pod: onSystemPool,
        priorityClassName: scope.priorities.critical,
      },
      podDisruptionBudget: { minAvailable: 1 },
      certgen: { job: onSystemPool },
    },
  });
}

/** https://artifacthub.io/packages/helm/cert-manager/cert-manager */
function installCertManager(scope: Scope, install: InstallChart, gatewayApi: Release): Release {
  const { plan, args } = scope;
  const part = (image: (typeof images)[keyof typeof images], replicaCount: number) => ({
    image: splitImageIn(args.registry, image),
    replicaCount,
    resources: small,
    ...onSystemPool,
  });
  const disruption = { podDisruptionBudget: { enabled: true, minAvailable: 1 } };
  const { replicaCount: _once, ...check } = part(images.certManagerCheck, 1);
  return install("cert-manager", charts.certManager, {
    namespace: plan.namespaces.system.name,
    dependsOn: [...scope.inside("system"), gatewayApi],
    values: {
      crds: { enabled: true, keep: false },
      global: {
        leaderElection: { namespace: plan.namespaces.system.name },
        priorityClassName: scope.priorities.critical,
      },
      config: {
        apiVersion: "controller.config.cert-manager.io/v1alpha1",
        kind: "ControllerConfiguration",
        gatewayAPI: { enabled: true },
      },
      ...part(images.certManagerController, 2),
      ...disruption,
      webhook: { ...part(images.certManagerWebhook, 2), ...disruption },
      cainjector: { ...part(images.certManagerInjector, 2), ...disruption },
      acmesolver: { image: splitImageIn(args.registry, images.certManagerSolver) },
      startupapicheck: check,
    },
  });
}

/** https://github.com/kedacore/charts/blob/main/keda/README.md */
function installKeda(scope: Scope, install: InstallChart): Release {
  const { plan, args } = scope;
  const image = (one: (typeof images)[keyof typeof images]) => ({ registry: "", ...splitImageIn(args.registry, one) });
  return install("keda", charts.keda, {
    namespace: plan.namespaces.system.name,
    dependsOn: scope.inside("system"),
    values: {
      image: {
        keda: image(images.keda),
        metricsApiServer: image(images.kedaMetrics),
        webhooks: image(images.kedaWebhooks),
        pullPolicy: "IfNotPresent",
      },
      watchNamespace: plan.namespaces.apps.name,
      operator: { replicaCount: 2 },
      // Nothing that scales here needs one.
      permissions: { operator: { restrict: { secret: true } } },
      resources: { operator: small, metricServer: small, webhooks: small },
      priorityClassName: scope.priorities.critical,
      ...onSystemPool,
    },
  });
}
