/** The control plane: regional, private, and changed only as the stack file says. */
import { Cluster } from "@pulumi/gcp/container/cluster";
import type * as pulumi from "@pulumi/pulumi";
import { gkeClusterName } from "../../../plan/transfer";
import type { Network, Subnet } from "../../network/contract";
import { podRange, serviceRange } from "../../network/gcp/vpc";
import { maintenanceWindow } from "./maintenance";
import { type NodeSetup, nodeConfig } from "./nodes";
import type { ClusterScope } from "./scope";
import { workloadPool } from "./workload-pool";

/** Peers on other clouds know the cluster's issuer by it. */
export const clusterName = ({ naming }: Pick<ClusterScope, "naming">): string => gkeClusterName(naming);

export interface ControlPlane {
  readonly network: Network;
  readonly subnet: Subnet;
  /** A /28 of the network's own, in which nothing else lies. */
  readonly cidr: string;
  /** Resource name of the key that envelopes Kubernetes secrets. */
  readonly key: pulumi.Output<string>;
  readonly nodes: NodeSetup;
  readonly protect: boolean;
  readonly dependsOn: pulumi.Resource[];
}

export function createControlPlane(scope: ClusterScope, control: ControlPlane): Cluster {
  const { naming, project, region, plan, child } = scope;
  const { network, protect } = control;
  const open = plan.operators.length > 0;
  return new Cluster(
    naming.name("cluster"),
    {
      name: clusterName(scope),
      project,
      location: region,
      nodeLocations: network.zones,
      resourceLabels: naming.tags,
      deletionProtection: protect,

      // Patches as in Regular, but the minor version stays what the stack file says until its support ends.
      releaseChannel: { channel: "EXTENDED" },
      minMasterVersion: plan.version,
      maintenancePolicy: { recurringWindow: maintenanceWindow(plan.maintenance) },

      network: network.id,
      subnetwork: control.subnet.id,
      networkingMode: "VPC_NATIVE",
      datapathProvider: "ADVANCED_DATAPATH",
      ipAllocationPolicy: {
        clusterSecondaryRangeName: podRange,
        servicesSecondaryRangeName: serviceRange,
        stackType: "IPV4",
      },
      privateClusterConfig: {
        enablePrivateNodes: true,
        enablePrivateEndpoint: !open,
        masterIpv4CidrBlock: control.cidr,
        masterGlobalAccessConfig: { enabled: false },
      },
      masterAuthorizedNetworksConfig: {
        cidrBlocks: [
          { cidrBlock: network.cidr, displayName: "region" },
          ...plan.operators.map((cidrBlock) => ({ cidrBlock, displayName: "operators" })),
        ],
        gcpPublicCidrsAccessEnabled: false,
        privateEndpointEnforcementEnabled: true,
      },
      // The service answers by Envoy Gateway, in every cloud, which brings its own version of these definitions.
      gatewayApiConfig: { channel: "CHANNEL_DISABLED" },
      serviceExternalIpsConfig: { enabled: false },

      databaseEncryption: { state: "ENCRYPTED", keyName: control.key },
      workloadIdentityConfig: { workloadPool: workloadPool(project) },
      secretManagerConfig: { enabled: true, rotationConfig: { enabled: true, rotationInterval: "120s" } },
      masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
      anonymousAuthenticationConfig: { mode: "LIMITED" },
      rbacBindingConfig: {
        enableInsecureBindingSystemAuthenticated: false,
        enableInsecureBindingSystemUnauthenticated: false,
      },
      enableShieldedNodes: true,

      loggingConfig: {
        enableComponents: ["SYSTEM_COMPONENTS", "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER", "WORKLOADS"],
      },
      monitoringConfig: {
        enableComponents: ["SYSTEM_COMPONENTS", "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER"],
        managedPrometheus: { enabled: false },
      },

      // GKE makes no cluster without a pool. This one is gone before the others are made; GKE then answers with one of theirs.
      removeDefaultNodePool: true,
      initialNodeCount: 1,
      nodeConfig: nodeConfig(scope, plan.pools.system, control.nodes),
    },
    child({ dependsOn: control.dependsOn, protect, ignoreChanges: ["nodeConfig"] }),
  );
}
