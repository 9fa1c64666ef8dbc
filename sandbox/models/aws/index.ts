/** Amazon Web Services in the sandbox. */
import type { PackageModel } from "../../core/model";
import { autoscalingGroup } from "./autoscaling";
import * as backup from "./backup";
import { lifecyclePolicy, pullThroughCacheRule, repository, repositoryCreationTemplate, repositoryPolicy } from "./ecr";
import { addon, podIdentityAssociation } from "./eks-addons";
import { cluster } from "./eks-cluster";
import { nodeGroup } from "./eks-nodes";
import { cacheParameterGroup, cacheSubnetGroup, cacheUser, cacheUserGroup } from "./elasticache";
import { replicationGroup } from "./elasticache-replication";
import { vpcEndpoint } from "./endpoints";
import { eip, internetGateway, natGateway } from "./gateways";
import { role, rolePolicy } from "./iam";
import { openIdConnectProvider, rolePolicyAttachment } from "./iam-trust";
import { instanceProfile } from "./instance-profile";
import { invokes } from "./invokes";
import { alias, key } from "./kms";
import { launchTemplate } from "./launch-template";
import { flowLog, logGroup } from "./logs";
import { networkInterface } from "./network-interface";
import { managedPrefixList } from "./prefix-list";
import { provider } from "./provider";
import { instance } from "./rds";
import { parameterGroup, subnetGroup } from "./rds-groups";
import { defaultRouteTable, route, routeTable, routeTableAssociation } from "./routes";
import { bucket } from "./s3";
import { bucketReplication } from "./s3-replication";
import {
  bucketEncryption,
  bucketLifecycle,
  bucketLogging,
  bucketObjectLock,
  bucketOwnershipControls,
  bucketPolicy,
  bucketPublicAccessBlock,
  bucketVersioning,
} from "./s3-settings";
import { secret, secretPolicy, secretVersion } from "./secretsmanager";
import { defaultNetworkAcl, defaultSecurityGroup, egressRule, ingressRule, securityGroup } from "./security";
import { subnet, vpc } from "./vpc";

export const aws: PackageModel = {
  name: "aws",
  version: "7.48.0",
  provider,
  resources: [
    vpc,
    subnet,
    internetGateway,
    eip,
    natGateway,
    routeTable,
    route,
    routeTableAssociation,
    defaultRouteTable,
    defaultSecurityGroup,
    defaultNetworkAcl,
    securityGroup,
    ingressRule,
    egressRule,
    vpcEndpoint,
    logGroup,
    flowLog,
    role,
    rolePolicy,
    key,
    alias,
    secret,
    secretVersion,
    secretPolicy,
    repository,
    repositoryPolicy,
    lifecyclePolicy,
    pullThroughCacheRule,
    repositoryCreationTemplate,
    cacheSubnetGroup,
    cacheParameterGroup,
    cacheUser,
    cacheUserGroup,
    replicationGroup,
    bucketVersioning,
    bucketObjectLock,
    bucketPublicAccessBlock,
    bucketOwnershipControls,
    bucketEncryption,
    bucketLifecycle,
    bucketPolicy,
    bucketLogging,
    bucketReplication,
    rolePolicyAttachment,
    openIdConnectProvider,
    cluster,
    nodeGroup,
    addon,
    podIdentityAssociation,
    launchTemplate,
    autoscalingGroup,
    networkInterface,
    managedPrefixList,
    instanceProfile,
    instance,
    subnetGroup,
    parameterGroup,
    backup.vault,
    backup.vaultLock,
    backup.plan,
    backup.selection,
    bucket,
  ],
  invokes,
};
