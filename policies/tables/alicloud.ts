/**
 * Alibaba Cloud. Almost no type takes a region of its own: the provider's decides.
 * Source: the arguments in @pulumi/alicloud; test/policies/tables.spec.ts holds the two together.
 */
import { type Place, type Table, table } from "./table";

const regional: Place = { kind: "located", paths: [], fallback: "region" };
const ownRegion: Place = { kind: "located", paths: ["regionId"], fallback: "region" };
const spanning: Place = { kind: "anywhere", reason: "it joins regions or puts data into several of them" };
/** Data goes there; where it comes from is a resource of its own, which is judged too. */
const linkedTo: Place = { kind: "located", paths: ["destinationEndpointRegion"] };
/** As `oss-cn-beijing`. What is copied comes from a bucket of the provider's region, which is judged too. */
const copiedTo: Place = { kind: "located", paths: ["destination.location"] };
const accountWide: Place = {
  kind: "global",
  reason: "identities, names and groups of the whole account have no location",
};

const tags = "tags";

export const alicloud: Table = table("alicloud", [
  {
    place: regional,
    tags,
    types: `
    actiontrail: AdvancedQueryTemplate GlobalEventsStorageRegion HistoryDeliveryJob Trail TrailDeprecated
    adb: Account* BackupPolicy Cluster* Connection DBCluster* DBClusterLakeVersion LakeAccount ResourceGroup
    alb: AScript Acl* AclEntryAttachment HealthCheckTemplate* Listener* ListenerAclAttachment
      ListenerAdditionalCertificateAttachment LoadBalancer* LoadBalancerAccessLogConfigAttachment
      LoadBalancerCommonBandwidthPackageAttachment LoadBalancerSecurityGroupAttachment
      LoadBalancerZoneShiftedAttachment Rule SecurityPolicy* ServerGroup*
    alikafka: ConsumerGroup* Instance* InstanceAllowedIpAttachment SaslAcl SaslUser ScheduledScalingRule Topic*
    amqp: Binding Exchange Instance* OpenSourceAccount OpenSourcePermission Queue StaticAccount VirtualHost
    arms: AddonRelease AlertContact AlertContactGroup AlertRobot DispatchRule EnvCustomJob EnvFeature
      EnvPodMonitor EnvServiceMonitor Environment* GrafanaWorkspace* IntegrationExporter Prometheus*
      PrometheusAlertRule PrometheusMonitoring RemoteWrite SyntheticTask*
    clickhouse: Account BackupPolicy DbCluster
    cms: AddonRelease AggTaskGroup Alarm* AlarmContact AlarmContactGroup AlertRuleV2 Dataset DynamicTagGroup
      EventNotifyPolicy EventRule GroupMetricRule HybridMonitorFcTask HybridMonitorSlsTask IntegrationPolicy
      MetricRuleBlackList MetricRuleTemplate MonitorGroup* MonitorGroupInstances Namespace PrometheusInstance
      PrometheusView SiteMonitor SlsGroup Workspace
    cr: ArtifactLifecycleRule Chain ChartNamespace ChartRepository EndpointAclPolicy InstanceCustomizedDomain
      InternetEndpoint Namespace RegistryEnterpriseInstance* Repo ScanRule StorageDomainRoutingRule
      VpcEndpointLinkedVpc
    cs: AutoscalingConfig Kubernetes* KubernetesAddon KubernetesAutoscaler KubernetesPermission
      KubernetesPolicyInstance ManagedKubernetes* NodePool* RegistryEnterpriseNamespace RegistryEnterpriseRepo
      ServerlessKubernetes*
    dbs: BackupPlan
    ebs: DedicatedBlockStorageCluster EnterpriseSnapshotPolicy* EnterpriseSnapshotPolicyAttachment
      SolutionInstance
    eci: ContainerGroup* ImageCache OpenApiImageCache VirtualNode*
    ecs: Activation AutoProvisioningGroup AutoSnapshotPolicy* CapacityReservation* Command DedicatedHost* Disk*
      DiskAttachment DiskDefaultKmsKey DiskEncryptionByDefault EcsAutoSnapshotPolicyAttachment
      EcsDedicatedHostCluster* EcsDeploymentSet EcsDisk* EcsDiskAttachment EcsImageComponent* EcsImagePipeline*
      EcsInstanceSet* EcsInvocation EcsKeyPair* EcsKeyPairAttachment EcsLaunchTemplate* EcsNetworkInterface*
      EcsNetworkInterfaceAttachment EcsNetworkInterfacePermission EcsPrefixList EcsSessionManagerStatus
      EcsSnapshot* EcsSnapshotGroup* Eip* EipAddress* EipAssociation EipSegmentAddress ElasticityAssurance*
      HpcCluster Image* ImageExport ImageImport ImagePipelineExecution ImageSharePermission Instance* KeyPair*
      KeyPairAttachment LaunchTemplate* RamRoleAttachment ReservedInstance* SecurityGroup* SecurityGroupRule
      Snapshot* SnapshotPolicy* StorageCapacityUnit
    elasticsearch: Instance*
    ess: Alarm AlbServerGroupAttachment Attachment EciScalingConfiguration* InstanceRefresh LifecycleHook
      Notification ScalingConfiguration* ScalingGroup* ScalingGroupVServerGroups ScalingRule Schedule
      ScheduledTask ServerGroupAttachment SuspendProcess
    expressconnect: EcFailoverTestJob GrantRuleToCen PhysicalConnection RouterExpressConnectRouter*
      RouterGrantAssociation RouterInterface* RouterTrAssociation RouterVbrChildInstance RouterVpcAssociation
      TrafficQos* TrafficQosAssociation TrafficQosQueue TrafficQosRule VbrPconnAssociation VirtualBorderRouter*
      VirtualPhysicalConnection
    fc: Alias CustomDomain Function FunctionAsyncInvokeConfig LayerVersion Service* Trigger V2Function V3Alias
      V3AsyncInvokeConfig V3ConcurrencyConfig V3CustomDomain V3Function* V3FunctionVersion V3LayerVersion
      V3ProvisionConfig V3Trigger V3VpcBinding
    gpdb: Account ApiKey BackupPolicy Connection Database DbExtension DbInstanceIpArray DbInstancePlan
      DbResourceGroup ElasticInstance* ExternalDataService HadoopDataSource Instance* JdbcDataSource
      RemoteAdbDataSource StreamingDataService StreamingDataSource StreamingJob SupabaseProject
    hbase: Instance*
    hbr: EcsBackupClient EcsBackupPlan HanaBackupClient HanaBackupPlan HanaInstance NasBackupPlan OssBackupPlan
      OtsBackupPlan Policy PolicyBinding RestoreJob ServerBackupPlan Vault*
    kms: Alias ApplicationAccessPoint Ciphertext ClientKey Instance* Key* KeyVersion NetworkRule Policy Secret*
      ValueAddedService
    kvstore: Account AuditLogConfig BackupPolicy Connection Instance*
    lindorm: Instance* InstanceV2 PublicNetwork
    log: Alert AlertResource Audit Dashboard Etl Ingestion LogTailAttachment LogTailConfig MachineGroup OssExport
      OssShipper Project* Resource ResourceRecord Store StoreIndex
    message: ServiceAccountLogging ServiceEndpoint ServiceEndpointAcl ServiceEventRule ServiceQueue*
      ServiceService ServiceSubscription ServiceTopic*
    mns: Queue Topic TopicSubscription
    mongodb: Account AuditPolicy Backup GlobalSecurityIpGroup Instance* Node PrivateSrvNetworkAddress
      PublicNetworkAddress ReplicaSetRole ServerlessInstance* ShardingAuditFilter ShardingInstance*
      ShardingNetworkPrivateAddress ShardingNetworkPublicAddress
    nas: AccessGroup AccessPoint AccessRule AutoSnapshotPolicy DataFlow FileSystem* Fileset LifecyclePolicy
      LogAnalysis MountTarget ProtocolMountTarget ProtocolService RecycleBin SmbAclAttachment Snapshot
    nlb: HdMonitorRegionConfig Listener* ListenerAdditionalCertificateAttachment LoadBalancer*
      LoadBalancerSecurityGroupAttachment LoadBalancerZoneShiftedAttachment
      LoadbalancerCommonBandwidthPackageAttachment SecurityPolicy* ServerGroup* ServerGroupServerAttachment
    oss: AccessPoint AccountPublicAccessBlock Bucket* BucketAccessMonitor BucketAcl BucketArchiveDirectRead
      BucketCname BucketCnameToken BucketCors BucketDataRedundancyTransition BucketHttpsConfig BucketInventory
      BucketLogging BucketMetaQuery BucketObject BucketObjectWormConfiguration BucketOverwriteConfig BucketPolicy
      BucketPublicAccessBlock BucketReferer BucketRequestPayment BucketResponseHeader BucketServerSideEncryption
      BucketStyle BucketUserDefinedLogFields BucketVersioning BucketWebsite BucketWorm
    ots: Instance* InstanceAttachment SearchIndex SecondaryIndex Table Tunnel
    polardb: Account AccountPrivilege ApplicationEndpoint BackupPolicy Cluster* ClusterEndpoint Database
      DynamoItem DynamoTable Endpoint EndpointAddress Gateway GlobalSecurityIpGroup ParameterGroup PrimaryEndpoint
      ZonalAccount ZonalDbCluster ZonalEndpoint
    privatelink: VpcEndpoint* VpcEndpointService* VpcEndpointServiceConnection VpcEndpointServiceResource
      VpcEndpointServiceUser VpcEndpointZone
    rds: Account AccountPrivilege AiInstance BackupPolicy Connection Custom* CustomDeploymentSet CustomDisk*
      CustomDiskAttachment Database DbInstanceEndpoint DbInstanceEndpointAddress DbNode DbProxyPublic Instance*
      RdsAccount RdsBackup RdsCloneDbInstance* RdsDbProxy RdsParameterGroup RdsServiceLinkedRole
      RdsUpgradeDbInstance ReadOnlyInstance* ReadWriteSplittingConnection WhitelistTemplate
    redis: Backup GlobalSecurityIpGroup TairInstance*
    rocketmq: Account Acl ClientUser ConsumerGroup DnatEntry Group* Instance* Qos QosCar QosPolicy
      RocketMQInstance* RocketMQTopic SnatEntry Topic*
    selectdb: DbCluster DbInstance*
    slb: Acl* AclEntryAttachment ApplicationLoadBalancer* Attachment BackendServer CaCertificate* DomainExtension
      Listener LoadBalancer* MasterSlaveServerGroup Rule ServerCertificate* ServerGroup*
      ServerGroupServerAttachment TlsCipherPolicy
    sls: Alert CollectionPolicy Etl Index LogtailConfig LogtailPipelineConfig MachineGroup MetricStore
      OssExportSink ScheduledSql
    vpc: BgpGroup BgpNetwork BgpPeer CommonBandwithPackage* CommonBandwithPackageAttachment DhcpOptionsSet*
      DhcpOptionsSetAttachment FlowLog* ForwardEntry GatewayEndpoint* GatewayEndpointRouteTableAttachment
      GatewayRouteTableAttachment HAVip* HAVipAttachment HaVipv2* IpamIpam* IpamIpamPool* IpamIpamPoolAllocation
      IpamIpamPoolCidr IpamIpamResourceDiscovery* IpamIpamScope* IpamService Ipv4CidrBlock Ipv4Gateway*
      Ipv6Address* Ipv6CidrBlock Ipv6EgressRule Ipv6Gateway* Ipv6InternetBandwidth NatGateway* NatIp NatIpCidr
      Network* NetworkAcl* NetworkAclAttachment NetworkAclEntries NetworkInterface* NetworkInterfaceAttachment
      PrefixList* PublicIpAddressPool* PublicIpAddressPoolCidrBlock RouteEntry RouteTable* RouteTableAttachment
      RouteTargetGroup* RouterInterface RouterInterfaceConnection SnatEntry Subnet* Switch* TrafficMirrorFilter*
      TrafficMirrorFilterEgressRule TrafficMirrorFilterIngressRule TrafficMirrorSession* VPCRouteEntry VbrHa
      VpcNetworkAclAttachment VswitchCidrReservation
    vpn: Connection* CustomerGateway* Gateway* GatewayEnhancedVpnGateway* GatewayVcoRoute GatewayVpnAttachment*
      IpsecServer PbrRouteEntry RouteEntry SslVpnClientCert SslVpnServer
`,
  },
  { place: ownRegion, tags, types: "polardb: Aicluster Application" },
  { place: copiedTo, tags, types: "oss: BucketReplication" },
  { place: linkedTo, tags, types: "dts: SynchronizationInstance SynchronizationJob" },
  {
    place: spanning,
    tags,
    types: `
    cr: ArtifactSubscriptionRule
    cs: RegistryEnterpriseSyncRule
    dts: ConsumerChannel Instance* MigrationInstance* MigrationJob SubscriptionJob*
    ebs: DiskReplicaGroup* DiskReplicaPair* ReplicaGroupDrill ReplicaPairDrill
    ecs: CopyImage* ImageCopy*
    hbr: CrossAccount ReplicationVault
    oss: BucketTransferAcceleration
    polardb: GlobalDatabaseNetwork
    rds: DdrInstance* RdsInstanceCrossBackupPolicy
    vpc: PeerConnection* PeerConnectionAccepter
`,
  },
  {
    place: accountWide,
    tags,
    types: `
    dns: AccessStrategy AddressPool AlidnsDomain* AlidnsDomainAttachment AlidnsInstance AlidnsRecord CustomLine
      DnsDomain* Domain DomainAttachment DomainGroup Group GtmInstance Instance MonitorConfig Record
    ims: OidcProvider
    pvtz: Endpoint Rule RuleAttachment UserVpcAuthorization Zone* ZoneAttachment ZoneRecord
    ram: AccessKey AccessKeyPolicy AccountAlias AccountPasswordPolicy Alias Group GroupMembership
      GroupPolicyAttachment LoginProfile PasswordPolicy Policy* Role* RoleAttachment RolePolicyAttachment
      SamlProvider SecurityPreference User* UserGroupAttachment UserPolicyAttachment
    resourcemanager: AutoGroupingRule ControlPolicy* ControlPolicyAttachment DelegatedAdministrator
      DeliveryChannel Folder* Handshake HandshakeAcceptance MessageContact MultiAccountDeliveryChannel Policy
      PolicyAttachment PolicyVersion ResourceDirectorySharing ResourceGroup* ResourceGroupSettings ResourceShare*
      Role SavedQuery ServiceLinkedRole SharedResource SharedTarget
    tag: AssociatedRule MetaTag Policy PolicyAttachment
`,
  },
]);
