/** The way in: a Gateway behind the region's reserved address, its certificate, and the routes to the service. */
import type { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import * as pulumi from "@pulumi/pulumi";
import { poolLabel } from "../../plan/cluster";
import { images } from "../../plan/images";
import type { Addons } from "./addons";
import { imageIn } from "./charts";
import { type CustomKind, createCustom } from "./custom";
import type { Scope } from "./scope";

const namespace = "gateway";
const gatewayName = "ingress";
const certificateName = "ingress-tls";
const gatewayGroup = "gateway.networking.k8s.io";
const envoyGroup = "gateway.envoyproxy.io";

/** Seconds; the edge gives up on a region's health check after 10 (spec section 5). */
const timeouts = { request: "30s", attempt: "10s", connect: "2s", idle: "300s" };
const retries = 2;

export function createGateway(scope: Scope, addons: Addons, service: pulumi.Resource): void {
  const gateway = createListeners(scope, addons);
  createCertificate(scope, addons, gateway);
  createRedirect(scope, gateway);
  createServiceRoute(scope, [gateway, service]);
}

function createListeners(scope: Scope, { envoyGateway }: Addons): CustomResource {
  const { plan, context, integration } = scope;
  const custom = (kind: CustomKind, name: string, spec: Record<string, unknown>, dependsOn: pulumi.Resource[]) =>
    createCustom(scope, kind, `gateway-${kind}`, scope.metadata(namespace, name), spec, dependsOn);

  const proxy = custom("EnvoyProxy", gatewayName, envoyProxy(scope), [envoyGateway]);
  const className = plan.namespaces.gateway.name;
  const gatewayClass = createCustom(
    scope,
    "GatewayClass",
    "gateway-class",
    { name: className, labels: context.naming.tags },
    {
      controllerName: `${envoyGroup}/gatewayclass-controller`,
      parametersRef: {
        group: envoyGroup,
        kind: "EnvoyProxy",
        name: gatewayName,
        namespace: plan.namespaces.gateway.name,
      },
    },
    [proxy],
  );
  const gateway = custom(
    "Gateway",
    gatewayName,
    {
      gatewayClassName: className,
      listeners: [
        {
          name: "http",
          port: 80,
          protocol: "HTTP",
          hostname: plan.host,
          // The redirect, and what answers the CA.
          allowedRoutes: { namespaces: { from: "Same" } },
        },
        {
          name: "https",
          port: 443,
          protocol: "HTTPS",
          hostname: plan.host,
          tls: { mode: "Terminate", certificateRefs: [{ name: certificateName }] },
          allowedRoutes: {
            namespaces: {
              from: "Selector",
              selector: { matchLabels: { "kubernetes.io/metadata.name": plan.namespaces.apps.name } },
            },
          },
        },
      ],
    },
    [gatewayClass, ...integration.balancers],
  );
  custom(
    "ClientTrafficPolicy",
    gatewayName,
    {
      targetRefs: [{ group: gatewayGroup, kind: "Gateway", name: gatewayName }],
      tls: { minVersion: "1.2", alpnProtocols: ["h2", "http/1.1"] },
      path: { escapedSlashesAction: "UnescapeAndRedirect" },
      timeout: { http: { requestReceivedTimeout: timeouts.request, idleTimeout: timeouts.idle } },
      http2: { maxConcurrentStreams: 100 },
    },
    [gateway],
  );
  return gateway;
}

function envoyProxy({ plan, args, integration, priorities }: Scope): Record<string, unknown> {
  const { annotations, loadBalancerClass, loadBalancerIP } = integration.ingress;
  const labelSelector = {
    matchLabels: { "app.kubernetes.io/name": "envoy", "app.kubernetes.io/component": "proxy" },
  };
  const { scaling } = plan.service;
  return {
    provider: {
      type: "Kubernetes",
      kubernetes: {
        envoyDeployment: {
          container: {
            image: imageIn(args.registry, images.envoyProxy),
            resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } },
          },
          pod: {
            priorityClassName: priorities.critical,
            nodeSelector: { [poolLabel]: "work" },
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                labelSelector,
              },
              { maxSkew: 1, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway", labelSelector },
            ],
          },
        },
        envoyHpa: {
          minReplicas: 3,
          maxReplicas: 12,
          metrics: [
            {
              type: "Resource",
              resource: { name: "cpu", target: { type: "Utilization", averageUtilization: scaling.outPercent } },
            },
          ],
        },
        envoyPDB: { maxUnavailable: 1 },
        envoyService: {
          type: "LoadBalancer",
          // Keeps the clients' addresses, and asks only nodes that have an Envoy.
          externalTrafficPolicy: "Local",
          annotations: { ...annotations },
          ...(loadBalancerClass !== undefined && { loadBalancerClass }),
          ...(loadBalancerIP !== undefined && { loadBalancerIP }),
        },
      },
    },
    logging: { level: { default: "warn" } },
    shutdown: { drainTimeout: `${plan.drainSeconds}s`, minDrainDuration: "15s" },
  };
}

