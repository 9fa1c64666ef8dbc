/** Alibaba Cloud in the sandbox. */
import type { PackageModel } from "../../core/model";
import { autoscalingConfig, kubernetesAddon, managedKubernetes } from "./ack";
import { registryInstance, registryLink, registryNamespace, registryRepository, scanRule } from "./cr";
import { alidnsDomain, alidnsRecord } from "./dns";
import { synchronizationInstance, synchronizationJob } from "./dts";
import { gatewayEndpoint, gatewayEndpointRouteTableAttachment } from "./endpoints";
import { getImages } from "./images";
import { oidcProvider } from "./ims";
import { instance, ramRoleAttachment } from "./instances";
import { invokes } from "./invokes";
import { alias, key, kmsInstance } from "./kms";
import { flowLog, project, store, storeIndex } from "./logs";
import { lookups } from "./lookups";
import { eipAddress, eipAssociation, natGateway, snatEntry } from "./nat";
import { nodePool } from "./node-pools";
import { bucket } from "./oss";
import { bucketReplication } from "./oss-replication";
import {
  bucketArchiveDirectRead,
  bucketLogging,
  bucketPolicy,
  bucketPublicAccessBlock,
  bucketWorm,
} from "./oss-settings";
import { provider } from "./provider";
import { policy, role, rolePolicyAttachment } from "./ram";
import { rdsInstance } from "./rds";
import { rdsAccount, rdsBackupPolicy, rdsDatabase } from "./rds-contents";
import { redisInstance } from "./redis";
import { routeEntry, routeTable, routeTableAttachment } from "./routes";
import { secret } from "./secrets";
import { networkAcl, securityGroup, securityGroupRule } from "./security";
import { loadBalancer } from "./slb";
import { etl } from "./sls";
import { network, vswitch } from "./vpc";
import { vpcRouteEntry } from "./vpc-routes";

export const alicloud: PackageModel = {
  name: "alicloud",
  version: "3.108.0",
  provider,
  resources: [
    network,
    vswitch,
    eipAddress,
    natGateway,
    loadBalancer,
    eipAssociation,
    snatEntry,
    routeTable,
    routeTableAttachment,
    routeEntry,
    vpcRouteEntry,
    securityGroup,
    securityGroupRule,
    networkAcl,
    instance,
    ramRoleAttachment,
    project,
    store,
    storeIndex,
    flowLog,
    etl,
    oidcProvider,
    role,
    policy,
    rolePolicyAttachment,
    managedKubernetes,
    nodePool,
    autoscalingConfig,
    kubernetesAddon,
    rdsInstance,
    rdsAccount,
    rdsDatabase,
    rdsBackupPolicy,
    synchronizationInstance,
    synchronizationJob,
    kmsInstance,
    key,
    alias,
    secret,
    gatewayEndpoint,
    gatewayEndpointRouteTableAttachment,
    alidnsDomain,
    alidnsRecord,
    redisInstance,
    registryInstance,
    registryNamespace,
    registryRepository,
    registryLink,
    scanRule,
    bucket,
    bucketPublicAccessBlock,
    bucketPolicy,
    bucketWorm,
    bucketLogging,
    bucketArchiveDirectRead,
    bucketReplication,
  ],
  invokes: [...invokes, getImages, ...lookups],
};
