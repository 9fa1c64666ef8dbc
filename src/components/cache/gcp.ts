/**
 * A region's cache on Google Cloud: Memorystore for Valkey in cluster mode, reached through Private Service Connect. Clients
 * open port 6379 of the discovery endpoint, and 11000 to 13047 for the nodes that it names.
 */
import { Instance } from "@pulumi/gcp/memorystore/instance";
import { ServiceConnectionPolicy } from "@pulumi/gcp/networkconnectivity/serviceConnectionPolicy";
import type { output } from "@pulumi/gcp/types";
import * as pulumi from "@pulumi/pulumi";
import { sizeIn } from "../../facts/sizes";
import { Component, type RegionContext } from "../component";
import { enableApis } from "../gcp/apis";
import type { Cache, CacheArgs } from "./contract";

const serviceClass = "gcp-memorystore";
const port = 6379;
/** Snapshots count from it. Told, for the cloud would fill in the time of creation. */
const firstSnapshot = "2026-01-01T00:00:00Z";

export class GcpCache extends Component implements Cache {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly auth = { kind: "identity" } as const;
  /** PEM: the authorities that sign the nodes' certificates; each instance has its own, no public one. */
  readonly serverCa: pulumi.Output<string>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, { network, keys }: CacheArgs) {
    const { naming, region, shared, protect } = context;
    super("meridian:cache:GcpCache", naming.name("cache"), provider);
    const { account: project, location } = region;
    const [subnet] = network.subnets.filter(({ tier }) => tier === "data");
    if (!subnet) throw new pulumi.RunError("the network has no data subnet for the cache");

    const scope = { naming, project, child: () => this.child() };
    const apis = enableApis(scope, "cache", ["memorystore", "networkconnectivity", "serviceconsumermanagement"]);
    const policy = new ServiceConnectionPolicy(
      naming.name("cache"),
      {
        name: naming.name("cache"),
        project,
        location,
        network: network.id,
        serviceClass,
        description: "Lets Memorystore make its endpoints in the data subnet",
        pscConfig: { subnetworks: [subnet.id] },
        labels: naming.tags,
      },
      // A network has one of a class in a location, and a subnet stays while it is named.
      this.child({
        dependsOn: [apis.networkconnectivity, apis.serviceconsumermanagement],
        deleteBeforeReplace: true,
        replaceOnChanges: ["pscConfig"],
      }),
    );
    const instance = new Instance(
      naming.name("cache"),
      {
        instanceId: naming.name("cache"),
        project,
        location,
        mode: "CLUSTER",
        engineVersion: "VALKEY_8_0",
        engineConfigs: { "maxmemory-policy": "volatile-lru" },
        nodeType: sizeIn("gcp", "cache", region.sizes.cache),
        shardCount: shared.cache.shards,
        replicaCount: shared.cache.replicasPerShard,
        zoneDistributionConfig: { mode: "MULTI_ZONE" },
        authorizationMode: "IAM_AUTH",
        transitEncryptionMode: "SERVER_AUTHENTICATION",
        kmsKey: keys.keys.cache,
        // The policy's, so that the instance goes before the policy does.
        desiredAutoCreatedEndpoints: [{ network: policy.network, projectId: project }],
        persistenceConfig: {
          mode: "RDB",
          rdbConfig: { rdbSnapshotPeriod: "ONE_HOUR", rdbSnapshotStartTime: firstSnapshot },
        },
        maintenancePolicy: { weeklyMaintenanceWindows: [maintenanceWindow(shared.cluster.maintenance)] },
        deletionProtectionEnabled: protect,
        labels: naming.tags,
      },
      // An id is one instance's.
      this.child({ dependsOn: [apis.memorystore, policy], deleteBeforeReplace: true, protect }),
    );
    this.host = instance.endpoints.apply(discoveryAddress);
    this.port = pulumi.output(port);
    this.serverCa = instance.managedServerCas.apply(certificates);
    this.registerOutputs({ host: this.host, port: this.port, auth: this.auth, serverCa: this.serverCa });
  }
}

/** The window lasts an hour, whatever is asked for. */
function maintenanceWindow({ day, startHour }: { readonly day: string; readonly startHour: number }) {
  return { day: day.toUpperCase(), startTime: { hours: startHour, minutes: 0, seconds: 0, nanos: 0 } };
}

/** @throws RunError when the cloud made no endpoint. */
export function discoveryAddress(endpoints: readonly output.memorystore.InstanceEndpoint[]): string {
  const connections = endpoints.flatMap(({ connections = [] }) => connections);
  const discovery = connections.find(
    ({ pscAutoConnection }) => pscAutoConnection?.connectionType === "CONNECTION_TYPE_DISCOVERY",
  );
  const address = discovery?.pscAutoConnection?.ipAddress;
  if (!address) throw new pulumi.RunError("Memorystore made no discovery endpoint in the data subnet");
  return address;
}

export function certificates(authorities: readonly output.memorystore.InstanceManagedServerCa[]): string {
  return authorities
    .flatMap(({ caCerts = [] }) => caCerts)
    .flatMap(({ certificates = [] }) => certificates)
    .join("\n");
}
