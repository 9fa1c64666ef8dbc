/**
 * Amazon Web Services. Since provider 7 every regional type takes `region`, which wins over the provider's.
 * Source: the arguments in @pulumi/aws; test/policies/tables.spec.ts holds the two together.
 */
import { type Place, type Table, table } from "./table";

const regional: Place = { kind: "located", paths: ["region"], fallback: "region" };
const spanning: Place = { kind: "anywhere", reason: "it puts data into several regions" };
const identities: Place = { kind: "global", reason: "identities and grants have no location" };
const dns: Place = {
  kind: "global",
  reason: "Route 53 answers from everywhere; records and zones are public or carry addresses only",
};
const account: Place = { kind: "global", reason: "a setting of the account, without data" };

const tags = "tags";
const rows = `
    acm: Certificate* CertificateValidation
    acmpca: Certificate CertificateAuthority* CertificateAuthorityCertificate Permission Policy
    athena: CapacityReservation* DataCatalog* Database NamedQuery PreparedStatement Workgroup*
    autoscaling: Attachment Group* LifecycleHook Notification Policy Schedule Tag TrafficSourceAttachment
    backup: Framework* LogicallyAirGappedVault* Plan* RegionSettings ReportPlan* RestoreTestingPlan*
      RestoreTestingSelection Selection Vault* VaultLockConfiguration VaultNotifications VaultPolicy
    batch: ComputeEnvironment* JobDefinition* JobQueue* SchedulingPolicy*
    cloudhsmv2: Cluster* Hsm
    cloudtrail: EventDataStore* Trail*
    cloudwatch: AlarmMuteRule* CompositeAlarm* ContributorInsightRule* ContributorManagedInsightRule* Dashboard
      EventApiDestination EventArchive EventBus* EventBusPolicy EventConnection EventPermission EventRule*
      EventTarget InternetMonitor* LogAccountPolicy LogAnomalyDetector* LogDataProtectionPolicy LogDelivery*
      LogDeliveryDestination* LogDeliveryDestinationPolicy LogDeliverySource* LogDestination* LogDestinationPolicy
      LogGroup* LogIndexPolicy LogMetricFilter LogResourcePolicy LogS3TableIntegrationSource LogStorageTierPolicy
      LogStream LogSubscriptionFilter LogTransformer MetricAlarm* MetricStream* OtelEnrichment QueryDefinition
    dax: Cluster* ParameterGroup SubnetGroup
    dms: Certificate* DataProvider* Endpoint* EventSubscription* InstanceProfile* MigrationProject*
      ReplicationConfig* ReplicationInstance* ReplicationSubnetGroup* ReplicationTask* S3Endpoint*
    docdb: Cluster* ClusterInstance* ClusterParameterGroup* ClusterSnapshot ElasticCluster* EventSubscription*
      SubnetGroup*
    dsql: Cluster* ClusterPolicy
    dynamodb: ContributorInsights GlobalSecondaryIndex KinesisStreamingDestination ResourcePolicy Table*
      TableExport TableItem Tag
    ebs: DefaultKmsKey EncryptionByDefault FastSnapshotRestore Snapshot* SnapshotBlockPublicAccess SnapshotCopy*
      SnapshotImport* Volume* VolumeCopy*
    ec2: AllowedImagesSettings Ami* AmiCopy* AmiFromInstance* AmiLaunchPermission AvailabilityZoneGroup
      CapacityBlockReservation* CapacityReservation* CarrierGateway* CustomerGateway* DedicatedHost*
      DefaultCreditSpecification DefaultNetworkAcl* DefaultRouteTable* DefaultSecurityGroup* DefaultSubnet*
      DefaultVpc* DefaultVpcDhcpOptions* EgressOnlyInternetGateway* Eip* EipAssociation EipDomainName
      EncryptionControl* Fleet* FlowLog* ImageBlockPublicAccess Instance* InstanceMetadataDefaults
      InternetGateway* InternetGatewayAttachment KeyPair* LaunchConfiguration LaunchTemplate* LocalGatewayRoute
      LocalGatewayRouteTable* LocalGatewayRouteTableVirtualInterfaceGroupAssociation*
      LocalGatewayRouteTableVpcAssociation* MainRouteTableAssociation ManagedPrefixList* ManagedPrefixListEntry
      NatGateway* NatGatewayEipAssociation NetworkAcl* NetworkAclAssociation NetworkAclRule
      NetworkInsightsAccessScope* NetworkInsightsAnalysis* NetworkInsightsPath* NetworkInterface*
      NetworkInterfaceAttachment NetworkInterfacePermission NetworkInterfaceSecurityGroupAttachment
      PeeringConnectionOptions PlacementGroup* ProxyProtocolPolicy Route RouteTable* RouteTableAssociation
      SecondaryNetwork* SecondarySubnet* SecurityGroup* SecurityGroupAssociation SecurityGroupRule
      SerialConsoleAccess SnapshotCreateVolumePermission SpotDatafeedSubscription SpotFleetRequest*
      SpotInstanceRequest* Subnet* SubnetCidrReservation Tag TrafficMirrorFilter* TrafficMirrorFilterRule
      TrafficMirrorSession* TrafficMirrorTarget* VolumeAttachment Vpc* VpcBlockPublicAccessExclusion*
      VpcBlockPublicAccessOptions VpcDhcpOptions* VpcDhcpOptionsAssociation VpcEncryptionControl* VpcEndpoint*
      VpcEndpointConnectionAccepter VpcEndpointConnectionNotification VpcEndpointPolicy
      VpcEndpointRouteTableAssociation VpcEndpointService* VpcEndpointServiceAllowedPrinciple
      VpcEndpointSubnetAssociation VpcIpam* VpcIpamPool* VpcIpamPoolCidr VpcIpamPoolCidrAllocation*
      VpcIpamPreviewNextCidr VpcIpamResourceDiscovery* VpcIpamResourceDiscoveryAssociation* VpcIpamScope*
      VpcIpv4CidrBlockAssociation VpcIpv6CidrBlockAssociation VpcNetworkPerformanceMetricSubscription
      VpcPeeringConnection* VpcPeeringConnectionAccepter* VpcSecurityGroupRulesExclusive VpnConcentrator*
      VpnConnection* VpnConnectionRoute VpnGateway* VpnGatewayAttachment VpnGatewayRoutePropagation
    ec2transitgateway: Connect* ConnectPeer* DefaultRouteTableAssociation DefaultRouteTablePropagation
      InstanceConnectEndpoint* InstanceState MeteringPolicy* MeteringPolicyEntry MulticastDomain*
      MulticastDomainAssociation MulticastGroupMember MulticastGroupSource PeeringAttachment*
      PeeringAttachmentAccepter* PolicyTable* PolicyTableAssociation PolicyTableEntry PrefixListReference Route
      RouteTable* RouteTableAssociation RouteTablePropagation TransitGateway* VpcAttachment*
      VpcAttachmentAccepter*
    ecr: AccountSetting LifecyclePolicy PullThroughCacheRule PullTimeUpdateExclusion RegistryPolicy
      RegistryScanningConfiguration Repository* RepositoryCreationTemplate RepositoryPolicy
    ecs: AccountSettingDefault CapacityProvider* Cluster* ClusterCapacityProviders Daemon* DaemonTaskDefinition*
      ExpressGatewayService* Service* Tag TaskDefinition* TaskSet*
    efs: AccessPoint* BackupPolicy FileSystem* FileSystemPolicy MountTarget
    eks: AccessEntry* AccessPolicyAssociation Addon* Capability* Cluster* FargateProfile* IdentityProviderConfig*
      NodeGroup* PodIdentityAssociation*
    elasticache: Cluster* ParameterGroup* ReplicationGroup* ReservedCacheNode* ServerlessCache* SubnetGroup* User*
      UserGroup* UserGroupAssociation
    elb: AppCookieStickinessPolicy Attachment ListenerPolicy LoadBalancer* LoadBalancerBackendServerPolicy
      LoadBalancerCookieStickinessPolicy LoadBalancerPolicy SslNegotiationPolicy
    fsx: Backup* DataRepositoryAssociation* FileCache* LustreFileSystem* OntapFileSystem*
      OntapStorageVirtualMachine* OntapVolume* OpenZfsFileSystem* OpenZfsSnapshot* OpenZfsVolume*
      S3AccessPointAttachment WindowsFileSystem*
    glue: Catalog* CatalogDatabase* CatalogTable CatalogTableOptimizer Classifier Connection* Crawler*
      DataCatalogEncryptionSettings DataQualityRuleset* DevEndpoint* Job* MLTransform* Partition PartitionIndex
      Registry* ResourcePolicy Schema* SecurityConfiguration Trigger* UserDefinedFunction Workflow*
    guardduty: Detector* DetectorFeature Filter* IPSet* InviteAccepter MalwareProtectionPlan* Member
      MemberDetectorFeature OrganizationAdminAccount OrganizationConfiguration OrganizationConfigurationFeature
      PublishingDestination* ThreatIntelSet*
    keyspaces: Keyspace* Table*
    kinesis: AccountSettings AnalyticsApplication* FirehoseDeliveryStream* ResourcePolicy Stream* StreamConsumer*
      VideoStream*
    kms: Alias Ciphertext CustomKeyStore ExternalKey* Grant Key* KeyPolicy
    lambda: Alias CapacityProvider* CodeSigningConfig* CoreNetworkConnector EventSourceMapping* Function*
      FunctionEventInvokeConfig FunctionRecursionConfig FunctionScalingConfig FunctionUrl Invocation LayerVersion
      LayerVersionPermission MicrovmsImage* Permission ProvisionedConcurrencyConfig ResourcePolicy
      RuntimeManagementConfig
    lb: Listener* ListenerCertificate ListenerRule* LoadBalancer* TargetGroup* TargetGroupAttachment TrustStore*
      TrustStoreRevocation
    memorydb: Acl* Cluster* ParameterGroup* Snapshot* SubnetGroup* User*
    mq: Broker* Configuration*
    msk: Channel* Cluster* ClusterPolicy Configuration ScramSecretAssociation ServerlessCluster*
      SingleScramSecretAssociation Topic VpcConnection*
    neptune: Cluster* ClusterEndpoint* ClusterInstance* ClusterParameterGroup* ClusterSnapshot EventSubscription*
      ParameterGroup* SubnetGroup*
    networkfirewall: ContainerAssociation* Firewall* FirewallPolicy* FirewallTransitGatewayAttachmentAccepter
      LoggingConfiguration ResourcePolicy RuleGroup* TlsInspectionConfiguration* VpcEndpointAssociation*
    opensearch: Application* AuthorizeVpcEndpointAccess Domain* DomainPolicy DomainSamlOptions
      InboundConnectionAccepter OutboundConnection Package PackageAssociation ServerlessAccessPolicy
      ServerlessCollection* ServerlessCollectionGroup* ServerlessLifecyclePolicy ServerlessSecurityConfig
      ServerlessSecurityPolicy ServerlessVpcEndpoint VpcEndpoint
    rds: Certificate Cluster* ClusterActivityStream ClusterEndpoint* ClusterInstance* ClusterParameterGroup*
      ClusterRoleAssociation ClusterSnapshot* ClusterSnapshotCopy* CustomDbEngineVersion* EventSubscription*
      ExportTask Instance* InstanceDesiredState Integration* OptionGroup* ParameterGroup* Proxy*
      ProxyDefaultTargetGroup ProxyEndpoint* ProxyTarget ReservedInstance* RoleAssociation ShardGroup* Snapshot*
      SnapshotCopy* SubnetGroup*
    redshift: AuthenticationProfile Cluster* ClusterIamRoles ClusterSnapshot* DataShareAuthorization
      DataShareConsumerAssociation EndpointAccess EndpointAuthorization EventSubscription* HsmClientCertificate*
      HsmConfiguration* IdcApplication* Integration* Logging NamespaceRegistration ParameterGroup* Partner
      ResourcePolicy ScheduledAction SnapshotCopy SnapshotCopyGrant* SnapshotSchedule* SnapshotScheduleAssociation
      SubnetGroup* UsageLimit*
    redshiftserverless: CustomDomainAssociation EndpointAccess Namespace* ResourcePolicy Snapshot UsageLimit
      Workgroup*
    route53: ProfilesAssociation* ProfilesProfile* ProfilesResourceAssociation ResolverConfig ResolverDnsSecConfig
      ResolverEndpoint* ResolverFirewallConfig ResolverFirewallDomainList* ResolverFirewallRule
      ResolverFirewallRuleGroup* ResolverFirewallRuleGroupAssociation* ResolverQueryLogConfig*
      ResolverQueryLogConfigAssociation ResolverRule* ResolverRuleAssociation
    s3: AccessPoint* AnalyticsConfiguration Bucket* BucketAbac BucketAccelerateConfiguration
      BucketAccelerateConfigurationV2 BucketAcl BucketAclV2 BucketCorsConfiguration BucketCorsConfigurationV2
      BucketIntelligentTieringConfiguration BucketLifecycleConfiguration BucketLifecycleConfigurationV2
      BucketLogging BucketLoggingV2 BucketMetadataConfiguration BucketMetric BucketNotification BucketObject*
      BucketObjectLockConfiguration BucketObjectLockConfigurationV2 BucketObjectv2* BucketOwnershipControls
      BucketPolicy BucketPublicAccessBlock BucketReplicationConfig BucketRequestPaymentConfiguration
      BucketRequestPaymentConfigurationV2 BucketServerSideEncryptionConfiguration BucketServerSideEncryptionConfigurationV2 BucketV2* BucketVersioning
      BucketVersioningV2 BucketWebsiteConfiguration BucketWebsiteConfigurationV2 DirectoryBucket*
      FilesAccessPoint* FilesFileSystem* FilesFileSystemPolicy FilesMountTarget FilesSynchronizationConfiguration
      Inventory ObjectCopy* VectorsIndex* VectorsVectorBucket* VectorsVectorBucketPolicy
    s3tables: Namespace Table* TableBucket* TableBucketPolicy TablePolicy
    secretsmanager: Secret* SecretPolicy SecretRotation SecretVersion Tag
    servicediscovery: HttpNamespace* Instance PrivateDnsNamespace* PublicDnsNamespace* Service*
    sfn: Activity* Alias StateMachine*
    sns: DataProtectionPolicy PlatformApplication SmsPreferences Topic* TopicPolicy TopicSubscription
    sqs: Queue* QueuePolicy RedriveAllowPolicy RedrivePolicy
    ssm: Activation* Association* ContactsRotation* DefaultPatchBaseline Document* MaintenanceWindow*
      MaintenanceWindowTarget MaintenanceWindowTask Parameter* PatchBaseline* PatchGroup
      QuicksetupConfigurationManager* ResourceDataSync ServiceSetting
    timestreamwrite: Database* Table*
    vpc: EndpointPrivateDns EndpointServicePrivateDnsVerification RouteServer* RouteServerEndpoint*
      RouteServerPeer* RouteServerPropagation RouteServerVpcAssociation SecurityGroupEgressRule*
      SecurityGroupIngressRule* SecurityGroupVpcAssociation
    wafv2: ApiKey IpSet* RegexPatternSet* RuleGroup* WebAcl* WebAclAssociation WebAclLoggingConfiguration
      WebAclRule WebAclRuleGroupAssociation
`;

