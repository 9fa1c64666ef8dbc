/** Custom resources: none before the chart that defines its kind is installed. */
import type { ModelContext, Refusal, ResourceModel } from "../../core/model";
import { chartNameOf, helmReleaseType } from "./helm";
import type { ModelledKind } from "./kinds";
import { defineKind, exists, listAt, namespaceOf, objectAt, refuse, valueAt } from "./object";
import { bounds, scaleTarget } from "./workloads";

/** Charts by the API group that they define. A cloud's add-on defines SecretProviderClass. */
const chartOf: Readonly<Record<string, string>> = {
  "keda.sh": "keda",
  "cert-manager.io": "cert-manager",
  "gateway.networking.k8s.io": "gateway-helm",
  "gateway.envoyproxy.io": "gateway-helm",
};

function defined({ world, placement }: ModelContext, kind: ModelledKind): readonly Refusal[] {
  const [apiVersion = "", name = ""] = kind.split(":");
  const [group = ""] = apiVersion.split("/");
  const chart = chartOf[group];
  const installed = world
    .objects(helmReleaseType)
    .some(({ inputs, placement: at }) => at.account === placement.account && chartNameOf(inputs) === chart);
  return refuse(
    chart !== undefined && !installed,
    "kind",
    `no matches for kind "${name}" in version "${apiVersion}": the chart ${chart} defines it`,
  );
}

interface CustomKind {
  readonly docs: string;
  readonly clusterWide?: true;
  readonly check?: (context: ModelContext) => readonly Refusal[];
  readonly admit?: (context: ModelContext) => readonly Refusal[];
}

function custom(kind: ModelledKind, { admit, ...described }: CustomKind): ResourceModel {
  return defineKind(kind, {
    ...described,
    admit: (context) => {
      const undefinedKind = defined(context, kind);
      return undefinedKind.length > 0 ? undefinedKind : (admit?.(context) ?? []);
    },
  });
}

const gatewayApi = "https://gateway-api.sigs.k8s.io/reference/1.6/spec/";
const envoyApi = "https://gateway.envoyproxy.io/docs/api/extension_types/";

/** The deployment that is to grow on CPU or memory has to say how much of it a pod asks for. */
function resourceTriggers(context: ModelContext): readonly Refusal[] {
  const { name } = objectAt(context.inputs, "spec.scaleTargetRef");
  const target = context.world.find("kubernetes:apps/v1:Deployment", `${namespaceOf(context.inputs)}/${String(name)}`);
  if (!target) return scaleTarget(context);
  const containers = listAt(target.inputs, "spec.template.spec.containers");
  return listAt(context.inputs, "spec.triggers").flatMap(({ type }, index) => {
    if (type !== "cpu" && type !== "memory") return [];
    const silent = containers.find((container) => objectAt(container, "resources.requests")[type] === undefined);
    const reason = `admission webhook "vscaledobject.kb.io" denied the request: the scaledobject has a ${type} trigger but the container ${String(silent?.name)} doesn't have the ${type} request defined`;
    return refuse(silent !== undefined, `spec.triggers[${index}]`, reason);
  });
}

/** Services that a route leads to, where the name is one of its own namespace. */
function backends(context: ModelContext): readonly Refusal[] {
  return listAt(context.inputs, "spec.rules").flatMap((rule, at) =>
    listAt(rule, "backendRefs").flatMap(({ name, namespace = namespaceOf(context.inputs), kind = "Service" }, index) =>
      refuse(
        kind === "Service" && !exists(context, "v1:Service", `${String(namespace)}/${String(name)}`),
        `spec.rules[${at}].backendRefs[${index}]`,
        `BackendNotFound: Service ${String(namespace)}/${String(name)} not found`,
      ),
    ),
  );
}

export const customKinds: readonly ResourceModel[] = [
  custom("secrets-store.csi.x-k8s.io/v1:SecretProviderClass", {
    docs: "https://secrets-store-csi-driver.sigs.k8s.io/concepts#secretproviderclass",
    check: ({ inputs }) =>
      refuse(objectAt(inputs, "spec").provider === "", "spec.provider", "a provider name is required"),
  }),
  custom("keda.sh/v1alpha1:ScaledObject", {
    docs: "https://keda.sh/docs/latest/reference/scaledobject-spec/",
    check: (context) => bounds(context, "minReplicaCount", "maxReplicaCount"),
    admit: resourceTriggers,
  }),
  custom("cert-manager.io/v1:Issuer", { docs: "https://cert-manager.io/docs/reference/api-docs/" }),
  custom("cert-manager.io/v1:ClusterIssuer", {
    docs: "https://cert-manager.io/docs/reference/api-docs/",
    clusterWide: true,
  }),
  custom("cert-manager.io/v1:Certificate", {
    docs: "https://cert-manager.io/docs/reference/api-docs/",
    admit: (context) => {
      const { name, kind = "Issuer" } = objectAt(context.inputs, "spec.issuerRef");
      const id = kind === "Issuer" ? `${namespaceOf(context.inputs)}/${String(name)}` : String(name);
      const there = exists(
        context,
        kind === "Issuer" ? "cert-manager.io/v1:Issuer" : "cert-manager.io/v1:ClusterIssuer",
        id,
      );
      return refuse(!there, "spec.issuerRef.name", `Referenced "${String(kind)}" not found: ${String(name)}`);
    },
  }),
  custom("gateway.networking.k8s.io/v1:GatewayClass", { docs: gatewayApi, clusterWide: true }),
  custom("gateway.networking.k8s.io/v1:Gateway", {
    docs: gatewayApi,
    admit: (context) => {
      const name = String(valueAt(context.inputs, "spec.gatewayClassName"));
      const there = exists(context, "gateway.networking.k8s.io/v1:GatewayClass", name);
      return refuse(!there, "spec.gatewayClassName", `no GatewayClass ${name}: nobody answers for this Gateway`);
    },
  }),
  custom("gateway.networking.k8s.io/v1:HTTPRoute", { docs: gatewayApi, admit: backends }),
  custom("gateway.envoyproxy.io/v1alpha1:EnvoyProxy", { docs: envoyApi }),
  custom("gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter", { docs: envoyApi }),
  custom("gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy", { docs: envoyApi }),
  custom("gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy", { docs: envoyApi }),
];
