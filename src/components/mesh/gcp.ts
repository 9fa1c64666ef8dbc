/** A region's WireGuard gateways on Google Cloud. Resource types, pages followed and traps: docs/clouds/gcp.md. */
import * as pulumi from "@pulumi/pulumi";
import { findLocation } from "../../facts/locations";
import { Component, type RegionContext } from "../component";
import { enableApis } from "../gcp/apis";
import { storeLogs } from "../gcp/logs";
import type { Mesh, MeshArgs, MeshGateway } from "./contract";
import { createFirewall } from "./gcp/firewall";
import { createGateway, type RunningGateway } from "./gcp/gateway";
import { checkMachines } from "./gcp/health";
import { createIdentity } from "./gcp/identity";
import { routeToRegions } from "./gcp/routes";
import { gatewayPurpose, type MeshScope, meshLogFilter } from "./gcp/scope";
import { connectSecretManager } from "./gcp/secret-manager";

export class GcpMesh extends Component implements Mesh {
  readonly gateways: readonly MeshGateway[];

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: MeshArgs) {
    super("meridian:mesh:GcpMesh", context.naming.name("mesh"), provider);
    const scope = this.scope(context, args);
    const { plan, keys, secrets, bundles } = args;

    const apis = enableApis(scope, "mesh", [
      "compute",
      "iam",
      "cloudresourcemanager",
      "networkconnectivity",
      "dns",
      "logging",
    ]);
    const logs = storeLogs(scope, {
      capability: "mesh",
      description: "What the mesh's gateways say of themselves",
      region: scope.region,
      filter: meshLogFilter(scope, plan.gateways),
      retentionDays: scope.plan.flowLogRetentionDays,
      key: keys.keys.logs,
      dependsOn: apis.logging,
    });
    createFirewall(scope, plan, apis.compute);
    const secretManager = connectSecretManager(scope, [apis.networkconnectivity, apis.dns]);
    const health = checkMachines(scope, apis.compute);

    const running: RunningGateway[] = [];
    for (const [position, gateway] of plan.gateways.entries()) {
      const bundle = bundles[position];
      if (!bundle) throw new pulumi.RunError(`${gateway.name} has no bundle`);
      const secret = secrets.keep(gatewayPurpose(gateway), bundle);
      const identity = createIdentity(scope, gateway, secret, [apis.iam, apis.cloudresourcemanager]);
      running.push(
        createGateway(scope, {
          gateway,
          secret: secret.name,
          identity,
          diskKey: keys.keys.disks,
          health,
          dependsOn: [...logs, secretManager, ...identity.grants],
          after: running.at(-1),
        }),
      );
    }
    routeToRegions(scope, plan, running, apis.compute);

    this.gateways = running.map(({ name, address }) => ({ name, address }));
    this.registerOutputs({ gateways: this.gateways });
  }

  private scope({ naming, network: plan, region }: RegionContext, { network }: MeshArgs): MeshScope {
    return {
      naming,
      plan,
      project: region.account,
      region: region.location,
      network,
      zones: region.network.zones ?? findLocation(region.cloud, region.location)?.zones ?? [],
      // Names are fixed and addresses are held by one machine at a time: delete first.
      child: (opts) => this.child({ deleteBeforeReplace: true, ...opts }),
    };
  }
}
