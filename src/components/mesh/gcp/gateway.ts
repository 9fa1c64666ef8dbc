/** One gateway: a group of one machine in its zone, which the cloud makes anew when it dies, with the addresses that it always has. */
import { InstanceGroupManager } from "@pulumi/gcp/compute/instanceGroupManager";
import { PerInstanceConfig } from "@pulumi/gcp/compute/perInstanceConfig";
import type { RegionHealthCheck } from "@pulumi/gcp/compute/regionHealthCheck";
import { RegionInstanceTemplate } from "@pulumi/gcp/compute/regionInstanceTemplate";
import * as pulumi from "@pulumi/pulumi";
import type { Gateway } from "../../../plan/mesh";
import { userData } from "../../../plan/mesh/boot";
import { subnetTiers } from "../../../plan/network";
import { reserveAddress } from "../../network/gcp/egress";
import { tierSubnetNames } from "../../network/gcp/vpc";
import { reserveInside } from "./addresses";
import type { GatewayIdentity } from "./identity";
import { machineType } from "./machine";
import { gatewayPurpose, type MeshScope, meshTag } from "./scope";
import { cloudScripts } from "./scripts";

export interface GatewayArgs {
  readonly gateway: Gateway;
  /** Name of the secret that holds its bundle. */
  readonly secret: pulumi.Output<string>;
  readonly identity: GatewayIdentity;
  /** Resource name of the key of its disk. */
  readonly diskKey: pulumi.Output<string>;
  readonly health: RegionHealthCheck;
  readonly dependsOn: pulumi.Resource[];
  /** The gateway before this one: a change reaches this one after that one lives with it. */
  readonly after: RunningGateway | undefined;
}

export interface RunningGateway {
  readonly name: string;
  readonly address: pulumi.Output<string>;
  readonly group: InstanceGroupManager;
  /** The one machine of the group. */
  readonly instance: PerInstanceConfig;
}

/** By its family: whoever makes the machine takes the newest, and a newer one is no difference. */
const image = "debian-cloud/debian-12";
const diskGb = 20;
/** Seconds that a new machine has for its packages before it is asked whether it lives. */
const bootSeconds = 600;
/** Characters before those that make a template's name its own. */
const longestPrefix = 37;
const nic = "nic0";

export function createGateway(scope: MeshScope, args: GatewayArgs): RunningGateway {
  const { naming, project, network, child } = scope;
  const { gateway, health, dependsOn, after } = args;
  const purpose = gatewayPurpose(gateway);
  const name = naming.name(purpose);
  const zone = zoneOf(gateway, scope.zones);

  const inside = reserveInside(scope, `${purpose}-inside`, gateway.vpcAddress);
  const outside = reserveAddress(scope, purpose, network);
  const template = createTemplate(scope, args);
  const group = new InstanceGroupManager(
    name,
    {
      name,
      project,
      zone,
      description: `WireGuard gateway ${gateway.name}`,
      baseInstanceName: name,
      // The size is the number of configurations of instances: the one below makes its machine.
      versions: [{ instanceTemplate: template.selfLink }],
      // Addresses stay with a name, so a machine goes before the one that follows it.
      updatePolicy: {
        type: "PROACTIVE",
        minimalAction: "REPLACE",
        mostDisruptiveAllowedAction: "REPLACE",
        replacementMethod: "RECREATE",
        maxSurgeFixed: 0,
        maxUnavailableFixed: 1,
      },
      autoHealingPolicies: { healthCheck: health.id, initialDelaySec: bootSeconds },
      instanceLifecyclePolicy: { defaultActionOnFailure: "REPAIR", forceUpdateOnRepair: "YES" },
      waitForInstances: true,
      waitForInstancesStatus: "UPDATED",
    },
    child({
      // A group's name is its zone's, so that in another zone one can stand before the old one goes.
      deleteBeforeReplace: false,
      dependsOn: [...dependsOn, ...(after ? [after.group, after.instance] : [])],
      // A health check stays while a group asks it.
      replaceOnChanges: ["autoHealingPolicies.healthCheck"],
    }),
  );
  const instance = new PerInstanceConfig(
    name,
    {
      project,
      zone,
      instanceGroupManager: group.name,
      name,
      preservedState: {
        internalIps: [{ interfaceName: nic, autoDelete: "NEVER", ipAddress: { address: inside.selfLink } }],
        externalIps: [{ interfaceName: nic, autoDelete: "NEVER", ipAddress: { address: outside.selfLink } }],
      },
      removeInstanceOnDestroy: true,
    },
    // An address stays while a machine has it.
    child({ replaceOnChanges: ["preservedState"] }),
  );
  return { name: gateway.name, address: outside.address, group, instance };
}

function createTemplate(scope: MeshScope, { gateway, secret, identity, diskKey }: GatewayArgs): RegionInstanceTemplate {
  const { naming, project, region, network, child } = scope;
  const purpose = gatewayPurpose(gateway);
  return new RegionInstanceTemplate(
    naming.name(purpose),
    {
      namePrefix: `${naming.name(purpose, longestPrefix - 1)}-`,
      project,
      region,
      description: `WireGuard gateway ${gateway.name}`,
      machineType: machineType(gateway),
      canIpForward: true,
      disks: [
        {
          boot: true,
          autoDelete: true,
          sourceImage: image,
          diskType: "pd-balanced",
          diskSizeGb: diskGb,
          diskEncryptionKey: { kmsKeySelfLink: diskKey },
          labels: naming.tags,
        },
      ],
      networkInterfaces: [
        {
          subnetwork: subnetPath(scope),
          nicType: "GVNIC",
          stackType: "IPV4_ONLY",
          accessConfigs: [{ networkTier: "PREMIUM" }],
        },
      ],
      tags: [network.groups.ingress, meshTag],
      // The account's roles decide what the machine may do; narrower scopes would only hide them.
      serviceAccount: { email: identity.email, scopes: ["https://www.googleapis.com/auth/cloud-platform"] },
      shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
      scheduling: { automaticRestart: true, onHostMaintenance: "MIGRATE", provisioningModel: "STANDARD" },
      metadata: {
        "startup-script": secret.apply((id) =>
          userData(cloudScripts(region, `projects/${project}/locations/${region}/secrets/${id}`)),
        ),
        // Nobody gets in: keys of the project's metadata count for nothing, and no firewall rule leads to port 22.
        "block-project-ssh-keys": "TRUE",
        "enable-oslogin": "TRUE",
        "serial-port-enable": "FALSE",
      },
      labels: naming.tags,
    },
    // The group goes over to the new one before the old one goes.
    child({ deleteBeforeReplace: false, dependsOn: network }),
  );
}

/**
 * By its name and not by what the cloud answers: were the template replaced with the subnet, it would go first, and the group that
 * names it stays.
 */
function subnetPath(scope: MeshScope): string {
  const name = tierSubnetNames(scope)[subnetTiers.indexOf("public")];
  return `projects/${scope.project}/regions/${scope.region}/subnetworks/${name}`;
}

/** @throws RunError where the region has fewer zones than gateways. */
function zoneOf({ name, zone }: Gateway, zones: readonly string[]): string {
  const found = zones[zone];
  if (found === undefined) throw new pulumi.RunError(`${name} wants zone ${zone + 1} of ${zones.length}`);
  return found;
}