/** An ACME certificate by HTTP-01: the CA asks on port 80 of the region's own name. */
function createCertificate(scope: Scope, { certManager }: Addons, gateway: CustomResource): void {
  const { plan } = scope;
  const { directory, email, externalAccount } = plan.certificate;
  const issuer = createCustom(
    scope,
    "Issuer",
    "issuer",
    scope.metadata(namespace, "acme"),
    {
      acme: {
        server: directory,
        email,
        privateKeySecretRef: { name: "acme-account" },
        ...(externalAccount !== undefined && {
          externalAccountBinding: { keyID: externalAccount, keySecretRef: externalAccountKey(scope) },
        }),
        solvers: [
          {
            http01: {
              gatewayHTTPRoute: {
                parentRefs: [{ group: gatewayGroup, kind: "Gateway", name: gatewayName, sectionName: "http" }],
              },
            },
          },
        ],
      },
    },
    [certManager, gateway],
  );
  createCustom(
    scope,
    "Certificate",
    "certificate",
    scope.metadata(namespace, certificateName),
    {
      secretName: certificateName,
      dnsNames: [plan.host],
      issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "acme" },
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      usages: ["digital signature", "server auth"],
      revisionHistoryLimit: 2,
    },
    [issuer],
  );
}

/** The CA's key for accounts that are bound to one of its customers. It is good for registering once, and then for nothing. */
function externalAccountKey(scope: Scope): { name: string; key: string } {
  const metadata = scope.metadata(namespace, "acme-external-account");
  new Secret(
    scope.name("acme-external-account"),
    { metadata, stringData: { key: new pulumi.Config("meridian").requireSecret("acmeKey") } },
    scope.child({ dependsOn: scope.inside(namespace) }),
  );
  return { name: metadata.name, key: "key" };
}

/** Everything but what answers the CA, whose path is the more exact one. */
function createRedirect(scope: Scope, gateway: CustomResource): void {
  createCustom(
    scope,
    "HTTPRoute",
    "route-redirect",
    scope.metadata(namespace, "redirect"),
    {
      parentRefs: [{ name: gatewayName, sectionName: "http" }],
      hostnames: [scope.plan.host],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
        },
      ],
    },
    [gateway],
  );
}

function createServiceRoute(scope: Scope, dependsOn: readonly pulumi.Resource[]): void {
  const { plan } = scope;
  const metadata = scope.metadata("apps", plan.service.name);
  const hidden = createCustom(
    scope,
    "HTTPRouteFilter",
    "route-hidden",
    scope.metadata("apps", "hidden"),
    { directResponse: { statusCode: 404 } },
    dependsOn,
  );
  const path = (type: "Exact" | "PathPrefix", value: string) => ({ path: { type, value } });
  const route = createCustom(
    scope,
    "HTTPRoute",
    "route-service",
    metadata,
    {
      parentRefs: [{ name: gatewayName, namespace: plan.namespaces.gateway.name, sectionName: "https" }],
      hostnames: [plan.host],
      rules: [
        {
          // What the autoscaler asks is nobody's outside.
          matches: [path("Exact", plan.service.queue.path)],
          filters: [
            { type: "ExtensionRef", extensionRef: { group: envoyGroup, kind: "HTTPRouteFilter", name: "hidden" } },
          ],
        },
        {
          matches: [path("PathPrefix", "/")],
          backendRefs: [{ name: plan.service.name, port: plan.port }],
          timeouts: { request: timeouts.request, backendRequest: timeouts.attempt },
        },
      ],
    },
    [...dependsOn, hidden],
  );
  createCustom(
    scope,
    "BackendTrafficPolicy",
    "traffic-service",
    metadata,
    {
      targetRefs: [{ group: gatewayGroup, kind: "HTTPRoute", name: metadata.name }],
      loadBalancer: { type: "LeastRequest" },
      timeout: { tcp: { connectTimeout: timeouts.connect } },
      // Only what no pod has begun to work on: a payment is not made twice.
      retry: {
        numRetries: retries,
        retryOn: { triggers: ["connect-failure", "refused-stream", "reset-before-request"] },
        perRetry: { timeout: timeouts.attempt, backOff: { baseInterval: "50ms", maxInterval: "500ms" } },
      },
      healthCheck: {
        passive: { consecutive5XxErrors: 5, interval: "5s", baseEjectionTime: "30s", maxEjectionPercent: 50 },
      },
      circuitBreaker: { maxPendingRequests: 1024, maxConnections: 4096 },
    },
    [route],
  );
}
