/** A service account and what it may do in the cloud. */
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type * as pulumi from "@pulumi/pulumi";
import type { NamespacePurpose } from "../../plan/workloads";
import type { Permission } from "../identity";
import type { Scope } from "./scope";

export interface Account {
  readonly name: string;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Pods that start earlier would find neither the account nor its rights. */
  readonly dependsOn: readonly pulumi.Resource[];
}

export function createAccount(
  scope: Scope,
  namespace: NamespacePurpose,
  component: string,
  permissions: readonly Permission[],
): Account {
  const { args, plan, name, child } = scope;
  const metadata = scope.metadata(namespace, component);
  const identity = args.identity({
    purpose: component,
    namespace: plan.namespaces[namespace].name,
    serviceAccount: component,
    permissions,
  });
  const account = new ServiceAccount(
    name(`account-${component}`),
    { metadata: { ...metadata, annotations: { ...identity.annotations } }, automountServiceAccountToken: false },
    child({ dependsOn: scope.inside(namespace) }),
  );
  return { name: component, podLabels: identity.podLabels, dependsOn: [account, identity] };
}
