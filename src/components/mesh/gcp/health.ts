/** Two questions to a gateway: whether its machine lives, and whether its tunnels do. */
import { RegionHealthCheck } from "@pulumi/gcp/compute/regionHealthCheck";
import type * as pulumi from "@pulumi/pulumi";
import { healthPort } from "../../../plan/mesh/render/nftables";
import type { MeshScope } from "./scope";

/** Of the machine alone: a peer that is gone is no reason to make this machine anew. 50 s without an answer are. */
export function checkMachines({ naming, project, region, child }: MeshScope, dependsOn: pulumi.Resource) {
  const name = naming.name("mesh-machine");
  return new RegionHealthCheck(
    name,
    {
      name,
      project,
      region,
      description: "Whether a gateway's machine answers at all",
      checkIntervalSec: 10,
      timeoutSec: 5,
      healthyThreshold: 1,
      unhealthyThreshold: 5,
      tcpHealthCheck: { port: healthPort },
    },
    child({ dependsOn }),
  );
}

/** Of the tunnels: routes leave a gateway at most (interval + timeout) × failures = 15 s after it has gone. */
export function checkTunnels({ naming, project, region, child }: MeshScope, dependsOn: pulumi.Resource) {
  const name = naming.name("mesh-tunnels");
  return new RegionHealthCheck(
    name,
    {
      name,
      project,
      region,
      description: "Whether a gateway has a tunnel that carries routes",
      checkIntervalSec: 3,
      timeoutSec: 2,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
      httpHealthCheck: { port: healthPort, requestPath: "/" },
    },
    child({ dependsOn }),
  );
}
