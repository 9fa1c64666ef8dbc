/** What a region stack stands up. It reads no other stack: what it must know of a peer is in the stack files. */
import { createCache } from "../components/cache";
import { createCluster } from "../components/cluster";
import { createDatabase } from "../components/database";
import { identityFactory } from "../components/identity";
import { createDrKeyRing, createKeyRing } from "../components/keys";
import { createNetwork } from "../components/network";
import { createDrProvider, createProvider } from "../components/provider";
import { createKubernetesProvider } from "../components/provider/kubernetes";
import { createRegistry } from "../components/registry";
import { createSecretStore } from "../components/secrets";
import { createStorage } from "../components/storage";
import { createInbound, createOutbound } from "../components/transfer";
import { createWorkloads } from "../components/workloads";
import { regionMesh } from "../plan/mesh";
import { naming } from "../plan/naming";
import { networkPlan } from "../plan/network";
import { incoming, objectEdges, outgoing } from "../plan/replication";
import { bucketPlans } from "../plan/storage";
import type { Region, Topology } from "../topology/schema";
import { createGateways } from "./gateways";
import { regionOutput, waitingEdges } from "./region-output";

export async function regionProgram(topology: Topology, region: Region, protect: boolean) {
  const { shared } = topology;
  const context = { shared, region, naming: naming(shared, region), network: networkPlan(shared, region), protect };
  const edges = objectEdges(topology);

  const provider = await createProvider(region);
  const drProvider = await createDrProvider(region);
  const keys = await createKeyRing(context, provider);
  const dr = { provider: drProvider, keys: await createDrKeyRing(context, drProvider) };
  const network = await createNetwork(context, provider, { keys });
  const secrets = await createSecretStore(context, provider, { keys });
  const registry = await createRegistry(context, provider, { keys, network });

  const database = await createDatabase(context, provider, { network, keys, secrets, dr });
  const cache = await createCache(context, provider, { network, keys, secrets });
  const plans = bucketPlans(shared, region);
  const ends = { outgoing: outgoing(edges, region), incoming: incoming(edges, region) };
  const storage = await createStorage(context, provider, { plans, ...ends, keys, dr });

  const cluster = await createCluster(context, provider, { network, keys, registry });
  const identity = await identityFactory(context, provider, { cluster, keys });
  const kubernetes = createKubernetesProvider(cluster, `${region.name}-kubernetes`);
  const providers = { cloudProvider: provider, kubernetesProvider: kubernetes };
  const on = { cluster, registry, identity, storage, keys };
  const workloads = await createWorkloads(context, providers, { ...on, database, cache, network, keys });
  const inbound = await createInbound(context, provider, { edges, storage, keys });
  const outbound = await createOutbound(context, providers, { ...on, edges, dependsOn: workloads.system });

  const mesh = await createGateways(context, provider, regionMesh(topology, region.name), { network, keys, secrets });

  if (region.zone) {
    const { AlicloudZone } = await import("../components/zone/alicloud");
    new AlicloudZone(context, network.ingress.address, provider);
  }
  return {
    region: regionOutput(region, { network, cluster, database, cache, storage, mesh }),
    waiting: waitingEdges(storage.waiting, [...inbound.waiting, ...outbound.waiting]),
  };
}
