/**
 * The way to Secret Manager's endpoint of the region. The network leads every name below googleapis.com to its endpoint of Google's
 * global APIs, and regional endpoints are none of those.
 */
import { ManagedZone } from "@pulumi/gcp/dns/managedZone";
import { RecordSet } from "@pulumi/gcp/dns/recordSet";
import { RegionalEndpoint } from "@pulumi/gcp/networkconnectivity/regionalEndpoint";
import type * as pulumi from "@pulumi/pulumi";
import { meshAddress, publicSubnet, reserveInside } from "./addresses";
import type { MeshScope } from "./scope";
import { secretManagerHost } from "./scripts";

const recordTtlSeconds = 300;

/** What asks for a secret has to wait for what is returned. */
export function connectSecretManager(scope: MeshScope, dependsOn: pulumi.Resource[]): pulumi.Resource {
  const { naming, project, region, network, child } = scope;
  const name = naming.name("mesh-secrets");
  const host = secretManagerHost(region);
  const address = reserveInside(scope, "mesh-secrets", meshAddress(scope, "secrets"));
  const endpoint = new RegionalEndpoint(
    name,
    {
      name,
      project,
      location: region,
      targetGoogleApi: host,
      accessType: "REGIONAL",
      network: network.id,
      subnetwork: publicSubnet(scope),
      address: address.id,
      description: "Secret Manager of the region",
      labels: naming.tags,
    },
    child({ dependsOn }),
  );
  const zone = new ManagedZone(
    name,
    {
      name,
      project,
      dnsName: `${host}.`,
      description: `${host} through the region's own endpoint`,
      visibility: "private",
      privateVisibilityConfig: { networks: [{ networkUrl: network.id }] },
      labels: naming.tags,
    },
    // A zone that leads to an endpoint not yet there would cut pods off from their secrets; a network stays while a zone is seen in it.
    child({ dependsOn: [...dependsOn, endpoint], replaceOnChanges: ["privateVisibilityConfig"] }),
  );
  return new RecordSet(
    name,
    {
      project,
      managedZone: zone.name,
      name: `${host}.`,
      type: "A",
      ttl: recordTtlSeconds,
      rrdatas: [address.address],
    },
    child(),
  );
}
