/**
 * Google Cloud. A location is at `location` (which has no default we accept), at `region` or at `zone` (both may come from
 * the provider), or deeper. Source: the arguments in @pulumi/gcp; test/policies/tables.spec.ts holds the two together.
 */
import { type Place, type Table, table } from "./table";

const at = (...paths: string[]): Place => ({ kind: "located", paths });
const inLocation = at("location");
const inRegion: Place = { kind: "located", paths: ["region"], fallback: "region" };
const inZone: Place = { kind: "located", paths: ["zone"], fallback: "zone" };
const vpcWide: Place = {
  kind: "global",
  reason: "a VPC network and its rules span all regions; its subnets lie in one",
};
const grants: Place = { kind: "global", reason: "identities, grants and switches of a project have no location" };
const dns: Place = { kind: "global", reason: "Cloud DNS is one global service; zones carry names and addresses only" };
const routing: Place = {
  kind: "global",
  reason: "a rule of what is logged or alarmed; the store it writes to is judged on its own",
};
const copying: Place = {
  kind: "global",
  reason: "a job lies nowhere; the buckets that it reads and writes are judged on their own",
};
const withParent: Place = { kind: "parent", reason: "it lies where the resource that it belongs to lies" };

const tags = "labels";

export const gcp: Table = table("gcp", [
  {
    place: inLocation,
    tags,
    types: `
    alloydb: Backup* Cluster*
    artifactregistry: ProjectConfig Repository* RepositoryIamBinding RepositoryIamMember RepositoryIamPolicy Rule
      VpcscConfig
    backupdisasterrecovery: BackupPlan BackupPlanAssociation BackupVault* ManagementServer RestoreWorkload
      ServiceConfig
    bigquery: BiReservation CapacityCommitment Connection ConnectionIamBinding ConnectionIamMember
      ConnectionIamPolicy DataTransferConfig Datapolicyv2DataPolicy Datapolicyv2DataPolicyIamBinding
      Datapolicyv2DataPolicyIamMember Datapolicyv2DataPolicyIamPolicy Dataset* Job* Reservation*
      ReservationAssignment ReservationGroup
    cloudfunctionsv2: Function* FunctionIamBinding FunctionIamMember FunctionIamPolicy
    cloudrunv2: Job* JobIamBinding JobIamMember JobIamPolicy Service* ServiceIamBinding ServiceIamMember
      ServiceIamPolicy WorkerPool* WorkerPoolIamBinding WorkerPoolIamMember WorkerPoolIamPolicy
    filestore: Backup* Instance* Snapshot*
    gkebackup: BackupChannel* BackupPlan* BackupPlanIamBinding BackupPlanIamMember BackupPlanIamPolicy
      RestoreChannel* RestorePlan* RestorePlanIamBinding RestorePlanIamMember RestorePlanIamPolicy
    kms: EkmConnection EkmConnectionIamBinding EkmConnectionIamMember EkmConnectionIamPolicy KeyRing
    logging: LinkedDataset LogScope LogView LogViewIamBinding LogViewIamMember LogViewIamPolicy
      ProjectBucketConfig
    memorystore: AclPolicy Instance*
    networkconnectivity: RegionalEndpoint* ServiceConnectionPolicy*
    redis: ClusterAclPolicy
    secretmanager: RegionalSecret* RegionalSecretIamBinding RegionalSecretIamMember RegionalSecretIamPolicy
    storage: Bucket*
`,
  },
  { place: inLocation, tags: "resourceLabels", types: "container: Cluster*" },
  { place: inLocation, tags: "nodeConfig.resourceLabels", types: "container: NodePool*" },
  {
    place: inRegion,
    tags,
    types: `
    composer: Environment* UserWorkloadsConfigMap UserWorkloadsSecret
    compute: Address* ForwardingRule* HaVpnGateway* InstanceTemplate* InterconnectAttachment* NetworkAttachment
      NetworkEdgeSecurityService NodeTemplate PacketMirroring PublicDelegatedPrefix RegionAutoscaler
      RegionBackendBucket RegionBackendBucketIamBinding RegionBackendBucketIamMember RegionBackendBucketIamPolicy
      RegionBackendService RegionBackendServiceIamBinding RegionBackendServiceIamMember
      RegionBackendServiceIamPolicy RegionCommitment RegionCompositeHealthCheck RegionDisk* RegionDiskIamBinding
      RegionDiskIamMember RegionDiskIamPolicy RegionDiskResourcePolicyAttachment RegionHealthAggregationPolicy
      RegionHealthCheck RegionHealthSource RegionInstanceGroupManager RegionInstanceTemplate*
      RegionInstantSnapshot* RegionInstantSnapshotIamBinding RegionInstantSnapshotIamMember
      RegionInstantSnapshotIamPolicy RegionNetworkEndpoint RegionNetworkEndpointGroup RegionNetworkFirewallPolicy
      RegionNetworkFirewallPolicyAssociation RegionNetworkFirewallPolicyIamBinding
      RegionNetworkFirewallPolicyIamMember RegionNetworkFirewallPolicyIamPolicy RegionNetworkFirewallPolicyRule
      RegionNetworkFirewallPolicyWithRules RegionNetworkPolicy RegionNetworkPolicyTrafficClassificationRule
      RegionPerInstanceConfig RegionResizeRequest RegionSecurityPolicy RegionSecurityPolicyRule
      RegionSslCertificate RegionSslPolicy RegionTargetHttpProxy RegionTargetHttpsProxy RegionTargetTcpProxy
      RegionUrlMap ResourcePolicy Router RouterInterface RouterNamedSet RouterNat RouterNatAddress RouterPeer
      RouterRoutePolicy ServiceAttachment Subnetwork SubnetworkIAMBinding SubnetworkIAMMember SubnetworkIAMPolicy
      TargetPool VPNGateway VPNTunnel*
    dataproc: Cluster* ClusterIAMBinding ClusterIAMMember ClusterIAMPolicy Job* JobIAMBinding JobIAMMember
      JobIAMPolicy
    memcache: Instance*
    redis: Cluster* ClusterUserCreatedConnections Instance*
    sql: SourceRepresentationInstance
    vpcaccess: Connector
`,
  },
  { place: inRegion, tags: "settings.userLabels", types: "sql: DatabaseInstance*" },
  {
    place: inZone,
    tags,
    types: `
    compute: AttachedDisk Autoscaler BulkPerInstanceConfig Disk* DiskIamBinding DiskIamMember DiskIamPolicy
      DiskResourcePolicyAttachment FutureReservation Instance* InstanceFromMachineImage* InstanceFromTemplate*
      InstanceGroup InstanceGroupManager InstanceGroupMembership InstanceGroupNamedPort InstanceIAMBinding
      InstanceIAMMember InstanceIAMPolicy InstanceSettings InstantSnapshot* InstantSnapshotIamBinding
      InstantSnapshotIamMember InstantSnapshotIamPolicy NetworkEndpoint NetworkEndpointGroup NetworkEndpointList
      NodeGroup PerInstanceConfig Reservation ResizeRequest ResourcePolicyAttachment StoragePool*
      StoragePoolIamBinding StoragePoolIamMember StoragePoolIamPolicy TargetInstance
`,
  },
  { place: at("storageLocations.*"), tags, types: "compute: Image* Snapshot*" },
  { place: at("messageStoragePolicy.allowedPersistenceRegions.*"), tags, types: "pubsub: Topic*" },
  { place: at("replication.userManaged.replicas.*.location"), tags, types: "secretmanager: Secret*" },
  { place: at("clusters.*.zone"), tags, types: "bigtable: Instance*" },
  { place: at("config"), tags, types: "spanner: Instance*" },
  { place: at("locationId"), tags, types: "firestore: Database" },
  {
    place: vpcWide,
    tags,
    types: `
    compute: ExternalVpnGateway* Firewall FirewallPolicy FirewallPolicyAssociation FirewallPolicyRule
      FirewallPolicyWithRules GlobalAddress* GlobalForwardingRule* HealthCheck Network NetworkFirewallPolicy
      NetworkFirewallPolicyAssociation NetworkFirewallPolicyRule NetworkFirewallPolicyWithRules NetworkPeering
      NetworkPeeringRoutesConfig ProjectDefaultNetworkTier ProjectMetadataItem Route SSLPolicy
      SharedVPCHostProject SharedVPCServiceProject SnapshotSettings
`,
  },
  {
    place: grants,
    tags,
    types: `
    projects: IAMAuditConfig IAMBinding IAMCustomRole IAMMember Service ServiceIdentity
    serviceaccount: Account IAMBinding IAMMember IAMPolicy
    servicenetworking: Connection PeeredDnsDomain
    iam: WorkloadIdentityPool WorkloadIdentityPoolProvider
`,
  },
  { place: dns, tags, types: "dns: ManagedZone* Policy RecordSet ResponsePolicy ResponsePolicyRule" },
  { place: copying, tags, types: "storage: TransferJob" },
  { place: routing, tags, types: "logging: Metric ProjectExclusion ProjectSink monitoring: Dashboard Group" },
  {
    place: routing,
    tags: "userLabels",
    types: "monitoring: AlertPolicy* NotificationChannel* Slo* UptimeCheckConfig*",
  },
  {
    place: withParent,
    tags,
    types: `
    alloydb: Instance* User
    bigquery: DatasetAccess DatasetIamBinding DatasetIamMember DatasetIamPolicy IamMember Routine Table*
    bigtable: GCPolicy InstanceIamMember Table
    compute: ImageIamMember
    kms: CryptoKey* CryptoKeyIAMBinding CryptoKeyIAMMember CryptoKeyIAMPolicy CryptoKeyVersion KeyRingIAMBinding
      KeyRingIAMMember KeyRingIAMPolicy
    pubsub: SubscriptionIAMMember TopicIAMMember
    secretmanager: RegionalSecretVersion SecretIamBinding SecretIamMember SecretVersion
    spanner: Database DatabaseIAMMember
    sql: Database SslCert User
    storage: BucketACL BucketIAMBinding BucketIAMMember BucketIAMPolicy DefaultObjectACL Notification
`,
  },
  { place: withParent, tags, types: "pubsub: Subscription*" },
]);
