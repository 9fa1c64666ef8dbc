/** The control plane: a managed Pro cluster with a private API. */
import { ManagedKubernetes } from "@pulumi/alicloud/cs";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLogs } from "./logs";
import { type ClusterSite, deleteFirst, privateSubnets } from "./site";

/**
 * ACK wants a block outside the VPC's, so not the plan's. Services are seen inside their cluster only, so all clusters have
 * this one: RFC 1918's third block, which no network of a region (10/8) or of its DR location (172.16/12) comes from.
 */
export const serviceCidr = "192.168.16.0/20";

/** Days that ACK keeps a control plane's logs at most (UpdateControlPlaneLog, log_ttl). */
const longestLogTtl = 3000;

/** A Sunday, on which the weekly window is first open at midnight; the hour is the plan's. */
const firstSunday = "2025-01-05";

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/**
 * What a cluster can not be made without, or has to be made without; the rest is added to it later. `IPVlan` is the old
 * name of the eBPF data path, which wants a kernel of its own.
 */
const addons = [
  { name: "terway-controlplane", config: { ENITrunking: "true" } },
  { name: "terway-eniip", config: { IPVlan: "false", NetworkPolicy: "true", ENITrunking: "true" } },
  { name: "csi-plugin" },
  { name: "managed-csiprovisioner" },
  { name: "managed-coredns" },
  { name: "nginx-ingress-controller", disabled: true },
].map(({ config, ...addon }) => ({ ...addon, ...(config && { config: JSON.stringify(config) }) }));

export function createControlPlane(
  site: ClusterSite,
  logs: ClusterLogs,
  version: pulumi.Output<string>,
): ManagedKubernetes {
  const { naming, plan, protect, given, child } = site;
  const name = naming.name("cluster");
  const subnets = privateSubnets(site);
  const { day, startHour, hours } = plan.maintenance;
  return new ManagedKubernetes(
    name,
    {
      name,
      profile: "Default",
      clusterSpec: "ack.pro.small",
      version,
      timezone: "UTC",
      vswitchIds: subnets,
      // Pods have addresses of the nodes' vSwitches, 8190 in each zone, and with them their routes and their way out.
      podVswitchIds: subnets,
      serviceCidr,
      // The one mode that every version has; a change of it would replace the cluster.
      proxyMode: "iptables",
      securityGroupId: given.network.groups.nodes,
      newNatGateway: false,
      slbInternetEnabled: false,
      enableRrsa: true,
      encryptionProviderKey: given.keys.keys.cluster,
      disableEncryption: false,
      // Else the administrator's key would be in the state.
      skipSetCertificateAuthority: true,
      addons,
      controlPlaneLogProject: logs.project.projectName,
      controlPlaneLogComponents: ["apiserver", "kcm", "scheduler", "ccm", "controlplane-events"],
      controlPlaneLogTtl: String(Math.min(plan.logRetentionDays, longestLogTtl)),
      auditLogConfig: { enabled: true, slsProjectName: logs.project.projectName },
      maintenanceWindow: {
        enable: true,
        maintenanceTime: `${firstSunday}T${String(startHour).padStart(2, "0")}:00:00.000Z`,
        duration: `${hours}h`,
        weeklyPeriod: capitalized(day),
      },
      // The version is the stack file's.
      operationPolicy: { clusterAutoUpgrade: { enabled: false } },
      deletionProtection: protect,
      // Load balancers that the cluster's services made go with it; the log project is Pulumi's.
      deleteOptions: (["SLB", "ALB", "SLS_Data", "SLS_ControlPlane"] as const).map((resourceType) => ({
        resourceType,
        deleteMode: resourceType.startsWith("SLS") ? "retain" : "delete",
      })),
      tags: naming.tags,
    },
    child({
      ...deleteFirst,
      protect,
      // A vSwitch stays while a cluster stands in it.
      replaceOnChanges: ["vswitchIds", "podVswitchIds"],
      // Seen at creation only.
      ignoreChanges: ["addons"],
    }),
  );
}
