/** Amazon Web Services in the sandbox. */
import type { PackageModel } from "../../core/model";
import { vpcEndpoint } from "./endpoints";
import { eip, internetGateway, natGateway } from "./gateways";
import { role, rolePolicy } from "./iam";
import { invokes } from "./invokes";
import { alias, key } from "./kms";
import { flowLog, logGroup } from "./logs";
import { provider } from "./provider";
import { defaultRouteTable, route, routeTable, routeTableAssociation } from "./routes";
import { bucket } from "./s3";
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
    bucket,
  ],
  invokes,
};
