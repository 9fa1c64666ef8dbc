/** Routes of the VPC to the other regions: to the first gateway that lives, by a load balancer that passes every packet on as it is. */
import { ForwardingRule } from "@pulumi/gcp/compute/forwardingRule";
import { RegionBackendService } from "@pulumi/gcp/compute/regionBackendService";
import { Route } from "@pulumi/gcp/compute/route";
import type * as pulumi from "@pulumi/pulumi";
import type { RegionMesh } from "../../../plan/mesh";
import { meshAddress, publicSubnet, reserveInside } from "./addresses";
import type { RunningGateway } from "./gateway";
import { checkTunnels } from "./health";
import type { MeshScope } from "./scope";

export function routeToRegions(
  scope: MeshScope,
  mesh: RegionMesh,
  gateways: readonly RunningGateway[],
  api: pulumi.Resource,
): void {
  if (mesh.remoteCidrs.length === 0) return;
  const { naming, project, network, child } = scope;
  const balancer = createBalancer(scope, gateways, api);
  for (const destRange of mesh.remoteCidrs) {
    const name = naming.name(`mesh-to-${destRange.replace(/[./]/g, "-")}`);
    new Route(
      name,
      { name, project, network: network.id, destRange, nextHopIlb: balancer.id, priority: 1000 },
      child(),
    );
  }
}

/** As a next hop it takes every protocol and port, whatever its own are. */
function createBalancer(scope: MeshScope, gateways: readonly RunningGateway[], api: pulumi.Resource): ForwardingRule {
  const { naming, project, region, network, child } = scope;
  const name = naming.name("mesh");
  const backends = new RegionBackendService(
    name,
    {
      name,
      project,
      region,
      description: "The mesh's gateways: the first, and the others when it is gone",
      loadBalancingScheme: "INTERNAL",
      // Only TCP lets go of old connections at once when another gateway takes over.
      protocol: "TCP",
      network: network.id,
      healthChecks: checkTunnels(scope, api).id,
      backends: gateways.map(({ group }, position) => ({
        group: group.instanceGroup,
        balancingMode: "CONNECTION",
        failover: position > 0,
      })),
      // Without a gateway that answers packets still go to the first: it may pass them on.
      failoverPolicy: { disableConnectionDrainOnFailover: true, dropTrafficIfUnhealthy: false, failoverRatio: 0 },
      connectionDrainingTimeoutSec: 0,
      connectionTrackingPolicy: {
        trackingMode: "PER_CONNECTION",
        connectionPersistenceOnUnhealthyBackends: "NEVER_PERSIST",
      },
      sessionAffinity: "NONE",
    },
    // A health check stays while a service asks it.
    child({ replaceOnChanges: ["healthChecks"] }),
  );
  const address = reserveInside(scope, "mesh-routes", meshAddress(scope, "routes"));
  return new ForwardingRule(
    name,
    {
      name,
      project,
      region,
      loadBalancingScheme: "INTERNAL",
      backendService: backends.id,
      network: network.id,
      subnetwork: publicSubnet(scope),
      ipAddress: address.address,
      ipProtocol: "TCP",
      allPorts: true,
      // A database that has failed over to the DR location is in this VPC, and in another of the cloud's regions.
      allowGlobalAccess: true,
      labels: naming.tags,
    },
    child(),
  );
}
