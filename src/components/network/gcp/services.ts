/** Private ways to what Google runs: peered services (Cloud SQL, Memorystore) and the Google APIs. */
import { createHash } from "node:crypto";
import { GlobalAddress, GlobalForwardingRule, type Network } from "@pulumi/gcp/compute";
import { ManagedZone, RecordSet } from "@pulumi/gcp/dns";
import { Connection } from "@pulumi/gcp/servicenetworking";
import type { RequiredApis } from "./apis";
import type { GcpLayout } from "./layout";
import type { Scope } from "./scope";

/** Private services access: the range that producers peer in with. */
export function peerServices(scope: Scope, vpc: Network, layout: GcpLayout, apis: RequiredApis): Connection {
  const { naming, project, child } = scope;
  const range = new GlobalAddress(
    naming.name("peered-services"),
    {
      name: naming.name("peered-services"),
      project,
      addressType: "INTERNAL",
      purpose: "VPC_PEERING",
      network: vpc.id,
      address: layout.peered.base,
      prefixLength: layout.peered.prefix,
      labels: naming.tags,
    },
    child(),
  );
  return new Connection(
    naming.name("peered-services"),
    {
      network: vpc.id,
      service: "servicenetworking.googleapis.com",
      reservedPeeringRanges: [range.name],
    },
    // A range stays while a connection uses it.
    child({ dependsOn: apis.servicenetworking, replaceOnChanges: ["reservedPeeringRanges"] }),
  );
}

/** Google's rule for endpoints of its APIs: 1 to 20 lower-case letters and digits, a letter first. */
export function endpointName(name: string): string {
  return `psc${createHash("sha256").update(name).digest("hex").slice(0, 17)}`;
}

/** Domains that the `all-apis` bundle answers for and that the service needs: APIs and container registries. */
export const apiDomains = { googleapis: "googleapis.com.", gcr: "gcr.io.", pkg: "pkg.dev." } as const;

const recordTtlSeconds = 300;

/** A Private Service Connect endpoint for the Google APIs, and DNS zones that lead their names to it. */
export function connectGoogleApis(scope: Scope, vpc: Network, layout: GcpLayout, apis: RequiredApis): void {
  const { naming, project, region, child } = scope;
  const address = new GlobalAddress(
    naming.name("google-apis"),
    {
      name: naming.name("google-apis"),
      project,
      addressType: "INTERNAL",
      purpose: "PRIVATE_SERVICE_CONNECT",
      network: vpc.id,
      address: layout.apis,
      labels: naming.tags,
    },
    child(),
  );
  const endpoint = new GlobalForwardingRule(
    naming.name("google-apis"),
    {
      name: endpointName(naming.name("google-apis")),
      project,
      network: vpc.id,
      ipAddress: address.id,
      target: "all-apis",
      loadBalancingScheme: "",
      // Without it the endpoint is registered in us-central1, whatever the region.
      serviceDirectoryRegistrations: { serviceDirectoryRegion: region },
      labels: naming.tags,
    },
    child({ dependsOn: [apis.servicedirectory, apis.dns] }),
  );
  for (const [purpose, domain] of Object.entries(apiDomains)) {
    const zone = new ManagedZone(
      naming.name(`zone-${purpose}`),
      {
        name: naming.name(`zone-${purpose}`),
        project,
        dnsName: domain,
        description: `${domain} through the region's own endpoint`,
        visibility: "private",
        privateVisibilityConfig: { networks: [{ networkUrl: vpc.id }] },
        labels: naming.tags,
      },
      // A zone that leads to an endpoint not yet there would cut the network off; a network stays while a zone is seen in it.
      child({ dependsOn: [apis.dns, endpoint], replaceOnChanges: ["privateVisibilityConfig"] }),
    );
    const record = (kind: string, name: string, type: string, value: string) =>
      new RecordSet(
        naming.name(`${kind}-${purpose}`),
        { project, managedZone: zone.name, name, type, ttl: recordTtlSeconds, rrdatas: [value] },
        child(),
      );
    record("apex", domain, "A", layout.apis);
    record("wildcard", `*.${domain}`, "CNAME", domain);
  }
}
