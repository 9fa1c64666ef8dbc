/** Google Cloud, as far as Meridian uses it. */
import type { PackageModel } from "../../core/model";
import { account, accountIamMember, projectIamAuditConfig, projectIamMember } from "./accounts";
import { address, globalAddress } from "./addresses";
import { regionBackendService } from "./backend-services";
import { cluster } from "./container";
import { managedZone, recordSet } from "./dns";
import { workloadIdentityPool, workloadIdentityPoolProvider } from "./federation";
import { firewall } from "./firewall";
import { globalForwardingRule } from "./forwarding";
import { forwardingRule } from "./forwarding-rules";
import { regionHealthCheck } from "./health-checks";
import { serviceIdentity } from "./identities";
import { instanceGroupManager, perInstanceConfig } from "./instance-groups";
import { regionInstanceTemplate } from "./instance-templates";
import {
  getBuckets,
  getClientConfig,
  getProject,
  getProjectCmekSettings,
  getProjectServiceAccount,
  getTransferProjectServiceAccount,
  getZones,
} from "./invokes";
import { cryptoKey, cryptoKeyIamMember, keyRing } from "./kms";
import { projectBucketConfig, projectExclusion, projectSink } from "./logging";
import { memorystoreInstance, serviceConnectionPolicy } from "./memorystore";
import { routerNat } from "./nat";
import { network, subnetwork } from "./network";
import { nodePool } from "./nodes";
import { provider } from "./provider";
import { notification, subscription, subscriptionIamMember, topic, topicIamMember } from "./pubsub";
import { regionalEndpoint } from "./regional-endpoints";
import { repository, repositoryIamMember } from "./registry";
import { route, router } from "./routing";
import { regionalSecret, regionalSecretIamMember, regionalSecretVersion } from "./secrets";
import { connection, service } from "./services";
import { databaseInstance } from "./sql";
import { sqlDatabase, sqlUser } from "./sql-inside";
import { bucket, bucketIamMember } from "./storage";
import { transferJob } from "./transfer";

export const gcp: PackageModel = {
  name: "gcp",
  version: "9.37.0",
  provider,
  resources: [
    account,
    accountIamMember,
    address,
    bucket,
    bucketIamMember,
    cluster,
    connection,
    cryptoKey,
    cryptoKeyIamMember,
    databaseInstance,
    firewall,
    forwardingRule,
    globalAddress,
    globalForwardingRule,
    instanceGroupManager,
    keyRing,
    managedZone,
    memorystoreInstance,
    network,
    nodePool,
    notification,
    perInstanceConfig,
    projectBucketConfig,
    projectExclusion,
    projectIamAuditConfig,
    projectIamMember,
    projectSink,
    recordSet,
    regionBackendService,
    regionHealthCheck,
    regionInstanceTemplate,
    regionalEndpoint,
    regionalSecret,
    regionalSecretIamMember,
    regionalSecretVersion,
    repository,
    repositoryIamMember,
    route,
    router,
    routerNat,
    service,
    serviceConnectionPolicy,
    serviceIdentity,
    sqlDatabase,
    sqlUser,
    subnetwork,
    subscription,
    subscriptionIamMember,
    topic,
    topicIamMember,
    transferJob,
    workloadIdentityPool,
    workloadIdentityPoolProvider,
  ],
  invokes: [
    getBuckets,
    getClientConfig,
    getProject,
    getProjectCmekSettings,
    getProjectServiceAccount,
    getTransferProjectServiceAccount,
    getZones,
  ],
};