export const aws: Table = table("aws", [
  { place: regional, tags, types: rows },
  {
    place: spanning,
    tags,
    types: `
    cloudwatch: EventEndpoint
    docdb: GlobalCluster
    dsql: ClusterPeering
    dynamodb: GlobalTable TableReplica*
    ecr: ReplicationConfiguration
    efs: ReplicationConfiguration
    elasticache: GlobalReplicationGroup
    kms: ReplicaExternalKey* ReplicaKey*
    memorydb: MultiRegionCluster*
    msk: Replicator*
    neptune: GlobalCluster
    rds: GlobalCluster* InstanceAutomatedBackupsReplication
    s3tables: TableBucketReplication TableReplication
`,
  },
  {
    place: identities,
    tags,
    types: `
    iam: AccessKey AccountAlias AccountPasswordPolicy Group GroupMembership GroupPoliciesExclusive GroupPolicy
      GroupPolicyAttachment GroupPolicyAttachmentsExclusive InstanceProfile* OpenIdConnectProvider*
      OrganizationsFeatures OutboundWebIdentityFederation Policy* PolicyAttachment Role* RolePoliciesExclusive
      RolePolicy RolePolicyAttachment RolePolicyAttachmentsExclusive SamlProvider* SecurityTokenServicePreferences
      ServerCertificate* ServiceLinkedRole* ServiceSpecificCredential SigningCertificate SshKey User*
      UserGroupMembership UserLoginProfile UserPoliciesExclusive UserPolicy UserPolicyAttachment
      UserPolicyAttachmentsExclusive VirtualMfaDevice*
`,
  },
  {
    place: dns,
    tags,
    types: `
    route53: CidrCollection CidrLocation DelegationSet HealthCheck* HostedZoneDnsSec KeySigningKey QueryLog Record
      RecordsExclusive TrafficPolicy TrafficPolicyInstance VpcAssociationAuthorization Zone* ZoneAssociation
`,
  },
  { place: account, tags, types: "s3: AccountPublicAccessBlock" },
]);
