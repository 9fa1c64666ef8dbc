/** What runs on a region's cluster, the same in every cloud. */
import { Service } from "@pulumi/kubernetes/core/v1/service";
import type * as pulumi from "@pulumi/pulumi";
import { workloadsPlan } from "../../plan/workloads";
import { Component, type RegionContext } from "../component";
import { type Integration, integrationOf } from "../integration";
import { installAddons } from "./addons";
import { Charts } from "./charts";
import { createGateway } from "./gateway";
import { createNamespaces, createPriorities } from "./namespaces";
import { createPolicies } from "./policies";
import { createPool } from "./pool";
import { createDatabaseRoles } from "./roles";
import { type Scope, selectorOf, type WorkloadsArgs } from "./scope";
import { trustCache, trustDatabase } from "./trust";
import { createVolumeClass } from "./volumes";

export type { WorkloadsArgs } from "./scope";

export interface WorkloadsProviders {
  /** For what the cloud has to bring for the cluster's sake. */
  readonly cloudProvider: pulumi.ProviderResource;
  readonly kubernetesProvider: pulumi.ProviderResource;
}

export async function createWorkloads(
  context: RegionContext,
  { cloudProvider: provider, kubernetesProvider }: WorkloadsProviders,
  args: WorkloadsArgs,
): Promise<Workloads> {
  const integrate = await integrationOf(context);
  const charts = new Charts(context, kubernetesProvider, args.registry);
  const integration = integrate(context, { ...args, provider, install: charts.install });
  return new Workloads(context, kubernetesProvider, charts, integration, args);
}

export class Workloads extends Component {
  /** The region's name as clients ask for it. */
  readonly host: string;
  /** What has to be there before anything can be put into the system namespace. */
  readonly system: readonly pulumi.Resource[];

  constructor(
    context: RegionContext,
    provider: pulumi.ProviderResource,
    { install }: Charts,
    integration: Integration,
    args: WorkloadsArgs,
  ) {
    super("meridian:workloads:Workloads", context.region.name, provider);
    const scope = this.scope(context, integration, args);

    createVolumeClass(scope);
    const policies = createPolicies(scope);
    const addons = installAddons(scope, install);
    const roles = createDatabaseRoles(scope);
    const trust = { database: trustDatabase(scope, "apps"), cache: trustCache(scope, "apps") };
    const dependsOn = [roles, ...policies];
    const pods = createPool(scope, scope.plan.service, { trust, scaler: addons.keda, dependsOn });
    createPool(scope, scope.plan.worker, { trust, scaler: addons.keda, dependsOn });
    const service = this.createService(scope, pods);
    createGateway(scope, addons, service);

    this.host = scope.plan.host;
    this.system = scope.inside("system");
    this.registerOutputs({ host: this.host });
  }

  /** Namespaces and priorities are made here, as all else is inside them. */
  private scope(context: RegionContext, integration: Integration, args: WorkloadsArgs): Scope {
    const plan = workloadsPlan(context.shared, context.region);
    const outer: Omit<Scope, "inside" | "priorities"> = {
      context,
      plan,
      args,
      integration,
      name: (purpose) => `${context.region.name}-${purpose}`,
      child: (opts) => this.child(opts),
      metadata: (namespace, name) => ({
        name,
        namespace: plan.namespaces[namespace].name,
        labels: context.naming.tags,
      }),
    };
    const namespaces = createNamespaces(outer);
    const { critical, standard, batch } = createPriorities(outer);
    const name = ({ metadata }: typeof critical) => metadata.name;
    return {
      ...outer,
      inside: (namespace) => [...namespaces[namespace], critical, standard, batch],
      priorities: { critical: name(critical), standard: name(standard), batch: name(batch) },
    };
  }

  /** After its pods, as it counts as there only when it has some that are ready. */
  private createService({ plan, name, child, metadata }: Scope, pods: pulumi.Resource): Service {
    return new Service(
      name("service-address"),
      {
        metadata: metadata("apps", plan.service.name),
        spec: {
          type: "ClusterIP",
          selector: selectorOf(plan.service.name),
          ports: [{ name: "http", port: plan.port, targetPort: "http", protocol: "TCP" }],
        },
      },
      child({ dependsOn: [pods] }),
    );
  }
}
