/** Gateway endpoints. */
import { defineResource, json, list, ref, string } from "../../core/model";
import { idOf, label, page, resourceGroupId, tags, text, unless } from "./fields";
import { routeTableType } from "./routes";
import { vpcType } from "./vpc";

const endpointType = "alicloud:vpc/gatewayEndpoint:GatewayEndpoint";
const attachmentType = "alicloud:vpc/gatewayEndpointRouteTableAttachment:GatewayEndpointRouteTableAttachment";

/** Where OSS has gateway endpoints: help page "Regions of gateway endpoints supported by OSS". */
const ossRegions = new Set(
  `cn-hangzhou cn-shanghai cn-qingdao cn-beijing cn-zhangjiakou cn-huhehaote cn-wulanchabu cn-shenzhen cn-heyuan
   cn-guangzhou cn-chengdu cn-hongkong us-west-1 us-east-1 ap-northeast-1 ap-southeast-1 ap-southeast-3 ap-southeast-5
   eu-central-1 eu-west-1 me-east-1`.split(/\s+/),
);

export const gatewayEndpoint = defineResource({
  type: endpointType,
  docs: page("vpc_gateway_endpoint"),
  location: "region",
  inputs: {
    gatewayEndpointName: label(1, 128),
    gatewayEndpointDescrption: label(1, 255),
    vpcId: ref(vpcType, { required: true, replaces: true }),
    serviceName: string({ required: true, replaces: true }),
    policyDocument: json(),
    resourceGroupId,
    routeTables: list(ref(routeTableType), { set: true, computed: true }),
    tags: tags(),
  },
  unique: [
    {
      fields: ["vpcId", "serviceName"],
      scope: "region",
      reason: "EndpointAlreadyExist: the VPC has one for the service",
    },
  ],
  check: ({ inputs, region, given }) => {
    const service = text(inputs, "serviceName");
    return [
      ...unless(
        service === "" || (service === `com.aliyun.${region}.oss` && ossRegions.has(region)),
        "serviceName",
        `InvalidServiceName.NotFound: ${region} has no gateway endpoint service ${service}`,
      ),
      ...unless(
        !service.endsWith(".oss") || given("policyDocument"),
        "policyDocument",
        "missing, and an endpoint for OSS needs it",
      ),
    ];
  },
  id: idOf("vpce"),
  outputs: ["status"],
  compute: () => ({ resourceGroupId: "rg-acfm00000000000", routeTables: [], status: "Created" }),
});

export const gatewayEndpointRouteTableAttachment = defineResource({
  type: attachmentType,
  docs: page("vpc_gateway_endpoint_route_table_attachment"),
  location: "region",
  inputs: {
    gatewayEndpointId: ref(endpointType, { required: true, replaces: true }),
    routeTableId: ref(routeTableType, { required: true, replaces: true }),
  },
  unique: [
    {
      fields: ["gatewayEndpointId", "routeTableId"],
      scope: "region",
      reason: "RouteTableAlreadyAssociated: the endpoint is on this table already",
    },
  ],
  admit: ({ inputs, world }) =>
    unless(
      world.find(endpointType, text(inputs, "gatewayEndpointId"))?.inputs.vpcId ===
        world.find(routeTableType, text(inputs, "routeTableId"))?.inputs.vpcId,
      "routeTableId",
      "InvalidRouteTableId.VpcMismatch: endpoint and route table belong to different VPCs",
    ),
  id: ({ inputs }) => `${text(inputs, "gatewayEndpointId")}:${text(inputs, "routeTableId")}`,
  outputs: ["status"],
  compute: () => ({ status: "Associated" }),
});
