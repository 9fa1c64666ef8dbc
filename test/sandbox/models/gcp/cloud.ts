/** A project in the sandbox with its APIs on and a VPC, for tests of single types. */
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { gcp } from "../../../../sandbox/models/gcp";
import { driver } from "../../core/harness";

export const types = {
  address: "gcp:compute/address:Address",
  bucket: "gcp:storage/bucket:Bucket",
  connection: "gcp:servicenetworking/connection:Connection",
  exclusion: "gcp:logging/projectExclusion:ProjectExclusion",
  firewall: "gcp:compute/firewall:Firewall",
  forwardingRule: "gcp:compute/globalForwardingRule:GlobalForwardingRule",
  globalAddress: "gcp:compute/globalAddress:GlobalAddress",
  logBucket: "gcp:logging/projectBucketConfig:ProjectBucketConfig",
  nat: "gcp:compute/routerNat:RouterNat",
  network: "gcp:compute/network:Network",
  record: "gcp:dns/recordSet:RecordSet",
  route: "gcp:compute/route:Route",
  router: "gcp:compute/router:Router",
  service: "gcp:projects/service:Service",
  sink: "gcp:logging/projectSink:ProjectSink",
  subnet: "gcp:compute/subnetwork:Subnetwork",
  zone: "gcp:dns/managedZone:ManagedZone",
} as const;

export const project = "meridian-test";

export function cloud(region = "europe-west3") {
  const world = SandboxWorld.inMemory();
  const here = driver(gcp, { account: project, region }, world);
  for (const api of ["compute", "dns", "logging", "servicedirectory", "servicenetworking"])
    here.make(types.service, api, { service: `${api}.googleapis.com` });
  const vpc = here.make(types.network, "vpc", { name: "vpc", autoCreateSubnetworks: false });
  const subnet = (name: string, ipCidrRange: string, more: Properties = {}) =>
    here.make(types.subnet, name, { name, network: vpc.id, ipCidrRange, ...more });
  const reserve = (name: string, address: string, more: Properties) =>
    here.make(types.globalAddress, name, { name, address, addressType: "INTERNAL", network: vpc.id, ...more });
  return { ...here, world, vpc, subnet, reserve };
}
