/** Objects of kinds that a chart or the cloud brings, at the versions that the pinned charts serve. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type * as pulumi from "@pulumi/pulumi";
import type { ObjectMetadata, Scope } from "./scope";

export const kinds = {
  SecretProviderClass: "secrets-store.csi.x-k8s.io/v1",
  ScaledObject: "keda.sh/v1alpha1",
  Issuer: "cert-manager.io/v1",
  Certificate: "cert-manager.io/v1",
  GatewayClass: "gateway.networking.k8s.io/v1",
  Gateway: "gateway.networking.k8s.io/v1",
  HTTPRoute: "gateway.networking.k8s.io/v1",
  EnvoyProxy: "gateway.envoyproxy.io/v1alpha1",
  HTTPRouteFilter: "gateway.envoyproxy.io/v1alpha1",
  ClientTrafficPolicy: "gateway.envoyproxy.io/v1alpha1",
  BackendTrafficPolicy: "gateway.envoyproxy.io/v1alpha1",
} as const;
export type CustomKind = keyof typeof kinds;

export function createCustom(
  { name, child }: Pick<Scope, "name" | "child">,
  kind: CustomKind,
  purpose: string,
  metadata: ObjectMetadata | Omit<ObjectMetadata, "namespace">,
  spec: Readonly<Record<string, pulumi.Input<unknown>>>,
  dependsOn: readonly pulumi.Resource[],
): CustomResource {
  return new CustomResource(
    name(purpose),
    { apiVersion: kinds[kind], kind, metadata: { ...metadata }, spec },
    child({ dependsOn: [...dependsOn] }),
  );
}
