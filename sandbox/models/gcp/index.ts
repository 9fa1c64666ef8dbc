/** Google Cloud, as far as Meridian uses it. */
import type { PackageModel } from "../../core/model";
import { account, accountIamMember, projectIamAuditConfig, projectIamMember } from "./accounts";
import { address, globalAddress } from "./addresses";
import { cluster } from "./container";
import { managedZone, recordSet } from "./dns";
import { firewall } from "./firewall";
import { globalForwardingRule } from "./forwarding";
import { serviceIdentity } from "./identities";
import { getClientConfig, getProject, getProjectCmekSettings, getProjectServiceAccount, getZones } from "./invokes";
import { cryptoKey, cryptoKeyIamMember, keyRing } from "./kms";
import { projectBucketConfig, projectExclusion, projectSink } from "./logging";
import { routerNat } from "./nat";
import { network, subnetwork } from "./network";
import { nodePool } from "./nodes";
import { provider } from "./provider";
import { route, router } from "./routing";
import { connection, service } from "./services";
import { databaseInstance } from "./sql";
import { sqlDatabase, sqlUser } from "./sql-inside";
import { bucket } from "./storage";

export const gcp: PackageModel = {
  name: "gcp",
  version: "9.37.0",
  provider,
  resources: [
    account,
    accountIamMember,
    address,
    bucket,
    cluster,
    connection,
    cryptoKey,
    cryptoKeyIamMember,
    databaseInstance,
    firewall,
    globalAddress,
    globalForwardingRule,
    keyRing,
    managedZone,
    network,
    nodePool,
    projectBucketConfig,
    projectExclusion,
    projectIamAuditConfig,
    projectIamMember,
    projectSink,
    recordSet,
    route,
    router,
    routerNat,
    service,
    serviceIdentity,
    sqlDatabase,
    sqlUser,
    subnetwork,
  ],
  invokes: [getClientConfig, getProject, getProjectCmekSettings, getProjectServiceAccount, getZones],
};
