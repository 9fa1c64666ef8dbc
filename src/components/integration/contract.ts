/** What differs between the three managed Kubernetes services for what runs inside. */
import type * as pulumi from "@pulumi/pulumi";
import type { ReplicationGrant } from "../../plan/sql";
import type { Cluster } from "../cluster/contract";
import type { KeyRing } from "../keys/contract";
import type { Network } from "../network/contract";
import type { Registry } from "../registry/contract";
import type { SecretReference } from "../secrets/contract";
import type { InstallChart } from "../workloads/charts";

/** A secret and the file that pods find it in. */
export interface SecretFile {
  readonly file: string;
  readonly secret: SecretReference;
}

/** How secrets get from the cloud's manager into a pod's files: the Secrets Store CSI driver and the cloud's provider. */
export interface SecretsDriver {
  /** Name of the CSI driver. */
  readonly driver: string;
  /** `provider` of a SecretProviderClass. */
  readonly provider: string;
  /** `parameters` of a SecretProviderClass. */
  parameters(files: readonly SecretFile[]): Readonly<Record<string, pulumi.Input<string>>>;
}

/** What the Service of the ingress has to say to get a load balancer with the network's reserved address. */
export interface IngressService {
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  readonly loadBalancerClass?: string;
  readonly loadBalancerIP?: pulumi.Input<string>;
}

/** How clients reach the database. */
export interface DatabaseClient {
  /** `verify-full` compares the name too; `verify-ca` where the CA signs for this one instance and its address is no name. */
  readonly sslMode: "verify-full" | "verify-ca";
  /** Whether `Database.serverCa` is the certificate, or an address where it can be had: as it is, or inside a zip archive. */
  readonly serverCa: "certificate" | "address" | "archive";
  readonly replication: ReplicationGrant;
}

/** TCP ports; without `endPort` the one. */
export interface Ports {
  readonly port: number;
  readonly endPort?: number;
}

/** Link-local addresses through which pods learn who they are in the cloud. */
export interface MetadataEndpoint {
  readonly cidr: string;
  readonly port: number;
}

/** What makes volumes: encrypted with the region's key, in the zone where their pod lands. */
export interface VolumeClass {
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, pulumi.Input<string>>>;
}

export interface Integration {
  readonly secrets: SecretsDriver;
  readonly ingress: IngressService;
  readonly database: DatabaseClient;
  readonly volumes: VolumeClass;
  /** Ports of the cache's nodes beside the one that clients ask first. */
  readonly cachePorts: readonly Ports[];
  readonly metadata: readonly MetadataEndpoint[];
  /** Labels of the namespaces that pods with an identity run in. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** What makes and removes load balancers: there before the first, and gone after the last. */
  readonly balancers: readonly pulumi.Resource[];
}

export interface IntegrationArgs {
  /** The cloud's own provider. */
  readonly provider: pulumi.ProviderResource;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly registry: Registry;
  readonly keys: KeyRing;
  readonly install: InstallChart;
}

/** `a=b,c=d`, as drivers of volumes take tags. */
export const pairs = (tags: Readonly<Record<string, string>>, between: string): string =>
  Object.entries(tags)
    .map((tag) => tag.join(between))
    .join(",");
