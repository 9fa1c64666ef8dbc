/** The private way to the cloud's own services. */
import {
  GatewayEndpoint,
  GatewayEndpointRouteTableAttachment,
  type RouteTable,
  type Network as Vpc,
} from "@pulumi/alicloud/vpc";
import type { Scope } from "./scope";

/** Source: Object Storage Service, "Regions of gateway endpoints supported by OSS". */
const regionsWithOssEndpoint: ReadonlySet<string> = new Set([
  ...["cn-hangzhou", "cn-shanghai", "cn-qingdao", "cn-beijing", "cn-zhangjiakou", "cn-huhehaote", "cn-wulanchabu"],
  ...["cn-shenzhen", "cn-heyuan", "cn-guangzhou", "cn-chengdu", "cn-hongkong", "us-west-1", "us-east-1"],
  ...["ap-northeast-1", "ap-southeast-1", "ap-southeast-3", "ap-southeast-5", "eu-central-1", "eu-west-1", "me-east-1"],
]);

/**
 * Everything on the account's own buckets, and reading of others: ACR keeps image layers, and ACK its node packages, in
 * buckets of the cloud. Writing into a stranger's bucket is how data would leave.
 */
export function ossPolicy(account: string): string {
  const statement = (action: readonly string[], resource: string) => ({
    Effect: "Allow",
    Principal: ["*"],
    Action: action,
    Resource: [resource],
  });
  return JSON.stringify({
    Version: "1",
    Statement: [
      statement(["oss:*"], `acs:oss:*:${account}:*`),
      statement(["oss:GetObject", "oss:GetObjectMeta", "oss:ListObjects"], "acs:oss:*:*:*"),
    ],
  });
}

/**
 * A gateway endpoint for OSS, where the region has one. The other services need none: their internal endpoints lie in the
 * cloud's shared address space, which every vSwitch reaches without NAT (docs/clouds/alicloud.md).
 */
export function connectOss(
  { naming, account, region, child }: Scope,
  vpc: Vpc,
  tables: readonly RouteTable[],
): GatewayEndpoint | undefined {
  if (!regionsWithOssEndpoint.has(region)) return undefined;
  const name = naming.name("oss");
  const endpoint = new GatewayEndpoint(
    name,
    {
      gatewayEndpointName: name,
      vpcId: vpc.id,
      serviceName: `com.aliyun.${region}.oss`,
      policyDocument: ossPolicy(account),
      tags: naming.tags,
    },
    child(),
  );
  tables.forEach((table, index) => {
    new GatewayEndpointRouteTableAttachment(
      naming.name(`oss-${index}`),
      { gatewayEndpointId: endpoint.id, routeTableId: table.id },
      child(),
    );
  });
  return endpoint;
}
