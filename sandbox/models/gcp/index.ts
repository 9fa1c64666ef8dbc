/** Google Cloud, as far as Meridian uses it. */
import type { PackageModel } from "../../core/model";
import { address, globalAddress } from "./addresses";
import { managedZone, recordSet } from "./dns";
import { firewall } from "./firewall";
import { globalForwardingRule } from "./forwarding";
import { serviceIdentity } from "./identities";
import { getClientConfig, getProject, getProjectCmekSettings, getProjectServiceAccount, getZones } from "./invokes";
import { cryptoKey, cryptoKeyIamMember, keyRing } from "./kms";
import { projectBucketConfig, projectExclusion, projectSink } from "./logging";
import { routerNat } from "./nat";
import { network, subnetwork } from "./network";
import { provider } from "./provider";
import { route, router } from "./routing";
import { connection, service } from "./services";
import { bucket } from "./storage";

export const gcp: PackageModel = {
  name: "gcp",
  version: "9.37.0",
  provider,
  resources: [
    address,
    bucket,
    connection,
    cryptoKey,
    cryptoKeyIamMember,
    firewall,
    globalAddress,
    globalForwardingRule,
    keyRing,
    managedZone,
    network,
    projectBucketConfig,
    projectExclusion,
    projectSink,
    recordSet,
    route,
    router,
    routerNat,
    service,
    serviceIdentity,
    subnetwork,
  ],
  invokes: [getClientConfig, getProject, getProjectCmekSettings, getProjectServiceAccount, getZones],
};
