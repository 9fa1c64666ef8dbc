/** Where gateways of the mesh stand, for the specs of what they are made of. */
import type { Properties } from "../../../../sandbox/core/model";
import type { Made } from "../../core/harness";
import { cloud } from "./cloud";

export const types = {
  account: "gcp:serviceaccount/account:Account",
  address: "gcp:compute/address:Address",
  check: "gcp:compute/regionHealthCheck:RegionHealthCheck",
  endpoint: "gcp:networkconnectivity/regionalEndpoint:RegionalEndpoint",
  group: "gcp:compute/instanceGroupManager:InstanceGroupManager",
  instance: "gcp:compute/perInstanceConfig:PerInstanceConfig",
  key: "gcp:kms/cryptoKey:CryptoKey",
  member: "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
  ring: "gcp:kms/keyRing:KeyRing",
  route: "gcp:compute/route:Route",
  rule: "gcp:compute/forwardingRule:ForwardingRule",
  service: "gcp:projects/service:Service",
  backends: "gcp:compute/regionBackendService:RegionBackendService",
  template: "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
} as const;

/** A subnet, an account, a health check and what is made of them. */
export function site() {
  const here = cloud();
  const { make, subnet, vpc } = here;
  for (const api of ["iam", "cloudkms", "networkconnectivity"])
    make(types.service, api, { service: `${api}.googleapis.com` });
  const inside = subnet("public", "10.2.144.0/20");
  const account = make(types.account, "gateway", { accountId: "gateway-1" });
  const check = make(types.check, "check", { name: "check", tcpHealthCheck: { port: 8111 } });
  const address = (name: string, more: Properties) => make(types.address, name, { name, ...more });
  const internal = (name: string, at: string) =>
    address(name, { addressType: "INTERNAL", subnetwork: inside.id, address: at });
  const template: Properties = {
    namePrefix: "gateway-",
    machineType: "e2-highcpu-4",
    canIpForward: true,
    disks: [{ boot: true, sourceImage: "debian-cloud/debian-12" }],
    networkInterfaces: [{ subnetwork: inside.id, accessConfigs: [{ networkTier: "PREMIUM" }] }],
    serviceAccount: { email: String(account.state.email), scopes: ["cloud-platform"] },
  };
  const recreate = { type: "PROACTIVE", minimalAction: "REPLACE", replacementMethod: "RECREATE", maxSurgeFixed: 0 };
  const group = (name: string, made: Made, more: Properties = {}): Properties => ({
    name,
    zone: "europe-west3-a",
    baseInstanceName: name,
    versions: [{ instanceTemplate: String(made.state.selfLink) }],
    updatePolicy: { ...recreate, maxUnavailableFixed: 1 },
    ...more,
  });
  const instance = (name: string, kept: Properties): Properties => ({
    name,
    zone: "europe-west3-a",
    instanceGroupManager: name,
    preservedState: kept,
  });
  const kept = (made: Made) => [{ interfaceName: "nic0", ipAddress: { address: String(made.state.selfLink) } }];
  return { ...here, vpc, inside, check, address, internal, template, group, instance, kept };
}

/** A gateway that stands, and a load balancer before it. */
export function standing() {
  const at = site();
  const template = at.make(types.template, "template", at.template);
  const group = at.make(types.group, "one", at.group("one", template));
  const backends: Properties = {
    name: "backends",
    network: at.vpc.id,
    healthChecks: at.check.id,
    backends: [{ group: String(group.state.instanceGroup), balancingMode: "CONNECTION" }],
  };
  const service = at.make(types.backends, "backends", backends);
  const rule: Properties = {
    name: "rule",
    loadBalancingScheme: "INTERNAL",
    backendService: service.id,
    network: at.vpc.id,
    subnetwork: at.inside.id,
    allPorts: true,
  };
  return { ...at, made: { template, group, service }, backends, rule };
}

/** Without the fields that are null. */
export const known = (inputs: Properties): Properties =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== null));

export const properties = (failures: readonly string[]): string[] =>
  failures.map((failure) => failure.split(":")[0] ?? "");
